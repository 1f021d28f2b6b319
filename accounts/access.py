"""Which posts a person holds and whom they belong to: the one place that answers it, asked once for each request."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField

from accounts.models import Absence, Membership, Post, Role, User
from agencies.compiled import CompiledQuery

POSTS_EVER = CompiledQuery(
    lambda user: (
        Post.objects.filter(user=user)
        .select_related("user__profile", "agency", "office", "stands_in_for")
        .order_by("pk")
    ),
    user=BigIntegerField(),
)


def posts_of(user: User | AnonymousUser, *, today: date) -> list[Post]:
    """Return the posts that a person holds today, with agency and office; empty for citizens. One query a request.

    The answer stays with the `user` object, which lives as long as the request: a post that ended a minute ago is
    gone at the next one.
    """
    if not user.is_authenticated:
        return []
    posts: list[Post] | None = getattr(user, "_posts_ever", None)
    if posts is None:
        posts = POSTS_EVER(user=user.pk)
        user._posts_ever = posts  # type: ignore[attr-defined]
    return [post for post in posts if post.valid_from <= today and (post.valid_to is None or today <= post.valid_to)]


MEMBERSHIPS_EVER = CompiledQuery(
    lambda user: (
        Membership.objects.filter(user=user).select_related("organisation").order_by("organisation__name", "pk")
    ),
    user=BigIntegerField(),
)


def memberships_of(user: User | AnonymousUser, *, today: date) -> list[Membership]:
    """Return the person's memberships today in organisations whose identity was confirmed. One query a request.

    An organisation that somebody merely declared lets nobody act in its name.
    """
    if not user.is_authenticated:
        return []
    ever: list[Membership] | None = getattr(user, "_memberships_ever", None)
    if ever is None:
        ever = MEMBERSHIPS_EVER(user=user.pk)
        user._memberships_ever = ever  # type: ignore[attr-defined]
    return [
        one
        for one in ever
        if one.organisation.confirmed_at is not None
        and one.valid_from <= today
        and (one.valid_to is None or today <= one.valid_to)
    ]


def is_absent(user_pk: int, *, today: date) -> bool:
    """Say whether an officer is away today; one query."""
    return Absence.objects.filter(user=user_pk, first_on__lte=today, last_on__gte=today).exists()


def is_officer(user: User | AnonymousUser, *, today: date) -> bool:
    """Say whether the person holds any post today."""
    return bool(posts_of(user, today=today))


def roles_held(user: User | AnonymousUser, *, today: date) -> set[Role]:
    """Return the roles that a person holds today at any agency."""
    return {Role(post.role) for post in posts_of(user, today=today)}

"""Who handles which feedback, and who may not even know of it: `dossiers.access` for petitions."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Post, Role, User
from agencies.models import Agency
from dossiers.access import Person, sees_whole_province
from dossiers.models import Dossier, DossierEvent, Feedback, FeedbackKind

ABOUT_PEOPLE = (FeedbackKind.CONDUCT, FeedbackKind.LATENESS)


def feedback_led_by(user: Person, *, today: date) -> QuerySet[Feedback]:
    """Return the petitions that a leader handles: their agencies', or the whole province's.

    Nobody handles their own, nor one about conduct or lateness in a dossier in which they acted; they do not see it.
    """
    posts = [post for post in posts_of(user, today=today) if post.role == Role.LEADER]
    if not posts:
        return Feedback.objects.none()
    found = Feedback.objects.all()
    if not any(sees_whole_province(post) for post in posts):
        found = found.filter(agency__in={post.agency_id for post in posts})
    acted = DossierEvent.objects.filter(dossier=OuterRef("dossier"), actor=user.pk)
    handled = Exists(acted) | Q(dossier__officer=user.pk) | Q(dossier__received_by=user.pk)
    return found.exclude(sender=user.pk).exclude(Q(kind__in=ABOUT_PEOPLE, dossier__isnull=False) & handled)


def get_feedback(user: Person, number: str, *, today: date) -> Feedback:
    """Return a petition that a leader may handle; absent and forbidden both raise `Http404`; one query."""
    found = feedback_led_by(user, today=today).filter(number=number.strip().upper())
    feedback = found.select_related("agency", "dossier", "handler", "sender").first()
    if feedback is None:
        raise Http404(_("Không tìm thấy phản ánh này."))
    return feedback


def get_own_feedback(user: Person, number: str) -> Feedback:
    """Return a petition that a person sent from their account; anybody else's raises `Http404`; one query."""
    own = Feedback.objects.filter(sender_id=user.pk or 0, number=number.strip().upper())
    feedback = own.select_related("agency", "dossier").first()
    if feedback is None:
        raise Http404(_("Không tìm thấy phản ánh này."))
    return feedback


def may_record_feedback(user: Person, *, today: date) -> bool:
    """Say whether a person writes down what came by phone, letter or at the counter: clerks and leaders."""
    return any(post.role in (Role.CLERK, Role.LEADER) for post in posts_of(user, today=today))


def leaders_for(agency: Agency, dossier: Dossier | None, kind: str, *, today: date) -> list[User]:
    """Return who is told of a petition: the agency's leaders, else those of the whole province; three queries at most.

    Whom a petition on conduct or lateness concerns is not told of it.
    """
    posts = Post.objects.filter(role=Role.LEADER, valid_from__lte=today, user__is_active=True)
    posts = posts.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("user", "office")
    concerned: set[int | None] = set()
    if dossier is not None and kind in ABOUT_PEOPLE:
        concerned = {dossier.officer_id, dossier.received_by_id}
        concerned |= set(DossierEvent.objects.filter(dossier=dossier).values_list("actor", flat=True))
    there = [post.user for post in posts.filter(agency=agency) if post.user_id not in concerned]
    if there:
        return there
    return [post.user for post in posts if sees_whole_province(post) and post.user_id not in concerned]

"""People and their posts: who is added, appointed, changed; every verb leaves its event.

Ending a post is in the room that knows dossiers (`dossiers.services.staffing`), because a queue may hang on it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.administration import trail
from accounts.administration.errors import Refused
from accounts.models import POSTLESS, AdministrativeAction, Post, Role, User
from agencies.models import Agency, OneStopOffice


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a post says: which role, where, from when; clerks sit at an office."""

    role: Role
    agency: Agency
    office: OneStopOffice | None
    title: str
    valid_from: date
    valid_to: date | None = None


def add_person(*, full_name: str, email: str, phone: str = "", actor: User, at: datetime) -> User:
    """Open an account for an officer: they sign in with a code sent to the address, or set a password themselves.

    Raises `Refused` where the address has an account already.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise Refused(_("Địa chỉ thư điện tử này đã có tài khoản."), field="email")
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, full_name=full_name, phone=phone)
            trail.record(AdministrativeAction.CREATED, user, actor=actor, at=at)
    except IntegrityError as error:
        raise Refused(_("Địa chỉ thư điện tử này đã có tài khoản."), field="email") from error
    return user


def change_person(user: User, *, full_name: str, phone: str, seen: int, actor: User, at: datetime) -> None:
    """Correct an officer's name or number; a number that the account is entered by stays. Raises `Refused`, `Stale`."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        trail.check_fresh(user, seen)
        before = trail.values_of(user, ("full_name", "phone"))
        if user.phone_confirmed_at and phone != user.phone:
            raise Refused(_("Số này đã được người dùng xác nhận; chỉ họ tự đổi được."), field="phone")
        user.full_name, user.phone = full_name, phone
        if changes := trail.differences(before, user):
            user.save(update_fields=["full_name", "phone"])
            trail.record(AdministrativeAction.CHANGED, user, actor=actor, at=at, changes=changes)


def set_active(user: User, *, is_active: bool, words: str, actor: User, at: datetime) -> None:
    """Lock an account, or open it again. Raises `Refused` for oneself, without a reason, and while posts are held."""
    today = timezone.localdate(at)
    if user.pk == actor.pk:
        raise Refused(_("Ông/Bà không tự khóa tài khoản của mình."))
    if not words.strip():
        raise Refused(_("Ông/Bà ghi lý do."), field="words")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not is_active and in_force(user.posts.all(), today=today).exists():
            raise Refused(_("Người này còn giữ vị trí. Ông/Bà kết thúc các vị trí trước khi khóa tài khoản."))
        if user.is_active == is_active:
            return
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        changes = {str(_("Đang hoạt động")): [trail.in_words(not is_active), trail.in_words(is_active)]}
        trail.record(AdministrativeAction.CHANGED, user, actor=actor, at=at, changes=changes, words=words.strip())


def add_post(user: User, appointed: Appointment, *, actor: User, at: datetime, words: str = "") -> Post:
    """Appoint somebody to a post. Raises `Refused` at the field; nobody appoints themselves."""
    if user.pk == actor.pk:
        raise Refused(_("Ông/Bà không tự giao vị trí cho mình; người quản trị khác làm việc này."))
    if not user.is_active:
        raise Refused(_("Tài khoản đang bị khóa. Ông/Bà mở khóa trước khi giao vị trí."))
    _check(appointed, today=timezone.localdate(at))
    with transaction.atomic():
        # The row of the person is the lock: the same post is not given twice at once.
        User.objects.select_for_update().get(pk=user.pk)
        if held_already(user, appointed):
            raise Refused(_("%(name)s đang giữ vị trí này rồi.") % {"name": user}, field="role")
        post = Post.objects.create(
            user=user,
            role=appointed.role,
            agency=appointed.agency,
            office=appointed.office,
            title=appointed.title,
            valid_from=appointed.valid_from,
            valid_to=appointed.valid_to,
        )
        trail.record(AdministrativeAction.CREATED, post, actor=actor, at=at, words=words)
    return post


def change_title(post: Post, *, title: str, seen: int, actor: User, at: datetime) -> None:
    """Correct how a post is called; another role or place is another post. Raises `Stale`."""
    with transaction.atomic():
        post = Post.objects.select_for_update().get(pk=post.pk)
        trail.check_fresh(post, seen)
        before = trail.values_of(post, ("title",))
        post.title = title
        if changes := trail.differences(before, post):
            post.save(update_fields=["title"])
            trail.record(AdministrativeAction.CHANGED, post, actor=actor, at=at, changes=changes)


def write_end(post: Post, *, last_on: date, words: str, actor: User, at: datetime) -> None:
    """Let a post end after a day, and leave the event. Who calls this has seen to the queue that hung on it."""
    before = trail.values_of(post, ("valid_to",))
    post.valid_to = max(post.valid_from, last_on)
    post.save(update_fields=["valid_to"])
    changes = trail.differences(before, post)
    trail.record(AdministrativeAction.ENDED, post, actor=actor, at=at, changes=changes, words=words)


def in_force(posts: "QuerySet[Post]", *, today: date) -> "QuerySet[Post]":
    """Keep the posts that hold on a day."""
    return posts.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)


def held_already(user: User, appointed: Appointment) -> bool:
    """Say whether somebody holds this very post on its first day or later; a stand-in's post is another one."""
    same = Post.objects.filter(user=user, role=appointed.role, agency=appointed.agency, stands_in_for=None)
    if appointed.role == Role.CLERK:
        same = same.filter(office=appointed.office)
    if appointed.valid_to:
        same = same.filter(valid_from__lte=appointed.valid_to)
    return same.filter(Q(valid_to=None) | Q(valid_to__gte=appointed.valid_from)).exists()


def _check(appointed: Appointment, *, today: date) -> None:
    if appointed.role in POSTLESS:
        raise Refused(_("Ông/Bà chọn vai trò."), field="role")
    if appointed.role == Role.CLERK and appointed.office is None:
        raise Refused(_("Cán bộ tiếp nhận phải ngồi ở một bộ phận một cửa; Ông/Bà chọn nơi đó."), field="office")
    if appointed.valid_to and appointed.valid_to < max(appointed.valid_from, today):
        raise Refused(_("Ngày kết thúc phải từ hôm nay và không trước ngày bắt đầu."), field="valid_to")
    ends_on = appointed.agency.valid_to
    if ends_on and ends_on < max(appointed.valid_from, today):
        raise Refused(_("Cơ quan này đã ngừng hoạt động."), field="agency")

"""Who is away, and who stands in for whom: recorded by an approver of the agency, with a document and an end."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Absence, Post, Role, User
from agencies.models import Agency
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import DossierEvent

CAPACITIES = ("KT.", "TL.", "TUQ.")
"""In whose place somebody signs: of a superior, on an order, by authorisation.

Law: Nghị định 30/2020/NĐ-CP Điều 13.
"""

LONGEST_ABSENCE_DAYS = 370


def record_absence(
    officer: User, agency: Agency, *, first_on: date, last_on: date, reason: str, actor: User, at: datetime
) -> Absence:
    """Record the days on which an officer of the agency is away: colleagues may take over what they hold.

    Raises `NotAllowed` for anybody but an approver of the agency, `InvalidInput` for days that are over, end before
    they begin, or are recorded already, and for somebody who holds no post there.
    """
    _check_approver(actor, agency, at=at)
    today, reason = timezone.localdate(at), normalised(reason)
    if officer not in officers_of(agency.pk, today=today):
        raise InvalidInput(_("%(name)s không giữ vị trí nào tại cơ quan.") % {"name": officer}, field="officer")
    if not reason:
        raise InvalidInput(_("Ông/Bà ghi lý do vắng mặt."), field="reason")
    if last_on < first_on:
        raise InvalidInput(_("Ngày kết thúc phải sau hoặc trùng ngày bắt đầu."), field="last_on")
    if last_on < today or (last_on - first_on).days > LONGEST_ABSENCE_DAYS:
        raise InvalidInput(_("Thời gian vắng mặt phải còn đến hôm nay và không quá một năm."), field="last_on")
    with transaction.atomic():
        # The row of the person is the lock: two approvers do not record the same days at once.
        User.objects.select_for_update().get(pk=officer.pk)
        if Absence.objects.filter(user=officer, first_on__lte=last_on, last_on__gte=first_on).exists():
            raise InvalidInput(_("%(name)s đã được ghi vắng mặt trong những ngày này.") % {"name": officer})
        return Absence.objects.create(
            user=officer, first_on=first_on, last_on=last_on, reason=reason, recorded_by=actor, recorded_at=at
        )


def end_absence(absence: Absence, agency: Agency, *, actor: User, at: datetime) -> None:
    """Note that an officer is back: from today on they are at work. What had not begun before today is taken away."""
    _check_approver(actor, agency, at=at)
    today = timezone.localdate(at)
    if absence.last_on < today:
        return
    if absence.first_on >= today:
        absence.delete()
    else:
        absence.last_on = today - timedelta(days=1)
        absence.save(update_fields=["last_on"])


def appoint_stand_in(
    principal: Post,
    deputy: User,
    *,
    capacity: str,
    delegation: str,
    valid_from: date,
    valid_to: date,
    actor: User,
    at: datetime,
) -> Post:
    """Let somebody of the same agency hold a post in another's place, from a day to a day, by a document.

    The stand-in has the principal's role, agency and office, never more, and not for longer. Raises `NotAllowed` for
    anybody but an approver of the agency, `InvalidInput` at the field otherwise: nobody stands in for themselves,
    appoints themselves, or passes on what was delegated to them.

    Law: Nghị định 30/2020/NĐ-CP Điều 13 (who was authorised does not authorise others).
    """
    _check_approver(actor, principal.agency, at=at)
    today, delegation = timezone.localdate(at), normalised(delegation)
    _check_people(principal, deputy, actor=actor, today=today)
    if capacity not in CAPACITIES:
        raise InvalidInput(_("Ông/Bà chọn quyền hạn ký."), field="capacity")
    if not delegation:
        raise InvalidInput(_("Ông/Bà ghi số văn bản ủy quyền, phân công."), field="delegation")
    _check_term(principal, valid_from, valid_to, today=today)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=principal.pk)
        if _stands_in_already(deputy, principal, valid_from, valid_to):
            raise InvalidInput(
                _("%(name)s đã được giao thay vị trí này trong thời gian đó.") % {"name": deputy}, field="deputy"
            )
        return Post.objects.create(
            user=deputy,
            role=principal.role,
            agency=principal.agency,
            office=principal.office,
            title=f"{capacity} {principal.title or principal.get_role_display()}"[:80],
            valid_from=valid_from,
            valid_to=valid_to,
            stands_in_for=principal,
            delegation=delegation,
        )


def _check_term(principal: Post, valid_from: date, valid_to: date, *, today: date) -> None:
    """Refuse days that are past, in the wrong order, or beyond the post that is stood in for."""
    if valid_from < max(today, principal.valid_from):
        raise InvalidInput(_("Việc thay thế không được bắt đầu trước hôm nay."), field="valid_from")
    if valid_to < valid_from:
        raise InvalidInput(_("Ngày kết thúc phải sau hoặc trùng ngày bắt đầu."), field="valid_to")
    if principal.valid_to is not None and valid_to > principal.valid_to:
        raise InvalidInput(
            _("Việc thay thế không được kéo dài quá ngày %(day)s, là ngày hết hạn của vị trí được thay.")
            % {"day": f"{principal.valid_to:%d/%m/%Y}"},
            field="valid_to",
        )


def end_stand_in(post: Post, *, actor: User, at: datetime) -> None:
    """End a stand-in's post from today on; what was done from it stays on record."""
    _check_approver(actor, post.agency, at=at)
    today = timezone.localdate(at)
    if post.stands_in_for_id is None or (post.valid_to is not None and post.valid_to < today):
        return
    is_used = DossierEvent.objects.filter(actor_post=post).exists()
    if post.valid_from >= today and not is_used:
        post.delete()
        return
    post.valid_to = max(post.valid_from, today - timedelta(days=1))
    post.save(update_fields=["valid_to"])


def officers_of(agency_pk: int, *, today: date) -> list[User]:
    """Return who holds a post at an agency today, by name; one query."""
    holding = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today, agency=agency_pk)
    return list(User.objects.filter(pk__in=holding.values("user"), is_active=True).order_by("full_name", "pk"))


def _check_approver(actor: User, agency: Agency, *, at: datetime) -> None:
    posts = posts_of(actor, today=timezone.localdate(at))
    if not any(post.role == Role.APPROVER and post.agency_id == agency.pk for post in posts):
        raise NotAllowed(_("Chỉ lãnh đạo phê duyệt của cơ quan được ghi vắng mặt và giao người thay."))


def _check_people(principal: Post, deputy: User, *, actor: User, today: date) -> None:
    if principal.stands_in_for_id is not None:
        raise InvalidInput(_("Người được ủy quyền không được ủy quyền lại."), field="principal")
    if principal.valid_to is not None and principal.valid_to < today:
        raise InvalidInput(_("Vị trí này đã hết hạn."), field="principal")
    if deputy.pk == principal.user_id:
        raise InvalidInput(_("Không ai thay cho chính mình."), field="deputy")
    if deputy.pk == actor.pk:
        raise InvalidInput(_("Ông/Bà không tự giao việc thay thế cho mình."), field="deputy")
    if deputy not in officers_of(principal.agency_id, today=today):
        raise InvalidInput(_("%(name)s không phải là người của cơ quan.") % {"name": deputy}, field="deputy")


def _stands_in_already(deputy: User, principal: Post, first: date, last: date) -> bool:
    """Say whether somebody stands in for this post on one of these days anyhow."""
    same = Post.objects.filter(user=deputy, stands_in_for=principal)
    return same.filter(valid_to__gte=first, valid_from__lte=last).exists()

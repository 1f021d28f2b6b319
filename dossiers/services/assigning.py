"""Who appraises: an officer takes a dossier from the shared queue, the approver gives it to somebody."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import is_absent
from accounts.models import Post, Role, User
from agencies.vietnamese import normalised
from dossiers.access import Permit, is_own
from dossiers.errors import InvalidInput
from dossiers.models import Dossier
from dossiers.services.moves import KEEP, move
from dossiers.workflow import HOLDER_OF, Action, Status


def take(dossier: Dossier, *, seen: int, actor: User, at: datetime) -> None:
    """Take a dossier from the agency's shared queue, or from a colleague who is away: this officer appraises it now."""
    before = dossier.officer if dossier.officer_id not in (None, actor.pk) else None
    words = _("Nhận thay %(name)s đang vắng mặt.") % {"name": before} if before else ""
    with transaction.atomic():
        move(
            dossier,
            Action.TAKE,
            seen=seen,
            actor=actor,
            at=at,
            words=words,
            holder=actor,
            changes={"officer": actor},
            is_internal=True,
        )


def assign(
    dossier: Dossier,
    *,
    officer: User | None,
    words: str = "",
    seen: int,
    actor: User,
    at: datetime,
    permit: Permit | None = None,
) -> None:
    """Give a dossier to an appraiser of its agency, or back to the shared queue (`officer` None).

    What waits for somebody else stays with them; the officer gets it when it comes back. `permit` is given where the
    officer has left their post and a rule moves the dossier (`services.staffing`). Raises `InvalidInput` for
    somebody who is no appraiser of the agency today, is away, has the dossier already, or whose own dossier it is.
    """
    if officer is not None:
        _check_officer(dossier, officer, at=at)
    elif dossier.officer_id is None:
        raise InvalidInput(_("Hồ sơ đang ở hàng chờ chung."), field="officer")
    said = _("Giao %(name)s.") % {"name": officer} if officer else _("Đưa về hàng chờ chung.")
    is_with_officer = HOLDER_OF[Status(dossier.status)] is Role.APPRAISER
    with transaction.atomic():
        move(
            dossier,
            Action.ASSIGN,
            seen=seen,
            actor=actor,
            at=at,
            words=f"{said} {normalised(words)}",
            holder=officer if is_with_officer else KEEP,
            changes={"officer": officer},
            is_internal=True,
            permit=permit,
        )


def swap(first: Dossier, second: Dossier, *, words: str = "", seen: tuple[int, int], actor: User, at: datetime) -> None:
    """Let two colleagues exchange a dossier each: both change hands, or neither. Raises as `assign` does.

    Raises `InvalidInput` where one of them has no officer, or both the same.
    """
    mine, other = first.officer, second.officer
    if mine is None or other is None or mine == other:
        raise InvalidInput(_("Chỉ đổi được hai hồ sơ của hai người thụ lý khác nhau."), field="officer")
    with transaction.atomic():
        assign(first, officer=other, words=words, seen=seen[0], actor=actor, at=at)
        assign(second, officer=mine, words=words, seen=seen[1], actor=actor, at=at)


def appraisers_of(agency_pk: int, *, at: datetime) -> list[User]:
    """Return who appraises at an agency today, by name; one query."""
    today = timezone.localdate(at)
    holding = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    posts = holding.filter(agency=agency_pk, role=Role.APPRAISER, user__is_active=True)
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("full_name", "pk"))


def _check_officer(dossier: Dossier, officer: User, *, at: datetime) -> None:
    today = timezone.localdate(at)
    if officer not in appraisers_of(dossier.agency_id, at=at):
        raise InvalidInput(
            _("%(name)s không phải là chuyên viên thụ lý của cơ quan giải quyết.") % {"name": officer}, field="officer"
        )
    if is_own(officer, dossier, today=today):
        raise InvalidInput(
            _("Đây là hồ sơ của chính %(name)s nên phải giao người khác.") % {"name": officer}, field="officer"
        )
    if is_absent(officer.pk, today=today):
        raise InvalidInput(_("%(name)s đang vắng mặt.") % {"name": officer}, field="officer")
    if dossier.officer_id == officer.pk:
        raise InvalidInput(_("%(name)s đang xử lý hồ sơ này.") % {"name": officer}, field="officer")

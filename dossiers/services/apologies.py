"""The apology for a delay: confirmed by the officer, signed by the approver, delivered with proof.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9 (before the appointment, one new date at most); domain decision 7 (an
apology never turns a late dossier into an on-time one).
"""

from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import delays
from dossiers.access import check, check_role
from dossiers.deadlines import Basis
from dossiers.delays import is_reappointable
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import ApologyDelivery, ApologyNotice, DelayCause, Dossier, EntryKind
from dossiers.queries.apologies import open_drafts
from dossiers.services.apology_drafts import draft
from dossiers.services.moves import Entry, move
from dossiers.services.timing import reckoned
from dossiers.workflow import Action
from procedures.models import Step

GROUND = "Nghị định 61/2018/NĐ-CP Điều 19 khoản 9"

PREPARING = (Role.APPRAISER, Role.APPROVER)
DELIVERING = (*PREPARING, Role.CLERK)


class Confirmed(TypedDict):
    """What a person has written about a delay, checked: the columns of the apology."""

    cause: DelayCause
    reason: str
    new_due_at: datetime | None


def prepare(
    dossier: Dossier,
    *,
    cause: DelayCause | str,
    reason: str,
    new_due_on: date | None,
    step: Step | str | None = None,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> ApologyNotice:
    """Confirm why a dossier will be, or is, late and which new day to give; the approver signs it then.

    Raises `NotAllowed`, `InvalidInput` at `reason`, `cause` or `new_due_on`, `StaleDossier` where somebody signed it
    meanwhile.
    """
    check_role(actor, dossier, PREPARING, at=at)
    words = _checked(dossier, cause=cause, reason=reason, new_due_on=new_due_on, at=at, calendar=calendar)
    with transaction.atomic():
        apology = draft(dossier, at=at, calendar=calendar)
        changed: dict[str, Any] = {**words, "step": step or apology.step, "confirmed_by": actor, "confirmed_at": at}
        _write(apology, changed)
    return apology


def apologise(
    dossier: Dossier,
    *,
    cause: DelayCause | str,
    reason: str,
    new_due_on: date | None = None,
    step: Step | str | None = None,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> ApologyNotice:
    """Sign the apology: with the new day where one may still be given (once), else without.

    The new appointment enters the ledger with the number of the paper as evidence; the original date stays what the
    dossier is judged by. Raises `NotAllowed` in words for a second new day, `InvalidInput` at `new_due_on` for a day
    that is no working day, not after the old one, past, or further away than the regime lets it be.
    """
    if dossier.revision != seen:
        raise StaleDossier
    action = Action.REAPPOINT if is_reappointable(dossier) or new_due_on else Action.APOLOGISE
    permit = check(actor, action, dossier, at=at)
    words = _checked(dossier, cause=cause, reason=reason, new_due_on=new_due_on, at=at, calendar=calendar)
    with transaction.atomic():
        apology = draft(dossier, at=at, calendar=calendar)
        number = _number(dossier, at=at)
        entry, changes = None, {"apologised_at": at}
        if action is Action.REAPPOINT and words["new_due_at"] is not None:
            entry = _reappointment(dossier, words["new_due_at"], words["cause"], number, at=at, calendar=calendar)
            changes["reappointed_at"] = at
        move(
            dossier,
            action,
            seen=seen,
            actor=actor,
            at=at,
            words=words["reason"],
            entry=entry,
            changes=changes,
            permit=permit,
        )
        signed: dict[str, Any] = {**words, "number": number, "step": step or apology.step}
        signed |= {"signed_by": actor, "signed_at": at}
        if apology.confirmed_at is None:
            signed |= {"confirmed_by": actor, "confirmed_at": at}
        _write(apology, signed)
    return apology


def _write(apology: ApologyNotice, changed: dict[str, Any]) -> None:
    """Write columns of an open apology; raises `StaleDossier` where somebody signed or cancelled it meanwhile."""
    if not open_drafts().filter(pk=apology.pk).update(**changed):
        raise StaleDossier
    for name, value in changed.items():
        setattr(apology, name, value)


def record_delivery(
    apology: ApologyNotice, *, channel: str, at: datetime, proof: str, actor: User | None = None
) -> ApologyDelivery:
    """Record that a signed apology arrived by a channel, with what proves it; the same channel counts once.

    `actor` is the person who handed it over or called; None where a machine reports. The first proof is the delivery.
    Raises `InvalidInput` for a draft and without proof, `NotAllowed` for a person who has no part in the dossier.
    """
    proof = normalised(proof)
    if apology.signed_at is None:
        raise InvalidInput(_("Phiếu xin lỗi chưa được ký nên chưa thể giao."))
    if not proof:
        raise InvalidInput(_("Ông/Bà ghi rõ giao cho ai, bằng chứng gì."), field="proof")
    if at < apology.signed_at:
        raise InvalidInput(_("Không thể giao phiếu xin lỗi trước khi ký."), field="at")
    if actor is not None:
        check_role(actor, apology.dossier, DELIVERING, at=at)
    with transaction.atomic():
        delivery, _is_new = ApologyDelivery.objects.get_or_create(
            apology=apology, channel=channel, defaults={"at": at, "proof": proof[:300], "recorded_by": actor}
        )
        later = ApologyNotice.objects.filter(pk=apology.pk)
        (later.filter(delivered_at=None) | later.filter(delivered_at__gt=delivery.at)).update(delivered_at=delivery.at)
    apology.delivered_at = min(apology.delivered_at or delivery.at, delivery.at)
    return delivery


# ── Words and dates ──────────────────────────────────────────────────────────────────────


def _checked(
    dossier: Dossier,
    *,
    cause: DelayCause | str,
    reason: str,
    new_due_on: date | None,
    at: datetime,
    calendar: WorkCalendar,
) -> Confirmed:
    """Return what a person wrote, or raise `InvalidInput` at its field."""
    reason = normalised(reason)
    if cause not in DelayCause:
        raise InvalidInput(_("Ông/Bà chọn nguyên nhân."), field="cause")
    if not reason:
        raise InvalidInput(_("Ông/Bà ghi rõ lý do; người nộp đọc được."), field="reason")
    if not is_reappointable(dossier):
        if new_due_on is not None:
            raise InvalidInput(
                _("Hồ sơ đã được hẹn lại một lần hoặc đã có kết quả; không hẹn lại được nữa."), field="new_due_on"
            )
        return {"cause": DelayCause(cause), "reason": reason, "new_due_at": None}
    if new_due_on is None:
        raise InvalidInput(_("Ông/Bà chọn ngày hẹn lại."), field="new_due_on")
    return {
        "cause": DelayCause(cause),
        "reason": reason,
        "new_due_at": _appointed(dossier, new_due_on, at=at, calendar=calendar),
    }


def _appointed(dossier: Dossier, day: date, *, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the end of work of the new day, or raise `InvalidInput` where it cannot be promised."""
    old_due_at = dossier.due_at
    if old_due_at is None:
        raise InvalidInput(_("Hồ sơ chưa được tiếp nhận nên chưa có ngày hẹn trả."))
    if not calendar.is_working_day(day):
        why = calendar.why_off(day)
        raise InvalidInput(
            _("Ngày này là ngày nghỉ (%(why)s); Ông/Bà chọn ngày làm việc.") % {"why": why}, field="new_due_on"
        )
    appointed = calendar.closing(day)
    if appointed <= old_due_at:
        raise InvalidInput(_("Ngày hẹn lại phải sau ngày hẹn trả hiện tại."), field="new_due_on")
    is_past = appointed <= at if dossier.due_basis == Basis.INSTANT else day < timezone.localdate(at)
    if is_past:
        raise InvalidInput(_("Ngày hẹn lại đã qua."), field="new_due_on")
    most = dossier.regime.reappointment_days
    latest = delays.latest_new_day(old_due_at, most_days=most, at=at, calendar=calendar)
    if day > latest:
        raise InvalidInput(
            _("Chỉ được hẹn lại nhiều nhất %(count)s ngày làm việc, tức đến hết ngày %(day)s.")
            % {"count": most, "day": f"{latest:%d/%m/%Y}"},
            field="new_due_on",
        )
    return appointed


def _reappointment(
    dossier: Dossier, new_due_at: datetime, cause: DelayCause, number: str, *, at: datetime, calendar: WorkCalendar
) -> Entry:
    return reckoned(
        dossier,
        EntryKind.REAPPOINT,
        cause=str(cause.label),
        legal_ground=GROUND,
        evidence=number,
        new_due_at=new_due_at,
        at=at,
        calendar=calendar,
        field="new_due_on",
    )


def _number(dossier: Dossier, *, at: datetime) -> str:
    """Draw the number of the paper: one series per agency and year."""
    (number,) = take_numbers([("apology", dossier.agency.code, str(timezone.localdate(at).year))])
    return f"{number:02d}/PXL-{dossier.agency.code}"

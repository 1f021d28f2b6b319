"""Delay foreseen: when to warn, when to prepare an apology, until when it is in time, what to propose. Pure.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; domain decision 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.worktime import WorkCalendar, WorktimeError
from dossiers.errors import InvalidInput
from dossiers.models import DelayCause, Dossier
from dossiers.stages import ClockSpan, StageReport
from dossiers.workflow import ON_THE_CLOCK, STEP_OF, Status
from procedures.durations import MINUTES_OF_DAY
from procedures.models import Step


def used_share(span: ClockSpan, due_at: datetime, *, at: datetime, calendar: WorkCalendar) -> int:
    """Return how much of the time until an appointment is used up, in whole percent of its working minutes.

    Pauses belong neither to what is used nor to the whole. More than 100 after the appointment; 0 before reception.
    """
    if span.began_at is None:
        return 0
    whole = _running_minutes(span, until=due_at, calendar=calendar)
    used = _running_minutes(span, until=at, calendar=calendar)
    return used * 100 // whole if whole > 0 else 100 * (at >= due_at)


def share_to_warn(shares: Sequence[int], used: int) -> int | None:
    """Return the highest share that has been reached; None before the first, and once the time is over.

    After the appointment there is nothing left to warn of: then the dossier is late.
    """
    reached = [share for share in shares if share <= used <= 100]
    return max(reached, default=None)


def is_apology_due(
    span: ClockSpan,
    due_at: datetime,
    *,
    task_days: int,
    shares: Sequence[int],
    at: datetime,
    calendar: WorkCalendar,
) -> bool:
    """Say whether the agency has to prepare an apology for a dossier that runs and is not finished.

    From `task_days` working days before the appointment on. A limit that is no longer than that would call for an
    apology at its first minute: there it begins with the first warning.
    """
    if span.began_at is None:
        return False
    opens_on = calendar.shift_working_days(timezone.localdate(due_at), -task_days)
    if timezone.localdate(span.began_at) < opens_on:
        return timezone.localdate(at) >= opens_on
    return used_share(span, due_at, at=at, calendar=calendar) >= min(shares, default=100)


def must_be_out_on(due_at: datetime, *, notice_days: int, received_at: datetime) -> date:
    """Return the last local day on which an apology is in time.

    Where the limit is so short that this day lies before reception, it is the day of reception, at the latest the due
    date itself.
    """
    due_on = timezone.localdate(due_at)
    return min(due_on, max(due_on - timedelta(days=notice_days), timezone.localdate(received_at)))


def latest_new_day(old_due_at: datetime, *, most_days: int, at: datetime, calendar: WorkCalendar) -> date:
    """Return the last day that may be appointed anew: so many working days after the old one, or after today if later.

    A dossier that is late already needs a day that lies ahead.
    """
    return calendar.shift_working_days(max(timezone.localdate(old_due_at), timezone.localdate(at)), most_days)


def proposed_new_day(
    old_due_at: datetime, *, remaining_minutes: int, most_days: int, at: datetime, calendar: WorkCalendar
) -> date:
    """Return the day to propose: when the remaining stages have had their budgets, after the old day and today.

    A process without budgets is given a working day.
    """
    today, old_day = timezone.localdate(at), timezone.localdate(old_due_at)
    try:
        needed = timezone.localdate(calendar.add_working_minutes(at, remaining_minutes or MINUTES_OF_DAY))
    except WorktimeError:
        needed = today
    first = calendar.next_working_day(max(old_day, today))
    latest = latest_new_day(old_due_at, most_days=most_days, at=at, calendar=calendar)
    return min(max(needed, first), latest)


def _running_minutes(span: ClockSpan, *, until: datetime, calendar: WorkCalendar) -> int:
    """Return the working minutes in which the clock ran until an instant."""
    began = span.began_at
    if began is None or until <= began:
        return 0
    minutes = calendar.working_minutes_between(began, until)
    for pause in span.pauses:
        begins, ends = max(pause.begins_at, began), min(pause.ends_at, until)
        if ends > begins:
            minutes -= calendar.working_minutes_between(begins, ends)
    return minutes


# ── What a draft proposes ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a draft proposes: where the time went and with whom, a cause where one is evident, a new day if one is left.

    `new_due_on` is None where no new day may be given any more; `must_be_out_on` is the last day in time.
    """

    step: Step
    holder_name: str
    cause: str
    old_due_at: datetime
    new_due_on: date | None
    must_be_out_on: date


def is_reappointable(dossier: Dossier) -> bool:
    """Say whether a new appointment may still be given: the dossier is being worked at, and has had none."""
    return dossier.status in ON_THE_CLOCK and dossier.reappointed_at is None


def propose_apology(dossier: Dossier, report: StageReport, *, at: datetime, calendar: WorkCalendar) -> Proposal:
    """Return what an apology for a received dossier would say now; no query if its regime is loaded."""
    if dossier.due_at is None or dossier.received_at is None:
        raise InvalidInput(_("Hồ sơ chưa được tiếp nhận nên chưa có ngày hẹn trả."))
    regime = dossier.regime
    culprit = report.culprit or report.current
    new_due_on = None
    if is_reappointable(dossier):
        new_due_on = proposed_new_day(
            dossier.due_at,
            remaining_minutes=report.remaining_minutes,
            most_days=regime.reappointment_days,
            at=at,
            calendar=calendar,
        )
    return Proposal(
        step=culprit.step if culprit else STEP_OF[Status(dossier.status)],
        holder_name=culprit.holder_name[:200] if culprit else "",
        cause=_evident_cause(dossier),
        old_due_at=dossier.due_at,
        new_due_on=new_due_on,
        must_be_out_on=must_be_out_on(
            dossier.due_at, notice_days=regime.apology_notice_days, received_at=dossier.received_at
        ),
    )


def _evident_cause(dossier: Dossier) -> str:
    """Return the cause that the dossier's own state tells; empty where only people know it."""
    if dossier.open_consultations:
        return DelayCause.COORDINATION
    return {
        Status.VERIFYING: DelayCause.VERIFICATION,
        Status.TO_AGENCY: DelayCause.TRANSFER,
        Status.TO_CENTRE: DelayCause.TRANSFER,
    }.get(Status(dossier.status), "")

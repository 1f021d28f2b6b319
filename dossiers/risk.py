"""How endangered a dossier is: the working time that is left against what its remaining steps usually take.

Pure: rows, the usual time and the calendar come in. Nothing legal follows from it: it sorts work lists, so that a
dossier with much time and much to do stands before one with little time and nothing left but a seal. `queries/risk.py`
says the same in SQL, and a test compares the two row by row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median_low

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers.deadlines import Basis
from dossiers.models import Dossier
from dossiers.stages import StageReport
from dossiers.workflow import ON_THE_CLOCK, WITH_OFFICER, Status
from procedures.durations import working_time
from procedures.models import Stage, Step

DAYS_BACK, DAYS_AHEAD = 90, 280
"""Beyond these days an appointment is reckoned as if it lay on the last of them: nobody's next work lies there."""

MINUTES_OF_HOUR = 60

LEAST_CASES = 5
"""Fewer finished dossiers tell nothing: then the budgets of the process hold."""

OFFICERS_WORK = frozenset({Role.APPRAISER, Role.APPROVER, Role.SEAL_KEEPER, Role.CLERK})
APPRAISAL_ON: Mapping[Step, frozenset[Role]] = {Step.APPRAISAL: OFFICERS_WORK, Step.APPROVAL: OFFICERS_WORK}
AHEAD: Mapping[Status, Mapping[Step, frozenset[Role]]] = {
    Status.TO_AGENCY: APPRAISAL_ON,
    **dict.fromkeys(WITH_OFFICER, APPRAISAL_ON),
    Status.IN_APPROVAL: {Step.APPROVAL: OFFICERS_WORK},
    Status.AWAITING_SIGNATURE: {Step.APPROVAL: OFFICERS_WORK},
    Status.AWAITING_SEAL: {Step.APPROVAL: frozenset({Role.SEAL_KEEPER})},
    Status.TO_CENTRE: {},
}
"""Whose work at which step still lies between a status and the result, the present step as a whole. To bring a
result to the counter is nobody's stage: it takes no time that could be promised."""


@dataclass(frozen=True, slots=True)
class Risk:
    """Working minutes left until the appointment (negative once it is over) and what the rest of the way usually takes.

    `stands_still` while the dossier waits for somebody outside, or its clock is paused: nobody can hurry it.
    """

    remaining: int
    usual: int
    stands_still: bool = False

    @property
    def slack(self) -> int:
        """The working minutes to spare; negative where it will be late unless it goes faster than usual."""
        return self.remaining - self.usual

    @property
    def is_endangered(self) -> bool:
        """Whether it is still in time, and will not be if everything takes as long as usual."""
        return not self.stands_still and self.remaining > 0 > self.slack


def risk_of(dossier: Dossier, *, usual: int, at: datetime, calendar: WorkCalendar) -> Risk | None:
    """Return the risk of a dossier that is being worked at; None where nothing is promised."""
    if dossier.due_at is None or dossier.status not in ON_THE_CLOCK:
        return None
    remaining = remaining_minutes(dossier.due_at, Basis(dossier.due_basis), at=at, calendar=calendar)
    return Risk(remaining, usual, stands_still(dossier))


def stands_still(dossier: Dossier) -> bool:
    """Say whether nobody in the office can hurry a dossier: the applicant's turn, or a clock paused in time."""
    is_paused = dossier.paused_at is not None and dossier.due_at is not None and dossier.paused_at <= dossier.due_at
    return dossier.holder_role == Role.APPLICANT or is_paused


def remaining_minutes(due_at: datetime, basis: Basis, *, at: datetime, calendar: WorkCalendar) -> int:
    """Return the working minutes left: until the evening of the due date, or until the moment for hour-based limits."""
    first, last = window(at)
    due_on = timezone.localdate(due_at)
    if basis is Basis.INSTANT and first <= due_on <= last:
        return calendar.working_minutes_between(at, due_at)
    evening = min(max(due_on, first), last) + timedelta(days=1)
    return calendar.working_minutes_between(at, calendar.at(evening, time.min))


def window(at: datetime) -> tuple[date, date]:
    """Return the first and the last day to which the time left is reckoned exactly."""
    today = timezone.localdate(at)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def budget_ahead(stages: Iterable[Stage], status: Status) -> int:
    """Return the working minutes that a process gives to what lies between a status and the result."""
    ahead = AHEAD.get(status, {})
    return sum(stage.budget_minutes for stage in stages if stage.role in ahead.get(Step(stage.step), ()))


def usual_ahead(reports: Iterable[StageReport], status: Status) -> tuple[int, int]:
    """Return (median of the running minutes that finished dossiers took from a status on, how many they were).

    Only dossiers that passed the present step count: one that skipped it tells nothing of it. (0, 0) without any.
    """
    ahead = AHEAD.get(status, {})
    first = next(iter(ahead), None)
    taken = []
    for report in reports:
        mine = [clock for clock in report.clocks if clock.role in ahead.get(clock.step, ())]
        if any(clock.holdings for clock in mine if clock.step is first):
            taken.append(sum(clock.charged for clock in mine))
    return (median_low(taken), len(taken)) if taken else (0, 0)


def risk_words(risk: Risk) -> str:
    """Return what a risk says: time left and time needed; empty where nothing has to be said beside the due date.

    Both in hours: days of work have different lengths at an office and in the budgets of a process.
    """
    if risk.stands_still or risk.remaining <= 0 or not risk.usual:
        return ""
    times = {"left": _hours(risk.remaining), "usual": _hours(risk.usual, is_rounded_up=True)}
    if risk.is_endangered:
        return _("Dễ trễ: còn %(left)s làm việc, các bước còn lại thường mất %(usual)s") % times
    return _("còn %(left)s làm việc, các bước còn lại thường mất %(usual)s") % times


def _hours(minutes: int, *, is_rounded_up: bool = False) -> str:
    """Return working minutes in whole hours; less than an hour as it is."""
    if minutes < MINUTES_OF_HOUR:
        return working_time(minutes)
    hours = -(-minutes // MINUTES_OF_HOUR) if is_rounded_up else minutes // MINUTES_OF_HOUR
    return ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": hours}

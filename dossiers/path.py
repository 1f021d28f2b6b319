"""The dossier's path as it is drawn everywhere: four stations, who holds it, the clock under it, the promised date.

Pure: rows and the replayed clock come in, words and figures for `components/dossier_path.html` go out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.deadlines import Basis, Clock, ClockState, Standing, Timeliness
from dossiers.models import Dossier, DossierEvent
from dossiers.workflow import FINAL, HOLDER_OF, STEP_OF, Status
from procedures.durations import working_time
from procedures.models import Step

STEPS = tuple(Step)
ENDED_EARLY = FINAL - {Status.RETURNED}
"""Where a dossier goes no further although not every station has been passed."""

STATUS_TONES = {
    Status.SUBMITTED: "info",
    Status.GUIDED: "pause",
    Status.TO_AGENCY: "info",
    Status.IN_APPRAISAL: "info",
    Status.SUPPLEMENTING: "pause",
    Status.AWAITING_OPINION: "pause",
    Status.VERIFYING: "info",
    Status.AWAITING_PAYMENT: "pause",
    Status.IN_APPROVAL: "info",
    Status.AWAITING_SIGNATURE: "info",
    Status.AWAITING_SEAL: "info",
    Status.TO_CENTRE: "info",
    Status.RESULT_READY: "ok",
    Status.IN_DELIVERY: "ok",
    Status.RETURNED: "ok",
    Status.REFUSED: "bad",
    Status.WITHDRAWN: "neutral",
    Status.DISCONTINUED: "neutral",
}
STANDING_LABELS = {
    Standing.IN_TIME: gettext_lazy("Còn hạn"),
    Standing.DUE_SOON: gettext_lazy("Sắp đến hạn"),
    Standing.DUE_TODAY: gettext_lazy("Đến hạn hôm nay"),
    Standing.OVERDUE: gettext_lazy("Quá hạn"),
    Standing.PAUSED: gettext_lazy("Tạm dừng"),
}
TIMELINESS_LABELS = {
    Timeliness.EARLY: gettext_lazy("Trước hạn"),
    Timeliness.ON_TIME: gettext_lazy("Đúng hạn"),
    Timeliness.LATE: gettext_lazy("Trễ hạn"),
}
"""The words of `dossiers.deadlines`, which knows no languages, in the language of the page."""

STANDING_TONES = {
    Standing.IN_TIME: "ok",
    Standing.DUE_SOON: "warn",
    Standing.DUE_TODAY: "warn",
    Standing.OVERDUE: "bad",
    Standing.PAUSED: "pause",
}
TIMELINESS_TONES = {Timeliness.EARLY: "ok", Timeliness.ON_TIME: "ok", Timeliness.LATE: "bad"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its tone, and by how much."""

    label: str
    tone: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One of the four stations: `state` is done, current, waiting or skipped."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeterPart:
    """A stretch of the meter in working minutes: `kind` is run, pause or over."""

    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Meter:
    """The time of a dossier on one line, in working minutes from reception."""

    total: int
    parts: tuple[MeterPart, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Path:
    """What `components/dossier_path.html` draws."""

    stations: tuple[Station, ...]
    holder: str = ""
    clock: str = ""
    due: datetime | None = None
    first_due: datetime | None = None
    standing: Badge | None = None
    is_paused: bool = False
    meter: Meter | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a dossier has come, without saying anything else about it."""

    done: int
    total: int = field(default=len(STEPS))

    @property
    def percent(self) -> int:
        """The share of the stations that are behind it."""
        return self.done * 100 // self.total


def path_of(
    dossier: Dossier,
    events: Sequence[DossierEvent],
    clock: Clock | None,
    *,
    at: datetime,
    calendar: WorkCalendar,
    holder: str = "",
) -> Path:
    """Return the drawn path of a dossier. `events` are all of it in their order; `clock` is None before reception."""
    badge = standing_badge(dossier, at=at, calendar=calendar, clock=clock)
    if clock is None or clock.due is None or clock.first_due is None:
        return Path(stations_of(dossier, events), holder=holder, clock=_acceptance_words(dossier))
    is_moved = clock.first_due.at != clock.due.at
    return Path(
        stations_of(dossier, events),
        holder=holder,
        clock=clock_words(clock, at=at, calendar=calendar),
        due=clock.due.at,
        first_due=clock.first_due.at if is_moved else None,
        standing=badge,
        is_paused=clock.state is ClockState.PAUSED,
        meter=meter_of(clock, at=at, calendar=calendar),
    )


def stations_of(dossier: Dossier, events: Sequence[DossierEvent] = ()) -> tuple[Station, ...]:
    """Return the four stations; without events they bear no dates."""
    status = Status(dossier.status)
    here = STEPS.index(_step_of(status, events))
    stations = []
    for number, step in enumerate(STEPS):
        if status is Status.RETURNED or number < here:
            at = dossier.returned_at if step is Step.RETURN and events else _left_at(number, events)
            stations.append(Station(str(step.label), "done", at))
        elif number > here:
            stations.append(Station(str(step.label), "skipped" if status in ENDED_EARLY else "waiting"))
        else:
            state = "done" if status in ENDED_EARLY else "current"
            at = events[-1].at if events else None
            stations.append(Station(str(step.label), state, at, str(status.label)))
    return tuple(stations)


def progress_of(dossier: Dossier) -> Progress:
    """Return how many of the stations are behind a dossier."""
    return Progress(sum(station.state == "done" for station in stations_of(dossier)))


def holder_words(dossier: Dossier) -> str:
    """Return whose turn it is, by office and role and never by name; needs `agency` and `office`; empty at the end."""
    role = HOLDER_OF.get(Status(dossier.status))
    if role is None:
        return ""
    if role is Role.APPLICANT:
        if dossier.status == Status.AWAITING_PAYMENT:
            return _("Ông/Bà, để thực hiện nghĩa vụ tài chính")
        return _("Ông/Bà, để bổ sung hồ sơ")
    if role is Role.CLERK:
        return dossier.office.name
    if role in (Role.POSTMAN, Role.CONSULTEE):
        return str(role.label)
    return f"{role.label}, {dossier.agency.short_name}"


def due_of(dossier: Dossier) -> deadlines.Due | None:
    """Return the appointment that holds now, from the dossier's own row; None before reception."""
    return deadlines.Due(dossier.due_at, Basis(dossier.due_basis)) if dossier.due_at else None


def standing_badge(
    dossier: Dossier, *, at: datetime, calendar: WorkCalendar, clock: Clock | None = None
) -> Badge | None:
    """Return how a dossier stands, or how it was finished; None where no promise is running or was kept.

    The row is enough for a list; a replayed clock adds since when it has been paused.
    """
    due = due_of(dossier)
    status = Status(dossier.status)
    if due is None or status in ENDED_EARLY:
        return None
    if dossier.finished_at and dossier.original_due_at:
        kept = deadlines.timeliness(deadlines.Due(dossier.original_due_at, due.basis), dossier.finished_at)
        return Badge(str(TIMELINESS_LABELS[kept]), TIMELINESS_TONES[kept]) if kept else None
    paused_at = dossier.paused_at
    now = deadlines.standing(due, at, calendar, is_paused=paused_at is not None, paused_at=paused_at)
    if now is None:
        return None
    detail = "" if now is Standing.PAUSED else remaining_words(due, at=at, calendar=calendar)
    return Badge(str(STANDING_LABELS[now]), STANDING_TONES[now], detail)


def remaining_words(due: deadlines.Due, *, at: datetime, calendar: WorkCalendar) -> str:
    """Return how much time is left, or by how much it is over: in working days, or in hours for hour-based limits."""
    if due.basis is Basis.INSTANT:
        minutes = calendar.working_minutes_between(at, due.at)
        if at > due.at:
            return _("quá %(time)s làm việc") % {"time": working_time(-minutes)}
        return _("còn %(time)s làm việc") % {"time": working_time(minutes)}
    today, due_on = timezone.localdate(at), timezone.localdate(due.at)
    if today == due_on:
        return _("trong hôm nay")
    if today < due_on:
        days = calendar.working_days_between(today, due_on)
        return ngettext("còn %(count)s ngày làm việc", "còn %(count)s ngày làm việc", days) % {"count": days}
    days = calendar.working_days_between(due_on, today)
    if days == 0:
        return _("mới quá hạn")
    return ngettext("quá %(count)s ngày làm việc", "quá %(count)s ngày làm việc", days) % {"count": days}


def clock_words(clock: Clock, *, at: datetime, calendar: WorkCalendar) -> str:
    """Return what the clock says in a few words: time left, time waited, or time taken."""
    if clock.due is None:
        return ""
    if clock.state is ClockState.STOPPED and clock.stopped_at:
        return _("đã dùng %(time)s làm việc") % {"time": working_time(clock.consumed_minutes(clock.stopped_at))}
    if clock.paused_at:
        days = calendar.working_days_between(timezone.localdate(clock.paused_at), timezone.localdate(at))
        return ngettext("đã dừng %(count)s ngày làm việc", "đã dừng %(count)s ngày làm việc", days) % {"count": days}
    return remaining_words(clock.due, at=at, calendar=calendar)


def meter_of(clock: Clock, *, at: datetime, calendar: WorkCalendar) -> Meter | None:
    """Return the clock as a line: what ran, what was paused, and what ran past the appointment."""
    if clock.started_at is None or clock.due is None:
        return None
    began = clock.started_at

    def place(moment: datetime) -> int:
        return max(0, calendar.working_minutes_between(began, moment))

    now, due = place(min(at, clock.stopped_at) if clock.stopped_at else at), place(clock.due.at)
    parts: list[MeterPart] = []
    start = 0
    for pause in clock.pauses:
        begins, ends = min(place(pause.paused_at), now), min(place(pause.resumed_at or at), now)
        parts += _running(start, begins, due)
        if ends > begins:
            parts.append(MeterPart("pause", begins, ends - begins))
        start = ends
    parts += _running(start, now, due)
    total = max(now, due, 1)
    used = working_time(clock.consumed_minutes(at))
    label = _("Đã dùng %(used)s làm việc") % {"used": used}
    return Meter(total, tuple(part for part in parts if part.length > 0), label)


def _running(start: int, end: int, due: int) -> list[MeterPart]:
    """Cut a stretch of running time where the appointment lies."""
    in_time = max(start, min(end, due))
    return [MeterPart("run", start, in_time - start), MeterPart("over", in_time, end - in_time)]


def _step_of(status: Status, events: Sequence[DossierEvent]) -> Step:
    """Return where a dossier stands; one that was withdrawn stands where it was when that happened."""
    if status in ENDED_EARLY and events and events[-1].status_before:
        return STEP_OF[Status(events[-1].status_before)]
    return STEP_OF[status]


def _left_at(number: int, events: Sequence[DossierEvent]) -> datetime | None:
    """Return when a dossier last went past a station."""
    left = None
    for event in events:
        before = STEPS.index(STEP_OF[Status(event.status_before)]) if event.status_before else 0
        after = STEPS.index(STEP_OF[Status(event.status_after)])
        if before <= number < after:
            left = event.at
    return left


def _acceptance_words(dossier: Dossier) -> str:
    if dossier.status != Status.SUBMITTED or dossier.acceptance_due_at is None:
        return ""
    answer_by = timezone.localtime(dossier.acceptance_due_at)
    return _("chờ cán bộ kiểm tra, chậm nhất %(moment)s") % {"moment": f"{answer_by:%H:%M, %d/%m/%Y}"}

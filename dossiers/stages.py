"""Who holds the time: the clock of each stage, and the elapsed time split by step, unit, citizen, other agency, post.

Pure: events, stages and calendars come in. Instants are cut to the minute, as everywhere in the reckoning of time, and
each holding ends where the next begins, so the parts add up to the whole to the minute.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers.models import DossierEvent
from dossiers.workflow import STEP_OF, WITH_OFFICER, Status
from procedures.models import Stage, Step

LEAST_LEFT = 4
"""Work that has used up its budget is not finished by that: a quarter of the budget is still reckoned for it."""

Key = tuple[Step, Role]


class Keeper(StrEnum):
    """In whose hands time passes: an office of the administration, or somebody whom it waits for."""

    OFFICE = "office"
    CITIZEN = "citizen"
    OTHER_AGENCY = "other_agency"
    POST = "post"


KEEPER_OF = {Role.APPLICANT: Keeper.CITIZEN, Role.CONSULTEE: Keeper.OTHER_AGENCY, Role.POSTMAN: Keeper.POST}


class StageStanding(StrEnum):
    """How a stage stands against its own budget."""

    WAITING = "waiting"
    IN_TIME = "in_time"
    OVER = "over"
    UNBUDGETED = "unbudgeted"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, half-open: it ends where the next one begins."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """When the clock of a dossier ran: from reception (or from where the limit started again) to the result.

    `began_at` is None before reception, `ended_at` while nothing is finished; an open pause ends at the instant at
    which it is looked at.
    """

    began_at: datetime | None = None
    ended_at: datetime | None = None
    pauses: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One stretch in which the same person, or the same queue of a unit, held a dossier at one step.

    `left_at` is None while it is still held there. `minutes` are those of the wall clock, `working_minutes` those of
    the dossier's own agency; both add up over all holdings. `consumed` are the working minutes of the holder's unit
    outside pauses and until the result was ready; of them, `charged` passed while the clock of the dossier ran.
    """

    step: Step
    role: Role
    unit_pk: int | None
    unit: str
    person: str
    entered_at: datetime
    left_at: datetime | None
    minutes: int
    working_minutes: int
    consumed: int
    charged: int

    @property
    def keeper(self) -> Keeper:
        """In whose hands it was."""
        return KEEPER_OF.get(self.role, Keeper.OFFICE)


@dataclass(frozen=True, slots=True)
class StageClock:
    """One stage of the process with its own clock; `budget` in working minutes, None where the process sets none.

    What an applicant, another agency or the post held stands here too, without a budget: it may have cost the time.
    """

    step: Step
    role: Role
    name: str
    budget: int | None
    holdings: tuple[Holding, ...] = ()
    is_current: bool = False

    @property
    def consumed(self) -> int:
        """The working minutes used at this stage, over all visits."""
        return sum(holding.consumed for holding in self.holdings)

    @property
    def charged(self) -> int:
        """Those of them that passed while the clock of the dossier ran."""
        return sum(holding.charged for holding in self.holdings)

    @property
    def standing(self) -> StageStanding:
        """How the stage stands against its budget."""
        if not self.holdings:
            return StageStanding.WAITING
        if self.budget is None:
            return StageStanding.UNBUDGETED
        return StageStanding.OVER if self.consumed > self.budget else StageStanding.IN_TIME

    @property
    def holder_name(self) -> str:
        """Who held the dossier here for most of the running clock: the person, else the role, and the unit."""
        if not self.holdings:
            return ""
        longest = max(self.holdings, key=lambda holding: (holding.charged, holding.minutes))
        return ", ".join(filter(None, (longest.person or str(longest.role.label), longest.unit)))

    @property
    def overrun(self) -> int:
        """By how many minutes of the running clock the budget was exceeded; negative while some is left."""
        return self.charged - (self.budget or 0)


@dataclass(frozen=True, slots=True)
class StageReport:
    """Where the time of one dossier went. `clocks` are in the order of the process, `holdings` in that of time."""

    clocks: tuple[StageClock, ...]
    holdings: tuple[Holding, ...]
    minutes: int
    working_minutes: int
    by_keeper: Mapping[Keeper, int] = field(default_factory=dict)
    """Minutes of the wall clock by keeper; with `by_step` in place of the office's, they add up to `minutes`."""
    by_step: Mapping[Step, int] = field(default_factory=dict)
    """Minutes of the wall clock that offices held it, by step."""
    by_unit: Mapping[str, int] = field(default_factory=dict)
    """Minutes of the wall clock that units held it, other agencies among them; with citizen and post the whole."""

    @property
    def culprit(self) -> StageClock | None:
        """The stage that consumed the budget: the largest overrun, else where most of the running clock passed."""
        charged = [clock for clock in self.clocks if clock.charged > 0]
        return max(charged, key=lambda clock: (clock.overrun > 0, clock.overrun, clock.charged), default=None)

    @property
    def current(self) -> StageClock | None:
        """The stage at which the dossier stands."""
        return next((clock for clock in self.clocks if clock.is_current), None)

    @property
    def remaining_minutes(self) -> int:
        """The working minutes that the present and the later stages still need by their budgets."""
        here = next((number for number, clock in enumerate(self.clocks) if clock.is_current), None)
        if here is None:
            return 0
        current = self.clocks[here]
        budget = current.budget or 0
        left = max(budget - current.consumed, -(-budget // LEAST_LEFT))
        return left + sum(clock.budget or 0 for clock in self.clocks[here + 1 :])


def report_of(
    events: Sequence[DossierEvent],
    stages: Sequence[Stage],
    span: ClockSpan,
    *,
    at: datetime,
    calendar: WorkCalendar,
    calendars: Mapping[int | None, WorkCalendar] | None = None,
) -> StageReport:
    """Return where the time of a dossier went until an instant.

    `events` are all of it in their order, with `holder` and `holder_agency`; `stages` those of its process. `calendar`
    is that of the dossier's agency, `calendars` those of the units that held it, by key.
    """
    holdings = tuple(_holdings(events, span, at=at, calendar=calendar, calendars=calendars or {}))
    by_keeper: dict[Keeper, int] = {}
    by_step: dict[Step, int] = {}
    by_unit: dict[str, int] = {}
    for holding in holdings:
        by_keeper[holding.keeper] = by_keeper.get(holding.keeper, 0) + holding.minutes
        if holding.keeper is Keeper.OFFICE:
            by_step[holding.step] = by_step.get(holding.step, 0) + holding.minutes
        if holding.unit:
            by_unit[holding.unit] = by_unit.get(holding.unit, 0) + holding.minutes
    return StageReport(
        clocks=tuple(_clocks(holdings, stages, here=_where(events, at=at))),
        holdings=holdings,
        minutes=sum(holding.minutes for holding in holdings),
        working_minutes=sum(holding.working_minutes for holding in holdings),
        by_keeper=by_keeper,
        by_step=by_step,
        by_unit=by_unit,
    )


def _holdings(
    events: Sequence[DossierEvent],
    span: ClockSpan,
    *,
    at: datetime,
    calendar: WorkCalendar,
    calendars: Mapping[int | None, WorkCalendar],
) -> Iterable[Holding]:
    """Yield the holdings in the order of time; events that leave the dossier with whoever held it add none."""
    happened = [event for event in events if event.at <= at]
    changes = [
        event
        for number, event in enumerate(happened)
        if number == 0 or _held_by(event) != _held_by(happened[number - 1])
    ]
    for number, event in enumerate(changes):
        if not event.holder_role:
            continue
        left_at = changes[number + 1].at if number + 1 < len(changes) else None
        whole = Stretch(event.at, max(left_at or at, event.at))
        own = calendars.get(event.holder_agency_id) or calendar
        until_result = _within(whole, ends_at=span.ended_at)
        on_the_clock = _within(until_result, begins_at=span.began_at) if span.began_at else None
        yield Holding(
            step=STEP_OF[Status(event.status_after)],
            role=Role(event.holder_role),
            unit_pk=event.holder_agency_id,
            unit=event.holder_agency.short_name if event.holder_agency else "",
            person=event.holder.full_name if event.holder and event.holder_role != Role.APPLICANT else "",
            entered_at=event.at,
            left_at=left_at,
            minutes=_minutes(whole, calendar),
            working_minutes=calendar.working_minutes_between(whole.begins_at, whole.ends_at),
            consumed=_worked(until_result, span.pauses, own, at=at),
            charged=_worked(on_the_clock, span.pauses, own, at=at) if on_the_clock else 0,
        )


def _held_by(event: DossierEvent) -> tuple[object, ...]:
    if not event.holder_role:
        return ()
    return (STEP_OF[Status(event.status_after)], event.holder_role, event.holder_agency_id, event.holder_id)


def _within(stretch: Stretch, *, begins_at: datetime | None = None, ends_at: datetime | None = None) -> Stretch:
    """Return what of a stretch lies after one instant and before another; it may be empty."""
    begins = max(stretch.begins_at, begins_at) if begins_at else stretch.begins_at
    ends = min(stretch.ends_at, ends_at) if ends_at else stretch.ends_at
    return Stretch(begins, max(begins, ends))


def _minutes(stretch: Stretch, calendar: WorkCalendar) -> int:
    between = calendar.local(stretch.ends_at) - calendar.local(stretch.begins_at)
    return int(between.total_seconds()) // 60


def _worked(stretch: Stretch, pauses: Iterable[Stretch], calendar: WorkCalendar, *, at: datetime) -> int:
    """Return the working minutes of a stretch without the pauses."""
    worked = calendar.working_minutes_between(stretch.begins_at, stretch.ends_at)
    for pause in pauses:
        common = _within(stretch, begins_at=pause.begins_at, ends_at=min(pause.ends_at, at))
        worked -= calendar.working_minutes_between(common.begins_at, common.ends_at)
    return worked


def _where(events: Sequence[DossierEvent], *, at: datetime) -> Key | None:
    """Return the stage at which a dossier stands: whom the officer asked, that officer's stage waits for."""
    last = next((event for event in reversed(events) if event.at <= at), None)
    if last is None or not last.holder_role:
        return None
    status = Status(last.status_after)
    if status in WITH_OFFICER:
        return Step.APPRAISAL, Role.APPRAISER
    return STEP_OF[status], Role(last.holder_role)


def _clocks(holdings: Sequence[Holding], stages: Sequence[Stage], *, here: Key | None) -> Iterable[StageClock]:
    """Yield the clock of each stage of the process, then of what no stage foresees, each by its step and role."""
    names: dict[Key, list[str]] = {}
    budgets: dict[Key, int] = {}
    for stage in sorted(stages, key=lambda stage: stage.ordinal):
        key = (Step(stage.step), Role(stage.role))
        names.setdefault(key, []).append(stage.name)
        budgets[key] = budgets.get(key, 0) + stage.budget_minutes
    held: dict[Key, list[Holding]] = {key: [] for key in names}
    for holding in holdings:
        held.setdefault((holding.step, holding.role), []).append(holding)
    if here is not None:
        held.setdefault(here, [])
    order = list(Step)
    # What no stage foresees stands behind those of its step; Python keeps the order of the process among equals.
    for key in sorted(held, key=lambda key: (order.index(key[0]), key not in names)):
        step, role = key
        yield StageClock(
            step=step,
            role=role,
            name="; ".join(names.get(key, [])),
            budget=budgets.get(key),
            holdings=tuple(held[key]),
            is_current=key == here,
        )

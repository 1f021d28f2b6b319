"""The state of a dossier's clock, as its ledger adds it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agencies.worktime import WorkCalendar
from dossiers.deadlines.judging import Standing, standing
from dossiers.deadlines.lines import Due
from dossiers.deadlines.pauses import Pause, PauseCause
from procedures.limits import Limit


class ClockState(StrEnum):
    """Whether time is running."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """What a ledger says: the state of the clock, and three due moments.

    * `first_due` is what the receipt promised; only a corrected receipt changes it.
    * `original_due` is that promise moved only by what the law lets move it: pauses, restarts, extensions, a change of
      the calendar. It is the yardstick for early, on time and late.
    * `due` is the appointment that holds now: `original_due`, or the re-appointment given with an apology.

    `calendar` is the one under which `original_due` was counted. While the clock is paused, the dates say what held
    when it was paused. `pauses` keeps every interval, whatever the policy, the open one last with `resumed_at` None.
    """

    state: ClockState
    calendar: WorkCalendar = field(repr=False, compare=False)
    limit: Limit | None = None
    started_at: datetime | None = None
    first_due: Due | None = None
    original_due: Due | None = None
    due: Due | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Limit, ...] = ()
    restarts: int = 0
    reappointed_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def paused_at(self) -> datetime | None:
        """Since when the clock stands still, or None when it does not."""
        return self.pauses[-1].paused_at if self.state is ClockState.PAUSED else None

    @property
    def supplement_requests(self) -> int:
        """How often the citizen was asked for a supplement; the national index counts a second one as late."""
        return sum(pause.cause == PauseCause.SUPPLEMENT for pause in self.pauses)

    def consumed_minutes(self, at: datetime) -> int:
        """The working minutes used up to this instant since reception, without the pauses."""
        if not self.started_at:
            return 0
        until = min(moment for moment in (at, self.stopped_at) if moment)
        between = self.calendar.working_minutes_between
        used = max(0, between(self.started_at, until))
        for pause in self.pauses:
            used -= max(0, between(min(pause.paused_at, until), min(pause.resumed_at or until, until)))
        return used

    def remaining_minutes(self, at: datetime) -> int:
        """The working minutes left until `due`, negative when it has passed; a clock that stands keeps its figure."""
        if not self.due:
            return 0
        moment = min(moment for moment in (at, self.stopped_at) if moment)
        if self.paused_at and self.paused_at <= self.due.at:
            moment = min(moment, self.paused_at)
        return self.calendar.working_minutes_between(moment, self.due.at)

    def standing(self, at: datetime) -> Standing | None:
        """How an open dossier stands at this instant; None before the clock has started."""
        paused_at = self.paused_at
        return standing(self.due, at, self.calendar, is_paused=paused_at is not None, paused_at=paused_at)

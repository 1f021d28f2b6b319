"""A dossier on its way, and the pace at which the province works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from agencies.worktime import WorkCalendar
from dossiers import guards
from dossiers.models import Dossier, DueBasis
from portal.demo import words
from portal.demo.plans import Crew, Extra, Plan
from procedures.models import InternalProcess

Life = Iterator[datetime]

WORKDAY = 450
"""Working minutes of a day in this province."""

JOURNEY = 220
"""Working minutes that a result is on its way, as a rule."""


MOVED_BY_A_CALENDAR = ("revision", "due_at", "due_on", "original_due_at", "original_due_on", "first_due_at")
"""What a change of the calendar writes to a dossier that is running."""


@dataclass(slots=True)
class Case:
    """A dossier on its way: what is planned for it, by whom, when it last moved, when its result shall be ready."""

    dossier: Dossier
    plan: Plan
    crew: Crew
    at: datetime
    finish_at: datetime
    is_resting: bool = False

    @property
    def stays(self) -> bool:
        """Whether the plan leaves the dossier where it is now."""
        return self.dossier.status == self.plan.stops_in

    @property
    def takes_time(self) -> bool:
        """Whether it waits in a queue; what is due in hours does not."""
        return self.dossier.due_basis != DueBasis.INSTANT or self.plan.is_brisk

    @property
    def journey(self) -> int:
        """How many working minutes its result travels before it is ready."""
        return JOURNEY if guards.goes_home(self.dossier) and not self.plan.is_electronic else 0

    def rests_in(self, extra: Extra) -> bool:
        """Say whether the plan leaves the dossier in the middle of something, and leave it there."""
        self.is_resting = self.plan.rests_in is extra
        return self.is_resting

    @property
    def seen(self) -> int:
        """The revision that whoever acts next is looking at."""
        return self.dossier.revision


class Days:
    """The working calendar as it holds now: a day that is declared off in the course of the year exchanges it."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.exchanges = 0

    def exchange(self, calendar: WorkCalendar) -> None:
        """Let another calendar hold from now on; what was running has moved in the database."""
        self.calendar = calendar
        self.exchanges += 1


class Pace:
    """How time passes between two acts on a dossier."""

    def __init__(self, chance: Random, days: Days) -> None:
        self.chance = chance
        self.days = days

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar that holds now."""
        return self.days.calendar

    def later(self, case: Case, minutes: int) -> datetime:
        """Move the case on by this much working time."""
        case.at = self.calendar.add_working_minutes(case.at, minutes)
        return case.at

    def at_share(self, case: Case, low: float, high: float) -> datetime:
        """Move the case on to a share of the working time that is left until its result shall be ready."""
        left = self.calendar.working_minutes_between(case.at, case.finish_at)
        return self.later(case, max(1, int(left * self.chance.uniform(low, high))))

    def finish(self, case: Case) -> datetime:
        """Return when the result shall be done: mostly days before it is due, often on that day, seldom after it.

        What still has to travel is done that much earlier.
        """
        due_at, chance = known(case.dossier.due_at), self.chance
        is_instant = case.dossier.due_basis == DueBasis.INSTANT
        add = self.calendar.add_working_minutes
        if case.plan.is_brisk:
            return add(case.at, chance.randrange(100, 300))
        if case.plan.is_late:
            delay = chance.expovariate(1 / 120) if is_instant else min(chance.expovariate(1 / 1500), 20 * WORKDAY)
            return add(max(due_at, case.at), 15 + int(delay))
        left = max(8, self.calendar.working_minutes_between(case.at, due_at) - case.journey)
        if is_instant:
            share = chance.betavariate(1.3, 3.2) * 0.95
        elif left > WORKDAY and chance.random() < 0.12:
            share = 1 - chance.uniform(0.02, 0.98) * WORKDAY / left
        else:
            share = chance.betavariate(2.4, 1.9) * 0.94
        return add(case.at, max(4, int(left * share)))

    def keep_hours(self, case: Case, life: Life) -> Life:
        """Live a life whose officers put off what falls on a day that was declared off meanwhile."""
        seen = self.days.exchanges
        for at in life:
            yield at
            if seen == self.days.exchanges:
                continue
            seen = self.days.exchanges
            case.dossier.refresh_from_db(fields=MOVED_BY_A_CALENDAR)
            if not is_worked(case.at, self.calendar):
                case.at = self.calendar.add_working_minutes(case.at, 1)
                yield case.at


def is_worked(at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether an instant lies in a session of a working day."""
    local = calendar.local(at)
    return any(session.opens <= local.time() <= session.closes for session in calendar.sessions_on(local.date()))


def ground_of(process: InternalProcess) -> str:
    """Return the law that an officer cites for a decision under a process."""
    bases = list(process.version.legal_bases.all())
    if not bases:
        return words.DEFAULT_GROUND
    return f"{bases[0].article} {bases[0].name} ({bases[0].number})".strip()[:300]


def known(at: datetime | None) -> datetime:
    """Return an instant that the dossier must have by now."""
    if at is None:
        raise RuntimeError("The dossier has no such date in its status.")
    return at

"""Dossiers that nobody ever handed in, for measuring and trying out: as many as one likes, the same for the same seed.

They are what the arithmetic says they are: every date is counted by `dossiers.deadlines` under the agency's calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.history.lives import Deed, Life, Place, Tick
from dossiers.history.words import Ending
from dossiers.models import EntryKind, Origin
from dossiers.workflow import Action, Status
from procedures.limits import Limit, LimitUnit
from procedures.models import Channel, SupplementPolicy

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLES = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Thanh", "Ngọc", "Quang", "Xuân", "Thu", "Kim", "Gia")
GIVEN = ("An", "Bình", "Cường", "Dung", "Giang", "Hà", "Hùng", "Khánh", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quỳnh")

LIMITS = (3, 5, 5, 7, 10, 10, 15, 20, 30)
"""Working days; five and ten are promised most often."""

CHANNELS = (Channel.ONLINE,) * 12 + (Channel.IN_PERSON,) * 7 + (Channel.POSTAL,)

PAUSES = ((1, 3), (1, 9), (2, 5), (2, 14))
"""After how many days a supplement is asked for, and after how many more it comes."""

SUPPLEMENT = deadlines.PauseCause.SUPPLEMENT
GAVE_UP = timedelta(days=40)
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)

REFUSED, WITHDRAWN, DISCONTINUED, DENIED, PAUSED, LATE, STUCK = 0.02, 0.035, 0.045, 0.065, 0.1, 0.13, 0.133
"""Shares of what does not go the usual way, each from the one before: 2 % refused, 1.5 % withdrawn, and so on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A process at an agency, with the calendar of that agency and the officers who appraise there."""

    place: Place
    agency_code: str
    calendar: WorkCalendar
    officers: tuple[int, ...]
    content: str


@dataclass
class Maker:
    """Makes lives one after the other. `days` are the working days on which dossiers arrive, until `now`.

    Dates and hours are kept once they are counted: thousands of dossiers share each.
    """

    desks: Sequence[Desk]
    days: Sequence[date]
    now: datetime
    _dues: dict[Any, deadlines.Due] = field(default_factory=dict)
    _sessions: dict[Any, tuple[datetime, int]] = field(default_factory=dict)

    def life(self, key: int, when: float, rnd: Random) -> Life:
        """Return one dossier under a key that nobody else has; it arrives after this part of all days (0 to 1)."""
        # The first desks have the most work, as everywhere.
        desk = self.desks[int(rnd.random() ** 2 * len(self.desks))]
        channel = one_of(CHANNELS, rnd)
        day = self.days[int(when * len(self.days))]
        received = self._moment(desk.calendar, day, rnd)
        submitted = received - int(5 + rnd.random() * 395) * ONE_MINUTE if channel is Channel.ONLINE else received
        name = f"{one_of(FAMILIES, rnd)} {one_of(MIDDLES, rnd)} {one_of(GIVEN, rnd)}"
        life = Life(
            key=key,
            code=f"{desk.agency_code}-{day:%y%m%d}-G{key:07d}",
            origin=Origin.GENERATED,
            place=desk.place,
            channel=channel,
            level=desk.place.level,
            applicant=name,
            officer=one_of(desk.officers, rnd) if desk.officers else None,
            submitted_at=submitted,
            received_at=received,
            due_at=None,
            finished_at=None,
            returned_at=None,
            ending=Ending.GRANTED,
            deeds=(),
            calendar_revision=desk.calendar.revision or None,
            content=desk.content,
        )
        self._live(life, desk, Limit(Decimal(one_of(LIMITS, rnd)), LimitUnit.WORKING_DAY), rnd)
        return life

    def _live(self, life: Life, desk: Desk, limit: Limit, rnd: Random) -> None:
        """Let everything happen to a dossier that happens until now."""
        chance, received = rnd.random(), life.received_at
        submitted = Deed(life.submitted_at, Action.SUBMIT, Status.SUBMITTED, Role.APPLICANT)
        if received is None or (chance < REFUSED and life.channel is Channel.ONLINE):
            life.ending, life.finished_at, life.received_at = Ending.REFUSED, received, None
            life.deeds = (submitted, Deed(received or life.submitted_at, Action.REFUSE, Status.REFUSED, Role.CLERK))
            return
        due = self._due(desk.calendar, received, limit)
        life.limit, life.first_due_at, life.due_at = (limit.amount, limit.unit.value), due.at, due.at
        start = Tick(EntryKind.START, due_at=due.at)
        deeds = [submitted] if life.submitted_at < received else []
        deeds.append(Deed(received, Action.RECEIVE, Status.IN_APPRAISAL, Role.CLERK, tick=start))
        if chance < WITHDRAWN:
            self._end(life, deeds, received + timedelta(hours=26), Ending.WITHDRAWN)
        elif chance < DISCONTINUED or DENIED <= chance < PAUSED:
            self._pause(life, deeds, desk, limit, rnd, comes_back=chance >= DENIED)
        else:
            life.ending = Ending.DENIED if DISCONTINUED <= chance < DENIED else Ending.GRANTED
            self._resolve(life, deeds, desk, rnd, is_late=PAUSED <= chance < LATE, is_stuck=LATE <= chance < STUCK)
        life.deeds = deeds

    def _pause(self, life: Life, deeds: list[Deed], desk: Desk, limit: Limit, rnd: Random, *, comes_back: bool) -> None:
        """Ask for a supplement; it comes and the clock runs on, or it never comes."""
        asked, answered = one_of(PAUSES, rnd)
        begun = deeds[-1].at
        paused_at = self._moment(desk.calendar, desk.calendar.shift_working_days(begun.date(), asked), rnd)
        if paused_at > self.now:
            return
        pause = Tick(EntryKind.PAUSE, policy=SupplementPolicy.PAUSE, cause=SUPPLEMENT)
        deeds.append(
            Deed(paused_at, Action.REQUEST_SUPPLEMENT, Status.SUPPLEMENTING, Role.APPRAISER, life.officer, tick=pause)
        )
        life.supplement_rounds, life.paused_at = 1, paused_at
        if not comes_back:
            self._end(life, deeds, paused_at + GAVE_UP, Ending.DISCONTINUED)
            return
        resumed_at = paused_at + timedelta(days=answered)
        if resumed_at > self.now:
            return
        due = self._due(desk.calendar, begun, limit, deadlines.Pause(paused_at, resumed_at, SUPPLEMENT))
        resume = Tick(EntryKind.RESUME, due_at=due.at)
        deeds.append(Deed(resumed_at, Action.SUPPLEMENT, Status.IN_APPRAISAL, Role.APPLICANT, tick=resume))
        life.due_at, life.paused_at = due.at, None
        self._resolve(life, deeds, desk, rnd, is_late=False, is_stuck=False)

    def _resolve(
        self, life: Life, deeds: list[Deed], desk: Desk, rnd: Random, *, is_late: bool, is_stuck: bool
    ) -> None:
        """Propose, approve, hand over, as far as there has been time for it."""
        due = life.due_at or self.now
        if is_stuck:
            return
        calendar, last = desk.calendar, deeds[-1].at
        if is_late:
            day = calendar.shift_working_days(due.date(), rnd.randrange(1, 12))
        else:
            left = (due.date() - last.date()).days
            day = due.date() - timedelta(days=int(rnd.random() ** 2 * max(left, 0)))
        while not calendar.is_working_day(day):
            day -= ONE_DAY
        finished = max(self._moment(calendar, day, rnd), last)
        proposed = last + (finished - last) * 0.8
        if proposed > self.now:
            return
        deeds.append(Deed(proposed, Action.PROPOSE, Status.IN_APPROVAL, Role.APPRAISER, life.officer))
        if self._end(life, deeds, finished, life.ending) and rnd.random() < 0.93:
            handed = finished + timedelta(hours=rnd.randrange(1, 120))
            if handed <= self.now:
                life.returned_at = handed
                deeds.append(Deed(handed, Action.HAND_OVER, Status.RETURNED, Role.CLERK))

    def _end(self, life: Life, deeds: list[Deed], at: datetime, ending: Ending) -> bool:
        """End a dossier, and say whether that has happened already."""
        if at > self.now:
            return False
        action, status, role = ENDED[ending]
        life.finished_at, life.ending = at, ending
        deeds.append(Deed(at, action, status, role, tick=Tick(EntryKind.STOP)))
        return True

    def _due(
        self, calendar: WorkCalendar, received: datetime, limit: Limit, pause: deadlines.Pause | None = None
    ) -> deadlines.Due:
        """Return when a dossier that came in working hours is due: a limit in days knows no hours."""
        paused = (pause.paused_at.date(), pause.resumed_at.date()) if pause and pause.resumed_at else ()
        asked = (id(calendar.weekly), id(calendar.special), limit, received.date(), paused)
        due = self._dues.get(asked)
        if due is None:
            due = self._dues[asked] = deadlines.due_date(received, limit, calendar, [pause] if pause else [])
        return due

    def _moment(self, calendar: WorkCalendar, day: date, rnd: Random) -> datetime:
        """Return some minute of the first session of a working day: time that is counted from that day."""
        asked = (id(calendar.weekly), id(calendar.special), day)
        session = self._sessions.get(asked)
        if session is None:
            first = calendar.sessions_on(day)[0]
            length = (first.closes.hour - first.opens.hour) * 60 + first.closes.minute - first.opens.minute
            session = self._sessions[asked] = calendar.at(day, first.opens), length
        opens, length = session
        return opens + int(rnd.random() * length) * ONE_MINUTE


ENDED = {
    Ending.GRANTED: (Action.APPROVE, Status.RESULT_READY, Role.APPROVER),
    Ending.DENIED: (Action.APPROVE, Status.RESULT_READY, Role.APPROVER),
    Ending.WITHDRAWN: (Action.WITHDRAW, Status.WITHDRAWN, Role.APPLICANT),
    Ending.DISCONTINUED: (Action.DISCONTINUE, Status.DISCONTINUED, Role.APPRAISER),
}


def one_of(choices: Sequence[Any], rnd: Random) -> Any:
    """Return one of these; a third of what `Random.choice` costs, and made-up dossiers need no better dice."""
    return choices[int(rnd.random() * len(choices))]

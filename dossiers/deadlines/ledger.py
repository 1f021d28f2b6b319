"""The ledger of a dossier's clock: entries that are only ever added, and the state that they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agencies.worktime import ONE_DAY, WorkCalendar
from dossiers.deadlines.counting import Tally, counted_from
from dossiers.deadlines.errors import (
    AlreadyPaused,
    AlreadyStarted,
    AlreadyStopped,
    BadAppointment,
    BadLimit,
    ExtensionTooLate,
    NotPaused,
    NotStarted,
    OutOfOrder,
    SecondReappointment,
)
from dossiers.deadlines.grounds import DECREE_61_19_9
from dossiers.deadlines.judging import Standing, is_breached, standing
from dossiers.deadlines.lines import Due, Line, LineKind
from dossiers.deadlines.pauses import Pause, PauseCause, intervals_on
from procedures.limits import Limit


class EntryKind(StrEnum):
    """What happened to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REAPPOINT = "reappoint"
    STOP = "stop"


class Policy(StrEnum):
    """What a pause does to the time that is left: it waits, or the limit starts again when the pause ends.

    Law: RESTART is Nghị định 61/2018/NĐ-CP Điều 19 khoản 4; PAUSE is the default of the regime in force.
    """

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger.

    `limit` belongs to START and EXTEND, `policy` to PAUSE (None is the default, to wait), `new_due_at` to
    REAPPOINT; the others leave them out.
    """

    kind: EntryKind
    at: datetime
    limit: Limit | None = None
    cause: str = ""
    ground: str = ""
    policy: Policy | None = None
    new_due_at: datetime | None = None


class ClockState(StrEnum):
    """Whether time is running."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """What a ledger says: the state of the clock, and three due moments.

    * `first_due` is what the receipt promised; nothing ever changes it.
    * `original_due` is that promise moved only by what the law lets move it: pauses, restarts, extensions. It is the
      yardstick for early, on time and late.
    * `due` is the appointment that holds now: `original_due`, or the re-appointment given with an apology.

    While the clock is paused, they say what held when it was paused. `pauses` keeps every interval, whatever the
    policy, the open one last with `resumed_at` None.
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


def replay(entries: Iterable[Entry], calendar: WorkCalendar) -> Clock:
    """The clock that these entries, in the order of the ledger, add up to; raises `LedgerError` when they cannot."""
    ledger = _Ledger(calendar)
    for entry in entries:
        ledger.apply(entry)
    return ledger.clock()


class _Ledger:
    """The state of a clock between two entries."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.started_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.last_at: datetime | None = None
        self.limit: Limit | None = None
        self.first_due: Due | None = None
        self.pauses: list[Pause] = []
        self.open_pause: Entry | None = None
        self.extensions: list[Limit] = []
        self.restarts = 0
        self.run_at: datetime | None = None  # when the limit began to count: reception, or the last restart
        self.run_pauses: list[Pause] = []
        self.run_extensions: list[Limit] = []
        self.reappointment: Entry | None = None
        self.reappointed_at: datetime | None = None  # survives a restart: one re-appointment is all there is
        self.pauses_since_reappointment: list[Pause] = []
        self._due: Due | None = None

    def apply(self, entry: Entry) -> None:
        kind = EntryKind(entry.kind)
        self.calendar.local(entry.at)  # refuses an instant without time zone
        if kind is not EntryKind.START and self.started_at is None:
            raise NotStarted("Thời hạn giải quyết chưa bắt đầu tính nên chưa thể tạm dừng, gia hạn hoặc kết thúc.")
        if self.stopped_at:
            raise AlreadyStopped("Thời hạn giải quyết đã kết thúc, không thể ghi thêm.")
        if self.last_at and entry.at < self.last_at:
            raise OutOfOrder(
                f"Bút toán lúc {self.calendar.local(entry.at):%H:%M %d/%m/%Y} sớm hơn bút toán liền trước "
                f"({self.calendar.local(self.last_at):%H:%M %d/%m/%Y})."
            )
        getattr(self, f"_{kind}")(entry)
        self.last_at = entry.at

    def _start(self, entry: Entry) -> None:
        if self.started_at:
            raise AlreadyStarted("Thời hạn giải quyết đã bắt đầu tính, không thể bắt đầu lần nữa.")
        if not entry.limit:
            raise BadLimit("Chưa có thời hạn giải quyết nên không thể bắt đầu tính.")
        self.started_at = self.run_at = entry.at
        self.limit = entry.limit
        self.first_due = self.original_due()

    def _pause(self, entry: Entry) -> None:
        if self.open_pause:
            raise AlreadyPaused("Thời hạn giải quyết đang tạm dừng, không thể tạm dừng lần nữa.")
        self.open_pause = entry

    def _resume(self, entry: Entry) -> None:
        paused = self.open_pause
        if not paused:
            raise NotPaused("Thời hạn giải quyết không tạm dừng nên không thể tính tiếp.")
        self.open_pause = None
        pause = Pause(paused.at, entry.at, paused.cause, paused.ground)
        self.pauses.append(pause)
        # Waiting never heals a breach: a pause after the due moment neither gives time back nor starts the limit again.
        # A limit that starts again is the one that was promised, without the extension of the run before.
        is_in_time = self.calendar.local(paused.at) <= self.original_due().at
        if is_in_time and Policy(paused.policy or Policy.PAUSE) is Policy.RESTART:
            self.run_at, self.run_pauses, self.run_extensions = entry.at, [], []
            self.reappointment, self.pauses_since_reappointment = None, []
            self.restarts += 1
        else:
            self.run_pauses.append(pause)
            self.pauses_since_reappointment.append(pause)
        self._due = None

    def _extend(self, entry: Entry) -> None:
        if not entry.limit:
            raise BadLimit("Gia hạn phải ghi rõ thêm bao nhiêu thời gian.")
        original = self.original_due()
        decided_at = self.open_pause.at if self.open_pause else entry.at
        if is_breached(original, decided_at, self.calendar.zone):
            raise ExtensionTooLate("Hồ sơ đã quá hạn nên không thể gia hạn.")
        self.extensions.append(entry.limit)
        self.run_extensions.append(entry.limit)
        self._due = None

    def _reappoint(self, entry: Entry) -> None:
        if self.reappointed_at:
            raise SecondReappointment("Chỉ được hẹn lại ngày trả kết quả một lần.")
        if not entry.new_due_at:
            raise BadAppointment("Hẹn lại phải ghi rõ ngày trả kết quả mới.")
        if self.calendar.local(entry.new_due_at) <= self.original_due().at:
            raise BadAppointment("Ngày hẹn lại phải sau ngày hẹn trả hiện tại.")
        self.reappointment, self.reappointed_at = entry, entry.at

    def _stop(self, entry: Entry) -> None:
        if self.open_pause:
            self.pauses.append(Pause(self.open_pause.at, entry.at, self.open_pause.cause, self.open_pause.ground))
            self.open_pause = None
        self.stopped_at = entry.at

    def original_due(self) -> Due:
        """The promise as the law has moved it so far."""
        if self.run_at is None or self.limit is None:
            raise NotStarted("Thời hạn giải quyết chưa bắt đầu tính.")
        if self._due is None:
            kind = LineKind.RESTARTED if self.restarts else LineKind.RECEIVED
            self._due = counted_from(kind, self.run_at, self.limit, self.calendar, self.run_pauses, self.run_extensions)
        return self._due

    def due(self) -> Due:
        """The appointment that holds now."""
        original = self.original_due()
        if not self.reappointment or not self.reappointment.new_due_at:
            return original
        appointed = self.calendar.local(self.reappointment.new_due_at)
        tally = Tally(self.calendar, intervals_on(self.pauses_since_reappointment, self.calendar), list(original.lines))
        ground = self.reappointment.ground or DECREE_61_19_9
        tally.lines.append(
            Line(LineKind.REAPPOINTED, appointed.date(), ground=ground, at=original.at, until_at=appointed)
        )
        appointed = _moved_by_pauses(appointed, tally)
        return Due(appointed, original.basis, tuple(tally.lines)) if appointed > original.at else original

    def clock(self) -> Clock:
        if self.started_at is None:
            return Clock(ClockState.NOT_STARTED, self.calendar)
        pauses = list(self.pauses)
        if self.open_pause:
            pauses.append(Pause(self.open_pause.at, None, self.open_pause.cause, self.open_pause.ground))
        state = ClockState.PAUSED if self.open_pause else ClockState.STOPPED if self.stopped_at else ClockState.RUNNING
        return Clock(
            state,
            self.calendar,
            limit=self.limit,
            started_at=self.started_at,
            first_due=self.first_due,
            original_due=self.original_due(),
            due=self.due(),
            pauses=tuple(pauses),
            extensions=tuple(self.extensions),
            restarts=self.restarts,
            reappointed_at=self.reappointed_at,
            stopped_at=self.stopped_at,
        )


def _moved_by_pauses(appointed: datetime, tally: Tally) -> datetime:
    """A new appointment after pauses that began since it was made: each working day of a pause moves it by one."""
    written = len(tally.lines)
    for interval in tally.intervals:
        day = interval.begins.date()
        while interval.begins <= appointed and day < interval.ends.date():
            if tally.calendar.is_working_day(day):
                tally.write_paused(day, interval.pause)
            day += ONE_DAY
    given_back = len(tally.lines) - written
    day, number = appointed.date(), 0
    while number < given_back:
        day += ONE_DAY
        if tally.calendar.is_working_day(day):
            number += 1
            tally.lines.append(Line(LineKind.COUNTED, day, number=number))
        else:
            tally.write_off(day)
    return tally.calendar.at(day, appointed.time())

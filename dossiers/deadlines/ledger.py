"""The ledger of a dossier's clock: entries that are only ever added, and the state that they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from agencies.worktime import ONE_DAY, WorkCalendar
from dossiers.deadlines.counting import Tally, counted_from
from dossiers.deadlines.entries import Entry, EntryKind, Policy
from dossiers.deadlines.errors import (
    AlreadyPaused,
    AlreadyStarted,
    AlreadyStopped,
    BadAppointment,
    BadLimit,
    CalendarMissing,
    CorrectionTooLate,
    ExtensionTooLate,
    NotPaused,
    NotStarted,
    OutOfOrder,
    SecondReappointment,
)
from dossiers.deadlines.grounds import CIVIL_CODE_148_5, DECREE_61_19_9
from dossiers.deadlines.judging import is_breached
from dossiers.deadlines.lines import Due, Line, LineKind
from dossiers.deadlines.pauses import Pause, intervals_on
from dossiers.deadlines.promised import Promise
from dossiers.deadlines.starting import Beginning
from dossiers.deadlines.state import Clock, ClockState
from procedures.limits import Limit


def replay(entries: Iterable[Entry], calendar: WorkCalendar) -> Clock:
    """The clock that these entries, in the order of the ledger, add up to; raises `LedgerError` when they cannot.

    `calendar` serves the entries that name none.
    """
    ledger = _Ledger(calendar)
    for entry in entries:
        ledger.apply(entry)
    return ledger.clock()


def replay_each(entries: Iterable[Entry], calendar: WorkCalendar) -> list[Clock]:
    """The clock as it was after each of these entries; as `replay` otherwise."""
    ledger, clocks = _Ledger(calendar), []
    for entry in entries:
        ledger.apply(entry)
        clocks.append(ledger.clock())
    return clocks


@dataclass(slots=True)
class _Run:
    """A stretch in which the limit counts once: from reception, or from the last restart."""

    opening: LineKind
    at: datetime
    limit: Limit
    begins_with: Beginning | None
    calendar: WorkCalendar
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Limit] = field(default_factory=list)

    def due(self) -> Due:
        return counted_from(
            self.opening, self.at, self.limit, self.calendar, self.pauses, self.extensions, self.begins_with
        )


@dataclass(slots=True)
class _Appointment:
    """A new date given with an apology, and the pauses that have moved it since."""

    at: datetime
    ground: str
    calendar: WorkCalendar
    pauses: list[Pause] = field(default_factory=list)

    def due(self, original: Due) -> Due:
        """The appointment that holds; the original date where the law has moved that beyond it."""
        appointed = self.calendar.local(self.at)
        tally = Tally(self.calendar, intervals_on(self.pauses, self.calendar), list(original.lines))
        ground = self.ground or DECREE_61_19_9
        tally.lines.append(
            Line(LineKind.REAPPOINTED, appointed.date(), ground=ground, at=original.at, until_at=appointed)
        )
        appointed = _rolled_over(_moved_by_pauses(appointed, tally), tally)
        return Due(appointed, original.basis, tuple(tally.lines)) if appointed > original.at else original


class _Ledger:
    """The state of a clock between two entries."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.started_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.last_at: datetime | None = None
        self.first_due: Due | None = None
        self.pauses: list[Pause] = []
        self.open_pause: Entry | None = None
        self.extensions: list[Limit] = []
        self.restarts = 0
        self.run: _Run | None = None
        self.promise: Promise | None = None
        self.appointment: _Appointment | None = None
        self.reappointed_at: datetime | None = None  # survives a restart: one re-appointment is all there is
        self.notes: list[Line] = []
        self._due: Due | None = None

    def apply(self, entry: Entry) -> None:
        kind = EntryKind(entry.kind)
        self.calendar.local(entry.at)  # refuses an instant without time zone
        if kind is EntryKind.RESTATE:
            self._restate(entry)
            return
        is_promised_elsewhere = self.promise is not None and kind is EntryKind.STOP
        if kind is not EntryKind.START and self.run is None and not is_promised_elsewhere:
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

    # ── Entries ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self, entry: Entry) -> None:
        if self.run or self.promise:
            raise AlreadyStarted("Thời hạn giải quyết đã bắt đầu tính, không thể bắt đầu lần nữa.")
        if not entry.limit and entry.new_due_at:
            self._take_over(entry, entry.new_due_at)
            return
        if not entry.limit:
            raise BadLimit("Chưa có thời hạn giải quyết nên không thể bắt đầu tính.")
        self.started_at = entry.at
        calendar = entry.calendar or self.calendar
        self.run = _Run(LineKind.RECEIVED, entry.at, entry.limit, entry.begins_with, calendar)
        self.first_due = self.original_due()

    def _take_over(self, entry: Entry, promised_at: datetime) -> None:
        self.started_at = entry.at
        self.promise = Promise(entry.at, promised_at, entry.calendar or self.calendar)
        self.first_due = self.original_due()

    def _restate(self, entry: Entry) -> None:
        """The other system says something else now: begin anew, as if nothing had been said before."""
        self.run = self.promise = self.first_due = self._due = None
        self.started_at = self.stopped_at = self.last_at = None
        if entry.new_due_at:
            self._take_over(entry, entry.new_due_at)
            self.last_at = entry.at

    def _pause(self, entry: Entry) -> None:
        if self.open_pause:
            raise AlreadyPaused("Thời hạn giải quyết đang tạm dừng, không thể tạm dừng lần nữa.")
        self.open_pause = entry

    def _resume(self, entry: Entry) -> None:
        paused, run = self.open_pause, self._started()
        if not paused:
            raise NotPaused("Thời hạn giải quyết không tạm dừng nên không thể tính tiếp.")
        self.open_pause = None
        pause = Pause(paused.at, entry.at, paused.cause, paused.ground)
        self.pauses.append(pause)
        # Waiting never heals a breach: a pause after the due moment neither gives time back nor starts the limit again.
        # A limit that starts again is the one that was promised, without the extension of the run before.
        is_in_time = run.calendar.local(paused.at) <= self.original_due().at
        if is_in_time and Policy(paused.policy or Policy.PAUSE) is Policy.RESTART:
            calendar = entry.calendar or run.calendar
            self.run = _Run(LineKind.RESTARTED, entry.at, run.limit, run.begins_with, calendar)
            self.appointment = None
            self.restarts += 1
            self._due = None
            return
        run.pauses.append(pause)
        if self.appointment:
            self.appointment.pauses.append(pause)
        self._due = None
        self._take_calendar(entry, decided_at=entry.at)

    def _extend(self, entry: Entry) -> None:
        if not entry.limit:
            raise BadLimit("Gia hạn phải ghi rõ thêm bao nhiêu thời gian.")
        if is_breached(self.original_due(), self._decided_at(entry), self.calendar.zone):
            raise ExtensionTooLate("Hồ sơ đã quá hạn nên không thể gia hạn.")
        self.extensions.append(entry.limit)
        self._started().extensions.append(entry.limit)
        self._due = None
        self._take_calendar(entry, decided_at=self._decided_at(entry))

    def _reappoint(self, entry: Entry) -> None:
        if self.reappointed_at:
            raise SecondReappointment("Chỉ được hẹn lại ngày trả kết quả một lần.")
        if not entry.new_due_at:
            raise BadAppointment("Hẹn lại phải ghi rõ ngày trả kết quả mới.")
        calendar = entry.calendar or self._started().calendar
        new_due = calendar.local(entry.new_due_at)
        if new_due <= self.original_due().at:
            raise BadAppointment("Ngày hẹn lại phải sau ngày hẹn trả hiện tại.")
        if not calendar.is_working_day(new_due.date()):
            why = calendar.why_off(new_due.date())
            raise BadAppointment(f"Ngày hẹn lại {new_due:%d/%m/%Y} là ngày nghỉ ({why}); phải là ngày làm việc.")
        self.appointment = _Appointment(entry.new_due_at, entry.ground, calendar)
        self.reappointed_at = entry.at

    def _correct(self, entry: Entry) -> None:
        """The receipt was wrong: the right limit counts from the same start, and was the promise from the beginning."""
        run, before = self._started(), self.original_due()
        if not entry.limit:
            raise BadLimit("Sửa giấy tiếp nhận phải ghi rõ thời hạn đúng.")
        wrong = run.limit
        run.limit, self._due = entry.limit, None
        run.begins_with = entry.begins_with or run.begins_with
        decided_at = self._decided_at(entry)
        if is_breached(before, decided_at, self.calendar.zone) and self.original_due().at > before.at:
            raise CorrectionTooLate("Hồ sơ đã quá hạn nên không thể sửa giấy tiếp nhận để lùi ngày hẹn.")
        self._take_calendar(entry, decided_at=decided_at)
        reception = replace(run, opening=LineKind.RECEIVED, at=self.started_at or run.at, pauses=[], extensions=[])
        self.first_due = reception.due()
        self._note(LineKind.CORRECTED, entry, limit=wrong)

    def _calendar(self, entry: Entry) -> None:
        """Days have changed: the dates are counted again, but only what lies ahead moves."""
        if not entry.calendar:
            raise CalendarMissing("Bút toán thay đổi lịch làm việc phải kèm lịch làm việc mới.")
        before = self.due().at
        is_taken = self._take_calendar(entry, decided_at=self._decided_at(entry))
        if self.due().at != before:
            self._note(LineKind.RECALENDARED, entry)
        elif not is_taken:
            self._note(LineKind.CALENDAR_TOO_LATE, entry)

    def _stop(self, entry: Entry) -> None:
        if self.open_pause:
            self.pauses.append(Pause(self.open_pause.at, entry.at, self.open_pause.cause, self.open_pause.ground))
            self.open_pause = None
        self.stopped_at = entry.at

    # ── What they share ───────────────────────────────────────────────────────────────────────────────────────────

    def _started(self) -> _Run:
        if self.run is None:
            raise NotStarted("Thời hạn giải quyết chưa bắt đầu tính.")
        return self.run

    def _decided_at(self, entry: Entry) -> datetime:
        """When a clock is judged: a clock that stands is judged by the moment at which it stopped."""
        return self.open_pause.at if self.open_pause else entry.at

    def _take_calendar(self, entry: Entry, *, decided_at: datetime) -> bool:
        """Count under the entry's calendar from now on, and say whether that was possible for a date that holds.

        Only what lies ahead moves: a breach that has happened is not healed by days that are declared off afterwards,
        and no date is moved to where it would be breached at once.

        Law: domain 4.8 (a change after dates were given recomputes the open ones).
        """
        run, calendar = self._started(), entry.calendar
        if calendar is None or calendar is run.calendar or calendar.revision < run.calendar.revision:
            # An earlier revision is one that a slower process still had in mind.
            return True
        zone = calendar.zone
        original, counted = self.original_due(), replace(run, calendar=calendar).due()
        is_taken = not is_breached(original, decided_at, zone) and not is_breached(counted, decided_at, zone)
        if is_taken:
            run.calendar, self._due = calendar, None
        if self.appointment:
            held = self.appointment.due(original)
            moved = replace(self.appointment, calendar=calendar)
            if not is_breached(held, decided_at, zone) and not is_breached(
                moved.due(self.original_due()), decided_at, zone
            ):
                self.appointment, is_taken = moved, True
        return is_taken

    def _note(self, kind: LineKind, entry: Entry, limit: Limit | None = None) -> None:
        at = self.calendar.local(entry.at)
        name = entry.cause if kind is not LineKind.CORRECTED else ""
        self.notes.append(Line(kind, at.date(), name, entry.ground, at=at, limit=limit))
        self._due = None

    def original_due(self) -> Due:
        """The promise as the law has moved it so far."""
        if self._due is None and self.promise:
            self._due = self.promise.due()
        if self._due is None:
            counted = self._started().due()
            self._due = replace(counted, lines=(*counted.lines, *self.notes))
        return self._due

    def due(self) -> Due:
        """The appointment that holds now."""
        original = self.original_due()
        return self.appointment.due(original) if self.appointment else original

    def clock(self) -> Clock:
        counting = self.run or self.promise
        if counting is None:
            return Clock(ClockState.NOT_STARTED, self.calendar)
        pauses = list(self.pauses)
        if self.open_pause:
            pauses.append(Pause(self.open_pause.at, None, self.open_pause.cause, self.open_pause.ground))
        state = ClockState.PAUSED if self.open_pause else ClockState.STOPPED if self.stopped_at else ClockState.RUNNING
        return Clock(
            state,
            counting.calendar,
            limit=self.run.limit if self.run else None,
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


def _rolled_over(appointed: datetime, tally: Tally) -> datetime:
    """A new appointment on a day that has since become a day off: the next working day at the same hour.

    Law: Bộ luật Dân sự 2015 Điều 148 khoản 5.
    """
    day = appointed.date()
    while not tally.calendar.is_working_day(day):
        tally.write_off(day, LineKind.ROLLED_OVER, CIVIL_CODE_148_5)
        day += ONE_DAY
    return tally.calendar.at(day, appointed.time())

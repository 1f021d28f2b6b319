"""Adding the lines of a due date up again, as a reader with a pencil would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from agencies.worktime import ONE_DAY, end_of_half_day
from dossiers.deadlines.counting import add_months
from dossiers.deadlines.errors import LinesDoNotAddUp
from dossiers.deadlines.lines import NOTES, SAME_DAY_CUTOFF, Line, LineKind
from procedures.limits import Limit, LimitUnit


def date_from_lines(lines: Sequence[Line]) -> datetime:
    """The due moment that the lines add up to, recomputed from them alone as a reader with a pencil would.

    Raises `LinesDoNotAddUp` when a day is missing, counted twice or out of order, or the numbers do not fit the limit.
    """
    return _Pencil(lines).add_up()


TIMED = (
    LineKind.RECEIVED,
    LineKind.RESTARTED,
    LineKind.BEGINS,
    LineKind.START,
    LineKind.LIMIT,
    LineKind.EXTENDED,
    LineKind.CUTOFF,
    LineKind.WORKED,
    LineKind.DUE,
    LineKind.PROMISED,
)


class _Pencil:
    """Reads the lines one after another; knows no calendar."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line.kind not in NOTES]
        self.place = 0

    def add_up(self) -> datetime:
        self._expect(all(self._instant(line.at).date() == line.on for line in self.lines if line.kind in TIMED))
        if [line.kind for line in self.lines] == [LineKind.RECEIVED, LineKind.PROMISED]:
            return self._instant(self.lines[-1].at)
        at = self._reception()
        while self.place < len(self.lines):
            if appointment := self._take(LineKind.REAPPOINTED):
                at = self._reappointed(at, appointment[0])
                continue
            promised = self._take(LineKind.LIMIT, LineKind.EXTENDED)
            self._expect(bool(promised) and all(line.at == at for line in promised))
            at = self._counted(at, [line.limit for line in promised if line.limit])
        return at

    def _take(self, *kinds: LineKind) -> list[Line]:
        first = self.place
        while self.place < len(self.lines) and self.lines[self.place].kind in kinds:
            self.place += 1
        return self.lines[first : self.place]

    def _take_one(self, *kinds: LineKind) -> Line:
        self._expect(self.place < len(self.lines) and self.lines[self.place].kind in kinds)
        self.place += 1
        return self.lines[self.place - 1]

    def _expect(self, is_so: bool) -> None:
        if not is_so:
            raise LinesDoNotAddUp("Các dòng giải trình không khớp với ngày hẹn trả.")

    def _days(self, day: date, *kinds: LineKind) -> tuple[date, list[Line]]:
        """The lines of these kinds, which must follow each other day by day after `day`; and the last day."""
        lines = self._take(*kinds)
        for line in lines:
            self._expect(line.on == day + ONE_DAY)
            day = line.until or line.on
        return day, lines

    def _reception(self) -> datetime:
        received = self._take_one(LineKind.RECEIVED, LineKind.RESTARTED)
        received_at = self._instant(received.at)
        if event := self._take(LineKind.BEGINS):
            (received,) = event
            self._expect(self._instant(received.at) > received_at)
            received_at = self._instant(received.at)
        is_off = self.place < len(self.lines) and self.lines[self.place].on == received.on
        last_off, off = self._days(received.on - ONE_DAY if is_off else received.on, LineKind.OFF)
        start = self._take_one(LineKind.START)
        start_at = self._instant(start.at)
        self._expect(received_at <= start_at)
        self._expect(start.on == last_off + ONE_DAY if off else received.on <= start.on <= received.on + ONE_DAY)
        return start_at

    def _instant(self, at: datetime | None) -> datetime:
        if at is None:
            raise LinesDoNotAddUp("Một dòng giải trình thiếu thời điểm.")
        return at

    def _counted(self, at: datetime, limits: list[Limit]) -> datetime:
        unit, amount = limits[0].unit, sum((limit.amount for limit in limits), Decimal(0))
        self._expect(all(limit.unit is unit for limit in limits))
        if unit is LimitUnit.WORKING_HOUR:
            return self._hours(at, int(amount * 60))
        if unit is LimitUnit.SAME_DAY:
            self._expect(amount == 1)
            last = self._same_day(at)
        elif unit is LimitUnit.MONTH:
            last = self._months(at, int(amount))
        else:
            last = self._numbered(at, amount)
        due = self._take_one(LineKind.DUE)
        self._expect(bool(due.sessions))
        closes = end_of_half_day(due.sessions) if amount % 1 else due.sessions[-1].closes
        due_at = datetime.combine(last, closes, tzinfo=at.tzinfo)
        self._expect(due.at == due_at)
        return due_at

    def _hours(self, at: datetime, minutes: int) -> datetime:
        for line in self._take(LineKind.WORKED, LineKind.OFF):
            if line.kind is LineKind.WORKED and line.at and line.until_at:
                self._expect(at <= line.at < line.until_at)
                minutes, at = minutes - line.minutes, line.until_at
        self._expect(minutes == 0 and self._take_one(LineKind.DUE).at == at)
        return at

    def _same_day(self, at: datetime) -> date:
        self._take_one(LineKind.CUTOFF)
        first = at.date() if at.time() < SAME_DAY_CUTOFF else at.date() + ONE_DAY
        last, _ = self._days(first - ONE_DAY, LineKind.OFF, LineKind.GIVEN_BACK)
        return last + ONE_DAY

    def _months(self, at: datetime, months: int) -> date:
        nominal = self._take_one(LineKind.LAST_DAY)
        last = add_months(at.date(), months)
        self._expect(nominal.on == last and nominal.limit is not None and nominal.limit.amount == months)
        given_back = self._take(LineKind.GIVEN_BACK)
        day = at.date()
        for line in given_back:
            self._expect(line.on > day)
            day = line.until or line.on
            last += timedelta(days=_days_in(line))
        self._expect(day <= last)
        return self._rolled_over(last)

    def _numbered(self, at: datetime, amount: Decimal) -> date:
        last, lines = self._days(at.date(), LineKind.COUNTED, LineKind.OFF, LineKind.GIVEN_BACK)
        number: Decimal | int = 0
        for line in (line for line in lines if line.kind is LineKind.COUNTED):
            self._expect(line.number in (number + 1, amount if amount - number < 1 else None))
            number = line.number if line.until_number is None else line.until_number  # type: ignore[assignment]
            self._expect(number - line.number == ((line.until or line.on) - line.on).days)  # type: ignore[operator]
        self._expect(number == amount and lines[-1].kind is LineKind.COUNTED)
        return self._rolled_over(last)

    def _rolled_over(self, last: date) -> date:
        rolled_to, lines = self._days(last - ONE_DAY, LineKind.ROLLED_OVER)
        return rolled_to + ONE_DAY if lines else last

    def _reappointed(self, at: datetime, appointment: Line) -> datetime:
        given_back = sum(_days_in(line) for line in self._take(LineKind.GIVEN_BACK))
        self._expect(appointment.at == at)
        appointed = self._instant(appointment.until_at)
        last, lines = self._days(appointed.date(), LineKind.COUNTED, LineKind.OFF)
        counted = sum(_days_in(line) for line in lines if line.kind is LineKind.COUNTED)
        self._expect(counted == given_back)
        return datetime.combine(self._rolled_over(last), appointed.time(), tzinfo=appointed.tzinfo)


def _days_in(line: Line) -> int:
    """How many days a line is about."""
    return ((line.until or line.on) - line.on).days + 1

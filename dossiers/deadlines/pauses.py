"""Times that do not count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from agencies.worktime import WorkCalendar
from dossiers.deadlines.errors import BadPause


class PauseCause(StrEnum):
    """Why a clock stands still."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    CONSULTATION = "consultation"
    VERIFICATION = "verification"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return _CAUSE_LABELS[self]


_CAUSE_LABELS = {
    PauseCause.SUPPLEMENT: "chờ bổ sung hồ sơ",
    PauseCause.PAYMENT: "chờ thực hiện nghĩa vụ tài chính",
    PauseCause.CONSULTATION: "chờ ý kiến cơ quan phối hợp",
    PauseCause.VERIFICATION: "chờ xác minh",
}


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that does not count, from its first minute up to but not including `resumed_at` (None: still open).

    `cause` is a `PauseCause` or free words.
    """

    paused_at: datetime
    resumed_at: datetime | None
    cause: str = ""
    ground: str = ""

    @classmethod
    def parse(cls, text: str) -> Pause:
        """Read `2026-01-06T09:00+07:00/2026-01-08T14:00+07:00`."""
        begins, slash, ends = text.strip().partition("/")
        try:
            if not slash:
                raise ValueError
            return cls(datetime.fromisoformat(begins.strip()), datetime.fromisoformat(ends.strip()))
        except ValueError:
            raise BadPause(
                f"Không đọc được khoảng tạm dừng “{text}”. Hãy ghi theo mẫu "
                "2026-01-06T09:00+07:00/2026-01-08T14:00+07:00."
            ) from None

    @property
    def label(self) -> str:
        """The cause in Vietnamese, as it stands within a sentence."""
        try:
            return PauseCause(self.cause).label
        except ValueError:
            return self.cause[:1].lower() + self.cause[1:] if self.cause[1:2].islower() else self.cause


@dataclass(frozen=True, slots=True)
class Interval:
    """A pause on the wall clock of the calendar, cut to the minute."""

    begins: datetime
    ends: datetime
    pause: Pause

    def gives_back(self, day: date) -> bool:
        """Whether a day does not count because of this pause; the day of resuming counts again.

        Law: domain decision 5.
        """
        return self.begins.date() <= day < self.ends.date()


def intervals_on(pauses: Iterable[Pause], calendar: WorkCalendar) -> list[Interval]:
    """The pauses on the wall clock of the calendar, in order; refuses one that has no end or ends before it begins."""
    intervals = []
    for pause in pauses:
        if pause.resumed_at is None:
            raise BadPause("Khoảng tạm dừng chưa kết thúc nên chưa tính được ngày hẹn trả.")
        begins, ends = calendar.local(pause.paused_at), calendar.local(pause.resumed_at)
        if ends < begins:
            raise BadPause(
                f"Khoảng tạm dừng kết thúc ({ends:%H:%M %d/%m/%Y}) trước khi bắt đầu ({begins:%H:%M %d/%m/%Y})."
            )
        if begins < ends:
            intervals.append(Interval(begins, ends, pause))
    return sorted(intervals, key=lambda interval: (interval.begins, interval.ends))

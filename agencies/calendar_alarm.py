"""Whether the days off of the coming year are known in time.

Pure: no database, no settings, no clock.
"""

from dataclasses import dataclass
from datetime import date

from agencies.worktime import WorkCalendar

ALARM_FROM_MONTH = 10
"""From 1 October dates are promised for the coming year every day, and its notice should be near."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A year whose days off nobody has confirmed, and whether dates are already being counted through it."""

    year: int
    is_current: bool

    @property
    def text(self) -> str:
        """What an editor is told, in Vietnamese."""
        if self.is_current:
            return (
                f"Lịch nghỉ của năm {self.year} chưa được xác nhận, trong khi ngày hẹn trả đang tính theo lịch này. "
                "Ông/Bà đối chiếu thông báo chính thức và cập nhật ngay."
            )
        return (
            f"Lịch nghỉ của năm {self.year} chưa được xác nhận. Hồ sơ nhận từ nay có thể hẹn trả sang năm {self.year}; "
            "khi có thông báo chính thức, Ông/Bà đề nghị cập nhật lịch."
        )


def calendar_alarm(calendar: WorkCalendar, *, today: date) -> Alarm | None:
    """Return the first year that has to be confirmed by now: the current one, from 1 October on the coming one."""
    if not calendar.is_confirmed(today):
        return Alarm(today.year, is_current=True)
    coming = date(today.year + 1, 1, 1)
    if today.month >= ALARM_FROM_MONTH and not calendar.is_confirmed(coming):
        return Alarm(coming.year, is_current=False)
    return None

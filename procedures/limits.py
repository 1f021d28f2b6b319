"""A time limit as the law words it: an amount of a unit. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class LimitUnit(StrEnum):
    """The units in which Vietnamese law counts the time of a procedure."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"
    MONTH = "month"
    SAME_DAY = "same_day"


WORDS = {
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.CALENDAR_DAY: "ngày",
    LimitUnit.WORKING_HOUR: "giờ làm việc",
    LimitUnit.MONTH: "tháng",
    LimitUnit.SAME_DAY: "trong ngày làm việc",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of a unit; `SAME_DAY` always has amount 1. Raises `ValueError` for amounts that mean nothing."""

    amount: Decimal
    unit: LimitUnit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError("Thời hạn phải lớn hơn 0.")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read “5 working_days”, “0.5 working_days”, “8 working_hours”, “2 months” or “same_day”."""
        if text.strip() == LimitUnit.SAME_DAY:
            return cls(Decimal(1), LimitUnit.SAME_DAY)
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s+([a-z_]+?)s?\s*", text)
        if not match or match[2] not in set(LimitUnit):
            raise ValueError(f"Không hiểu thời hạn “{text}”. Ví dụ đúng: “5 working_days”, “same_day”.")
        return cls(Decimal(match[1]), LimitUnit(match[2]))

    def __str__(self) -> str:
        if self.unit is LimitUnit.SAME_DAY:
            return "trong ngày làm việc"
        amount = f"{self.amount.normalize():f}".replace(".", ",")
        return f"{amount.zfill(2) if amount.isdigit() else amount} {WORDS[self.unit]}"

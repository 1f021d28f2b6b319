"""The cell “Thời gian” of the portal's table: an amount and a unit. Pure."""

import re
from decimal import Decimal
from typing import Any

from procedures.limits import LimitUnit

UNITS = {
    "ngày làm việc": LimitUnit.WORKING_DAY,
    "ngày": LimitUnit.CALENDAR_DAY,
    "giờ làm việc": LimitUnit.WORKING_HOUR,
    "giờ": LimitUnit.WORKING_HOUR,
    "tháng": LimitUnit.MONTH,
}
"""Units by the words of the portal. An hour of a procedure is an hour in which the office works (our decision)."""

UNIT_WORDS = r"(?i:ngày làm việc|ngày|giờ làm việc|giờ|tháng|năm|phút)"
"""What stands after an amount, longest first. Years and minutes are no units of ours: such a limit stays text."""

AMOUNT = r"\d[\d.,]*(?: ?[-–+/] ?\d[\d.,]*)?"
"""Digits as officers typed them: “5”, “05”, “1.5”, “0,5”, and ranges such as “3-5”, which nobody may choose from."""

SAME_DAY_WORDS = r"(?i:(?:ngay )?trong ngày(?: làm việc)?)"

PLAIN_AMOUNT = re.compile(r"0*(\d{1,4})(?:[.,](\d{1,2}))?")
"""A whole number, or a decimal with at most two places; “1.000” is neither for sure."""


def read_limit(text: str) -> dict[str, Any]:
    """Return a limit of a record: amount and unit where the cell carries both, and always its words in `text`."""
    limit: dict[str, Any] = {"amount": None, "unit": None, "condition": "", "text": text}
    if re.fullmatch(SAME_DAY_WORDS, text):
        return {**limit, "amount": 1, "unit": LimitUnit.SAME_DAY.value}
    match = re.fullmatch(rf"({AMOUNT}) ?({UNIT_WORDS})", text)
    amount = _amount(match[1]) if match else None
    unit = UNITS.get(match[2].lower()) if match else None
    if not amount or not unit:
        return limit
    return {**limit, "amount": amount, "unit": unit.value}


def _amount(digits: str) -> int | float | None:
    match = PLAIN_AMOUNT.fullmatch(digits)
    if not match:
        return None
    amount = Decimal(f"{match[1]}.{match[2] or 0}")
    return int(amount) if amount == amount.to_integral_value() else float(amount)

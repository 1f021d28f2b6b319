"""What a maintained library expects of the days off of a year, until the yearly notice says how they fall.

The library knows the lunar calendar and the rule of days in lieu. It does not know a decision: it guesses how Tết and
National Day are arranged, and lacks some swapped days. So nothing is ever counted from it directly: its days enter the
calendar as unconfirmed rows, to be corrected and completed by rows that name their decision.
"""

from datetime import date

import holidays

from agencies.calendar_seed import (
    CULTURE_DAY,
    HUNG_KINGS,
    IN_LIEU,
    LABOUR_DAY,
    NATIONAL_DAY,
    NATIONAL_DAYS,
    NEW_YEAR,
    TET,
    VICTORY_DAY,
)
from agencies.worktime import DayKind, SpecialDay

EXPECTED_GROUND = "Điều 112 Bộ luật Lao động 2019 (dự kiến, chờ thông báo của năm)"

# The library's names begin or end so; ours follow the law's.
NAMES = {
    "Tết Dương lịch": NEW_YEAR,
    "Giỗ Tổ Hùng Vương": HUNG_KINGS,
    "Ngày Chiến thắng": VICTORY_DAY,
    "Ngày Quốc tế Lao động": LABOUR_DAY,
    "Quốc khánh": NATIONAL_DAY,
    "Ngày Văn hóa Việt Nam": CULTURE_DAY,
    "Tết": TET,
}
IN_LIEU_MARK = "(nghỉ bù)"
SWAP_MARK = "thay cho ngày"


def expected_days(year: int) -> dict[date, SpecialDay]:
    """Return the days off and make-up days that the library expects in a year, unconfirmed, in their order."""
    known = holidays.country_holidays("VN", years=year, language="vi")
    days = {
        day: SpecialDay(DayKind.DAY_OFF, _our_name(name), EXPECTED_GROUND, is_confirmed=False)
        for day, name in known.items()
    }
    for day in known.weekend_workdays:
        if day.year == year:
            days[day] = SpecialDay(DayKind.MAKEUP, "làm bù", EXPECTED_GROUND, is_confirmed=False)
    return dict(sorted(days.items()))


def days_to_begin_with(until_year: int) -> dict[date, SpecialDay]:
    """Return the days with which a new calendar begins: those with a decision, then what is expected up to a year."""
    last_known = max(NATIONAL_DAYS).year
    expected = [expected_days(year) for year in range(last_known + 1, until_year + 1)]
    return NATIONAL_DAYS | {day: special for year in expected for day, special in year.items()}


def _our_name(name: str) -> str:
    if SWAP_MARK in name:
        return "nghỉ hoán đổi"
    ours = next((ours for theirs, ours in NAMES.items() if theirs in name), name)
    return IN_LIEU + ours if IN_LIEU_MARK in name else ours

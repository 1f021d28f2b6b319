"""Days off and make-up days of State agencies from 2018 on, each with the law or decision that orders it.

These rows fill the calendar of a new installation; from then on the calendar in the database is what counts. A yearly
notice comes out late in the year before: days after `LAST_CONFIRMED_YEAR` follow from the law in general, and only
those that any arrangement of the notice must contain are listed, marked as unconfirmed.
"""

from datetime import date, timedelta

from agencies.worktime import DayKind, SpecialDay

LAST_CONFIRMED_YEAR = 2026

NEW_YEAR = "Tết Dương lịch"
TET = "Tết Nguyên đán"
HUNG_KINGS = "Giỗ Tổ Hùng Vương"
VICTORY_DAY = "Ngày Chiến thắng 30/4"
LABOUR_DAY = "Ngày Quốc tế Lao động 1/5"
NATIONAL_DAY = "Quốc khánh"
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
IN_LIEU = "nghỉ bù "

LABOUR_CODE_2012 = "Điều 115 Bộ luật Lao động 2012"
LABOUR_CODE_2019 = "Điều 112 Bộ luật Lao động 2019"
LABOUR_CODE_2012_IN_LIEU = "Khoản 3 Điều 115 Bộ luật Lao động 2012"
LABOUR_CODE_2019_IN_LIEU = "Khoản 3 Điều 111 Bộ luật Lao động 2019"
CULTURE_DAY_GROUND = "Nghị quyết số 80-NQ/TW"

# First day, last day, name. A holiday on a weekend is listed too, so that its name is shown and not the weekend's.
HOLIDAYS = (
    (date(2018, 1, 1), date(2018, 1, 1), NEW_YEAR),
    (date(2018, 2, 14), date(2018, 2, 20), TET),
    (date(2018, 4, 25), date(2018, 4, 25), HUNG_KINGS),
    (date(2018, 4, 30), date(2018, 4, 30), VICTORY_DAY),
    (date(2018, 5, 1), date(2018, 5, 1), LABOUR_DAY),
    (date(2018, 9, 2), date(2018, 9, 2), NATIONAL_DAY),
    (date(2018, 9, 3), date(2018, 9, 3), IN_LIEU + NATIONAL_DAY),
    (date(2019, 1, 1), date(2019, 1, 1), NEW_YEAR),
    (date(2019, 2, 4), date(2019, 2, 8), TET),
    (date(2019, 4, 14), date(2019, 4, 14), HUNG_KINGS),
    (date(2019, 4, 15), date(2019, 4, 15), IN_LIEU + HUNG_KINGS),
    (date(2019, 4, 30), date(2019, 4, 30), VICTORY_DAY),
    (date(2019, 5, 1), date(2019, 5, 1), LABOUR_DAY),
    (date(2019, 9, 2), date(2019, 9, 2), NATIONAL_DAY),
    (date(2020, 1, 1), date(2020, 1, 1), NEW_YEAR),
    (date(2020, 1, 23), date(2020, 1, 29), TET),
    (date(2020, 4, 2), date(2020, 4, 2), HUNG_KINGS),
    (date(2020, 4, 30), date(2020, 4, 30), VICTORY_DAY),
    (date(2020, 5, 1), date(2020, 5, 1), LABOUR_DAY),
    (date(2020, 9, 2), date(2020, 9, 2), NATIONAL_DAY),
    (date(2021, 1, 1), date(2021, 1, 1), NEW_YEAR),
    (date(2021, 2, 10), date(2021, 2, 16), TET),
    (date(2021, 4, 21), date(2021, 4, 21), HUNG_KINGS),
    (date(2021, 4, 30), date(2021, 4, 30), VICTORY_DAY),
    (date(2021, 5, 1), date(2021, 5, 1), LABOUR_DAY),
    (date(2021, 5, 3), date(2021, 5, 3), IN_LIEU + LABOUR_DAY),
    (date(2021, 9, 2), date(2021, 9, 3), NATIONAL_DAY),
    (date(2022, 1, 1), date(2022, 1, 1), NEW_YEAR),
    (date(2022, 1, 3), date(2022, 1, 3), IN_LIEU + NEW_YEAR),
    (date(2022, 1, 31), date(2022, 2, 4), TET),
    (date(2022, 4, 10), date(2022, 4, 10), HUNG_KINGS),
    (date(2022, 4, 11), date(2022, 4, 11), IN_LIEU + HUNG_KINGS),
    (date(2022, 4, 30), date(2022, 4, 30), VICTORY_DAY),
    (date(2022, 5, 1), date(2022, 5, 1), LABOUR_DAY),
    (date(2022, 5, 2), date(2022, 5, 2), IN_LIEU + VICTORY_DAY),
    (date(2022, 5, 3), date(2022, 5, 3), IN_LIEU + LABOUR_DAY),
    (date(2022, 9, 1), date(2022, 9, 2), NATIONAL_DAY),
    (date(2023, 1, 1), date(2023, 1, 1), NEW_YEAR),
    (date(2023, 1, 2), date(2023, 1, 2), IN_LIEU + NEW_YEAR),
    (date(2023, 1, 20), date(2023, 1, 26), TET),
    (date(2023, 4, 29), date(2023, 4, 29), HUNG_KINGS),
    (date(2023, 4, 30), date(2023, 4, 30), VICTORY_DAY),
    (date(2023, 5, 1), date(2023, 5, 1), LABOUR_DAY),
    (date(2023, 5, 2), date(2023, 5, 2), IN_LIEU + HUNG_KINGS),
    (date(2023, 5, 3), date(2023, 5, 3), IN_LIEU + VICTORY_DAY),
    (date(2023, 9, 1), date(2023, 9, 2), NATIONAL_DAY),
    (date(2023, 9, 4), date(2023, 9, 4), IN_LIEU + NATIONAL_DAY),
    (date(2024, 1, 1), date(2024, 1, 1), NEW_YEAR),
    (date(2024, 2, 8), date(2024, 2, 14), TET),
    (date(2024, 4, 18), date(2024, 4, 18), HUNG_KINGS),
    (date(2024, 4, 30), date(2024, 4, 30), VICTORY_DAY),
    (date(2024, 5, 1), date(2024, 5, 1), LABOUR_DAY),
    (date(2024, 9, 2), date(2024, 9, 3), NATIONAL_DAY),
    (date(2025, 1, 1), date(2025, 1, 1), NEW_YEAR),
    (date(2025, 1, 27), date(2025, 1, 31), TET),
    (date(2025, 4, 7), date(2025, 4, 7), HUNG_KINGS),
    (date(2025, 4, 30), date(2025, 4, 30), VICTORY_DAY),
    (date(2025, 5, 1), date(2025, 5, 1), LABOUR_DAY),
    (date(2025, 9, 1), date(2025, 9, 2), NATIONAL_DAY),
    (date(2026, 1, 1), date(2026, 1, 1), NEW_YEAR),
    (date(2026, 2, 16), date(2026, 2, 20), TET),
    (date(2026, 4, 26), date(2026, 4, 26), HUNG_KINGS),
    (date(2026, 4, 27), date(2026, 4, 27), IN_LIEU + HUNG_KINGS),
    (date(2026, 4, 30), date(2026, 4, 30), VICTORY_DAY),
    (date(2026, 5, 1), date(2026, 5, 1), LABOUR_DAY),
    (date(2026, 9, 1), date(2026, 9, 2), NATIONAL_DAY),
    (date(2026, 11, 24), date(2026, 11, 24), CULTURE_DAY),
    # 2027: the days that every arrangement contains. Lunar New Year's Day is Saturday 6 February, so the eve, the first
    # three days and two days in lieu are off whether the fifth day is taken before or after them. The second day of
    # National Day (1 or 3 September) is not decided.
    (date(2027, 1, 1), date(2027, 1, 1), NEW_YEAR),
    (date(2027, 2, 5), date(2027, 2, 10), TET),
    (date(2027, 4, 16), date(2027, 4, 16), HUNG_KINGS),
    (date(2027, 4, 30), date(2027, 4, 30), VICTORY_DAY),
    (date(2027, 5, 1), date(2027, 5, 1), LABOUR_DAY),
    (date(2027, 5, 3), date(2027, 5, 3), IN_LIEU + LABOUR_DAY),
    (date(2027, 9, 2), date(2027, 9, 2), NATIONAL_DAY),
    (date(2027, 11, 24), date(2027, 11, 24), CULTURE_DAY),
)

# The working day taken off, the Saturday worked for it, the decision.
SWAPS = (
    (date(2018, 12, 31), date(2019, 1, 5), "Công văn số 6519/VPCP-KGVX năm 2018"),
    (date(2019, 4, 29), date(2019, 5, 4), "Công văn số 6519/VPCP-KGVX năm 2018"),
    (date(2024, 4, 29), date(2024, 5, 4), "Công văn số 2450/VPCP-KGVX ngày 12/4/2024"),
    (date(2025, 5, 2), date(2025, 4, 26), "Thông báo số 6150/TB-BLĐTBXH năm 2024"),
    (date(2026, 1, 2), date(2026, 1, 10), "Công văn số 12729/VPCP-KGVX ngày 25/12/2025"),
    (date(2026, 8, 31), date(2026, 8, 22), "Thông báo số 9441/TB-BNV năm 2025"),
)

# Notices that fix the days of a year which the law leaves open: the five days of Tết, the second National Day.
YEARLY_NOTICES = {
    2025: "Thông báo số 6150/TB-BLĐTBXH năm 2024",
    2026: "Thông báo số 9441/TB-BNV năm 2025",
}


def _ground(day: date, name: str) -> str:
    if name == CULTURE_DAY:
        return CULTURE_DAY_GROUND
    if name in (TET, NATIONAL_DAY) and day.year in YEARLY_NOTICES:
        return YEARLY_NOTICES[day.year]
    is_in_lieu = name.startswith(IN_LIEU)
    if day.year < 2021:
        return LABOUR_CODE_2012_IN_LIEU if is_in_lieu else LABOUR_CODE_2012
    return LABOUR_CODE_2019_IN_LIEU if is_in_lieu else LABOUR_CODE_2019


def _national_days() -> dict[date, SpecialDay]:
    days = {}
    for first, last, name in HOLIDAYS:
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            is_confirmed = day.year <= LAST_CONFIRMED_YEAR
            days[day] = SpecialDay(DayKind.DAY_OFF, name, _ground(day, name), is_confirmed=is_confirmed)
    for day_off, makeup, decision in SWAPS:
        days[day_off] = SpecialDay(DayKind.DAY_OFF, f"nghỉ hoán đổi, làm bù {makeup:%d/%m/%Y}", decision)
        days[makeup] = SpecialDay(DayKind.MAKEUP, f"làm bù cho {day_off:%d/%m/%Y}", decision, stands_for=day_off)
    return dict(sorted(days.items()))


NATIONAL_DAYS = _national_days()

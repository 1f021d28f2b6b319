"""Working minutes and due dates of every unit, against a clock that lives through the minutes one by one."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from agencies.worktime import VIETNAM, DayKind, Session, SpecialDay, WorkCalendar
from dossiers.deadlines import Limit, LimitUnit, Pause, condensed, date_from_lines, due_date
from dossiers.tests import naive_clock
from dossiers.tests.naive_clock import NaiveYear

MORNING, AFTERNOON = (450, 690), (780, 1020)
WEEKS = [
    ((MORNING, AFTERNOON),) * 5 + ((), ()),
    (((420, 690), (810, 1020)),) * 5 + ((MORNING,), ()),
    (((480, 960),), (), ((480, 720), (840, 1125)), (), (MORNING,), (), ()),
]
FIRST, LAST = date(2025, 1, 20), date(2025, 4, 20)
days = st.dates(FIRST, LAST)


@st.composite
def years(draw):
    """The same year twice: as sets of minutes, and as a calendar with its kinds of days."""
    week = draw(st.sampled_from(WEEKS))
    off, half = draw(st.sets(days, max_size=12)), draw(st.sets(days, max_size=3))
    own = draw(st.dictionaries(days, st.sampled_from([(MORNING,), (AFTERNOON,), ((600, 601),)]), max_size=3))
    half = {day for day in half if week[day.weekday()] == (MORNING, AFTERNOON)} - off - own.keys()
    naive = NaiveYear(week, frozenset(off - own.keys()), tuple({**dict.fromkeys(half, (MORNING,)), **own}.items()))
    special = {day: SpecialDay(DayKind.CLOSURE if day.day % 2 else DayKind.DAY_OFF, "nghỉ", "") for day in off}
    special |= {day: SpecialDay(DayKind.HALF_DAY, "buổi sáng", "") for day in half}
    special |= {
        day: SpecialDay(DayKind.CUSTOM_SESSIONS, "trực", "", sessions_of(blocks)) for day, blocks in own.items()
    }
    weekly = {weekday: sessions_of(blocks) for weekday, blocks in enumerate(week) if blocks}
    return naive, WorkCalendar(VIETNAM, weekly, special)


def sessions_of(blocks):
    clock = [timedelta(minutes=minute) for block in blocks for minute in block]
    times = [(naive_clock.midnight(FIRST) + moment).time() for moment in clock]
    return tuple(Session(*pair) for pair in zip(times[::2], times[1::2], strict=True))


moments = st.builds(
    lambda day, minute: naive_clock.midnight(day) + timedelta(minutes=minute),
    st.dates(FIRST, date(2025, 3, 10)),
    st.integers(0, 1439),
)
waits = st.lists(st.tuples(st.integers(-600, 12 * 1440), st.integers(0, 6_000)), max_size=3)


def both_pauses(received, drawn):
    """Pauses that begin and last so many minutes after the reception, for either clock."""
    begun = [(received + timedelta(minutes=distance), timedelta(minutes=length)) for distance, length in drawn]
    naive = [(begins, begins + length) for begins, length in begun]
    return naive, [Pause(local(begins), local(ends)) for begins, ends in naive]


def local(moment):
    return moment.replace(tzinfo=VIETNAM)


def counted(received, limit, calendar, pauses):
    """The due moment, after its lines have been added up."""
    due = due_date(local(received), limit, calendar, pauses)
    assert date_from_lines(due.lines) == date_from_lines(condensed(due.lines)) == due.at
    return due.at


@settings(max_examples=40)
@given(years(), moments, st.integers(0, 12_000))
def test_working_minutes_between_are_the_minutes_lived_at_work(both, begins, length):
    naive, calendar = both
    lived = sum(naive.is_worked(begins + timedelta(minutes=n)) for n in range(length))
    assert calendar.working_minutes_between(local(begins), local(begins + timedelta(minutes=length))) == lived


@settings(max_examples=40)
@given(years(), moments, st.integers(1, 2400))
def test_minutes_added_end_when_they_have_been_lived(both, received, minutes):
    naive, calendar = both
    expected = naive_clock.due_of_minutes(naive, received, minutes, [])
    assert calendar.add_working_minutes(local(received), minutes) == local(expected)


@settings(max_examples=40)
@given(years(), moments, st.integers(1, 800), waits)
def test_working_hours_are_due_when_they_have_been_lived(both, received, minutes, drawn):
    (naive, calendar), (waited, pauses) = both, both_pauses(received, drawn)
    limit = Limit(Decimal(minutes * 3) / 60, LimitUnit.WORKING_HOUR)
    assert counted(received, limit, calendar, pauses) == local(
        naive_clock.due_of_minutes(naive, received, minutes * 3, waited)
    )


@settings(max_examples=60)
@given(years(), moments, st.integers(1, 24), waits)
def test_whole_and_half_working_days_are_due_when_they_have_been_lived(both, received, halves, drawn):
    (naive, calendar), (waited, pauses) = both, both_pauses(received, drawn)
    limit = Limit(Decimal(halves) / 2, LimitUnit.WORKING_DAY)
    expected = naive_clock.due_of_working_days(naive, received, halves, waited)
    assert counted(received, limit, calendar, pauses) == local(expected)


@given(years(), moments, st.integers(1, 40), waits)
def test_calendar_days_are_due_when_they_have_been_lived(both, received, count, drawn):
    (naive, calendar), (waited, pauses) = both, both_pauses(received, drawn)
    expected = naive_clock.due_of_calendar_days(naive, received, count, waited)
    assert counted(received, Limit(Decimal(count), LimitUnit.CALENDAR_DAY), calendar, pauses) == local(expected)


@given(years(), moments, st.integers(1, 4), waits)
@example((NaiveYear(WEEKS[0], frozenset()), WorkCalendar(VIETNAM, {n: sessions_of(WEEKS[0][n]) for n in range(5)})),
         naive_clock.midnight(date(2025, 1, 31)), 1, [])  # fmt: skip
def test_months_are_due_when_they_have_been_lived(both, received, months, drawn):
    (naive, calendar), (waited, pauses) = both, both_pauses(received, drawn)
    expected = naive_clock.due_of_months(naive, received, months, waited)
    assert counted(received, Limit(Decimal(months), LimitUnit.MONTH), calendar, pauses) == local(expected)


@given(years(), moments, waits)
def test_a_same_day_limit_is_due_when_that_day_has_been_lived(both, received, drawn):
    (naive, calendar), (waited, pauses) = both, both_pauses(received, drawn)
    limit = Limit(Decimal(1), LimitUnit.SAME_DAY)
    assert counted(received, limit, calendar, pauses) == local(naive_clock.due_of_same_day(naive, received, waited))

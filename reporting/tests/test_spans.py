"""Where open dossiers stood: spans read from ledgers say what the clock says at every midnight."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.calendar_seed import NATIONAL_DAYS
from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions, weekdays_worked
from dossiers.deadlines import Basis, Entry, EntryKind, Limit, LimitUnit, Policy, Standing, replay
from reporting.tests.spans import LedgerLine, Stock, spans, standing_at_end_of

CALENDAR = WorkCalendar(VIETNAM, weekdays_worked(parse_sessions("07:30-11:30,13:30-17:00")), NATIONAL_DAYS)
MONDAY = date(2026, 3, 2)
UNTIL = date(2026, 4, 30)
FIVE_DAYS = Limit(Decimal(5), LimitUnit.WORKING_DAY)
TODAY_STILL = Limit(Decimal(1), LimitUnit.SAME_DAY)


def at(day: int, clock: str = "09:00") -> datetime:
    """Return an instant of March 2026."""
    return datetime.combine(date(2026, 3, day), time.fromisoformat(clock), tzinfo=VIETNAM)


def lines(entries: list[Entry]) -> list[LedgerLine]:
    """Return the ledger as the services write it: a pause leaves the due moment open."""
    written = []
    for number, entry in enumerate(entries, start=1):
        due = replay(entries[:number], CALENDAR).due if entry.kind is not EntryKind.PAUSE else None
        on = entry.at.astimezone(VIETNAM).date()
        written.append(LedgerLine(entry.kind, entry.at, on, due.at if due else None, due.at.date() if due else None))
    return written


def stocks(entries: list[Entry], *, finished_on: date | None = None, until: date = UNTIL) -> dict[date, Stock]:
    """Return where the dossier stood at the end of each day from Monday."""
    due = replay(entries[:1], CALENDAR).due
    chain = list(spans(lines(entries), is_instant=due.basis is Basis.INSTANT, finished_on=finished_on, until=until))
    days = (MONDAY + timedelta(days=number) for number in range(-1, (until - MONDAY).days + 3))
    return {day: stock for day in days if (stock := standing_at_end_of(day, chain))}


def recomputed(entries: list[Entry], *, until: date = UNTIL) -> dict[date, Stock]:
    """Return the same by asking the clock itself, as it was known at every midnight."""
    found = {}
    day = entries[0].at.astimezone(VIETNAM).date()
    while day <= until:
        midnight = datetime.combine(day, time(23, 59, 59, 999999), tzinfo=VIETNAM)
        known = [entry for entry in entries if entry.at <= midnight]
        match replay(known, CALENDAR).standing(midnight):
            case Standing.PAUSED:
                found[day] = Stock.PAUSED
            case Standing.OVERDUE:
                found[day] = Stock.OVERDUE
            case _:
                found[day] = Stock.IN_TIME
        day += timedelta(days=1)
    return found


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Draw a ledger: a limit by days or by hours, pauses and extensions at any hour, several on one day."""
    limit = draw(
        st.sampled_from(
            [
                FIVE_DAYS,
                TODAY_STILL,
                Limit(Decimal(3), LimitUnit.CALENDAR_DAY),
                Limit(Decimal(12), LimitUnit.WORKING_HOUR),
            ]
        )
    )
    moment = datetime.combine(MONDAY, time(8), tzinfo=VIETNAM) + timedelta(minutes=draw(st.integers(0, 700)))
    entries = [Entry(EntryKind.START, moment, limit=limit)]
    for _ in range(draw(st.integers(0, 5))):
        moment += timedelta(minutes=draw(st.one_of(st.integers(0, 600), st.integers(0, 12_000))))
        is_paused = replay(entries, CALENDAR).paused_at is not None
        if is_paused:
            entries.append(Entry(EntryKind.RESUME, moment))
        else:
            entries.append(Entry(EntryKind.PAUSE, moment, policy=draw(st.sampled_from(Policy))))
    return [entry for entry in entries if entry.at.date() <= UNTIL]


@given(ledgers())
def test_spans_say_what_the_clock_says_at_every_midnight(entries):
    assert stocks(entries) == recomputed(entries)


@given(ledgers(), st.integers(0, 20))
def test_a_finished_dossier_stands_nowhere_from_its_last_day_on(entries, days):
    last = entries[-1].at.date() + timedelta(days=days)
    assert stocks(entries, finished_on=last) == {day: stock for day, stock in stocks(entries).items() if day < last}


@given(ledgers(), st.integers(0, 40))
def test_what_comes_later_does_not_change_an_earlier_day(entries, days):
    until = MONDAY + timedelta(days=days)
    known = [entry for entry in entries if entry.at.astimezone(VIETNAM).date() <= until]
    assert stocks(known, until=until) == {day: stock for day, stock in stocks(entries).items() if day <= until}


def test_a_day_based_limit_is_still_kept_at_the_end_of_its_due_date():
    found = stocks([Entry(EntryKind.START, at(2), limit=FIVE_DAYS)])
    assert found[date(2026, 3, 9)] is Stock.IN_TIME
    assert found[date(2026, 3, 10)] is Stock.OVERDUE


def test_a_same_day_limit_is_broken_at_the_end_of_its_day():
    assert stocks([Entry(EntryKind.START, at(2), limit=TODAY_STILL)])[MONDAY] is Stock.OVERDUE


@pytest.mark.parametrize(("paused", "expected"), [("16:59", Stock.PAUSED), ("17:01", Stock.OVERDUE)])
def test_a_pause_after_the_due_moment_hides_no_delay(paused, expected):
    found = stocks([Entry(EntryKind.START, at(2), limit=FIVE_DAYS), Entry(EntryKind.PAUSE, at(9, paused))])
    assert found[date(2026, 3, 12)] is expected


def test_half_open_pause_at_month_end():
    found = stocks([Entry(EntryKind.START, at(26), limit=FIVE_DAYS), Entry(EntryKind.PAUSE, at(30))])
    assert found[date(2026, 3, 31)] is Stock.PAUSED
    assert found[date(2026, 4, 1)] is Stock.PAUSED


def test_a_dossier_that_came_and_went_on_one_day_was_open_at_no_midnight():
    assert stocks([Entry(EntryKind.START, at(2), limit=FIVE_DAYS)], finished_on=MONDAY) == {}

"""Whom a counter calls next: a table of situations, and what must hold in all of them."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from agencies.sessions import parse_sessions
from agencies.worktime import WorkCalendar
from dossiers.queueing.calling import Desk, Waiting, ahead_of, goes_ahead, in_turn, may_serve, next_of
from dossiers.queueing.labels import label_of, prefix_of
from dossiers.queueing.slots import days_offered, slots_on, tickets_until
from dossiers.queueing.waits import Visit, waits_by, waits_of

EIGHT = datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=7)))
LAND, JUSTICE = 1, 2


def at(minute: int) -> datetime:
    return EIGHT + timedelta(minutes=minute)


def one(number: int, drawn: int, **what: object) -> Waiting:
    return Waiting(number, at(drawn), **what)  # type: ignore[arg-type]


ORDINARY, LATER = one(1, 0), one(2, 5)
OLD, VETERAN = one(3, 10, is_priority=True), one(4, 12, is_priority=True)
BOOKED = one(5, 14, booked_for=at(15))


@pytest.mark.parametrize(
    ("waiting", "in_a_row", "minute", "number"),
    [
        pytest.param([], 0, 20, None, id="nobody waits"),
        pytest.param([LATER, ORDINARY], 0, 20, 1, id="whoever waits longest"),
        pytest.param([ORDINARY, OLD], 0, 20, 3, id="priority before others"),
        pytest.param([ORDINARY, VETERAN, OLD], 1, 20, 3, id="among priorities the oldest"),
        pytest.param([ORDINARY, OLD], 2, 20, 1, id="after two one of the others"),
        pytest.param([OLD, VETERAN], 2, 20, 3, id="unless there are no others"),
        pytest.param([ORDINARY, OLD, BOOKED], 0, 15, 5, id="an appointment in its time goes first"),
        pytest.param([ORDINARY, LATER, BOOKED], 0, 14, 1, id="an appointment before its time does not"),
        pytest.param([BOOKED], 0, 14, 5, id="but is called when nobody else waits"),
        pytest.param([ORDINARY, one(6, 31, booked_for=at(15))], 0, 40, 1, id="who came too late waits like others"),
        pytest.param([ORDINARY, one(6, 30, booked_for=at(15))], 0, 40, 6, id="a quarter of an hour late is in time"),
        pytest.param([one(7, 0, sector=LAND), one(8, 1, sector=JUSTICE)], 0, 20, 8, id="only its own sectors"),
        pytest.param([one(7, 0, counter=9), one(8, 1)], 0, 20, 8, id="not who was sent to another counter"),
        pytest.param([one(7, 9, counter=4, sector=LAND), one(8, 10)], 0, 20, 7, id="who was sent here in any sector"),
    ],
)
def test_a_counter_calls(waiting, in_a_row, minute, number):
    called = next_of(waiting, Desk(4, frozenset({JUSTICE})), ahead_in_a_row=in_a_row, at=at(minute))
    assert (called.number if called else None) == number


def test_a_counter_without_sectors_serves_all():
    assert may_serve(Desk(1), one(1, 0, sector=LAND))
    assert may_serve(Desk(1, frozenset({LAND})), one(1, 0))


def test_the_place_in_the_queue_counts_only_who_competes():
    mine = one(9, 9, sector=LAND)
    waiting = [one(1, 0, sector=JUSTICE), one(2, 1, sector=LAND), one(3, 20, sector=LAND, is_priority=True), mine]
    desks = [Desk(1, frozenset({LAND})), Desk(2, frozenset({JUSTICE}))]
    assert ahead_of(mine, waiting, desks, at=at(30)) == 2
    assert ahead_of(mine, waiting, [], at=at(30)) == 3


visitors = some.lists(
    some.builds(
        lambda drawn, priority, sector, booked: (drawn, priority, sector, booked),
        some.integers(0, 240),
        some.booleans(),
        some.sampled_from([None, LAND, JUSTICE]),
        some.one_of(some.none(), some.integers(0, 240)),
    ),
    max_size=25,
).map(
    lambda rows: [
        one(number, drawn, is_priority=priority, sector=sector, booked_for=None if booked is None else at(booked))
        for number, (drawn, priority, sector, booked) in enumerate(rows)
    ]
)


@settings(max_examples=80, deadline=None)
@given(visitors, some.integers(0, 3), some.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_how_rows_are_read(waiting, in_a_row, chance):
    desk = Desk(1, frozenset({LAND}))
    order = in_turn(waiting, desk, ahead_in_a_row=in_a_row, at=at(240))
    shuffled = [*waiting]
    chance.shuffle(shuffled)
    assert in_turn(shuffled, desk, ahead_in_a_row=in_a_row, at=at(240)) == order
    assert sorted(one.number for one in order) == [one.number for one in waiting if may_serve(desk, one)]
    assert next_of(shuffled, desk, ahead_in_a_row=in_a_row, at=at(240)) == (order[0] if order else None)


@settings(max_examples=80, deadline=None)
@given(visitors, some.integers(0, 3))
def test_nobody_waits_for_ever_however_many_come_with_a_priority(waiting, in_a_row):
    """Before each call one more with a priority and one with a booked time come in; all who were there are served."""
    desk, run, calls = Desk(1), in_a_row, 0
    others = [one for one in waiting if not goes_ahead(one, at=at(240))]
    left = [*waiting]
    while any(one in left for one in others):
        now = at(240 + calls)
        left += [
            Waiting(1000 + 2 * calls, now, is_priority=True),
            Waiting(1001 + 2 * calls, now, booked_for=now),
        ]
        called = next_of(left, desk, ahead_in_a_row=run, at=now)
        left.remove(called)
        run = run + 1 if goes_ahead(called, at=now) else 0
        calls += 1
        assert calls <= 3 * len(waiting)


# ── Labels, hours, figures ───────────────────────────────────────────────────────────────────────
def test_a_ticket_carries_the_letter_of_the_first_counter_of_its_sector():
    counters = [(3, frozenset({LAND})), (1, frozenset()), (2, frozenset({JUSTICE, LAND}))]
    assert [prefix_of(sector, counters) for sector in (None, JUSTICE, LAND, 77)] == ["A", "B", "B", "A"]
    many = [(number, frozenset({number})) for number in range(1, 22)]
    assert (prefix_of(1, many), prefix_of(19, many), prefix_of(20, many)) == ("B", "Y", "BB")
    assert label_of("A", 7) == "A007" and label_of("B", 1234) == "B1234"


CALENDAR = WorkCalendar(
    ZoneInfo("Asia/Ho_Chi_Minh"), {day: parse_sessions("07:30-11:30,13:30-17:00") for day in range(5)}
)
MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)


def test_slots_lie_within_the_sessions_of_work():
    starts = [f"{slot:%H:%M}" for slot in slots_on(MONDAY, CALENDAR, minutes=60)]
    assert starts == ["07:30", "08:30", "09:30", "10:30", "13:30", "14:30", "15:30"]
    assert slots_on(SATURDAY, CALENDAR, minutes=60) == []


def test_one_books_for_the_working_days_that_come():
    friday_evening = CALENDAR.at(date(2026, 3, 6), CALENDAR.closing(date(2026, 3, 6)).time())
    assert days_offered(CALENDAR, at=friday_evening, ahead=2) == [date(2026, 3, 9), date(2026, 3, 10)]
    assert days_offered(CALENDAR, at=EIGHT, ahead=1) == [MONDAY, date(2026, 3, 3)]


@pytest.mark.parametrize(("minute", "is_given"), [(-61, False), (-60, True), (240, True), (539, True), (540, False)])
def test_numbers_are_given_from_half_an_hour_before_work_until_it_ends(minute, is_given):
    assert bool(tickets_until(CALENDAR, at=at(minute))) is is_given


def test_waiting_is_told_by_median_and_longest():
    visits = [
        Visit("A001", "Đất đai", at(0), at(4), at(5), at(15), is_served=True),
        Visit("A002", "Đất đai", at(1), at(13), at(13), at(14), is_served=True),
        Visit("A003", "Hộ tịch", at(2), at(62)),
        Visit("A004", "Hộ tịch", at(3)),
    ]
    everybody = waits_of(visits)
    assert (everybody.drawn, everybody.called, everybody.median, everybody.longest) == (4, 3, 12, 60)
    assert everybody.service == round((10 + 1) / 2)
    assert [(name, waits.longest) for name, waits in waits_by(visits, lambda visit: visit.sector)] == [
        ("Hộ tịch", 60),
        ("Đất đai", 12),
    ]
    assert waits_of([]).median is None

"""The waiting hall at work: numbers are given once, each visitor is called once, nobody loses their turn."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from agencies.calendars import calendar_of
from dossiers.errors import InvalidInput, NotAllowed, StaleQueue
from dossiers.models import Appointment, Counter, Priority, QueueTicket, TicketSource, TicketState
from dossiers.services import appointments, calling, counters, tickets
from dossiers.services.appointments import Visitor
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant
from dossiers.tests.hall import colleague, drawn, furnish, minute, sit
from dossiers.workflow import Status
from exchange.models import Notice
from procedures.models import Sector

S = TicketState
TEN = instant(MONDAY, "10:00")


@pytest.fixture
def hall(world):
    return furnish(world)


@pytest.fixture
def civil(world):
    return Sector.objects.get(name="Hộ tịch")


# ── Drawing ──────────────────────────────────────────────────────────────────────────────────────
def test_numbers_count_by_office_day_and_letter(world, hall, civil):
    labels = [drawn(world, minute(0)).label, drawn(world, minute(1), sector=civil).label, drawn(world, minute(2)).label]
    assert labels == ["A001", "B001", "A002"]
    assert drawn(world, minute(24 * 60)).label == "A001"


def test_a_second_press_gives_the_same_number(world, hall):
    key = uuid4()
    first, again = drawn(world, minute(0), key=key), drawn(world, minute(1), key=key)
    assert first.pk == again.pk and QueueTicket.objects.count() == 1


def test_no_number_is_given_at_night_on_sunday_or_where_there_is_no_counter(world, hall, civil):
    for at in (instant(MONDAY, "06:59"), instant(MONDAY, "17:00"), instant(MONDAY - timedelta(days=1), "09:00")):
        with pytest.raises(InvalidInput):
            drawn(world, at)
    hall[0].sectors.set([civil])
    with pytest.raises(InvalidInput, match="Không có quầy nào"):
        drawn(world, TEN, sector=Sector.objects.get(name="Bổ trợ tư pháp"))
    with pytest.raises(InvalidInput, match="đến thẳng quầy"):
        tickets.draw(
            world.commune_office,
            sector=None,
            priority=Priority.NONE,
            source=TicketSource.KIOSK,
            key=uuid4(),
            at=TEN,
            calendar=calendar_of(world.commune),
        )


def test_an_office_may_give_numbers_only_in_its_hall(world, hall):
    world.centre.hall.gives_tickets_online = False
    world.centre.hall.save()
    with pytest.raises(InvalidInput, match="qua mạng"):
        drawn(world, TEN, source=TicketSource.WEB)
    assert drawn(world, TEN).state == S.WAITING


def test_whoever_drew_a_number_gives_it_back_until_it_is_called(world, hall, binh):
    ticket, other = drawn(world, minute(0)), drawn(world, minute(1))
    tickets.cancel(ticket, at=minute(2))
    tickets.cancel(ticket, at=minute(3))
    assert calling.call_next(sit(hall[0], binh), seen="", actor=binh, at=minute(4)).pk == other.pk
    with pytest.raises(InvalidInput):
        tickets.cancel(other, at=minute(5))


# ── Calling ──────────────────────────────────────────────────────────────────────────────────────
def test_two_counters_that_call_at_once_get_two_visitors(world, hall, binh):
    lien = colleague(world)
    first, second = sit(hall[0], binh), sit(hall[1], lien)
    drawn(world, minute(0)), drawn(world, minute(1))
    labels = [
        calling.call_next(first, seen="", actor=binh, at=minute(2)).label,
        calling.call_next(second, seen="", actor=lien, at=minute(2)).label,
    ]
    assert labels == ["A001", "A002"]


def test_of_two_presses_the_second_calls_nobody(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, minute(0)), drawn(world, minute(1))
    first = calling.call_next(counter, seen="", actor=binh, at=minute(2))
    again = calling.call_next(counter, seen="", actor=binh, at=minute(2))
    assert first.pk == again.pk
    assert QueueTicket.objects.filter(state=S.WAITING).count() == 1


def test_a_clerk_serves_one_after_another_and_keeps_what_was_taken_in(world, hall, binh, dossier_in):
    counter = sit(hall[0], binh)
    drawn(world, minute(0)), drawn(world, minute(1))
    ticket = calling.call_next(counter, seen="", actor=binh, at=minute(5))
    calling.begin(counter, seen="A001", actor=binh, at=minute(6))
    dossier = dossier_in(Status.IN_APPRAISAL, at=minute(7))
    second = calling.call_next(counter, seen="A001", actor=binh, at=minute(600))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.first_called_at, ticket.began_at) == (S.SERVED, minute(5), minute(6))
    assert list(ticket.dossiers.all()) == [dossier]
    assert second.label == "A002" and second.counter_id == counter.pk


def test_after_two_with_a_priority_somebody_else_is_called(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, minute(0))
    for count in range(1, 4):
        drawn(world, minute(count), priority=Priority.ELDERLY)
    order, seen = [], ""
    for _turn in range(4):
        seen = calling.call_next(counter, seen=seen, actor=binh, at=minute(10 + len(order))).label
        order.append(seen)
    assert order == ["A002", "A003", "A001", "A004"]
    assert calling.call_next(counter, seen=seen, actor=binh, at=minute(30)) is None


def test_who_was_absent_comes_back_by_their_number(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, minute(0))
    calling.call_next(counter, seen="", actor=binh, at=minute(1))
    calling.call_again(counter, seen="A001", actor=binh, at=minute(2))
    absent = calling.mark_absent(counter, seen="A001", actor=binh, at=minute(3))
    assert (absent.state, absent.calls) == (S.ABSENT, 2)
    assert calling.call_next(counter, seen="", actor=binh, at=minute(4)) is None
    back = calling.call_this(counter, "A001", seen="", actor=binh, at=minute(9))
    assert (back.state, back.calls, back.first_called_at, back.ended_at) == (S.CALLED, 3, minute(1), None)


def test_a_page_that_is_out_of_date_changes_nothing(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, minute(0))
    calling.call_next(counter, seen="", actor=binh, at=minute(1))
    for deed in (calling.call_again, calling.begin, calling.finish, calling.mark_absent):
        with pytest.raises(StaleQueue):
            deed(counter, seen="A009", actor=binh, at=minute(2))
    with pytest.raises(StaleQueue):
        calling.call_this(counter, "A007", seen="A001", actor=binh, at=minute(2))
    assert QueueTicket.objects.get().state == S.CALLED


def test_somebody_is_sent_on_and_keeps_their_turn(world, hall, binh, civil):
    lien = colleague(world)
    first, second = sit(hall[0], binh), sit(hall[1], lien)
    drawn(world, minute(0)), drawn(world, minute(1), sector=civil)
    calling.call_next(first, seen="", actor=binh, at=minute(2))
    calling.send_on(first, to=second, sector=None, seen="A001", actor=binh, at=minute(3))
    assert calling.call_next(first, seen="", actor=binh, at=minute(4)).label == "B001"
    assert calling.call_next(second, seen="", actor=lien, at=minute(4)).label == "A001"


@pytest.mark.django_db(transaction=True)
def test_four_who_press_at_the_same_moment_get_four_numbers_and_four_visitors(world):
    """Kiosks draw and counters call in threads of their own, on a real database."""
    clerks = [world.binh, *(colleague(world, name) for name in ("lien", "nga", "oanh"))]
    seats = [Counter.objects.create(office=world.centre, number=number) for number in range(1, 5)]
    for seat, clerk in zip(seats, clerks, strict=True):
        sit(seat, clerk)
    started, called = threading.Barrier(4), []

    def work(seat, clerk):
        try:
            started.wait()
            drawn(world, minute(0))
            started.wait()
            called.append(calling.call_next(seat, seen="", actor=clerk, at=minute(1)).label)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(seats, clerks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(called) == ["A001", "A002", "A003", "A004"]


# ── Counters ─────────────────────────────────────────────────────────────────────────────────────
def test_only_whoever_sits_there_calls(world, hall, binh, khoa):
    with pytest.raises(NotAllowed):
        calling.call_next(hall[0], seen="", actor=binh, at=TEN)
    with pytest.raises(NotAllowed):
        counters.sit_at(hall[0], actor=khoa, at=TEN)
    lien = colleague(world)
    sit(hall[0], lien)
    with pytest.raises(InvalidInput, match="Ngô Bích Liên"):
        counters.sit_at(hall[0], actor=binh, at=TEN)
    counters.sit_at(hall[0], actor=binh, at=TEN, takes_over=True)
    with pytest.raises(NotAllowed):
        calling.call_next(hall[0], seen="", actor=lien, at=TEN)


def test_a_counter_closes_when_nobody_is_served_and_lets_go_who_was_sent_there(world, hall, binh):
    lien = colleague(world)
    first, second = sit(hall[0], binh), sit(hall[1], lien)
    drawn(world, minute(0))
    calling.call_next(first, seen="", actor=binh, at=minute(1))
    with pytest.raises(InvalidInput, match="A001"):
        counters.close_counter(first, actor=binh, at=minute(2))
    calling.send_on(first, to=second, sector=None, seen="A001", actor=binh, at=minute(2))
    counters.close_counter(second, actor=lien, at=minute(3))
    assert QueueTicket.objects.get().counter is None
    assert not Counter.objects.get(pk=second.pk).is_open


def test_what_was_forgotten_yesterday_blocks_nobody_today(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, minute(0))
    calling.call_next(counter, seen="", actor=binh, at=minute(1))
    tomorrow = minute(24 * 60)
    drawn(world, tomorrow)
    today = calling.call_next(counter, seen="", actor=binh, at=tomorrow + timedelta(minutes=1))
    assert today.on == tomorrow.date() and today.label == "A001"
    assert QueueTicket.objects.get(on=MONDAY).state == S.SERVED


def test_the_head_of_the_hall_puts_up_counters_and_it_is_written_down(world, hall, ha, binh, civil):
    who = {"actor": ha, "at": TEN}
    made = counters.save_counter(world.centre, number=3, name="Đất đai", sectors=[civil], **who)
    with pytest.raises(InvalidInput, match="Đã có quầy số 3"):
        counters.save_counter(world.centre, number=3, name="", sectors=[], **who)
    with pytest.raises(NotAllowed):
        counters.save_counter(world.centre, number=4, name="", sectors=[], actor=binh, at=TEN)
    counters.remove_counter(made, **who)
    given = {"gives_tickets_online": True, "takes_bookings": False, "slot_minutes": 20, "places": 3, "days_ahead": 5}
    assert counters.save_settings(world.centre, given=given, **who).slot_minutes == 20


# ── Appointments ─────────────────────────────────────────────────────────────────────────────────
def book(world, clock="14:00", *, phone="+84912345678", day=MONDAY, at=TEN, **more):
    return appointments.book(
        world.centre,
        Visitor("Nguyễn Văn Bảy", phone, **more),
        starts_at=instant(day, clock),
        key=more.pop("key", None) or uuid4(),
        at=at,
        calendar=calendar_of(world.department),
    )


def test_a_slot_takes_as_many_as_the_office_says(world, hall):
    book(world), book(world, phone="+84912345679")
    with pytest.raises(InvalidInput, match="hết chỗ"):
        book(world, phone="+84912345670")
    assert Notice.objects.filter(kind="appointment").count() == 2


@pytest.mark.parametrize(
    ("clock", "days"), [("09:30", 0), ("12:00", 0), ("14:10", 0), ("17:00", 0), ("14:00", 5), ("14:00", 8)]
)
def test_no_slot_in_the_past_at_noon_on_sunday_or_too_far_away(world, hall, clock, days):
    with pytest.raises(InvalidInput) as refused:
        book(world, clock, day=MONDAY + timedelta(days=days))
    assert refused.value.field == "slot"


def test_one_phone_holds_a_slot_once_and_three_at_most(world, hall):
    book(world)
    with pytest.raises(InvalidInput, match="đã đặt khung giờ này"):
        book(world)
    book(world, "14:30"), book(world, "15:00")
    with pytest.raises(InvalidInput, match="3 lịch hẹn"):
        book(world, "15:30")
    appointments.cancel_appointment(Appointment.objects.first(), at=TEN)
    assert book(world, "15:30").cancelled_at is None


def test_whoever_comes_in_time_is_called_in_their_slot(world, hall, binh):
    counter = sit(hall[0], binh)
    drawn(world, instant(MONDAY, "13:40")), drawn(world, instant(MONDAY, "13:41"), priority=Priority.DISABLED)
    appointment = book(world)
    how = {"key": uuid4(), "at": instant(MONDAY, "13:55"), "calendar": calendar_of(world.department)}
    with pytest.raises(InvalidInput, match="Không có lịch hẹn"):
        appointments.check_in(world.centre, appointment.code, "0000", **how)
    ticket = appointments.check_in(world.centre, appointment.code, "5678", **how)
    assert appointments.check_in(world.centre, appointment.code, "5678", **how).pk == ticket.pk
    called = calling.call_next(counter, seen="", actor=binh, at=instant(MONDAY, "14:00"))
    assert called.pk == ticket.pk and called.source == TicketSource.APPOINTMENT
    with pytest.raises(InvalidInput):
        appointments.cancel_appointment(appointment, at=instant(MONDAY, "13:58"))


def test_an_appointment_is_good_on_its_day(world, hall):
    appointment = book(world, day=MONDAY + timedelta(days=1))
    with pytest.raises(InvalidInput, match="03/03/2026"):
        appointments.arrive(appointment, key=uuid4(), at=MONDAY_MORNING, calendar=calendar_of(world.department))

"""The pages of the waiting hall: kiosk and phone, screen, booking, the clerk's caller, the head of the hall."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Appointment, Counter, HallSettings, Priority, QueueTicket, TicketSource, TicketState
from dossiers.services import calling
from dossiers.tests.cast import MONDAY, SESSION_QUERIES, instant
from dossiers.tests.hall import colleague, drawn, furnish, sit
from procedures.models import Sector

NINE = instant(MONDAY, "09:00")
S = TicketState


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def hall(world):
    return furnish(world)


def url(name, *arguments):
    return reverse(f"dossiers:{name}", args=arguments)


def text(answer):
    return answer.content.decode()


def pressed(client, viec, **more):
    return client.post(url("caller"), {"viec": viec, **more})


# ── A number ─────────────────────────────────────────────────────────────────────────────────────
def test_a_kiosk_asks_two_things_and_gives_a_slip(world, hall, client):
    start = client.get(url("kiosk", world.centre.code))
    assert "Hộ tịch" in text(start) and "Tôi đã đặt lịch hẹn" in text(start)
    second = client.get(url("kiosk", world.centre.code), {"viec": Sector.objects.get(name="Hộ tịch").code})
    key = second.context["key"]
    body = {"sector": second.context["sector"].code, "priority": "elderly", "key": key}
    slip = client.post(url("kiosk", world.centre.code), body, follow=True)
    again = client.post(url("kiosk", world.centre.code), body, follow=True)
    ticket = QueueTicket.objects.get()
    assert (ticket.label, ticket.priority, ticket.source) == ("B001", Priority.ELDERLY, TicketSource.KIOSK)
    assert text(slip).count("B001") and again.context["ticket"] == ticket
    assert '<meta http-equiv="refresh" content="15; url=/lay-so/H98.01.01/may/">' in text(slip)


def test_a_number_from_home_tells_its_place_until_it_is_called(world, hall, client, binh):
    drawn(world, NINE - timedelta(minutes=4))
    page = client.post(url("draw_ticket", world.centre.code), {"key": uuid4()}, follow=True)
    mine = QueueTicket.objects.get(source=TicketSource.WEB)
    assert "Trước Ông/Bà còn khoảng 1 người." in text(page)
    counter = sit(hall[0], binh)
    calling.call_next(counter, seen="", actor=binh, at=NINE)
    part = client.get(url("ticket", mine.secret), headers={"HX-Request": "true"})
    assert "Ông/Bà là người tiếp theo" in text(part) and "<html" not in text(part)
    calling.call_next(counter, seen="A001", actor=binh, at=NINE)
    assert "Mời Ông/Bà đến quầy số" in text(client.get(url("ticket", mine.secret)))
    refused = client.post(url("cancel_ticket", mine.secret))
    assert refused.status_code == 422 and "đã được gọi" in text(refused)


def test_nobody_draws_a_queue_of_numbers_from_one_place(world, hall, client):
    answers = [client.post(url("draw_ticket", world.centre.code), {"key": uuid4()}).status_code for _time in range(7)]
    assert answers == [302] * 6 + [429]


def test_a_hall_that_is_not_there_or_a_secret_that_is_wrong_is_not_found(world, hall, client):
    wrong = (url("kiosk", world.commune_office.code), url("ticket", "xxxxxxxxxxxx"), url("call_screen", "H1"))
    assert [client.get(one).status_code for one in wrong] == [404, 404, 404]


# ── The screen ───────────────────────────────────────────────────────────────────────────────────
def test_the_screen_shows_numbers_and_counters_and_is_cheap(world, hall, client, binh, django_assert_num_queries):
    lien = colleague(world)
    for count in range(30):
        drawn(world, NINE - timedelta(minutes=30 - count))
    calling.call_next(sit(hall[0], binh), seen="", actor=binh, at=NINE)
    calling.call_next(sit(hall[1], lien), seen="", actor=lien, at=NINE)
    with django_assert_num_queries(2):
        page = client.get(url("call_screen", world.centre.code))
    shown = text(page)
    assert "A001" in shown and "A002" in shown and ">28<" in shown
    assert not any(person.full_name in shown for person in (binh, lien))
    tag = page.context["screen"].tag
    with django_assert_num_queries(2):
        still = client.get(url("call_screen_now", world.centre.code), {"co": tag})
    assert (still.status_code, still["Cache-Control"]) == (204, "public, max-age=2")
    calling.call_again(hall[0], seen="A001", actor=binh, at=NINE)
    moved = client.get(url("call_screen_now", world.centre.code), {"co": tag})
    assert moved.status_code == 200 and len(moved.content) < 4000


# ── Booking ──────────────────────────────────────────────────────────────────────────────────────
def booking(**changed):
    return {
        "slot": instant(MONDAY, "14:00").isoformat(),
        "name": "Nguyễn Văn Bảy",
        "phone": "0912 345 678",
        "key": uuid4(),
    } | changed


def test_a_visitor_books_comes_and_gets_a_number(world, hall, client):
    page = client.get(url("book", world.centre.code), {"ngay": MONDAY.isoformat()})
    assert "14:00" in text(page) and "12:00" not in text(page)
    made = client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking(), follow=True)
    booked = Appointment.objects.get()
    assert booked.code in text(made) and "Bảy" not in text(made)
    with time_machine.travel(instant(MONDAY, "13:50"), tick=False):
        body = {"code": booked.code, "digits": "5678", "key": uuid4()}
        slip = client.post(url("kiosk_check_in", world.centre.code), body, follow=True)
        wrong = client.post(url("kiosk_check_in", world.centre.code), body | {"digits": "0000"})
    assert slip.context["ticket"].appointment == booked
    assert wrong.status_code == 422 and "Không có lịch hẹn nào" in text(wrong)


def test_what_was_typed_stays_when_a_slot_is_gone(world, hall, client):
    wrong = client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking(slot="hôm qua", purpose="Hỏi đất"))
    assert wrong.status_code == 422
    assert "Ông/Bà chọn một khung giờ còn chỗ." in text(wrong) and "Hỏi đất" in text(wrong)
    HallSettings.objects.update(places=1)
    client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking())
    late = client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking(phone="0912 345 679"))
    assert late.status_code == 422 and Appointment.objects.count() == 1


def test_an_appointment_is_cancelled_by_its_address_alone(world, hall, client):
    client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking())
    booked = Appointment.objects.get()
    assert client.post(url("cancel_appointment", booked.code, "wrong")).status_code == 404
    after = client.post(url("cancel_appointment", booked.code, booked.secret), follow=True)
    assert "Lịch hẹn đã hủy" in text(after)


# ── The clerk ────────────────────────────────────────────────────────────────────────────────────
def test_a_clerk_sits_down_calls_and_goes_on(world, hall, client, binh):
    drawn(world, NINE - timedelta(minutes=31)), drawn(world, NINE)
    client.force_login(binh)
    assert "Ngồi quầy 1" in text(client.get(url("caller")))
    pressed(client, "ngoi", quay="H98.01.01/1")
    page = client.get(url("caller"))
    assert [row.ticket.label for row in page.context["shown"].waiting] == ["A001", "A002"]
    pressed(client, "tiep", so="")
    pressed(client, "tiep", so="")
    assert QueueTicket.objects.get(state=S.CALLED).label == "A001"
    began = pressed(client, "bat-dau", so="A001")
    assert began["Location"] == url("intake_choose")
    assert "A001" in text(client.get(url("caller_bar")))
    pressed(client, "tiep", so="A001")
    pressed(client, "vang", so="A002")
    shown = client.get(url("caller")).context["shown"]
    assert (shown.served, [row.ticket.label for row in shown.absent]) == (1, ["A002"])
    pressed(client, "goi-so", goi="A002", so="")
    stale = pressed(client, "xong", so="A001")
    assert stale.status_code == 409 and "vừa thay đổi" in text(stale)
    assert pressed(client, "xong", so="A002").status_code == 302
    assert pressed(client, "dong").status_code == 302
    assert not Counter.objects.filter(is_open=True).exists()


def test_a_clerk_draws_for_somebody_sends_on_and_greets_appointments(world, hall, client, binh):
    lien = colleague(world)
    sit(hall[0], binh), sit(hall[1], lien)
    client.force_login(binh)
    civil = Sector.objects.get(name="Hộ tịch")
    pressed(client, "lay-so", sector=civil.code, priority="pregnant", key=uuid4())
    pressed(client, "tiep", so="")
    assert pressed(client, "chuyen", so="B001", to="quay:9").status_code == 422
    assert pressed(client, "chuyen", so="B001", to="quay:2").status_code == 302
    assert QueueTicket.objects.get().counter == hall[1]
    client.post(f"{url('book', world.centre.code)}?ngay={MONDAY}", booking())
    booked = Appointment.objects.get()
    assert booked.name in text(client.get(url("caller")))
    pressed(client, "den-hen", hen=booked.code)
    assert QueueTicket.objects.get(appointment=booked).source == TicketSource.APPOINTMENT
    assert pressed(client, "").status_code == 422


def test_the_hall_belongs_to_its_people(world, hall, client, an, chi, khoa, ha):
    addresses = [url(name) for name in ("caller", "hall", "hall_csv", "hall_settings", "new_counter")]
    statuses = {}
    for person in (an, chi, ha):
        client.force_login(person)
        statuses[person.email] = [client.get(one).status_code for one in addresses]
    assert statuses == {
        an.email: [403] * 5,
        chi.email: [403] * 5,
        ha.email: [403, 200, 200, 200, 200],
    }
    client.force_login(khoa)
    assert client.get(url("hall"), {"noi": world.centre.code}).status_code == 404
    assert pressed(client, "ngoi", quay="H98.01.01/1").status_code == 422


# ── The head of the hall ─────────────────────────────────────────────────────────────────────────
def test_waiting_times_are_measured_and_exported(world, hall, client, binh, ha):
    counter = sit(hall[0], binh)
    for count in (30, 10):
        drawn(world, NINE - timedelta(minutes=count))
    calling.call_next(counter, seen="", actor=binh, at=NINE - timedelta(minutes=20))
    calling.call_next(counter, seen="A001", actor=binh, at=NINE - timedelta(minutes=6))
    client.force_login(ha)
    shown = client.get(url("hall")).context["shown"]
    assert (shown.all.median, shown.all.longest, shown.all.service, shown.served) == (7, 10, 14, 1)
    lines = client.get(url("hall_csv")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[1].startswith("A001,") and "08:30:00,08:40:00" in lines[1]
    later = client.get(url("hall"), {"ngay": "2026-03-03"})
    assert later.context["shown"].day == MONDAY, "a day to come is today"


def test_the_head_puts_up_a_counter_and_takes_it_away(world, hall, client, ha):
    client.force_login(ha)
    civil = Sector.objects.get(name="Hộ tịch")
    assert client.post(url("new_counter"), {"number": "2"}).status_code == 422
    client.post(url("new_counter"), {"number": "3", "name": "Hộ tịch", "sectors": [civil.code]})
    assert Counter.objects.get(number=3).sectors.get() == civil
    client.post(url("counter_settings", 3), {"number": "4", "name": "Hộ tịch"})
    client.post(url("counter_settings", 4), {"number": "4", "xoa": "1"})
    assert Counter.objects.count() == 2
    given = {"slot_minutes": "20", "places": "0", "days_ahead": "5"}
    assert client.post(url("hall_settings"), given).status_code == 422
    client.post(url("hall_settings"), given | {"places": "6"})
    assert HallSettings.objects.get().places == 6


@pytest.mark.parametrize("name", ["caller", "hall", "hall_settings", "hall_offices", "ticket"])
def test_one_visitor_costs_as_many_queries_as_thirty(world, hall, client, binh, ha, name):
    sit(hall[0], binh)
    ticket = drawn(world, NINE)
    client.force_login(binh if name == "caller" else ha)
    arguments = [ticket.secret] if name == "ticket" else []

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, *arguments)).status_code == 200
        return len(queries)

    cost()
    one = cost()
    for count in range(29):
        drawn(world, NINE, sector=Sector.objects.get(name="Hộ tịch") if count % 2 else None)
        Counter.objects.create(office=world.centre, number=10 + count)
    assert cost() == one
    assert one <= 12 + SESSION_QUERIES

"""“If I submit now, when?”: the date and its lines for everybody, at any moment, and refusals at the field."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from agencies.calendars import calendar_of
from dossiers.deadlines import Limit, due_date
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, instant
from procedures.models import ProcedureVersion, TimeLimit

pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture
def ask_page(client):
    def ask(**asked):
        with time_machine.travel(MONDAY_MORNING, tick=False):
            return client.get(reverse("dossiers:when", args=["9.000001"]), asked)

    return ask


def test_the_page_answers_for_this_very_moment_without_being_asked(ask_page):
    answer = ask_page()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "thứ Hai, 09/03/2026, 17:00" in text
    assert "Tiếp nhận lúc" in text or "Tiếp nhận" in text
    assert "Ngày hẹn chính thức là ngày ghi trên giấy tiếp nhận" in text


def test_a_dossier_submitted_online_may_be_accepted_eight_working_hours_later(ask_page):
    text = ask_page(han="online-1").content.decode()
    assert "chậm nhất là thứ Ba, 03/03/2026" in text
    assert "thứ Ba, 10/03/2026, 17:00" in text
    assert "chậm nhất là" not in ask_page(han="in_person-1").content.decode()


def test_another_moment_way_and_case_give_their_own_date(ask_page, world):
    text = ask_page(ngay="2026-03-06", gio="18:30", han="in_person-2").content.decode()
    limit = TimeLimit.objects.get(way__version=world.certificate, way__channel="in_person", ordinal=2)
    friday_evening = instant(MONDAY + timedelta(days=4), "18:30")
    due = due_date(friday_evening, limit.limit, calendar_of(world.department))
    assert f"{due.at:%d/%m/%Y, %H:%M}" in text
    assert "Tiếp nhận ngoài giờ làm việc" in text


def test_the_agency_decides_by_its_own_calendar(client, world):
    with time_machine.travel(MONDAY_MORNING, tick=False):
        text = client.get(reverse("dossiers:when", args=["9.000002"])).content.decode()
    assert world.commune.name in text and world.department.name in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"ngay": "hôm nay"}, "Ngày nộp chưa đúng"),
        ({"ngay": "1999-01-01"}, "từ năm 2018 đến năm 2099"),
        ({"gio": "25:00"}, "Giờ nộp chưa đúng"),
        ({"han": "carrier-pigeon-1"}, "chọn một hình thức nộp"),
        ({"co_quan": "H00"}, "chọn một cơ quan"),
        ({"ngay": "\x00"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(ask_page, asked, words):
    answer = ask_page(**asked)
    assert answer.status_code == (422 if words else 200)
    assert words in answer.content.decode()


def test_a_procedure_that_is_not_in_force_has_no_page(client, world):
    assert client.get(reverse("dossiers:when", args=["9.999999"])).status_code == 404
    ProcedureVersion.objects.filter(pk=world.certificate.pk).update(valid_to=MONDAY - timedelta(days=1))
    with time_machine.travel(MONDAY_MORNING, tick=False):
        assert client.get(reverse("dossiers:when", args=["9.000001"])).status_code == 404


def test_a_procedure_whose_limits_could_not_be_read_says_so(ask_page, world):
    TimeLimit.objects.filter(way__version=world.certificate).update(amount=None, unit="", text="theo quy định")
    answer = ask_page()
    assert answer.status_code == 200
    assert "chưa ghi thời hạn tính được" in answer.content.decode()


def test_the_date_is_that_of_the_receipt(ask_page, world):
    dossier = world.receive_walk_in()
    assert (
        f"{dossier.due_at.astimezone(calendar_of(None).zone):%d/%m/%Y, %H:%M}"
        in ask_page(han="in_person-1").content.decode()
    )
    assert due_date(MONDAY_MORNING, Limit.parse("5 working_days"), world.calendar).at == dossier.due_at


def test_the_page_of_the_procedure_leads_here(client, world):
    with time_machine.travel(MONDAY_MORNING, tick=False):
        text = client.get(reverse("procedures:detail", args=["9.000001"])).content.decode()
    assert reverse("dossiers:when", args=["9.000001"]) in text


def test_the_page_takes_the_same_few_statements_whatever_is_asked(ask_page, django_assert_max_num_queries):
    ask_page()
    with django_assert_max_num_queries(6):
        ask_page(han="online-1")

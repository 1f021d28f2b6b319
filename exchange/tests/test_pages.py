"""Pages of notices: whom they show what, and what can be done there."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from dossiers.tests.cast import MONDAY_MORNING, SESSION_QUERIES
from dossiers.workflow import Action, Status
from exchange.fakes.store import Behaviour
from exchange.kinds import Kind
from exchange.models import ChannelConsent, Delivery, DeliveryState, NoticePreference

NOON = MONDAY_MORNING + timedelta(hours=4)
TASKS = "/thong-bao/"
PREFERENCES = "/tai-khoan/thong-bao/"

pytestmark = [pytest.mark.usefixtures("partners")]


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def unreached(world, work):
    """A walk-in whose number does not exist."""
    dossier = world.receive_walk_in(applicant=replace(world.walk_in_applicant, phone="+84900000404"))
    work(NOON)
    mail.outbox.clear()
    return Delivery.objects.get(notice__dossier=dossier, channel="sms")


def page_of(delivery: Delivery) -> str:
    return f"{TASKS}{delivery.key}/"


# ── Who sees it ──────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("name", "status"), [("binh", 200), ("ha", 200), ("khoa", 404), ("chi", 403), ("an", 403)])
def test_a_task_is_the_business_of_its_office_and_its_leaders(unreached, client, world, name, status):
    client.force_login(getattr(world, name))

    assert client.get(page_of(unreached)).status_code == status
    listed = client.get(TASKS)
    code = unreached.notice.dossier.code
    assert (listed.status_code == 200 and code in listed.content.decode()) == (status == 200)


def test_nobody_sees_to_a_notice_about_their_own_dossier(unreached, client, world):
    dossier = unreached.notice.dossier
    type(dossier).objects.filter(pk=dossier.pk).update(submitter=world.binh)
    client.force_login(world.binh)

    assert client.get(page_of(unreached)).status_code == 404


def test_the_list_says_who_which_dossier_how_and_why(unreached, client, world):
    client.force_login(world.binh)

    page = client.get(TASKS).content.decode()

    for words in (unreached.notice.dossier.code, "Đỗ Thị Mận", "0900 000 404", "Tin nhắn SMS", "không tồn tại"):
        assert words in page


def test_the_number_of_queries_does_not_grow_with_the_tasks(unreached, client, world, work, django_assert_num_queries):
    client.force_login(world.binh)
    client.get(TASKS)
    with django_assert_num_queries(7 + SESSION_QUERIES):
        client.get(TASKS)
    for _each in range(29):
        world.receive_walk_in(applicant=replace(world.walk_in_applicant, phone="+84900000404"))
    work(NOON)

    with django_assert_num_queries(7 + SESSION_QUERIES):
        page = client.get(TASKS)

    assert page.content.decode().count("0900 000 404") == 30


def test_a_channel_that_stands_still_is_shown_with_its_reason(client, world, work, partners):
    partners.sms.store.behaviour = Behaviour.OUTAGE
    for _each in range(6):
        world.receive_walk_in()
    work(NOON)
    client.force_login(world.binh)

    page = client.get(TASKS).content.decode()

    assert "đang ngừng" in page and "Không kết nối được với cổng tin nhắn" in page


# ── What can be done ─────────────────────────────────────────────────────────────────────
def test_a_notice_is_sent_again_to_the_number_that_was_meant(unreached, client, world, work, partners):
    client.force_login(world.binh)

    answer = client.post(f"{page_of(unreached)}gui-lai/", {"recipient": "0900 000 400"})
    work(NOON)

    assert answer.status_code == 302
    unreached.refresh_from_db()
    assert (unreached.state, unreached.recipient) == (DeliveryState.SENT, "+84900000400")
    assert len(partners.texts) == 1


def test_a_number_that_cannot_be_one_is_refused_and_kept_as_typed(unreached, client, world):
    client.force_login(world.binh)

    answer = client.post(f"{page_of(unreached)}gui-lai/", {"recipient": "12345"})

    assert answer.status_code == 422
    assert 'value="12345"' in answer.content.decode()
    unreached.refresh_from_db()
    assert unreached.state == DeliveryState.FAILED


def test_what_was_told_otherwise_needs_words_and_proof(unreached, client, world):
    client.force_login(world.binh)

    answer = client.post(f"{page_of(unreached)}da-bao/", {"words": "Gọi cho con gái của bà Mận.", "proof": " "})

    assert answer.status_code == 422
    assert "Gọi cho con gái của bà Mận." in answer.content.decode()
    unreached.refresh_from_db()
    assert unreached.state == DeliveryState.FAILED


def test_what_was_told_otherwise_is_written_down_with_who_and_when(unreached, client, world):
    client.force_login(world.binh)

    client.post(f"{page_of(unreached)}da-bao/", {"words": "Gọi cho con gái.", "proof": "12:05, máy 0900 000 400"})

    unreached.refresh_from_db()
    assert unreached.state == DeliveryState.TOLD
    assert (unreached.settled_by, unreached.settled_at) == (world.binh, NOON)
    assert unreached.notice.dossier.code not in client.get(TASKS).content.decode()


def test_of_two_who_see_to_the_same_notice_the_second_is_told(unreached, client, world):
    client.force_login(world.binh)
    done = {"words": "Gọi điện.", "proof": "12:05"}
    client.post(f"{page_of(unreached)}da-bao/", done)

    again = client.post(f"{page_of(unreached)}da-bao/", {"words": "Nhắn tin.", "proof": "12:06"})

    assert again.status_code == 409
    unreached.refresh_from_db()
    assert unreached.settled_words == "Gọi điện."


# ── What a dossier's citizen was told ────────────────────────────────────────────────────
def test_an_officer_reads_at_the_dossier_what_was_told_and_how_it_went(unreached, client, world):
    client.force_login(world.chi)

    page = client.get(f"/thong-bao/ho-so/{unreached.notice.dossier.code}/").content.decode()

    assert "Đã tiếp nhận, hẹn ngày trả" in page and "Không gửi được" in page
    # Seeing to it is the office's business.
    assert str(unreached.key) not in page


def test_the_list_alone_answers_the_desk(unreached, client, world):
    client.force_login(world.binh)

    part = client.get(f"/thong-bao/ho-so/{unreached.notice.dossier.code}/", headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert str(unreached.key) in part.content.decode()


def test_a_citizen_reads_what_was_sent_to_them_and_nobody_elses(dossier_in, client, world, work):
    dossier = dossier_in(Status.SUPPLEMENTING)
    work(NOON)
    client.force_login(world.an)
    assert "Tờ khai chưa có chữ ký." in client.get(f"/thong-bao/ho-so/{dossier.code}/").content.decode()

    client.force_login(world.khoa)
    assert client.get(f"/thong-bao/ho-so/{dossier.code}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_notices(
    dossier_in, client, world, work, django_assert_num_queries
):
    dossier = dossier_in(Status.RETURNED)
    client.force_login(world.chi)
    address = f"/thong-bao/ho-so/{dossier.code}/"
    client.get(address)
    with django_assert_num_queries(5 + SESSION_QUERIES):
        client.get(address, headers={"HX-Request": "true"})
    work(NOON)

    with django_assert_num_queries(5 + SESSION_QUERIES):
        page = client.get(address, headers={"HX-Request": "true"})

    assert page.content.decode().count("Thư điện tử") >= 4


# ── What a person prefers ────────────────────────────────────────────────────────────────
def test_nothing_is_ticked_for_somebody_who_has_chosen_nothing(client, world):
    client.force_login(world.an)

    assert 'type="checkbox"' in (page := client.get(PREFERENCES).content.decode())
    assert "checked" not in page.split('type="checkbox"', 1)[1].split("radio")[0]


def test_a_consent_keeps_the_moment_at_which_it_was_given_and_withdrawn(client, world):
    type(world.an).objects.filter(pk=world.an.pk).update(phone="+84900000127")
    client.force_login(world.an)
    client.post(PREFERENCES, {"language": "en", "ways": ["email", "zalo"]})

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        client.post(PREFERENCES, {"language": "en", "ways": ["email"]})

    assert NoticePreference.objects.get().language == "en"
    assert set(ChannelConsent.objects.values_list("channel", "given_at", "withdrawn_at")) == {
        ("email", NOON, None),
        ("zalo", NOON, NOON + timedelta(hours=1)),
    }


def test_somebody_who_would_hear_nothing_is_asked_for_one_way(client, world):
    client.force_login(world.an)

    answer = client.post(PREFERENCES, {"language": "vi"})

    assert answer.status_code == 422
    assert "ít nhất một cách" in answer.content.decode()
    assert not NoticePreference.objects.exists()


def test_a_way_by_phone_needs_a_number(client, world):
    client.force_login(world.an)

    answer = client.post(PREFERENCES, {"language": "vi", "ways": ["zalo"]})

    assert answer.status_code == 422
    assert "chưa ghi số điện thoại" in answer.content.decode()


def test_zalo_only_citizen_gets_the_result(dossier_in, client, world, work, partners):
    type(world.an).objects.filter(pk=world.an.pk).update(phone="+84900000127")
    client.force_login(world.an)
    client.post(PREFERENCES, {"language": "vi", "ways": ["zalo"]})

    dossier = dossier_in(Status.AWAITING_SEAL)
    world.act(dossier, Action.SEAL, at=NOON)
    work(NOON)

    assert list(Delivery.objects.filter(notice__kind=Kind.RESULT_READY).values_list("channel", "state")) == [
        ("zalo", DeliveryState.SENT)
    ]
    assert not mail.outbox

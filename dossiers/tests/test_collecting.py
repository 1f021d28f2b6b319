"""Who comes for results: their card, what they may take without a paper, and several handed over at once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import CitizenProfile, Membership, Organisation, PartyKind, User
from dossiers.models import Dossier, Mandate
from dossiers.tests.cast import MONDAY, SESSION_QUERIES, DossierIn, World, instant, loaded
from dossiers.workflow import Status

PAGE = "/quay/tra-ket-qua/nguoi-nhan/"
TEN = instant(MONDAY, "15:00")
CARD_OF_AN = "049090000127|201234567|NGUYỄN VĂN AN|12051990|Nam|Số 18, đường Lê Lợi, phường Hòa Thuận|01012022"
CARD_OF_MAN = "049170000311|201234567|ĐỖ THỊ MẬN|15081970|Nữ|Số 7, đường Lê Lợi|01012022"
MAN = "049170000311"


@pytest.fixture(autouse=True)
def _afternoon() -> Any:
    with time_machine.travel(TEN, tick=False):
        yield


@pytest.fixture
def clerk(client: Client, world: World) -> Client:
    client.force_login(world.binh)
    return client


@pytest.fixture
def man(world: World) -> User:
    """Mận, who has an account."""
    user = User.objects.create_user("man@test.test", "x", full_name="Đỗ Thị Mận")
    CitizenProfile.objects.create(user=user, personal_id=MAN)
    return user


def text_of(response: Any) -> str:
    return response.content.decode()


def mandate_of(world: World, agent: User, **changed: Any) -> Mandate:
    words = {
        "code": "UQ-0001",
        "giver": world.an,
        "giver_kind": PartyKind.PERSON,
        "giver_name": "Nguyễn Văn An",
        "giver_personal_id": "049090000127",
        "agent": agent,
        "may_collect": True,
        "valid_from": MONDAY,
        "valid_to": MONDAY + timedelta(days=30),
        "given_at": TEN,
    }
    return Mandate.objects.create(**words | changed)


def test_a_card_shows_all_that_its_owner_may_take_and_one_press_hands_it_over(
    clerk: Client, dossier_in: DossierIn
) -> None:
    first, second, unfinished = (
        dossier_in(status) for status in (Status.RESULT_READY, Status.RESULT_READY, Status.IN_APPRAISAL)
    )
    page = clerk.post(PAGE, {"card": CARD_OF_AN})
    text = text_of(page)
    assert page.status_code == 200
    assert first.code in text and second.code in text and unfinished.code not in text
    assert "Đã đối chiếu thẻ căn cước" in text and text.count("checked>") == 2
    assert "12051990" not in text, "what the card says besides is dropped"
    assert loaded(first).status == Status.RESULT_READY, "a scan hands nothing over"

    words = {
        "collected_by": "Nguyễn Văn An",
        "personal_id": "049090000127",
        "checked_id": "049090000127",
        "dossier": [first.code, second.code],
        "hand_over": "1",
    }
    done = clerk.post(PAGE, words, follow=True)
    assert "Đã trả 2 kết quả cho Nguyễn Văn An." in text_of(done)
    assert [loaded(one).status for one in (first, second)] == [Status.RETURNED, Status.RETURNED]
    assert "Đã đối chiếu thẻ căn cước" in loaded(first).events.last().words
    assert loaded(first).result.collected_on_mandate == ""
    assert "Đã trả rồi" in text_of(clerk.post(PAGE, words, follow=True)), "a second press changes nothing"


def test_somebody_else_shows_a_mandate_with_number_and_day(clerk: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    words = {
        "collected_by": "Đỗ Thị Mận",
        "personal_id": MAN,
        "listed": [dossier.code],
        "dossier": [dossier.code],
        "hand_over": "1",
    }
    assert "Cần giấy ủy quyền" in text_of(clerk.post(PAGE, {"card": CARD_OF_MAN, "listed": [dossier.code]}))
    refused = clerk.post(PAGE, words)
    assert refused.status_code == 422
    assert {"mandate_number", "mandate_on"} == set(refused.context["form"].errors)
    assert "Đỗ Thị Mận" in text_of(refused)
    assert clerk.post(PAGE, words | {"mandate_number": "12/UQ", "mandate_on": "03/03/2026"}).status_code == 422
    assert loaded(dossier).status == Status.RESULT_READY
    clerk.post(PAGE, words | {"mandate_number": "12/UQ", "mandate_on": "01/03/2026"})
    assert loaded(dossier).result.collected_on_mandate == "Giấy ủy quyền số 12/UQ, ngày 01/03/2026"


def test_a_namesake_with_another_number_is_another_person(clerk: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    words = {"collected_by": "Nguyễn Văn An", "personal_id": "049090000135", "listed": [dossier.code]}
    answer = clerk.post(PAGE, words | {"dossier": [dossier.code], "hand_over": "1"})
    assert answer.status_code == 422 and loaded(dossier).status == Status.RESULT_READY


@pytest.mark.parametrize(
    ("changed", "may_take"),
    [
        ({}, True),
        ({"may_collect": False}, False),
        ({"revoked_at": TEN}, False),
        ({"valid_from": MONDAY - timedelta(days=9), "valid_to": MONDAY - timedelta(days=1)}, False),
        ({"giver": None, "document_number": "7/UQ"}, False),
    ],
)
def test_a_mandate_in_force_needs_no_paper(
    clerk: Client, world: World, man: User, dossier_in: DossierIn, changed: dict[str, Any], may_take: bool
) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    mandate_of(world, man, **changed)
    page = text_of(clerk.post(PAGE, {"card": CARD_OF_MAN}))
    assert (dossier.code in page) == may_take
    words = {"collected_by": "Đỗ Thị Mận", "personal_id": MAN, "dossier": [dossier.code], "hand_over": "1"}
    clerk.post(PAGE, words)
    assert (loaded(dossier).status == Status.RETURNED) == may_take
    if may_take:
        assert loaded(dossier).result.collected_on_mandate == "Ủy quyền UQ-0001, đến hết ngày 01/04/2026"


def test_a_mandate_for_one_procedure_opens_no_other(
    clerk: Client, world: World, man: User, dossier_in: DossierIn
) -> None:
    mandate_of(world, man).procedures.add(world.confirmation.procedure)
    dossier = dossier_in(Status.RESULT_READY)
    assert "Cần giấy ủy quyền" in text_of(clerk.post(PAGE, {"card": CARD_OF_MAN, "listed": [dossier.code]}))


def test_who_represents_an_organisation_takes_its_results(
    clerk: Client, world: World, man: User, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    Dossier.objects.filter(pk=dossier.pk).update(
        applicant_kind="organisation", personal_id="", tax_code="0100109106", applicant_name="Công ty Hoàng Long"
    )
    organisation = Organisation.objects.create(tax_code="0100109106", name="Công ty Hoàng Long", created_at=TEN)
    member = Membership.objects.create(
        organisation=organisation, user=man, role="member", valid_from=MONDAY, added_by=man
    )
    assert dossier.code not in text_of(clerk.post(PAGE, {"card": CARD_OF_MAN}))
    member.role = "representative"
    member.save()
    assert "Người đại diện của Công ty Hoàng Long" in text_of(clerk.post(PAGE, {"card": CARD_OF_MAN}))


def test_codes_are_gathered_by_scanning_and_what_is_not_here_is_said(clerk: Client, dossier_in: DossierIn) -> None:
    first, second = (dossier_in(Status.RESULT_READY) for _i in range(2))
    page = clerk.post(PAGE, {"listed": [first.code], "dossier": [first.code], "code": f"http://x/?ma={second.code}"})
    text = text_of(page)
    assert first.code in text and second.code in text and text.count("checked>") == 2
    assert "H98-0 không có kết quả chờ trả" in text_of(clerk.get(PAGE, {"ma": "H98-0"}))


@pytest.mark.parametrize("words", [{"hand_over": "1"}, {"card": "x"}, {"hand_over": "1", "mandate_on": "32/13/2026"}])
def test_what_is_missing_is_told(clerk: Client, words: dict[str, str]) -> None:
    answer = clerk.post(PAGE, words)
    assert answer.status_code == 422
    assert "Ông/Bà vui lòng sửa" in text_of(answer)


def test_only_clerks_and_only_their_office(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RESULT_READY)
    for person in (world.an, world.chi, world.ha):
        client.force_login(person)
        assert client.get(PAGE).status_code == 403
    client.force_login(world.khoa)
    assert dossier.code not in text_of(client.post(PAGE, {"card": CARD_OF_AN}))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_a_fixed_number_of_queries(
    clerk: Client, dossier_in: DossierIn, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _i in range(rows):
        dossier_in(Status.RESULT_READY)
    clerk.post(PAGE, {"card": CARD_OF_AN})
    with django_assert_num_queries(5 + SESSION_QUERIES):
        clerk.post(PAGE, {"card": CARD_OF_AN})

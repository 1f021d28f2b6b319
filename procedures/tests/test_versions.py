"""What the public reads of versions and decisions: past, present and to come."""

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers.tests.cast import CERTIFICATE, MONDAY, MONDAY_MORNING, PDF, World, instant
from procedures.models import ChangeKind
from procedures.services import decisions
from procedures.tests.test_decisions_pages import NEXT_MONDAY, SLUG, amended, entered, issue, url

CODE = "9.000001"
ATOM = "{http://www.w3.org/2005/Atom}"
SHORTER = [{**way, "limits": [{**way["limits"][0], "amount": 4}, *way["limits"][1:]]} for way in CERTIFICATE["ways"]]
STAGES = [
    {**stage, "minutes": minutes}
    for stage, minutes in zip(CERTIFICATE["processes"][0]["stages"], (240, 1080, 360, 120, 120), strict=True)
]


@pytest.fixture
def decision(world: World) -> Any:
    """Issued last Monday: four days instead of five, from next Monday on; and a repeal."""
    draft = amended(world, ways=SHORTER, processes=[{"stages": STAGES}])
    decisions.add_changes(draft, ["9.000002"], kind=ChangeKind.REPEAL, actor=world.mai, at=MONDAY_MORNING)
    draft.refresh_from_db()
    return issue(world, draft)


@time_machine.travel(MONDAY_MORNING)
def test_the_history_of_a_procedure_tells_what_held_when_and_what_is_coming(decision: Any, client: Client) -> None:
    page = client.get(url("versions", CODE)).text
    for words in (
        "Phiên bản 2",
        "Sắp áp dụng",
        "Từ 09/03/2026",
        "Sửa đổi, bổ sung",
        "Từ 01/01/2020 đến 08/03/2026",
        "Quyết định số 2230/QĐ-BTP",
        url("decision", SLUG),
        url("version_difference", CODE, 2, 1),
    ):
        assert words in page


@time_machine.travel(MONDAY_MORNING)
def test_a_version_that_is_coming_is_public_and_says_so(decision: Any, client: Client) -> None:
    coming = client.get(url("version", CODE, 2)).text.lower()
    assert "sắp áp dụng, từ ngày 09/03/2026" in coming and "04 ngày làm việc" in coming
    assert "05 ngày làm việc" in client.get(url("detail", CODE)).text.lower()
    with time_machine.travel(instant(NEXT_MONDAY)):
        past = client.get(url("version", CODE, 1)).text.lower()
        assert "chỉ áp dụng đến hết ngày 08/03/2026" in past and "05 ngày làm việc" in past
        assert "04 ngày làm việc" in client.get(url("detail", CODE)).text.lower()


@time_machine.travel(MONDAY_MORNING)
@pytest.mark.parametrize(("name", "sees_process"), [("", False), ("an", False), ("chi", True), ("mai", True)])
def test_the_difference_is_told_in_words_and_the_internal_process_to_officers(
    world: World, decision: Any, client: Client, name: str, sees_process: bool
) -> None:
    if name:
        client.force_login(getattr(world, name))
    page = client.get(url("version_difference", CODE, 2, 1)).text
    told = (
        "Thời hạn nộp trực tiếp, trực tuyến, qua bưu chính công ích: 05 ngày làm việc → 04 ngày làm việc (giảm 1 ngày)"
    )
    assert told in page
    assert ("Quy trình nội bộ" in page) is sees_process


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("versions", ["9.999999"]),
        ("version", [CODE, 3]),
        ("version_difference", [CODE, 2, 2]),
        ("version_difference", [CODE, 2, 7]),
        ("decision", ["2230-qd-btp"]),
        ("decision_pdf", ["2230-qd-btp"]),
    ],
)
def test_what_does_not_exist_is_not_found(decision: Any, client: Client, name: str, arguments: list[Any]) -> None:
    assert client.get(url(name, *arguments)).status_code == 404


@time_machine.travel(MONDAY_MORNING)
def test_a_decision_in_public_tells_what_it_changes(world: World, decision: Any, client: Client) -> None:
    page = client.get(url("decision", SLUG)).text
    assert "05 ngày làm việc → 04 ngày làm việc (giảm 1 ngày)" in page
    assert "Từ ngày 09/03/2026 không nhận hồ sơ mới theo thủ tục 9.000002" in page
    assert "Thẩm định hồ sơ" not in page and "Sở Tư pháp" not in page
    assert b"".join(client.get(url("decision_pdf", SLUG)).streaming_content) == PDF
    assert SLUG in client.get(url("public_decisions")).text


@time_machine.travel(MONDAY_MORNING)
def test_a_draft_is_nobodys_business(world: World, client: Client) -> None:
    entered(world)
    assert SLUG not in client.get(url("public_decisions")).text
    assert SLUG not in client.get(url("decision_feed")).text
    assert client.get(url("decision", SLUG)).status_code == 404
    assert client.get(url("decision_pdf", SLUG)).status_code == 404


@time_machine.travel(MONDAY_MORNING)
def test_the_feed_has_an_entry_for_each_decision_that_stays_the_same_entry(
    world: World, decision: Any, client: Client
) -> None:
    first = ElementTree.fromstring(client.get(url("decision_feed")).content)
    (entry,) = first.findall(f"{ATOM}entry")
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert entry.findtext(f"{ATOM}title") == "1180/QĐ-UBND: Công bố thủ tục sửa đổi"
    assert "Sửa đổi, bổ sung: Cấp chứng chỉ hành nghề đấu giá (9.000001)" in summary
    assert "Bãi bỏ: " in summary and "09/03/2026" in summary
    assert entry.findtext(f"{ATOM}updated") == "2026-03-02T08:00:00+07:00"
    decisions.undo(decision, seen=decisions.last_event(decision), actor=world.mai, at=MONDAY_MORNING)
    assert not ElementTree.fromstring(client.get(url("decision_feed")).content).findall(f"{ATOM}entry")
    decisions.issue(decision, seen=decisions.last_event(decision), actor=world.mai, at=instant(MONDAY, "16:00"))
    (again,) = ElementTree.fromstring(client.get(url("decision_feed")).content).findall(f"{ATOM}entry")
    assert again.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    assert again.findtext(f"{ATOM}updated") == "2026-03-02T16:00:00+07:00"


def test_pages_of_decisions_ask_as_much_for_many_as_for_one(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    for nth in range(8):
        draft = amended_later(world, nth)
        issue(world, draft)
    with time_machine.travel(MONDAY_MORNING):
        with django_assert_max_num_queries(3):
            client.get(url("public_decisions"))
        with django_assert_max_num_queries(4):
            client.get(url("decision_feed"))
        with django_assert_max_num_queries(1):
            client.get(url("versions", CODE))
        assert reverse("procedures:version", args=[CODE, 9]) in client.get(url("versions", CODE)).text


def amended_later(world: World, nth: int) -> Any:
    """A draft that amends the certificate some days after next Monday."""
    day: date = NEXT_MONDAY + timedelta(days=nth)
    draft = entered(world, on=day, number=f"{nth}/QĐ-UBND")
    decisions.add_changes(draft, [CODE], kind=ChangeKind.AMEND, actor=world.mai, at=MONDAY_MORNING)
    draft.refresh_from_db()
    return draft

"""Decisions through the pages of the editor, from the first word to the day of effect."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post, Role
from dossiers.services import process_for
from dossiers.tests.cast import CERTIFICATE, MONDAY, MONDAY_MORNING, PDF, SESSION_QUERIES, World, instant
from procedures.models import ChangeKind, ProcedureVersion, Promulgation, PromulgationState
from procedures.services import decisions, publish_version
from procedures.services.decisions import FirstPage

NEXT_MONDAY = MONDAY + timedelta(days=7)
CODES = [f"9.0001{nth:02}" for nth in range(10)]
SLUG = "1180-qd-ubnd"
FIRST_PAGE = {
    "number": "1180/QĐ-UBND",
    "title": "Công bố danh mục thủ tục hành chính sửa đổi",
    "issuer": "Ủy ban nhân dân tỉnh Thử",
    "signer": "Trần Văn Lâm, Phó Chủ tịch",
    "issued_on": "02/03/2026",
    "effective_on": "09/03/2026",
}


def publish_ten() -> list[ProcedureVersion]:
    """Ten procedures like the certificate."""
    return [publish_version({**CERTIFICATE, "code": code}, valid_from=date(2020, 1, 1)) for code in CODES]


def url(name: str, *args: Any) -> str:
    return reverse(f"procedures:{name}", args=args)


def pdf(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("quyet-dinh.pdf", content, content_type="application/pdf")


def entered(world: World, *, on: date = NEXT_MONDAY, number: str = "1180/QĐ-UBND") -> Promulgation:
    page = FirstPage(number, "Công bố thủ tục sửa đổi", "UBND tỉnh Thử", on, MONDAY, "Trần Văn Lâm")
    decision = decisions.enter(page, actor=world.mai, at=MONDAY_MORNING)
    decision.document.save("x.pdf", pdf())
    return decision


def amended(world: World, code: str = "9.000001", *, on: date = NEXT_MONDAY, **parts: Any) -> Promulgation:
    """A draft that amends one procedure."""
    decision, who = entered(world, on=on), {"actor": world.mai, "at": MONDAY_MORNING}
    (change,) = decisions.add_changes(decision, [code], kind=ChangeKind.AMEND, **who)
    decisions.save_change(change, {**change.record, **parts}, seen_revision=0, **who)
    return decision


def issue(world: World, decision: Promulgation) -> Promulgation:
    return decisions.issue(decision, seen=decisions.last_event(decision), actor=world.mai, at=MONDAY_MORNING)


@pytest.fixture
def mai(world: World, client: Client) -> Client:
    client.force_login(world.mai)
    return client


@time_machine.travel(MONDAY_MORNING)
def test_a_decision_about_ten_procedures_is_entered_previewed_dated_and_undone(world: World, mai: Client) -> None:
    publish_ten()
    before = list(ProcedureVersion.objects.values())
    running = [world.receive_walk_in(publish) for publish in ProcedureVersion.objects.filter(procedure__code=CODES[0])]

    assert mai.post(url("decision_new"), FIRST_PAGE)["Location"] == url("decision_desk", SLUG)
    mai.post(url("decision_file", SLUG), {"document": pdf()})
    pasted = "\n".join(f"{nth}\t{code}\tCấp chứng chỉ hành nghề đấu giá" for nth, code in enumerate(CODES))
    added = mai.post(url("changes_add", SLUG), {"kind": "amend", "codes": pasted}, follow=True)
    assert "Đã thêm 10 thủ tục" in added.text
    decision = Promulgation.objects.get(slug=SLUG)
    for change in decision.changes.all():
        record = {**change.record, "required_documents": change.record["required_documents"][1:]}
        decisions.save_change(change, record, seen_revision=0, actor=world.mai, at=MONDAY_MORNING)

    preview = mai.get(url("decision_preview", SLUG)).text
    assert preview.count("Bỏ giấy tờ: Tờ khai đề nghị cấp chứng chỉ (1 bản chính)") == 10
    assert "1 hồ sơ đang giải quyết" in preview and running[0].code in preview

    asked = mai.get(url("decision_issue", SLUG))
    assert "sửa đổi 10 thủ tục" in asked.text
    seen = asked.context["form"]["seen"].value()
    assert "Đã ban hành" in mai.post(url("decision_issue", SLUG), {"seen": seen}, follow=True).text
    assert ProcedureVersion.objects.in_force(MONDAY).filter(promulgation=decision).count() == 0
    assert ProcedureVersion.objects.in_force(NEXT_MONDAY).filter(promulgation=decision).count() == 10

    asked = mai.get(url("decision_undo", SLUG))
    typed = {"seen": asked.context["form"]["seen"].value(), "note": "Sai ngày"}
    assert "Đã thu hồi" in mai.post(url("decision_undo", SLUG), typed, follow=True).text
    assert list(ProcedureVersion.objects.values()) == before


def test_a_running_dossier_keeps_the_version_that_it_was_received_under(world: World, client: Client) -> None:
    limits = [{"amount": 3, "unit": "working_day"}]
    ways = [{**way, "limits": limits} for way in CERTIFICATE["ways"]]
    stages = [{**stage, "minutes": minutes} for stage, minutes in zip(
        CERTIFICATE["processes"][0]["stages"], (120, 720, 360, 120, 120), strict=True)]  # fmt: skip
    friday = instant(NEXT_MONDAY - timedelta(days=3))
    received = world.receive_walk_in(at=friday)
    with time_machine.travel(MONDAY_MORNING):
        issue(world, amended(world, ways=ways, processes=[{"stages": stages}]))

    client.force_login(world.binh)
    with time_machine.travel(instant(NEXT_MONDAY, "08:00")):
        page = client.get(reverse("dossiers:desk", args=[received.code])).text
        offered = client.get(reverse("procedures:detail", args=["9.000001"])).text
        version = ProcedureVersion.objects.in_force(NEXT_MONDAY).get(procedure__code="9.000001")
        new = world.receive_walk_in(version, at=instant(NEXT_MONDAY, "08:00"))
    received.refresh_from_db()
    assert received.version == world.certificate
    assert timezone.localdate(received.due_at) == date(2026, 3, 13)
    assert "13/03/2026" in page
    assert "03 ngày làm việc" in offered.lower() and "05 ngày làm việc" not in offered.lower()
    assert (new.version, timezone.localdate(new.due_at)) == (version, date(2026, 3, 12))
    assert process_for(version.pk, world.department, today=NEXT_MONDAY).version == version


@time_machine.travel(MONDAY_MORNING)
def test_after_a_repeal_no_new_dossier_is_taken_in(world: World, mai: Client) -> None:
    decision = entered(world)
    decisions.add_changes(decision, ["9.000002"], kind=ChangeKind.REPEAL, actor=world.mai, at=MONDAY_MORNING)
    told = mai.get(url("decision_preview", SLUG)).text
    assert "Từ ngày 09/03/2026 không nhận hồ sơ mới theo thủ tục 9.000002" in told
    issue(world, decision)
    with time_machine.travel(instant(NEXT_MONDAY)):
        assert "không còn nhận hồ sơ mới" in mai.get(url("detail", "9.000002")).text
        assert mai.get(reverse("dossiers:start", args=["9.000002"])).status_code == 404


@time_machine.travel(MONDAY_MORNING)
def test_each_obstacle_leads_to_where_it_is_mended(world: World, mai: Client) -> None:
    decision = amended(world)
    Promulgation.objects.filter(pk=decision.pk).update(signer="", document="")
    Post.objects.filter(role=Role.APPRAISER, agency=world.department).update(valid_to=MONDAY)
    page = mai.get(url("decision_preview", SLUG))
    for where, words in (
        (f"{url('decision_edit', SLUG)}#id_signer", "chưa có tên người ký"),
        (f"{url('decision_desk', SLUG)}#ban-pdf", "Chưa đính kèm bản PDF"),
        (url("change_edit", SLUG, "9.000001"), "Chuyên viên thụ lý"),
    ):
        assert f'href="{where}"' in page.text and words in page.text
    assert mai.get(url("decision_issue", SLUG)).status_code == 409
    answer = mai.post(url("decision_issue", SLUG), {"seen": decisions.last_event(decision)})
    assert answer.status_code == 422
    decision.refresh_from_db()
    assert decision.state == PromulgationState.DRAFT


@time_machine.travel(MONDAY_MORNING)
def test_what_was_changed_after_the_preview_is_not_issued_unseen(world: World, mai: Client) -> None:
    decision = amended(world)
    seen = mai.get(url("decision_issue", SLUG)).context["form"]["seen"].value()
    decisions.add_changes(decision, ["9.000002"], kind=ChangeKind.REPEAL, actor=world.mai, at=MONDAY_MORNING)
    answer = mai.post(url("decision_issue", SLUG), {"seen": seen})
    assert answer.status_code == 409
    assert "vừa được người khác thay đổi" in answer.text


@time_machine.travel(instant(NEXT_MONDAY))
def test_from_its_day_on_a_decision_is_only_explained(world: World, mai: Client) -> None:
    issue(world, amended(world, name="Tên mới"))
    page = mai.get(url("decision_desk", SLUG)).text
    assert "chỉ một quyết định mới" in page and url("decision_undo", SLUG) not in page
    assert mai.post(url("decision_undo", SLUG), {"note": "Muộn"}).status_code == 302
    assert Promulgation.objects.get(slug=SLUG).state == PromulgationState.ISSUED


@time_machine.travel(MONDAY_MORNING)
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": ""}, "nhập số quyết định"),
        ({"number": "2230/QĐ-BTP"}, "đã có trong danh mục"),
        ({"effective_on": "31/02/2026"}, "Ngày không đúng"),
        ({"effective_on": ""}, "ngày quyết định có hiệu lực"),
    ],
)
def test_a_fault_on_the_first_page_is_told_at_its_field_and_nothing_is_lost(
    world: World, mai: Client, typed: dict[str, str], words: str
) -> None:
    entered(world, number="2230/QĐ-BTP")
    page = mai.post(url("decision_new"), {**FIRST_PAGE, **typed})
    assert page.status_code == 422
    assert words in page.text and FIRST_PAGE["title"] in page.text
    assert not Promulgation.objects.filter(number=FIRST_PAGE["number"]).exists()


@time_machine.travel(MONDAY_MORNING)
def test_only_a_pdf_is_taken_for_the_signed_decision(world: World, mai: Client) -> None:
    decision = entered(world)
    page = mai.post(url("decision_file", SLUG), {"document": pdf(b"<html>not a decision</html>")})
    assert page.status_code == 422 and "không phải PDF" in page.text
    mai.post(url("decision_file", SLUG), {"document": pdf()})
    decision.refresh_from_db()
    assert len(decision.document_sha256) == 64
    assert b"".join(mai.get(url("decision_file", SLUG)).streaming_content) == PDF


@time_machine.travel(MONDAY_MORNING)
def test_a_pasted_line_without_a_code_is_named(world: World, mai: Client) -> None:
    entered(world)
    page = mai.post(url("changes_add", SLUG), {"kind": "amend", "codes": "9.000001 Cấp\nTên không có mã"})
    assert page.status_code == 422
    assert "dòng 2 “Tên không có mã”" in page.text and "9.000001 Cấp" in page.text


@pytest.mark.parametrize("name", ["an", "binh", "ha", ""])
def test_for_all_but_editors_the_desk_does_not_exist(world: World, client: Client, name: str) -> None:
    decision = amended(world)
    if name:
        client.force_login(getattr(world, name))
    for address in (url("editor"), url("decisions"), url("decision_desk", SLUG), url("decision_issue", SLUG)):
        assert client.get(address).status_code == (404 if name else 302)
    assert client.post(url("decision_discard", SLUG)).status_code == (404 if name else 302)
    assert Promulgation.objects.filter(pk=decision.pk).exists()


@time_machine.travel(MONDAY_MORNING)
def test_the_preview_of_ten_changes_asks_as_much_as_that_of_one(
    world: World, mai: Client, django_assert_max_num_queries: Any
) -> None:
    publish_ten()
    decision = entered(world)
    decisions.add_changes(decision, CODES, kind=ChangeKind.AMEND, actor=world.mai, at=MONDAY_MORNING)
    for code in CODES[:3]:
        world.receive_walk_in(ProcedureVersion.objects.get(procedure__code=code))
    with django_assert_max_num_queries(32 + SESSION_QUERIES):
        assert mai.get(url("decision_preview", SLUG)).status_code == 200
    with django_assert_max_num_queries(14 + SESSION_QUERIES):
        assert mai.get(url("decision_desk", SLUG)).status_code == 200
    assert "9.000100" in mai.get(url("decision_running", SLUG)).text


@time_machine.travel(MONDAY_MORNING)
def test_the_list_of_thirty_decisions_asks_as_much_as_that_of_one(
    world: World, mai: Client, django_assert_num_queries: Any
) -> None:
    def filled(count: int) -> None:
        Promulgation.objects.bulk_create(
            Promulgation(number=f"{nth}/QĐ", slug=f"{nth}-qd", state="draft", effective_on=NEXT_MONDAY)
            for nth in range(Promulgation.objects.count(), count)
        )

    mai.get(url("decisions"))
    for count in (2, 31):
        filled(count)
        with django_assert_num_queries(5 + SESSION_QUERIES):
            page = mai.get(url("decisions"))
    assert page.text.count("/QĐ</a>") == 30


@time_machine.travel(MONDAY_MORNING)
def test_the_desk_shows_what_is_written_and_what_waits(world: World, mai: Client) -> None:
    issue(world, amended(world))
    entered(world, number="1181/QĐ-UBND")
    page = mai.get(url("editor"))
    assert page.text.count("1180/QĐ-UBND") == page.text.count("1181/QĐ-UBND") == 1
    assert "1180/QĐ-UBND" in mai.get(url("decisions") + "?muc=cho").text
    assert "1181/QĐ-UBND" not in mai.get(url("decisions") + "?muc=cho").text

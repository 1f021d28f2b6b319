"""A decision is entered as a draft, issued for a day, and can be taken back before that day."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Post, Role
from agencies.uploads import check_upload
from dossiers.tests.cast import CERTIFICATE, CONFIRMATION, MONDAY, MONDAY_MORNING, PDF, World, instant
from procedures.models import (
    ChangeKind,
    Procedure,
    ProcedureChange,
    ProcedureVersion,
    Promulgation,
    PromulgationDeed,
    PromulgationState,
)
from procedures.records import BadRecord
from procedures.services import decisions, publish_version
from procedures.services.decisions import FirstPage

NEXT_MONDAY = MONDAY + timedelta(days=7)
SATURDAY = MONDAY + timedelta(days=5)
NEW_CODE = "9.000007"


class Desk(SimpleNamespace):
    """Mai at her desk: what she does with decisions, in one line each."""

    world: World

    def enter(self, number: str = "118/QĐ-UBND", on: date = NEXT_MONDAY, **changed: Any) -> Promulgation:
        words = {
            "number": number,
            "title": "Công bố thủ tục hành chính sửa đổi",
            "issuer": "Ủy ban nhân dân tỉnh",
            "signer": "Trần Văn Lâm",
            "issued_on": MONDAY,
            "effective_on": on,
            **changed,
        }
        decision = decisions.enter(FirstPage(**words), **self.who)
        upload = check_upload(ContentFile(PDF, name="quyet-dinh.pdf"))
        decisions.attach(decision, upload, **self.who)
        return decision

    def amend(self, decision: Promulgation, code: str = "9.000001", **parts: Any) -> ProcedureChange:
        (change,) = decisions.add_changes(decision, [code], kind=ChangeKind.AMEND, **self.who)
        return self.save(change, **parts)

    def replace(self, decision: Promulgation, code: str, *replaced: str) -> ProcedureChange:
        (change,) = decisions.add_changes(
            decision, [code], kind=ChangeKind.REPLACE, replaces=list(replaced), **self.who
        )
        return change

    def repeal(self, decision: Promulgation, *codes: str) -> None:
        decisions.add_changes(decision, list(codes), kind=ChangeKind.REPEAL, **self.who)

    def save(self, change: ProcedureChange, **parts: Any) -> ProcedureChange:
        record = deepcopy(change.record) | parts
        return decisions.save_change(change, record, seen_revision=change.revision, **self.who)

    def issue(self, decision: Promulgation, *, at: datetime = MONDAY_MORNING) -> Promulgation:
        return decisions.issue(decision, seen=decisions.last_event(decision), actor=self.world.mai, at=at)

    def undo(self, decision: Promulgation, *, at: datetime = MONDAY_MORNING) -> Promulgation:
        return decisions.undo(decision, seen=decisions.last_event(decision), actor=self.world.mai, at=at)

    def obstacles(self, decision: Promulgation, *, today: date = MONDAY) -> str:
        decision.refresh_from_db()
        return " ".join(obstacle.text for obstacle in decisions.obstacles(decision, today=today))

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.world.mai, "at": MONDAY_MORNING}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world=world)


def rows() -> list[dict[str, Any]]:
    """Every version with its days, as the database has it, without what was drawn anew."""
    return list(ProcedureVersion.objects.order_by("procedure__code", "valid_from").values())


def in_force(code: str, on: date) -> ProcedureVersion | None:
    return ProcedureVersion.objects.in_force(on).filter(procedure__code=code).first()


# ── Issuing ──────────────────────────────────────────────────────────────────────────────


def test_an_amendment_waits_for_its_day_without_any_job(desk: Desk) -> None:
    decision = desk.enter()
    desk.amend(decision, name="Cấp chứng chỉ đấu giá viên")
    desk.issue(decision)
    assert in_force("9.000001", NEXT_MONDAY - timedelta(days=1)) == desk.world.certificate
    amended = in_force("9.000001", NEXT_MONDAY)
    assert amended is not None
    assert (amended.name, amended.number, amended.promulgation) == ("Cấp chứng chỉ đấu giá viên", 2, decision)
    assert decision.changes.get().version == amended


def test_a_repealed_procedure_holds_for_the_last_time_on_the_day_before(desk: Desk) -> None:
    decision = desk.enter()
    desk.repeal(decision, "9.000002")
    desk.issue(decision)
    assert in_force("9.000002", NEXT_MONDAY - timedelta(days=1)) == desk.world.confirmation
    assert in_force("9.000002", NEXT_MONDAY) is None
    desk.world.confirmation.refresh_from_db()
    assert desk.world.confirmation.ended_by == decision


def test_a_replacement_begins_with_what_it_replaces_and_leads_there(desk: Desk) -> None:
    decision = desk.enter()
    change = desk.replace(decision, NEW_CODE, "9.000001", "9.000002")
    assert (change.record["name"], change.record["code"]) == (CERTIFICATE["name"], NEW_CODE)
    desk.issue(decision)
    assert in_force("9.000001", NEXT_MONDAY) is in_force("9.000002", NEXT_MONDAY) is None
    assert in_force(NEW_CODE, NEXT_MONDAY) is not None
    assert {procedure.code for procedure in Procedure.objects.get(code=NEW_CODE).predecessors.all()} == {
        "9.000001",
        "9.000002",
    }


def test_a_decision_is_issued_whole_or_not_at_all(desk: Desk) -> None:
    decision = desk.enter()
    desk.amend(decision, name="Tên mới")
    decisions.add_changes(decision, [NEW_CODE], kind=ChangeKind.CREATE, **desk.who)
    before = rows()
    with pytest.raises(decisions.CannotIssue, match="Chưa có tên thủ tục") as refused:
        desk.issue(decision)
    assert rows() == before
    assert {obstacle.code for obstacle in refused.value.obstacles} == {NEW_CODE}
    decision.refresh_from_db()
    assert decision.state == PromulgationState.DRAFT


def test_what_two_people_do_to_one_decision_is_not_mixed(desk: Desk) -> None:
    decision = desk.enter()
    change = desk.amend(decision)
    seen = decisions.last_event(decision)
    desk.save(change, summary="Người thứ nhất")
    with pytest.raises(decisions.StaleChange):
        decisions.save_change(change, change.record, seen_revision=change.revision - 1, **desk.who)
    with pytest.raises(decisions.StaleDecision):
        decisions.issue(decision, seen=seen, **desk.who)


def test_an_issued_decision_is_fixed(desk: Desk) -> None:
    decision = desk.enter()
    change = desk.amend(decision)
    desk.issue(decision)
    with pytest.raises(decisions.NotDraft):
        desk.save(change, name="Khác")
    with pytest.raises(decisions.NotDraft):
        desk.repeal(decision, "9.000002")


def test_each_deed_leaves_its_event(desk: Desk) -> None:
    decision = desk.enter()
    desk.repeal(decision, "9.000002")
    desk.issue(decision)
    desk.undo(decision)
    told = list(decision.events.values_list("deed", "actor__full_name"))
    deeds = ["enter", "edit", "edit", "issue", "undo"]
    assert told == [(PromulgationDeed(deed), "Đỗ Thanh Mai") for deed in deeds]
    with pytest.raises(decisions.DecisionError, match="lưu lại"):
        decisions.discard(decision)


# ── Undoing ──────────────────────────────────────────────────────────────────────────────


def test_a_decision_taken_back_before_its_day_leaves_the_catalogue_as_it_was(desk: Desk) -> None:
    before, procedures = rows(), list(Procedure.objects.values())
    decision = desk.enter()
    desk.amend(decision, name="Tên mới")
    desk.replace(decision, NEW_CODE, "9.000002")
    desk.issue(decision)
    assert rows() != before
    desk.undo(decision, at=instant(NEXT_MONDAY - timedelta(days=1), "23:59"))
    assert rows() == before
    assert list(Procedure.objects.exclude(code=NEW_CODE).values()) == procedures
    decision.refresh_from_db()
    assert decision.state == PromulgationState.DRAFT
    desk.issue(decision)


@pytest.mark.parametrize("first_repeals", [False, True], ids=["two amendments", "a repeal and an amendment"])
def test_taking_one_decision_back_leaves_another_that_came_in_between(desk: Desk, first_repeals: bool) -> None:
    def later() -> Promulgation:
        decision = desk.enter("200/QĐ-UBND", on=NEXT_MONDAY)
        desk.repeal(decision, "9.000001") if first_repeals else desk.amend(decision, summary="Từ thứ Hai")
        return desk.issue(decision)

    def earlier() -> Promulgation:
        decision = desk.enter("201/QĐ-UBND", on=SATURDAY)
        desk.amend(decision, summary="Từ thứ Bảy")
        return desk.issue(decision)

    def days() -> list[tuple[Any, ...]]:
        columns = "summary", "valid_from", "valid_to", "ended_by__number"
        versions = ProcedureVersion.objects.filter(procedure__code="9.000001").order_by("valid_from")
        return list(versions.values_list(*columns))

    alone = later(), days()
    between = earlier(), days()
    desk.undo(between[0])
    assert days() == alone[1]
    again = Promulgation.objects.get(number="201/QĐ-UBND")
    decisions.renew_change(again.changes.get(), seen_revision=again.changes.get().revision, **desk.who)
    desk.issue(again)
    assert days() == between[1]
    desk.undo(alone[0])
    assert [row[:3] for row in days()][-1] == ("Từ thứ Bảy", SATURDAY, None)
    desk.undo(again)
    assert days() == [(CERTIFICATE["summary"], date(2020, 1, 1), None, None)]


def test_a_decision_cannot_be_taken_back_from_its_day_on(desk: Desk) -> None:
    decision = desk.enter()
    desk.repeal(decision, "9.000002")
    desk.issue(decision)
    with pytest.raises(decisions.CannotUndo, match="đã có hiệu lực từ ngày 09/03/2026"):
        desk.undo(decision, at=instant(NEXT_MONDAY, "00:00"))


def test_a_decision_that_another_builds_on_is_not_taken_back_under_it(desk: Desk) -> None:
    first = desk.enter("118/QĐ-UBND", on=SATURDAY)
    desk.amend(first, summary="Một")
    desk.issue(first)
    second = desk.enter("119/QĐ-UBND")
    desk.amend(second, name="Hai")
    desk.issue(second)
    with pytest.raises(decisions.CannotUndo, match="119/QĐ-UBND"):
        desk.undo(first)


def test_a_draft_whose_base_was_taken_back_is_told(desk: Desk) -> None:
    first = desk.enter("118/QĐ-UBND", on=SATURDAY)
    desk.amend(first, summary="Một")
    desk.issue(first)
    second = desk.enter("119/QĐ-UBND")
    change = desk.amend(second, name="Hai")
    desk.undo(first)
    desk.issue(first)  # the same number again, and yet another version
    change.refresh_from_db()
    with pytest.raises(decisions.CannotIssue, match="đã thay đổi kể từ khi"):
        desk.issue(second)


# ── Obstacles ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gaps(desk: Desk) -> Iterator[Any]:
    def told(number: str = "118/QĐ-UBND", **changed: Any) -> str:
        decision = desk.enter(number, **changed)
        desk.repeal(decision, "9.000002")
        return desk.obstacles(decision)

    return told


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"signer": ""}, "người ký"),
        ({"issued_on": None}, "ngày ban hành"),
        ({"on": MONDAY - timedelta(days=1), "issued_on": date(2026, 2, 1)}, "đã qua"),
        ({"on": MONDAY}, ""),
        ({"issued_on": NEXT_MONDAY, "on": SATURDAY}, "trước ngày ban hành"),
    ],
)
def test_a_decision_says_what_it_lacks(gaps: Any, changed: dict[str, Any], words: str) -> None:
    told = gaps(**changed)
    assert words in told and bool(told) is bool(words)


def test_a_decision_needs_its_signed_pdf_and_a_procedure(desk: Desk) -> None:
    page = FirstPage("1/QĐ-UBND", "Công bố", "Ủy ban nhân dân tỉnh", NEXT_MONDAY, MONDAY, "Trần Văn Lâm")
    told = desk.obstacles(decisions.enter(page, **desk.who))
    assert "PDF" in told and "chưa có thủ tục nào" in told


def test_two_decisions_cannot_decide_on_the_end_of_one_procedure(desk: Desk) -> None:
    first, second = desk.enter("118/QĐ-UBND"), desk.enter("119/QĐ-UBND", on=SATURDAY)
    desk.repeal(first, "9.000001")
    desk.repeal(second, "9.000001")
    desk.issue(first)
    assert "từ ngày 08/03/2026 theo Quyết định số 118/QĐ-UBND" in desk.obstacles(second)


def test_two_versions_do_not_begin_on_one_day(desk: Desk) -> None:
    first, second = desk.enter("118/QĐ-UBND"), desk.enter("119/QĐ-UBND")
    desk.amend(first, name="Một")
    desk.amend(second, name="Hai")
    desk.issue(first)
    assert "đã có một phiên bản áp dụng từ ngày 09/03/2026" in desk.obstacles(second)


def test_one_decision_says_one_thing_about_a_procedure(desk: Desk) -> None:
    decision = desk.enter()
    desk.amend(decision)
    desk.replace(decision, NEW_CODE, "9.000001")
    assert "vừa bị thay thế" in desk.obstacles(decision)


def test_a_stage_needs_somebody_to_do_it(desk: Desk) -> None:
    decision = desk.enter()
    change = desk.amend(decision)
    assert desk.obstacles(decision) == ""
    Post.objects.filter(user=desk.world.chi, role=Role.APPRAISER).update(valid_to=SATURDAY)
    assert "“Chuyên viên thụ lý” tại Sở Tư pháp" in desk.obstacles(decision)
    with pytest.raises(BadRecord, match="Chuyên viên thụ lý") as refused:
        desk.save(change)
    assert refused.value.problems[0].where == "processes.0.stages.1.role"


def test_a_draft_may_be_incomplete_but_not_contradict_itself(desk: Desk) -> None:
    decision = desk.enter()
    (change,) = decisions.add_changes(decision, [NEW_CODE], kind=ChangeKind.CREATE, **desk.who)
    desk.save(change, name="Chưa xong")
    with pytest.raises(BadRecord, match="Tổng thời gian"):
        desk.save(change, agencies=["H98.03"], ways=CONFIRMATION["ways"], processes=CERTIFICATE["processes"])
    with pytest.raises(BadRecord, match=r"H98\.99"):
        desk.save(change, agencies=["H98.99"])
    change.refresh_from_db()
    assert (change.record["name"], change.record["code"]) == ("Chưa xong", NEW_CODE)


def test_the_obstacles_of_ten_changes_cost_as_much_as_of_one(desk: Desk, django_assert_num_queries: Any) -> None:
    for nth in range(10):
        publish_version({**CERTIFICATE, "code": f"9.00010{nth}"}, valid_from=date(2020, 1, 1))
    one, ten = desk.enter("1/QĐ-UBND"), desk.enter("2/QĐ-UBND")
    decisions.add_changes(one, ["9.000100"], kind=ChangeKind.AMEND, **desk.who)
    decisions.add_changes(ten, [f"9.00010{nth}" for nth in range(10)], kind=ChangeKind.AMEND, **desk.who)
    for decision in (one, ten):
        decision.refresh_from_db()
        with django_assert_num_queries(4):
            assert not decisions.obstacles(decision, today=MONDAY)


# ── Entering ─────────────────────────────────────────────────────────────────────────────


def test_numbers_begin_anew_each_year(desk: Desk) -> None:
    first = desk.enter("01/QĐ-UBND")
    with pytest.raises(decisions.DecisionError, match="năm 2026"):
        desk.enter("01/QĐ-UBND")
    next_year = desk.enter("01/QĐ-UBND", on=date(2027, 1, 20), issued_on=date(2027, 1, 5))
    assert (next_year.number, next_year.year) == (first.number, 2027)
    assert next_year.slug != first.slug


def test_a_decision_that_was_only_cited_becomes_the_one_that_is_entered(desk: Desk) -> None:
    cited = Promulgation.objects.get(number="2230/QĐ-BTP")
    decision = desk.enter("2230/QĐ-BTP")
    assert (decision.pk, decision.slug) == (cited.pk, "2230-qd-btp")
    with pytest.raises(decisions.DecisionError, match="đã có") as refused:
        desk.enter("2230/QĐ-BTP")
    assert refused.value.field == "number"
    decisions.discard(decision)
    cited.refresh_from_db()
    assert (cited.state, cited.slug) == (PromulgationState.CITED, None)


@pytest.mark.parametrize(
    ("kind", "codes", "replaces", "words"),
    [
        (ChangeKind.AMEND, ["9.000009", "9.000001"], [], "mang mã này: 9.000009"),
        (ChangeKind.AMEND, ["chín"], [], "không đúng dạng"),
        (ChangeKind.AMEND, [], [], "ít nhất một mã"),
        (ChangeKind.CREATE, ["9.000001"], [], "đang áp dụng"),
        (ChangeKind.REPLACE, [NEW_CODE], [], "bị thay thế"),
        (ChangeKind.REPLACE, [NEW_CODE], [NEW_CODE], "chính nó"),
        (ChangeKind.REPLACE, [NEW_CODE], ["9.000009"], "9.000009"),
        (ChangeKind.REPEAL, ["9.000001"], ["9.000002"], "Chỉ hình thức"),
    ],
)
def test_a_code_that_does_not_fit_is_named(
    desk: Desk, kind: ChangeKind, codes: list[str], replaces: list[str], words: str
) -> None:
    decision = desk.enter()
    with pytest.raises(decisions.DecisionError, match=words):
        decisions.add_changes(decision, codes, kind=kind, replaces=replaces, **desk.who)
    assert not decision.changes.exists()


def test_a_renewed_draft_has_what_changed_meanwhile_and_what_the_editor_wrote(desk: Desk) -> None:
    draft = desk.enter("119/QĐ-UBND")
    change = desk.amend(draft, name="Tên của người soạn", conditions=["Người soạn"])
    meanwhile = desk.enter("118/QĐ-UBND", on=SATURDAY)
    desk.amend(meanwhile, summary="Tóm tắt mới", conditions=["Quyết định khác"])
    desk.issue(meanwhile)
    assert "làm mới" in desk.obstacles(draft)
    both = decisions.renew_change(change, seen_revision=change.revision, **desk.who)
    assert both == ["conditions"]
    record = change.record
    assert (record["name"], record["summary"]) == ("Tên của người soạn", "Tóm tắt mới")
    assert record["conditions"] == ["Người soạn"]
    assert desk.obstacles(draft) == ""
    desk.issue(draft)


def test_what_a_replacement_ends_can_be_named_anew_without_losing_its_draft(desk: Desk) -> None:
    decision = desk.enter()
    change = desk.save(desk.replace(decision, NEW_CODE, "9.000001"), name="Đã soạn")
    decisions.name_replaced(change, ["9.000002"], **desk.who)
    change.refresh_from_db()
    assert (change.replaces, change.record["name"]) == (["9.000002"], "Đã soạn")
    with pytest.raises(decisions.DecisionError, match=r"9\.000009"):
        decisions.name_replaced(change, ["9.000009"], **desk.who)


def test_a_new_number_of_a_draft_reaches_its_records(desk: Desk) -> None:
    decision = desk.enter()
    desk.amend(decision)
    page = FirstPage("119/QĐ-UBND", "Công bố", "Ủy ban nhân dân tỉnh", NEXT_MONDAY)
    decision = decisions.edit(decision, page, seen=decisions.last_event(decision), **desk.who)
    assert decision.slug == "119-qd-ubnd"
    assert decision.changes.get().record["promulgation"] == {"number": "119/QĐ-UBND"}

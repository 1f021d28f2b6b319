"""A decision is issued for a day, and can be taken back before it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Post, Role
from dossiers.tests.cast import CERTIFICATE, CONFIRMATION, MONDAY, instant
from procedures.models import ChangeKind, Procedure, ProcedureVersion, Promulgation, PromulgationDeed, PromulgationState
from procedures.records import BadRecord
from procedures.services import decisions, publish_version
from procedures.services.decisions import FirstPage
from procedures.tests.deciding import NEW_CODE, NEXT_MONDAY, SATURDAY, Desk, in_force, rows

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

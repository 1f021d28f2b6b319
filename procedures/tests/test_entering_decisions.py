"""A decision is entered as a draft: its number, its procedures, what was changed meanwhile."""

from datetime import date

import pytest

from procedures.models import ChangeKind, Promulgation, PromulgationState
from procedures.services import decisions
from procedures.services.decisions import FirstPage
from procedures.tests.deciding import NEW_CODE, NEXT_MONDAY, SATURDAY, Desk


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

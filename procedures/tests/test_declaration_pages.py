"""Mai writes the questions of an electronic declaration; they become part of the version with its decision."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from dossiers.tests.cast import CERTIFICATE, MONDAY_MORNING
from procedures.declarations import canonical_declaration
from procedures.forms.declaration import DeclarationForm, choices_of
from procedures.models import ChangeKind, ProcedureChange
from procedures.records.canonical import canonical
from procedures.services import decisions
from procedures.tests.typing import typed_from_rows

DEMO = Path(__file__).parents[2] / "portal" / "demo" / "declarations.json"
CODE = "9.000778"
RECORD = CERTIFICATE | {"code": CODE, "name": "Cấp thẻ đấu giá viên"}
PAPER = RECORD["required_documents"][0]["name"]

MARRIAGE = [
    {
        "title": "Hôn nhân",
        "stands_for": PAPER,
        "questions": [
            {
                "name": "status",
                "label": "Tình trạng",
                "kind": "choice",
                "choices": [{"value": "single", "label": "Độc thân"}, {"value": "married", "label": "Đã kết hôn"}],
            },
            {
                "name": "spouse",
                "label": "Vợ hoặc chồng",
                "kind": "full_name",
                "shown_if": {"question": "status", "answers": ["married"]},
            },
            {
                "name": "children",
                "label": "Các con",
                "kind": "rows",
                "row": "Con thứ",
                "is_required": False,
                "questions": [{"name": "name", "label": "Họ và tên", "kind": "full_name"}],
            },
        ],
    }
]


@pytest.fixture
def change(world, mai) -> ProcedureChange:
    page = decisions.FirstPage(
        number="13/QĐ-UBND", title="Công bố thủ tục", issuer="UBND tỉnh Thử", effective_on=date(2027, 1, 4)
    )
    decision = decisions.enter(page, actor=mai, at=MONDAY_MORNING)
    (change,) = decisions.add_changes(decision, [CODE], kind=ChangeKind.CREATE, actor=mai, at=MONDAY_MORNING)
    return decisions.save_change(change, RECORD, seen_revision=change.revision, actor=mai, at=MONDAY_MORNING)


@pytest.fixture
def editor(client, mai):
    client.force_login(mai)
    return client


def address(change: ProcedureChange, name: str = "procedures:declaration_edit") -> str:
    return reverse(name, args=[change.promulgation.slug, change.code])


def typed(change: ProcedureChange, declaration=MARRIAGE, **more):
    form = DeclarationForm({**change.record, "declaration": declaration})
    sent = typed_from_rows(form.sections, **{"seen": str(change.revision)} | more)
    return dict(sent.lists())


def test_whoever_saves_without_typing_changes_nothing():
    for sections in [*json.loads(DEMO.read_text()).values(), MARRIAGE]:
        papers = [{"name": part["stands_for"]} for part in sections if part.get("stands_for")]
        record = {"required_documents": papers, "declaration": sections}
        form = DeclarationForm(record, typed=typed_from_rows(DeclarationForm(record).sections))
        assert form.is_sound(), form.errors
        assert form.record()["declaration"] == canonical_declaration(sections)


def test_mai_writes_questions_and_they_are_kept_with_everything_else_of_the_draft(editor, change):
    answer = editor.post(address(change), typed(change))
    assert answer.status_code == 302, answer.content.decode()
    change.refresh_from_db()
    assert change.record == canonical({**RECORD, "declaration": MARRIAGE, "promulgation": {"number": "13/QĐ-UBND"}})
    assert "Vợ hoặc chồng" in editor.get(address(change)).content.decode()
    page = editor.get(reverse("procedures:change_edit", args=[change.promulgation.slug, CODE])).content.decode()
    assert "Tờ khai điện tử có 3 câu hỏi" in page and address(change) in page


def test_names_are_drawn_from_words_and_a_condition_is_written_in_words(editor, change):
    questions = "sections-n1-questions"
    sent = {
        "seen": str(change.revision),
        "sections": ["n1"],
        "sections-n1-title": "Nơi ở",
        questions: ["n1", "n2", "n3"],
        f"{questions}-n1-label": "Ông/Bà ở đâu?",
        f"{questions}-n1-kind": "choice",
        f"{questions}-n1-choices": "Nhà riêng\r\nĐi thuê",
        f"{questions}-n2-label": "Chủ nhà",
        f"{questions}-n2-kind": "full_name",
        f"{questions}-n2-shown_question": "ông bà ở đâu",
        f"{questions}-n2-shown_answers": "đi thuê",
        f"{questions}-n3-label": "Chủ nhà",
        f"{questions}-n3-kind": "phone",
    }
    assert editor.post(address(change), sent).status_code == 302
    change.refresh_from_db()
    asked = change.record["declaration"][0]["questions"]
    assert [question["name"] for question in asked] == ["ong_ba_o_dau", "chu_nha", "chu_nha_2"]
    assert asked[0]["choices"][1] == {"value": "di_thue", "label": "Đi thuê"}
    assert asked[1]["shown_if"] == {"question": "ong_ba_o_dau", "answers": ["di_thue"]}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sections-n1-title", "", "chưa có tên"),
        ("sections-n1-questions-n1-choices", "Một mình", "ít nhất hai lựa chọn"),
        ("sections-n1-questions-n2-shown_question", "Câu không có", "một câu hỏi đứng trước"),
        ("sections-n1-questions-n2-shown_answers", "Ly hôn", "không có trong câu hỏi đứng trước"),
        ("sections-n1-questions-n2-name", "Tên", "chữ thường không dấu"),
        ("sections-n1-questions-n2-least", "ba", "Nhập một số nguyên"),
        ("sections-n1-questions-n3-columns-n1-label", "", "chưa có lời hỏi"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(editor, change, field, value, words):
    answer = editor.post(address(change), typed(change, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page and f'href="#id_{field}"' in page
    assert "Con thứ" in page
    change.refresh_from_db()
    assert change.record["declaration"] == []


def test_rows_come_and_go_without_a_script_three_levels_deep(editor, change):
    columns = "sections-n1-questions-n3-columns"
    page = editor.post(address(change), typed(change, edit=f"add {columns}")).content.decode()
    assert f'name="{columns}-n2-label"' in page and "Chưa lưu được" not in page
    page = editor.post(address(change), typed(change, edit="drop sections-n1-questions n2")).content.decode()
    assert "sections-n1-questions-n2-label" not in page and "sections-n1-questions-n3-label" in page


def test_somebody_elses_save_and_an_issued_decision_are_not_overwritten(editor, change, mai):
    sent = typed(change, seen="0")
    assert editor.post(address(change), sent).status_code == 409
    decision = change.promulgation
    type(decision).objects.filter(pk=decision.pk).update(state="issued", issued_on=date(2026, 12, 1))
    answer = editor.post(address(change), typed(change))
    assert answer.status_code == 409 and "Vợ hoặc chồng" in answer.content.decode()
    change.refresh_from_db()
    assert change.record["declaration"] == []


def test_mai_tries_what_citizens_will_fill_in_and_nothing_is_kept(editor, change, client, world):
    preview = address(change, "dossiers:declaration_preview")
    assert editor.get(preview).status_code == 404
    editor.post(address(change), typed(change))
    assert 'name="khai-status"' in editor.get(preview).content.decode()
    wrong = editor.post(preview, {"khai-status": "married"})
    assert wrong.status_code == 422 and "khai-spouse" in wrong.content.decode()
    right = editor.post(preview, {"khai-status": "married", "khai-spouse": "Trần Thị Nở"}).content.decode()
    assert "Hồ sơ sẽ ghi" in right and "Trần Thị Nở" in right
    client.force_login(world.binh)
    assert client.get(address(change)).status_code == client.get(preview).status_code == 404


def test_a_choice_keeps_the_value_behind_its_mark():
    assert choices_of(["Nam | male", "Nữ", "Nữ"]) == [
        {"value": "male", "label": "Nam"},
        {"value": "nu", "label": "Nữ"},
        {"value": "nu_2", "label": "Nữ"},
    ]

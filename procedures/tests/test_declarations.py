"""The questions of an electronic declaration: what a definition may say, and that a version keeps it."""

from datetime import date
from typing import Any

import pytest

from dossiers.tests.world import CONFIRMATION, World
from procedures.declarations import canonical_declaration, problems_of_declaration
from procedures.differences import differences
from procedures.models import ProcedureVersion
from procedures.records import BadRecord
from procedures.records.canonical import canonical
from procedures.services import publish_version
from procedures.services.recording import record_of

DOCUMENTS = {"Tờ khai"}

MARRIED = {"name": "is_married", "label": "Đã kết hôn?", "kind": "yes_no"}
SPOUSE = {
    "name": "spouse",
    "label": "Tên vợ hoặc chồng",
    "kind": "full_name",
    "shown_if": {"question": "is_married", "answers": ["yes"]},
}


def section(*questions: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"title": "Hôn nhân", "questions": list(questions), **more}]


def faults(sections: Any) -> str:
    return " ".join(text for _where, text in problems_of_declaration(sections, documents=DOCUMENTS))


def test_a_sound_definition_has_no_fault_however_little_it_says() -> None:
    assert faults(section(MARRIED, SPOUSE, stands_for="Tờ khai")) == ""
    assert faults([]) == ""


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ("x", "phải là danh sách"),
        ([{"title": "", "questions": [MARRIED]}], "chưa có tên"),
        (section(), "chưa có câu hỏi"),
        (section(MARRIED, stands_for="Đơn"), "không có giấy tờ tên “Đơn”"),
        (section({"name": "Tên", "label": "Tên"}), "chữ thường không dấu"),
        (section(MARRIED, MARRIED), "đã dùng"),
        (section({"name": "a", "label": " "}), "chưa có lời hỏi"),
        (section({"name": "a", "label": "A", "kind": "photo"}), "không có trong danh mục"),
        (section({"name": "a", "label": "A", "kind": "choice", "choices": [{"value": "x", "label": "X"}]}), "hai lựa"),
        (section(SPOUSE, MARRIED), "đứng trước"),
        (section(MARRIED, {**SPOUSE, "shown_if": {"question": "is_married", "answers": ["maybe"]}}), "không có trong"),
        (section({"name": "a", "label": "A", "kind": "rows"}), "phải có cột"),
        (section({"name": "a", "label": "A", "kind": "number", "least": 5, "most": 1}), "giới hạn dưới"),
        (section({"name": "a", "label": "A", "known_as": "blood_type"}), "đã biết"),
        (section("x"), "không đọc được"),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused_in_words(sections: Any, words: str) -> None:
    assert words in faults(sections)


def test_a_version_read_back_asks_what_was_published_and_a_bad_definition_publishes_nothing(world: World) -> None:
    record = {**CONFIRMATION, "declaration": section(MARRIED, SPOUSE)}
    version = publish_version(record, valid_from=date(2026, 4, 1))
    version = ProcedureVersion.objects.get(pk=version.pk)
    assert record_of(version)["declaration"] == canonical_declaration(record["declaration"])
    with pytest.raises(BadRecord, match="đứng trước"):
        publish_version({**record, "declaration": section(SPOUSE)}, valid_from=date(2026, 5, 1))


def test_a_question_that_came_or_is_worded_anew_is_told() -> None:
    before = canonical({**CONFIRMATION, "declaration": section(MARRIED)})
    after = canonical({**CONFIRMATION, "declaration": section({**MARRIED, "label": "Đã có vợ, chồng?"}, SPOUSE)})
    told = [difference.words for difference in differences(before, after)]
    assert any("Đã kết hôn?" in words and "Đã có vợ, chồng?" in words for words in told)
    assert any("Tên vợ hoặc chồng" in words for words in told)
    optional = canonical({**CONFIRMATION, "declaration": section({**MARRIED, "is_required": False})})
    assert differences(before, optional), "a change that no word tells is told as one"

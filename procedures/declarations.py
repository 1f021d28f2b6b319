"""The electronic declaration of a version (tờ khai điện tử): questions as data, with their conditions. Pure.

A record holds it under `declaration` as a list of sections:

    [{title, hint, stands_for,
      questions: [{name, label, kind, hint, is_required, choices: [{value, label}], shown_if, known_as,
                   least, most, is_past, row, questions}]}]

`stands_for` is the name of the required document that the filled-in declaration is: it is made from the answers, and
nobody attaches it as well. `name` is how answers are kept, and stays when the wording changes. `shown_if` is
`{question, answers}`: the question is asked only if an earlier choice or yes-or-no question of the same list was
answered so. `known_as` names what we know of a person already (`KNOWN`). `least` and `most` bound a number, or the rows
of a table, whose columns are its own `questions` and whose line is called `row` (“Con thứ”). `is_past` asks for a date
up to today.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """What is asked for."""

    TEXT = "text", _("Một dòng chữ")
    PARAGRAPH = "paragraph", _("Nhiều dòng chữ")
    NUMBER = "number", _("Số")
    DATE = "date", _("Ngày")
    CHOICE = "choice", _("Chọn một")
    YES_NO = "yes_no", _("Có hoặc không")
    FULL_NAME = "full_name", _("Họ và tên")
    PERSONAL_ID = "personal_id", _("Số định danh cá nhân")
    PHONE = "phone", _("Số điện thoại")
    ADDRESS = "address", _("Địa chỉ")
    ROWS = "rows", _("Nhiều dòng lặp lại")


YES, NO = "yes", "no"

KNOWN: Mapping[str, Any] = {
    "full_name": _("Họ và tên"),
    "personal_id": _("Số định danh cá nhân"),
    "born_on": _("Ngày sinh"),
    "address": _("Địa chỉ"),
    "phone": _("Số điện thoại"),
    "email": _("Thư điện tử"),
}
"""What a person's own profile answers, with its label."""

MOST_QUESTIONS = 80
MOST_ROWS = 20

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

QUESTION: Mapping[str, Any] = {
    "name": "",
    "label": "",
    "kind": QuestionKind.TEXT.value,
    "hint": "",
    "is_required": True,
    "choices": [],
    "shown_if": None,
    "known_as": "",
    "least": None,
    "most": None,
    "is_past": False,
    "row": "",
    "questions": [],
}


@dataclass(frozen=True, slots=True)
class Shown:
    """When a question is asked: the earlier question was answered by one of these values."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `questions` are the columns of a table."""

    name: str
    label: str
    kind: QuestionKind
    hint: str = ""
    is_required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    shown_if: Shown | None = None
    known_as: str = ""
    least: int | None = None
    most: int | None = None
    is_past: bool = False
    row: str = ""
    questions: tuple["Question", ...] = ()

    @property
    def most_rows(self) -> int:
        """How many lines a table takes."""
        return min(self.most or MOST_ROWS, MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together."""

    title: str
    hint: str
    questions: tuple[Question, ...]
    stands_for: str = ""


Definition = tuple[Section, ...]


def definition_of(sections: Sequence[Mapping[str, Any]]) -> Definition:
    """Return the definition that sound sections (`problems_of_declaration`) state."""
    return tuple(
        Section(
            part["title"],
            part.get("hint", ""),
            tuple(_question(one) for one in part["questions"]),
            part.get("stands_for", ""),
        )
        for part in sections
    )


def questions_of(definition: Definition) -> list[Question]:
    """Return every question in the order in which it is asked; columns of tables are not among them."""
    return [question for section in definition for question in section.questions]


def documents_made_of(definition: Definition) -> set[str]:
    """Return the names of the required documents that the declaration itself is."""
    return {section.stands_for for section in definition if section.stands_for}


def canonical_declaration(sections: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Return sections with every default written out; an empty list for a version without declaration."""
    return [
        {
            "title": part.get("title", ""),
            "hint": part.get("hint", ""),
            "stands_for": part.get("stands_for", ""),
            "questions": [_filled(one) for one in part.get("questions") or ()],
        }
        for part in sections or ()
    ]


def _filled(question: Mapping[str, Any]) -> dict[str, Any]:
    whole = {name: question.get(name, default) for name, default in QUESTION.items()}
    whole["shown_if"] = whole["shown_if"] or None
    whole["choices"] = [dict(choice) for choice in whole["choices"] or ()]
    whole["questions"] = [_filled(one) for one in whole["questions"] or ()]
    return whole


def _question(stated: Mapping[str, Any]) -> Question:
    shown = stated.get("shown_if")
    kind = QuestionKind(stated.get("kind", QuestionKind.TEXT))
    return Question(
        name=stated["name"],
        label=stated["label"],
        kind=kind,
        hint=stated.get("hint", ""),
        is_required=stated.get("is_required", True),
        choices=tuple((choice["value"], choice["label"]) for choice in stated.get("choices") or ()),
        shown_if=Shown(shown["question"], tuple(shown["answers"])) if shown else None,
        known_as=stated.get("known_as", ""),
        least=stated.get("least"),
        most=stated.get("most"),
        is_past=stated.get("is_past", False),
        row=stated.get("row", ""),
        questions=tuple(_question(one) for one in stated.get("questions") or ()),
    )


# ── Where a definition contradicts itself ────────────────────────────────────────────────────────


def problems_of_declaration(sections: Any, *, documents: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each fault of a definition as its place (`declaration.0.questions.2.choices`) and what to mend.

    `documents` are the names of the required documents of the same record.
    """
    if not isinstance(sections, list | tuple):
        yield "declaration", "Tờ khai điện tử phải là danh sách các phần."
        return
    asked: dict[str, Mapping[str, Any]] = {}
    for place, part in enumerate(sections):
        where = f"declaration.{place}"
        if not isinstance(part, Mapping) or not str(part.get("title") or "").strip():
            yield f"{where}.title", f"Phần thứ {place + 1} của tờ khai chưa có tên."
            continue
        if part.get("stands_for") and part["stands_for"] not in documents:
            text = f"Thành phần hồ sơ không có giấy tờ tên “{part['stands_for']}” mà tờ khai thay cho."
            yield f"{where}.stands_for", text
        if not part.get("questions"):
            yield f"{where}.questions", f"Phần “{part['title']}” của tờ khai chưa có câu hỏi."
            continue
        yield from _problems_of_questions(part["questions"], f"{where}.questions", asked)
    if len(asked) > MOST_QUESTIONS:
        yield "declaration", f"Tờ khai có hơn {MOST_QUESTIONS} câu hỏi."


def _problems_of_questions(
    questions: Any, where: str, asked: dict[str, Mapping[str, Any]], *, is_column: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield the faults of questions that follow those `asked` already, and note them there."""
    if not isinstance(questions, list | tuple):
        yield where, "Câu hỏi phải là một danh sách."
        return
    for place, question in enumerate(questions):
        spot = f"{where}.{place}"
        if not isinstance(question, Mapping):
            yield spot, "Câu hỏi của tờ khai không đọc được."
            continue
        for key, text in _faults(question, asked, is_column=is_column):
            called = question.get("label") or question.get("name") or place + 1
            yield f"{spot}.{key}", f"Câu hỏi “{called}”: {text}"
        if question.get("kind") == QuestionKind.ROWS and not is_column:
            yield from _problems_of_questions(question.get("questions") or [], f"{spot}.questions", {}, is_column=True)
        asked[str(question.get("name"))] = question


def _faults(
    question: Mapping[str, Any], asked: Mapping[str, Mapping[str, Any]], *, is_column: bool
) -> Iterator[tuple[str, str]]:
    """Yield the faults of one question, each with the key of the value to mend."""
    name, kind = question.get("name"), question.get("kind", QuestionKind.TEXT)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield "name", "tên gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."
    elif name in asked:
        yield "name", f"tên “{name}” đã dùng cho câu hỏi khác."
    if not isinstance(question.get("label"), str) or not question["label"].strip():
        yield "label", "chưa có lời hỏi."
    if kind not in QuestionKind:
        yield "kind", f"loại “{kind}” không có trong danh mục."
    if question.get("known_as") and question["known_as"] not in KNOWN:
        yield "known_as", f"không có thông tin đã biết tên “{question['known_as']}”."
    if kind == QuestionKind.CHOICE and len(_values(question)) < 2:
        yield "choices", "phải có ít nhất hai lựa chọn khác nhau."
    if kind == QuestionKind.ROWS and is_column:
        yield "kind", "các dòng lặp lại không lồng nhau."
    elif kind == QuestionKind.ROWS and not question.get("questions"):
        yield "questions", "các dòng lặp lại phải có cột."
    yield from _faults_of_bounds(question)
    yield from _faults_of_condition(question, asked)


def _faults_of_bounds(question: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("least", "most"):
        bound = question.get(key)
        if bound is not None and (not isinstance(bound, int) or isinstance(bound, bool)):
            yield key, "giới hạn phải là số nguyên."
            return
    least, most = question.get("least"), question.get("most")
    if least is not None and most is not None and least > most:
        yield "least", "giới hạn dưới lớn hơn giới hạn trên."


def _faults_of_condition(
    question: Mapping[str, Any], asked: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    shown = question.get("shown_if")
    if not shown:
        return
    if not isinstance(shown, Mapping) or shown.get("question") not in asked:
        yield "shown_if", "điều kiện phải dựa vào một câu hỏi đứng trước."
        return
    answers = shown.get("answers")
    known = _values(asked[shown["question"]])
    if not isinstance(answers, list | tuple) or not answers or not set(map(str, answers)) <= known:
        yield "shown_answers", "điều kiện nêu câu trả lời không có trong câu hỏi đứng trước."


def _values(question: Mapping[str, Any]) -> set[str]:
    if question.get("kind") == QuestionKind.YES_NO:
        return {YES, NO}
    choices = question.get("choices")
    return {
        choice["value"]
        for choice in (choices if isinstance(choices, list | tuple) else ())
        if isinstance(choice, Mapping) and isinstance(choice.get("value"), str) and choice.get("label")
    }

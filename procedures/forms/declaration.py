"""The editor's form for the questions of a declaration: sections, questions in them, columns of tables.

What a question is called inside (`name`, and the values of its choices) is drawn from its words, unless the editor says
otherwise or it is there already: a question that is worded anew stays the same question.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from agencies.vietnamese import folded
from procedures.declarations import KNOWN, NO, YES, QuestionKind, canonical_declaration
from procedures.forms.change.fields import LinesField, TextField
from procedures.forms.change.places import Places, lines_of
from procedures.forms.change.rows import Options, Row, Rows
from procedures.records import Problem, Record
from procedures.records.canonical import canonical

LARGEST_BOUND = 10**12
LONGEST_NAME = 40
MARK = "|"
"""Parts the words of a choice from its value."""

YES_NO_WORDS = {YES: "Có", NO: "Không"}


class BoundField(forms.IntegerField):
    """A bound of a number, or of how many lines a table takes; nothing typed is none."""

    def __init__(self, **options: Any) -> None:
        message = _("Nhập một số nguyên.")
        options["error_messages"] = {"invalid": message, "min_value": message, "max_value": message}
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(
            required=False, min_value=-LARGEST_BOUND, max_value=LARGEST_BOUND, widget=widget, localize=False, **options
        )


class ColumnRow(Row):
    """A question in a line of a table; what a question has besides is in `QuestionRow`."""

    template = "procedures/declaration/_column.html"
    noun = _("cột")
    add_label = _("Thêm cột")
    key_fields = {"shown_if": "shown_question"}
    label = TextField(label=_("Lời hỏi"))
    kind = forms.ChoiceField(
        label=_("Loại câu trả lời"),
        choices=[choice for choice in QuestionKind.choices if choice[0] != QuestionKind.ROWS],
        initial=QuestionKind.TEXT.value,
        required=False,
    )
    is_required = forms.BooleanField(label=_("Phải trả lời"), required=False, initial=True)
    is_past = forms.BooleanField(label=_("Ngày không sau hôm nay"), required=False)
    hint = TextField(label=_("Hướng dẫn"))
    choices = LinesField(
        label=_("Các lựa chọn"),
        rows=2,
        help_text=_("Cho loại “Chọn một”. Mỗi dòng một lựa chọn; sau dấu | là mã lưu trữ, để trống thì tự đặt."),
    )
    shown_question = LineField(
        label=_("Chỉ hỏi theo câu trả lời của câu"),
        required=False,
        max_length=300,
        help_text=_("Ghi đúng lời hỏi của một câu “Chọn một” hoặc “Có hoặc không” đứng trước."),
        widget=forms.TextInput(attrs={"list": "asked", "autocomplete": "off"}),
    )
    shown_answers = LinesField(label=_("khi trả lời là"), help_text=_("Mỗi dòng một câu trả lời."))
    least = BoundField(label=_("Ít nhất"))
    most = BoundField(label=_("Nhiều nhất"))
    name = LineField(
        label=_("Tên lưu trữ"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Chữ thường không dấu. Để trống thì đặt theo lời hỏi; giữ nguyên khi chỉ sửa lời."),
    )

    rare: tuple[str, ...] = ("hint", "choices", "shown_question", "shown_answers", "least", "most")

    @classmethod
    def initial_of(cls, part: Record) -> dict[str, Any]:
        """Return the values of the fields for a question whose condition is in words already (`_in_words`)."""
        lines = [f"{choice['label']} {MARK} {choice['value']}" for choice in part["choices"]]
        return {**part, "choices": lines}

    def part(self) -> dict[str, Any]:
        """Return the question; its condition is still in words, and its name may be empty."""
        given = self.cleaned_data
        kind = given["kind"] or QuestionKind.TEXT.value
        has_bounds = kind in (QuestionKind.NUMBER, QuestionKind.ROWS)
        shown = given["shown_question"] or given["shown_answers"]
        return {
            "name": given["name"],
            "label": given["label"],
            "kind": kind,
            "hint": given["hint"],
            "is_required": given["is_required"],
            "choices": choices_of(given["choices"]) if kind == QuestionKind.CHOICE else [],
            "shown_if": {"question": given["shown_question"], "answers": given["shown_answers"]} if shown else None,
            "least": given["least"] if has_bounds else None,
            "most": given["most"] if has_bounds else None,
            "is_past": given["is_past"] and kind == QuestionKind.DATE,
        }


class QuestionRow(ColumnRow):
    """A question; one with lines that repeat has columns."""

    template = "procedures/declaration/_question.html"
    noun = _("câu hỏi")
    add_label = _("Thêm câu hỏi")
    known_as = forms.ChoiceField(
        label=_("Điền sẵn từ hồ sơ cá nhân"), choices=[("", _("Không điền sẵn")), *KNOWN.items()], required=False
    )
    row = LineField(
        label=_("Tên của mỗi dòng"), required=False, max_length=60, help_text=_("Ví dụ: Con thứ, Người thứ.")
    )

    rare = (*ColumnRow.rare, "known_as", "row")

    def __init__(self, *args: Any, options: Options, **more: Any) -> None:
        super().__init__(*args, options=options, **more)
        self.fields["kind"].choices = QuestionKind.choices  # type: ignore[attr-defined]
        self.columns = _rows_inside(self, ColumnRow, "columns", "questions")

    def parts_inside(self) -> Sequence[Rows]:
        """Return the columns."""
        return (self.columns,)

    def has_changed(self) -> bool:
        """Say whether something was typed here or in a column."""
        return super().has_changed() or bool(self.columns.filled)

    @property
    def is_opened(self) -> bool:
        """Whether what is rarely needed stands open."""
        return super().is_opened or bool(len(self.columns))

    def part(self) -> dict[str, Any]:
        """Return the question with its columns."""
        given, part = self.cleaned_data, super().part()
        is_table = part["kind"] == QuestionKind.ROWS
        return {
            **part,
            "known_as": given["known_as"],
            "row": given["row"] if is_table else "",
            "questions": [row.part() for row in self.columns.filled] if is_table else [],
        }


class SectionRow(Row):
    """Questions that belong together."""

    template = "procedures/declaration/_section.html"
    noun = _("phần")
    add_label = _("Thêm phần")
    title = TextField(label=_("Tên phần"))
    hint = TextField(label=_("Hướng dẫn cho cả phần"))
    stands_for = forms.ChoiceField(
        label=_("Thay cho giấy tờ"),
        required=False,
        help_text=_("Giấy tờ này được lập từ những gì đã khai; người nộp không phải đính kèm nữa."),
    )

    def __init__(self, *args: Any, options: Options, **more: Any) -> None:
        super().__init__(*args, options=options, **more)
        papers = [(name, name) for name in options["documents"]]
        self.fields["stands_for"].choices = [("", _("Không thay cho giấy tờ nào")), *papers]  # type: ignore[attr-defined]
        self.questions = _rows_inside(self, QuestionRow, "questions", "questions", spare=1)

    def parts_inside(self) -> Sequence[Rows]:
        """Return the questions."""
        return (self.questions,)

    def has_changed(self) -> bool:
        """Say whether something was typed here or in a question."""
        return super().has_changed() or bool(self.questions.filled)

    def part(self) -> dict[str, Any]:
        """Return the section with its questions."""
        return {**self.cleaned_data, "questions": [row.part() for row in self.questions.filled]}


class DeclarationForm:
    """The declaration of one draft: as it is kept, or with what somebody `typed`."""

    def __init__(self, record: Record, *, typed: QueryDict | None = None) -> None:
        self.kept = canonical(record)
        self.typed = typed
        stated = self.kept["declaration"]
        papers = [paper["name"] for paper in self.kept["required_documents"]]
        named = [part["stands_for"] for part in stated if part["stands_for"]]
        self.options: dict[str, Any] = {"documents": list(dict.fromkeys([*papers, *named]))}
        shown = [{**part, "questions": list(_in_words(part["questions"], _all_of(stated)))} for part in stated]
        self.sections = Rows(SectionRow, "sections", options=self.options, typed=typed, parts=shown, spare=1)
        self.unplaced: list[str] = []

    def is_sound(self) -> bool:
        """Say whether everything that was typed could be read."""
        return self.sections.are_sound()

    def record(self) -> dict[str, Any]:
        """Return the draft's record with the declaration that a sound form states."""
        parts = [row.part() for row in self.sections.filled]
        asked = list(_all_of(parts))
        _give_names(asked)
        for question in asked:
            _give_names(question["questions"])
            question["questions"] = [_in_values(column, question["questions"]) for column in question["questions"]]
        for part in parts:
            part["questions"] = [_in_values(question, asked) for question in part["questions"]]
        return canonical({**self.kept, "declaration": canonical_declaration(parts)})

    @property
    def asked(self) -> list[str]:
        """The words of the questions on which a condition may rest, as the page offers them."""
        questions = _all_of(self.kept["declaration"])
        return [question["label"] for question in questions if question["kind"] in (QuestionKind.CHOICE, "yes_no")]

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show each problem of the form's record where its value stands."""
        places = Places(())
        places.put("declaration", self.sections)
        for nth, section in enumerate(self.sections.filled):
            _put(places, f"declaration.{nth}", section)
        for problem in problems:
            text = places.tell(problem)
            if text is not None and text not in self.unplaced:
                self.unplaced.append(text)

    def forgive(self) -> None:
        """Show no errors, because nobody has asked to save yet."""
        self.sections.forgive()

    @property
    def errors(self) -> list[dict[str, str]]:
        """What is wrong, in the order of the page, as the error summary takes it."""
        return [*({"message": text, "target": ""} for text in self.unplaced), *lines_of([self.sections])]


def choices_of(lines: Sequence[str]) -> list[dict[str, str]]:
    """Return the choices that lines state: words, and behind a mark the value; a value that is not there is drawn."""
    choices: list[dict[str, str]] = []
    taken: set[str] = set()
    for line in lines:
        label, _mark, value = (text.strip() for text in line.partition(MARK))
        value = value or _free(_name_from(label), taken)
        taken.add(value)
        choices.append({"value": value, "label": label})
    return choices


def _rows_inside(row: Row, kind: type[Row], name: str, key: str, *, spare: int = 0) -> Rows:
    sent: dict[str, Any] = {"typed": row.data, "files": row.files} if row.is_bound else {}
    stated = (row.initial or {}).get(key, ())
    return Rows(kind, f"{row.prefix}-{name}", options=row.options, parts=stated, spare=spare, **sent)


def _put(places: Places, path: str, row: Row) -> None:
    places.put(path, row)
    for rows in row.parts_inside():
        for nth, inside in enumerate(rows.filled):
            _put(places, f"{path}.questions.{nth}", inside)


# ── Names and conditions, in words and as they are kept ──────────────────────────────────────────


def _all_of(sections: Sequence[Record]) -> list[Any]:
    return [question for section in sections for question in section["questions"]]


def _name_from(label: str) -> str:
    name = folded(label).replace(" ", "_")[:LONGEST_NAME].strip("_")
    return name if name[:1].isalpha() else f"cau_{name}"[:LONGEST_NAME].strip("_")


def _free(name: str, taken: set[str]) -> str:
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name[: LONGEST_NAME - 4]}_{count}"
    return free


def _give_names(questions: Sequence[dict[str, Any]]) -> None:
    """Name what has no name yet by its words, so that each is one of its kind."""
    taken = {question["name"] for question in questions}
    for question in questions:
        if not question["name"] and question["label"]:
            question["name"] = _free(_name_from(question["label"]), taken)
            taken.add(question["name"])


def _words_of(question: Record) -> Mapping[str, str]:
    """Return what the answers of a question are called, by their values."""
    if question["kind"] == QuestionKind.YES_NO:
        return YES_NO_WORDS
    return {choice["value"]: choice["label"] for choice in question["choices"]}


def _in_words(questions: Sequence[Record], asked: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Yield questions with their conditions as an editor reads them; columns rest on columns of their own table."""
    labels = [question["label"] for question in asked]
    known = {question["name"]: question for question in asked}
    for question in questions:
        shown, words = question["shown_if"] or {}, {"shown_question": "", "shown_answers": []}
        if shown:
            earlier = known.get(shown["question"])
            is_plain = earlier is not None and labels.count(earlier["label"]) == 1
            answers = _words_of(earlier) if earlier else {}
            words = {
                "shown_question": earlier["label"] if earlier and is_plain else shown["question"],
                "shown_answers": [answers.get(value, value) for value in shown["answers"]],
            }
        inside = question["questions"] or []
        yield {**question, **words, "questions": list(_in_words(inside, inside))}


def _in_values(question: dict[str, Any], asked: Sequence[Record]) -> dict[str, Any]:
    """Return a question whose condition names its question and answers as they are kept; what nobody knows stays."""
    shown = question["shown_if"]
    if not shown:
        return question
    by_words = {folded(one["label"]): one for one in reversed(asked)}
    by_words |= {folded(one["name"]): one for one in asked}
    earlier = by_words.get(folded(shown["question"]))
    if earlier is None:
        return question
    values = {folded(words): value for value, words in _words_of(earlier).items()}
    answers = [values.get(folded(words), words) for words in shown["answers"]]
    return {**question, "shown_if": {"question": earlier["name"], "answers": answers}}

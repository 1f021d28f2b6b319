"""The form that a version's electronic declaration makes: its questions as fields, its conditions as rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField, FullNameField, LineField, ParagraphField, PersonalIdField, PhoneField
from dossiers.typed import ANSWER
from procedures.declarations import NO, YES, Definition, Question, QuestionKind, questions_of

MOST_RADIOS = 6
"""More choices than these are a list that opens."""

LONGEST_LINE, LONGEST_PARAGRAPH = 300, 2000

MISSING = _("Ông/Bà điền mục này.")
CHOOSE = {"required": _("Ông/Bà chọn một câu trả lời."), "invalid_choice": _("Ông/Bà chọn lại.")}

_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+")


class NumberField(LineField):
    """A number as Vietnamese people write it (1.234,5); its clean value is plain: 1234.5."""

    def __init__(self, *, least: int | None = None, most: int | None = None, **options: Any) -> None:
        super().__init__(max_length=30, **options)
        self.least, self.most = least, most

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Offer the keyboard of digits."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> str:
        """Return the number as it is stored; an empty text stays empty."""
        text = super().clean(value).replace(" ", "")
        if not text:
            return ""
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif _THOUSANDS.fullmatch(text):
            text = text.replace(".", "")
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not text.isascii() or "e" in text.lower():
            raise ValidationError(_("Ông/Bà nhập một số, ví dụ 12 hoặc 12,5."), code="invalid")
        if self.least is not None and number < self.least:
            raise ValidationError(_("Số này phải từ %(least)s trở lên."), code="least", params={"least": self.least})
        if self.most is not None and number > self.most:
            raise ValidationError(_("Số này không quá %(most)s."), code="most", params={"most": self.most})
        return f"{number:f}"


class DayField(forms.DateField):
    """A day, typed as in Vietnamese papers: 24/11/2026."""

    default_error_messages = {
        "invalid": _("Ngày không đúng. Ông/Bà nhập ngày/tháng/năm, ví dụ 24/11/2026."),
    }

    def __init__(self, *, latest: date | None = None, **options: Any) -> None:
        options["help_text"] = options.get("help_text") or _("Ngày/tháng/năm, ví dụ 24/11/2026.")
        super().__init__(
            input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"],
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **options,
        )
        self.latest = latest

    def validate(self, value: date | None) -> None:
        """Refuse a day that nobody can have lived, and one ahead where only the past makes sense."""
        super().validate(value)
        if value and value.year < 1900:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if value and self.latest and value > self.latest:
            raise ValidationError(_("Ngày này phải trước hoặc đúng hôm nay."), code="latest")


@dataclass(frozen=True, slots=True)
class Entry:
    """One question on the page: its field, or the lines of a table; `shown_if` is what a script needs to hide it."""

    question: Question
    field: BoundField | None
    lines: list[list["Entry"]]
    shown_if: dict[str, str] | None
    count: int = 0
    may_add: bool = False


class AnswersForm(forms.Form):
    """The questions of a declaration. `answers` of a valid form holds what is asked under the answers given.

    `typed` are the fields as somebody sent or a draft keeps them. A line of a table that stays empty counts as absent;
    a question that is not asked is not judged, and its answer is dropped.
    """

    def __init__(self, typed: Any = None, *, definition: Definition, today: date, initial: Any = None) -> None:
        super().__init__(typed, initial=initial)
        self.definition = definition
        self.questions = questions_of(definition)
        self.answers: dict[str, Any] = {}
        self._today = today
        source: Mapping[str, Any] = typed if typed is not None else (initial or {})
        self._counts = {one.name: _count(one, source) for one in self.questions if one.kind == QuestionKind.ROWS}
        for question in self.questions:
            if question.kind == QuestionKind.ROWS:
                for place in range(self._counts[question.name]):
                    for column in question.questions:
                        self.fields[_name(question.name, place, column.name)] = _field(column, today)
            else:
                self.fields[_name(question.name)] = _field(question, today)

    @property
    def names(self) -> list[str]:
        """The names that a draft keeps of this page, the numbers of lines among them."""
        return [*self.fields, *(rows_name(name) for name in self._counts)]

    def rows_of(self, table: str) -> int:
        """Return how many lines a table has on this page."""
        return self._counts[table]

    # ── Judging ──────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        """Collect the answers to what is asked, forget faults of what is not."""
        given = super().clean() or {}
        self.answers = {}
        for question in self.questions:
            if not _is_asked(question, self.answers):
                self._forgive(name for name in self.fields if _is_of(question, name))
            elif question.kind == QuestionKind.ROWS:
                self.answers[question.name] = self._lines(question, given)
            elif (value := _stored(given.get(_name(question.name)))) != "":
                self.answers[question.name] = value
        return given

    def _lines(self, question: Question, given: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return the lines of a table that hold something; tell where there are too few."""
        lines = []
        least = max(question.least or 0, int(question.is_required))
        for place in range(self._counts[question.name]):
            names = {column.name: _name(question.name, place, column.name) for column in question.questions}
            is_empty = not any(str(self.data.get(name, "")).strip() for name in names.values())
            if is_empty and (place > 0 or least == 0):
                self._forgive(names.values())
                continue
            line: dict[str, str] = {}
            for column in question.questions:
                if not _is_asked(column, line):
                    self._forgive([names[column.name]])
                elif (value := _stored(given.get(names[column.name]))) != "":
                    line[column.name] = value
            lines.append(line)
        if len(lines) < least and question.questions:
            first = _name(question.name, 0, question.questions[0].name)
            self.add_error(first, _("Ông/Bà điền ít nhất %(least)s dòng.") % {"least": least})
        return lines

    def _forgive(self, names: Any) -> None:
        for name in list(names):
            self.errors.pop(name, None)
            self.cleaned_data.pop(name, None)

    # ── Showing ──────────────────────────────────────────────────────────────────────────
    @property
    def sections(self) -> Iterator[dict[str, Any]]:
        """The sections with their entries, for `dossiers/citizen/_answers.html`."""
        for section in self.definition:
            entries = [self._entry(question) for question in section.questions]
            yield {"title": section.title, "hint": section.hint, "entries": entries}

    def _entry(self, question: Question) -> Entry:
        shown_if = self._shown_if(question)
        if question.kind != QuestionKind.ROWS:
            return Entry(question, self[_name(question.name)], [], shown_if)
        count = self._counts[question.name]
        lines = [
            [
                Entry(
                    column,
                    self[_name(question.name, place, column.name)],
                    [],
                    self._shown_if(column, table=question, place=place),
                )
                for column in question.questions
            ]
            for place in range(count)
        ]
        return Entry(question, None, lines, shown_if, count, may_add=count < question.most_rows)

    def _shown_if(self, question: Question, *, table: Question | None = None, place: int = 0) -> dict[str, str] | None:
        shown = question.shown_if
        if shown is None:
            return None
        name = _name(shown.question) if table is None else _name(table.name, place, shown.question)
        siblings = self.questions if table is None else table.questions
        asked = next(one for one in siblings if one.name == shown.question)
        labels = {YES: _("Có"), NO: _("Không"), **dict(asked.choices)}
        return {
            "name": name,
            "answers": "|".join(shown.answers),
            "question": asked.label,
            "words": " / ".join(str(labels.get(answer, answer)) for answer in shown.answers),
        }


def rows_name(question: str) -> str:
    """Return the name under which a form says how many lines a table has."""
    return f"{ANSWER}{question}-rows"


def typed_of(definition: Definition, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return stored answers as fields of the form, as somebody would have typed them; names unknown to it are left out.

    Raises `ValueError` where a table is no list of lines.
    """
    typed: dict[str, str] = {}
    for question in questions_of(definition):
        answer = answers.get(question.name)
        if answer is None:
            continue
        if question.kind != QuestionKind.ROWS:
            typed[_name(question.name)] = str(answer)
            continue
        if not isinstance(answer, list | tuple) or not all(isinstance(line, Mapping) for line in answer):
            raise ValueError(question.name)
        typed[rows_name(question.name)] = str(len(answer))
        for place, line in enumerate(answer):
            for column in question.questions:
                if line.get(column.name) is not None:
                    typed[_name(question.name, place, column.name)] = str(line[column.name])
    return typed


def field_name(question: str) -> str:
    """Return the name of a question's field."""
    return _name(question)


def _name(question: str, place: int | None = None, column: str = "") -> str:
    return f"{ANSWER}{question}" if place is None else f"{ANSWER}{question}-{place}-{column}"


def _is_of(question: Question, name: str) -> bool:
    return name == _name(question.name) or (
        question.kind == QuestionKind.ROWS and name.startswith(f"{_name(question.name)}-")
    )


def _count(question: Question, source: Mapping[str, Any]) -> int:
    stated = str(source.get(rows_name(question.name), ""))
    count = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else 1
    return min(max(count, question.least or 1, 1), question.most_rows)


def _is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    shown = question.shown_if
    return shown is None or answers.get(shown.question) in shown.answers


def _stored(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _field(question: Question, today: date) -> forms.Field:
    """Return the field of a question; what it says when it is left empty is the same for all of a kind."""
    options: dict[str, Any] = {"label": question.label, "required": question.is_required}
    if question.hint:
        options["help_text"] = question.hint
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            return _choice(question, options)
        case QuestionKind.DATE:
            field: forms.Field = DayField(latest=today if question.is_past else None, **options)
        case QuestionKind.NUMBER:
            field = NumberField(least=question.least, most=question.most, **options)
        case QuestionKind.PARAGRAPH:
            widget = forms.Textarea(attrs={"rows": 4})
            field = ParagraphField(max_length=LONGEST_PARAGRAPH, widget=widget, **options)
        case QuestionKind.TEXT:
            field = LineField(max_length=LONGEST_LINE, **options)
        case _:
            return OF_A_PERSON[question.kind](**options)
    field.error_messages["required"] = MISSING
    return field


def _choice(question: Question, options: dict[str, Any]) -> forms.Field:
    choices: list[tuple[str, Any]] = list(question.choices)
    if question.kind == QuestionKind.YES_NO:
        choices = [(YES, _("Có")), (NO, _("Không"))]
    if len(choices) > MOST_RADIOS:
        return forms.ChoiceField(choices=[("", _("– Chọn –")), *choices], error_messages=CHOOSE, **options)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **options)


OF_A_PERSON: Mapping[str, Any] = {
    QuestionKind.FULL_NAME: FullNameField,
    QuestionKind.PERSONAL_ID: PersonalIdField,
    QuestionKind.PHONE: PhoneField,
    QuestionKind.ADDRESS: AddressField,
}

"""Whether plain data has the shape of a record: known keys, right types, texts that fit their columns.

Everything that a file says of a procedure passes here before it is compared with what the catalogue says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field

from procedures.interchange.texts import BadText, check_encoding, clean_code, clean_text, quoted
from procedures.models import (
    LegalBasis,
    Procedure,
    ProcedureResult,
    ProcedureVersion,
    Promulgation,
    Sector,
    Stage,
)
from procedures.records import Problem

MOST_ROWS = 2_000
"""Of a part of one record; the longest we know has some two hundred."""

MOST_SMALL = 32_767
MOST_MONEY = 10**15
MOST_AMOUNT = 9_999.99


class BadShape(ValueError):
    """Data is no record; `problems` says where and why, in Vietnamese."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.text}" for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Shaping:
    """What was found while data was taken: `problems` refuse it, `warnings` do not."""

    is_lenient: bool
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refuse(self, where: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, text))


Take = Callable[[Any, str, Shaping], Any]
"""Returns a value of the record for a value of the file, whose path it is told, and notes what is wrong with it."""


def taken(given: Any, *, is_lenient: bool = False) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of a record that data holds, with warnings; raise `BadShape`.

    Where reading is lenient a text that is too long for its column is cut, with a warning: nobody can mend the
    nation's file.
    """
    shaping = Shaping(is_lenient)
    record = RECORD(given, "", shaping)
    if not shaping.problems:
        _take_code(record, shaping)
    if shaping.problems:
        raise BadShape(shaping.problems)
    return record, shaping.warnings


def _take_code(record: dict[str, Any], shaping: Shaping) -> None:
    if "code" not in record:
        shaping.refuse("code", "Chưa có mã thủ tục.")
        return
    try:
        record["code"] = clean_code(record["code"], where="code", warnings=shaping.warnings)
    except BadText as error:
        shaping.refuse("code", str(error))


# ── What a value may be ──────────────────────────────────────────────────────────────────
def _text(longest: int | None = None) -> Take:
    def take(value: Any, where: str, shaping: Shaping) -> str:
        if not isinstance(value, str):
            shaping.refuse(where, "phải là chữ.")
            return ""
        try:
            # The nation's cells were judged as a whole before they were taken apart.
            if not shaping.is_lenient:
                check_encoding(value, where=where, is_ours=True)
        except BadText as error:
            shaping.refuse(where, str(error))
            return ""
        text = clean_text(value, where=where, warnings=shaping.warnings)
        if longest is None or len(text) <= longest:
            return text
        if shaping.is_lenient:
            shaping.warnings.append(f"{where} dài hơn {longest} ký tự nên bị cắt bớt: “{quoted(text, 300)}”.")
            return text[:longest].strip()
        shaping.refuse(where, f"dài hơn {longest} ký tự.")
        return ""

    return take


def _raw_text(value: Any, where: str, shaping: Shaping) -> str:
    if not isinstance(value, str):
        shaping.refuse(where, "phải là chữ.")
        return ""
    return value


def _address(value: Any, where: str, shaping: Shaping) -> str:
    text: str = _text(longest_in(LegalBasis, "url"))(value, where, shaping)
    if text and not text.startswith(("https://", "http://")):
        shaping.refuse(where, "phải là địa chỉ bắt đầu bằng https:// hoặc http://.")
    return text


def _flag(value: Any, where: str, shaping: Shaping) -> bool:
    if not isinstance(value, bool):
        shaping.refuse(where, "phải là true hoặc false.")
    return bool(value)


def _whole(most: int) -> Take:
    def take(value: Any, where: str, shaping: Shaping) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            shaping.refuse(where, f"phải là số nguyên từ 0 đến {most}.")
            return 0
        return value

    return take


def _amount(value: Any, where: str, shaping: Shaping) -> int | float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= MOST_AMOUNT:
        shaping.refuse(where, "phải là số lớn hơn 0 và nhỏ hơn 10000.")
        return 0
    if round(value, 2) != value:
        shaping.refuse(where, "chỉ được có hai chữ số thập phân.")
    return value


def _list_of(take_row: Take) -> Take:
    def take(value: Any, where: str, shaping: Shaping) -> list[Any]:
        if not isinstance(value, list):
            shaping.refuse(where, "phải là danh sách [ ].")
            return []
        if len(value) > MOST_ROWS:
            shaping.refuse(where, f"có {len(value)} mục; nhiều nhất {MOST_ROWS}.")
            return []
        return [take_row(row, f"{where}.{place}", shaping) for place, row in enumerate(value)]

    return take


def _texts_of(take_text: Take) -> Take:
    """Return what takes a list of texts; an empty one says nothing."""
    take_all = _list_of(take_text)
    return lambda value, where, shaping: [text for text in take_all(value, where, shaping) if text]


def _object_of(takes: Mapping[str, Take]) -> Take:
    def take(value: Any, where: str, shaping: Shaping) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            shaping.refuse(where or "record", "phải là đối tượng { }.")
            return {}
        known = {}
        for name, part in value.items():
            path = f"{where}.{name}" if where else str(name)
            if name not in takes:
                shaping.warnings.append(f"{quoted(path)}: trường này không có trong định dạng nên không được nhập.")
            elif part is not None:
                known[name] = takes[name](part, path, shaping)
        return known

    return take


def longest_in(model: Any, column: str) -> int | None:
    """Return how many characters a column holds; None where there is no bound."""
    found: Field[Any, Any] = model._meta.get_field(column)
    return found.max_length


# ── A record ─────────────────────────────────────────────────────────────────────────────
TEXT = _text()
TEXTS = _texts_of(TEXT)
WORD = _text(40)
WORDS = _texts_of(WORD)
SMALL = _whole(MOST_SMALL)

LIMIT = {"amount": _amount, "unit": WORD, "condition": TEXT, "text": TEXT}
FEE = {
    "kind": WORD,
    "name": TEXT,
    "amount": _whole(MOST_MONEY),
    "condition": TEXT,
    "exemption": TEXT,
    "legal_basis": TEXT,
    "text": TEXT,
}
DOCUMENT = {
    "group": TEXT,
    "name": TEXT,
    "form": TEXT,
    "form_template": _text(64),
    "originals": SMALL,
    "certified_copies": SMALL,
    "copies": SMALL,
    "condition": TEXT,
    "is_required": _flag,
    "shown_only": _flag,
    "vault": _flag,
}
STAGE = {
    "step": WORD,
    "name": _text(longest_in(Stage, "name")),
    "role": WORD,
    "minutes": _whole(10**7),
    "agency": WORD,
    "may_consult": _flag,
    "needs_seal": _flag,
}
COLUMN = {
    "name": WORD,
    "label": TEXT,
    "kind": WORD,
    "hint": TEXT,
    "is_required": _flag,
    "choices": _list_of(_object_of({"value": WORD, "label": TEXT})),
    "shown_if": _object_of({"question": WORD, "answers": WORDS}),
    "known_as": WORD,
    "least": _whole(MOST_MONEY),
    "most": _whole(MOST_MONEY),
    "is_past": _flag,
    "row": TEXT,
}
QUESTION = {**COLUMN, "questions": _list_of(_object_of({**COLUMN, "questions": _list_of(_object_of(COLUMN))}))}
SECTION = {"title": TEXT, "hint": TEXT, "stands_for": TEXT, "questions": _list_of(_object_of(QUESTION))}
RECORD = _object_of(
    {
        "code": _raw_text,
        "name": TEXT,
        "sector": _text(longest_in(Sector, "name")),
        "category": _text(longest_in(ProcedureVersion, "category")),
        "level": WORDS,
        "audience": WORDS,
        "life_events": WORDS,
        "agencies": WORDS,
        "competences": _list_of(_object_of({"kind": WORD, "name": TEXT})),
        "promulgation": _object_of({"number": _text(longest_in(Promulgation, "number"))}),
        "keywords": TEXTS,
        "summary": TEXT,
        "steps": TEXTS,
        "reception_address": TEXT,
        "ways": _list_of(
            _object_of(
                {
                    "channel": WORD,
                    "note": TEXT,
                    "limits": _list_of(_object_of(LIMIT)),
                    "fees": _list_of(_object_of(FEE)),
                }
            )
        ),
        "sets": SMALL,
        "required_documents": _list_of(_object_of(DOCUMENT)),
        "results": _list_of(
            _object_of({"name": TEXT, "code": _text(longest_in(ProcedureResult, "code")), "validity": TEXT})
        ),
        "conditions": TEXTS,
        "legal_bases": _list_of(
            _object_of(
                {
                    "number": _text(longest_in(LegalBasis, "number")),
                    "name": TEXT,
                    "article": TEXT,
                    "url": _address,
                }
            )
        ),
        "declaration": _list_of(_object_of(SECTION)),
        "related": _texts_of(_text(longest_in(Procedure, "code"))),
        "service_level": WORD,
        "service_level_reason": TEXT,
        "taken_in_at_centre": _flag,
        "not_taken_in_reason": TEXT,
        "four_step": _flag,
        "processes": _list_of(_object_of({"agencies": WORDS, "stages": _list_of(_object_of(STAGE))})),
        "source_note": TEXT,
    }
)

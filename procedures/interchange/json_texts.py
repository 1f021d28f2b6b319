"""JSON from strangers: one object a line or one list, nothing twice, nothing endless. Pure."""

import json
import math
from typing import Any

DEEPEST = 20
LONGEST_INTEGER = 18
"""Digits; no amount of money, and no number of a paper, is longer."""


class BadJson(ValueError):
    """A text is no JSON that is taken; the message says why, in Vietnamese."""


def read_object(text: str) -> dict[str, Any]:
    """Return the object that a text holds, or raise `BadJson`."""
    value = read_value(text)
    if not isinstance(value, dict):
        raise BadJson("Mỗi dòng phải là một đối tượng JSON {…}.")
    return value


def read_value(text: str) -> Any:
    """Return what a text holds, or raise `BadJson`: for bad syntax, a key given twice, a number out of all bounds."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except RecursionError as error:
        raise BadJson("JSON lồng quá nhiều tầng.") from error
    except json.JSONDecodeError as error:
        raise BadJson(f"Không phải JSON đúng cú pháp (dòng {error.lineno}, cột {error.colno}).") from error
    if _depth(value) > DEEPEST:
        raise BadJson("JSON lồng quá nhiều tầng.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    if len(given) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadJson(f"Trường “{twice[:80]}” được ghi hai lần.")
    return given


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise BadJson(f"Số {digits[:20]}… quá lớn.")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise BadJson(f"Số {digits[:20]} quá lớn.")
    return number


def _constant(name: str) -> Any:
    raise BadJson(f"Giá trị {name} không có trong JSON.")


def _depth(value: Any) -> int:
    """Return how deep lists and objects lie in each other, without recursion."""
    deepest, open_values = 0, [(value, 1)]
    while open_values:
        inner, depth = open_values.pop()
        if isinstance(inner, dict | list):
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
            open_values += [(part, depth + 1) for part in (inner.values() if isinstance(inner, dict) else inner)]
    return deepest

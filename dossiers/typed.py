"""What was typed into a draft, field by field, and from where a field was filled in. Pure.

A draft keeps two pages in one place: who applies, and the answers of the procedure's own declaration, whose names begin
with `ANSWER`.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

ANSWER = "khai-"

LONGEST_TYPED_VALUE = 5000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Known:
    """What we know already of a field: as it is shown in it, which kind of source, and the source in words."""

    value: str
    source: str
    label: str


def as_typed(typed: Mapping[str, Any], *, fields: Collection[str]) -> dict[str, str]:
    """Return what was typed in the known fields as a draft keeps it: without control characters, and bounded."""
    return {name: _CONTROL.sub("", str(typed[name]))[:LONGEST_TYPED_VALUE] for name in fields if name in typed}


def part_of(kept: Mapping[str, str], *, of_answers: bool) -> dict[str, str]:
    """Return what is kept of one of the two pages."""
    return {name: value for name, value in kept.items() if name.startswith(ANSWER) == of_answers}


def mark_of(part: Mapping[str, str]) -> str:
    """Return a short mark of what is kept of a page, by which a save knows whether another device was faster."""
    text = json.dumps(sorted((name, value) for name, value in part.items() if value), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def origins_after(
    before: Mapping[str, Any],
    *,
    was: Mapping[str, str],
    now: Mapping[str, str],
    known: Mapping[str, Known],
) -> dict[str, dict[str, str]]:
    """Return from where the fields of a page were filled in, after it `was` kept so and is kept so `now`.

    A field that somebody changed has no source but that person. What is `known` counts where nothing was kept before.
    """
    origins = {name: origin for name, origin in before.items() if name in now and was.get(name) == now[name]}
    if was:
        return origins
    return {
        name: {"source": one.source, "label": one.label}
        for name, one in known.items()
        if one.value and now.get(name) == one.value
    }

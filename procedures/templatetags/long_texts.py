"""Filters for texts of the law, of which some run to thousands of characters."""

from collections.abc import Sequence
from typing import Any

from django import template

register = template.Library()

PARAGRAPH = 320
"""Characters that are read at a glance; a longer text is folded behind its beginning."""
TOLERANCE = 1.3
"""Nobody opens a fold for the last line of a text."""


@register.filter
def halved(text: str, limit: int = PARAGRAPH) -> tuple[str, str]:
    """Return the beginning of a long text, up to a space, and its rest; a text that is not long has no rest."""
    if len(text) <= limit * TOLERANCE:
        return text, ""
    end = text.rfind(" ", 0, limit)
    end = end if end > limit // 2 else limit
    return text[:end], text[end:].lstrip()


@register.filter
def first_few(rows: Sequence[Any], count: int) -> Sequence[Any]:
    """Return the rows that are shown at once: `count`, or all where few would stay behind the fold."""
    return rows if len(rows) <= count * TOLERANCE else rows[:count]


@register.filter
def the_rest(rows: Sequence[Any], count: int) -> Sequence[Any]:
    """Return the rows that `first_few` leaves behind the fold."""
    return rows[len(first_few(rows, count)) :]

"""What differs between two texts, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 4000
"""Longer texts are compared up to here: the time that a comparison takes grows with the square of the words."""


class Change(StrEnum):
    """What became of a stretch of words."""

    KEPT = "kept"
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that were kept, dropped or added; `text` has its own spaces and line ends."""

    change: Change
    text: str


def word_differences(before: str, after: str) -> tuple[Stretch, ...]:
    """Return the second text with what was dropped of the first, in its order; spaces count for nothing."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    return tuple(_joined(_stretches(matcher, old, new)))


def _stretches(matcher: "SequenceMatcher[str]", old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    for _tag, begin, end, new_begin, new_end in matcher.get_opcodes():
        if _tag == "equal":
            yield Stretch(Change.KEPT, "".join(new[new_begin:new_end]))
            continue
        if end > begin:
            yield Stretch(Change.DROPPED, "".join(old[begin:end]))
        if new_end > new_begin:
            yield Stretch(Change.ADDED, "".join(new[new_begin:new_end]))


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches that say something."""
    return (stretch for stretch in stretches if stretch.text.strip())


def _words(text: str) -> list[str]:
    """Return the words of a text, each with the space behind it."""
    return re.findall(r"\S+\s*", text.strip())[:MOST_WORDS]

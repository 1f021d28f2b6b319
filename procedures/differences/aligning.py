"""Which row of an old list is which row of a new one. Pure."""

from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Row = TypeVar("Row")

ALIKE = 0.6
"""From what likeness on two texts are the same one, reworded."""

COMPARED_LETTERS = 300


def paired(
    old: Sequence[Row], new: Sequence[Row], *, key: Callable[[Row], Hashable], text: Callable[[Row], str]
) -> list[tuple[Row | None, Row | None]]:
    """Return the pairs of rows that differ, in the order of the new list, those that are gone at the end.

    Equal rows are paired first and left out, then rows with equal keys, then rows whose texts are alike; a row without
    partner stands beside None.
    """
    old_left, new_left = list(range(len(old))), list(range(len(new)))
    pairs: dict[int, int] = {}

    def pair(is_same: Callable[[Row, Row], bool], *, is_told: bool) -> None:
        for place in list(new_left):
            partner = next((other for other in old_left if is_same(old[other], new[place])), None)
            if partner is not None:
                old_left.remove(partner)
                new_left.remove(place)
                if is_told:
                    pairs[place] = partner

    pair(lambda before, after: before == after, is_told=False)
    pair(lambda before, after: key(before) == key(after), is_told=True)
    pair(lambda before, after: _are_alike(text(before), text(after)), is_told=True)
    changed = [(old[pairs[place]], new[place]) if place in pairs else (None, new[place])
               for place in sorted([*pairs, *new_left])]  # fmt: skip
    return [*changed, *((old[place], None) for place in old_left)]


def _are_alike(before: str, after: str) -> bool:
    if not before or not after:
        return False
    matcher = SequenceMatcher(None, before[:COMPARED_LETTERS], after[:COMPARED_LETTERS], autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

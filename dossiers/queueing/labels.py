"""What is written on a ticket: a letter for where one is served, and a number of the day."""

from collections.abc import Iterable

ANYWHERE = "A"
"""The letter of whoever any counter can serve."""

LETTERS = "BCDEGHKLMNPQRSTUVXY"
"""No letters that one hears or reads as another (I, O, F, J, W, Z are no Vietnamese letters or look like figures)."""


def prefix_of(sector: int | None, counters: Iterable[tuple[int, frozenset[int]]]) -> str:
    """Return the letter of a sector, given the counters by number with their sectors.

    Counters that serve some sectors alone have a letter each, in the order of their numbers; a sector has the letter
    of the first counter that serves it. What any counter serves has `ANYWHERE`. After the last letter come pairs.
    """
    special = [sectors for _number, sectors in sorted(counters, key=lambda counter: counter[0]) if sectors]
    place = next((place for place, sectors in enumerate(special) if sector in sectors), None)
    if sector is None or place is None:
        return ANYWHERE
    rank, letter = divmod(place, len(LETTERS))
    return LETTERS[rank - 1] + LETTERS[letter] if rank else LETTERS[letter]


def label_of(prefix: str, ordinal: int) -> str:
    """Return what is called and shown: A012."""
    return f"{prefix}{ordinal:03d}"

"""The two ways to round percentages that are accepted: half up, and by largest remainder. Pure and exact.

Percentages are whole numbers of the last printed decimal here: 69.35 with two decimals is 6935.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def in_last_place(percent: Decimal, decimals: int) -> int:
    """Return a percentage in units of its last decimal, rounded half up where it has more of them."""
    return _half_up(Fraction(percent) * 10**decimals)


def half_up(part: Decimal, whole: Decimal, decimals: int) -> int:
    """Return the percentage of a part, in units of the last decimal."""
    return _half_up(Fraction(part) / Fraction(whole) * 100 * 10**decimals)


class Apportionment:
    """The parts of one whole, rounded together by largest remainder; what they leave of it is one further part."""

    def __init__(self, parts: Sequence[int], whole: int, decimals: int) -> None:
        rest = whole - sum(parts)
        self.whole, self.unit = whole, 100 * 10**decimals
        self.is_possible = whole > 0 and rest >= 0
        self.remainders = sorted(part * self.unit % whole for part in (*parts, rest)) if self.is_possible else []
        # The remainders together are a whole number of units: that many of the largest are rounded up.
        self.missing = sum(self.remainders) // whole if self.is_possible else 0

    def may_give(self, part: int) -> frozenset[int]:
        """Return what one of the parts may be given, whichever of equal remainders goes first."""
        if not self.is_possible:
            return frozenset()
        floor, mine = divmod(part * self.unit, self.whole)
        greater = len(self.remainders) - bisect_right(self.remainders, mine)
        as_great = len(self.remainders) - bisect_left(self.remainders, mine) - 1
        given = {floor + 1} if mine and greater < self.missing else set()
        return frozenset(given | ({floor} if as_great >= self.missing else set()))


def _half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

"""The two ways to round percentages that are accepted: half up, and by largest remainder. Pure and exact.

Percentages are whole numbers of the last printed decimal here: 69.35 with two decimals is 6935.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def in_last_place(percent: Decimal, decimals: int) -> int:
    """Return a percentage in units of its last decimal, rounded half up where it has more of them."""
    return _half_up(Fraction(percent) * 10**decimals)


def half_up(part: Decimal, whole: Decimal, decimals: int) -> int:
    """Return the percentage of a part, in units of the last decimal."""
    return _half_up(Fraction(part) / Fraction(whole) * 100 * 10**decimals)


def largest_remainder(part: int, others: Sequence[int], whole: int, decimals: int) -> frozenset[int]:
    """Return what apportionment may give to a part beside the others, whichever of equal remainders goes first.

    What the parts leave of the whole is one further part. Empty where the parts are more than the whole.
    """
    rest = whole - part - sum(others)
    if whole <= 0 or rest < 0:
        return frozenset()
    floor, mine = divmod(part * 100 * 10**decimals, whole)
    remainders = [other * 100 * 10**decimals % whole for other in (*others, rest)]
    # The remainders together are a whole number of units: that many of the largest are rounded up.
    missing = (mine + sum(remainders)) // whole
    greater = sum(remainder > mine for remainder in remainders)
    as_great = sum(remainder >= mine for remainder in remainders)
    given = set()
    if mine and greater < missing:
        given.add(floor + 1)
    if as_great >= missing:
        given.add(floor)
    return frozenset(given)


def _half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

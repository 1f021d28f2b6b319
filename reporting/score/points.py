"""From counts to points, and back to what a point costs. Pure.

Law: Quyết định 766/QĐ-TTg (100 points; a criterion gives its points in proportion to its rate, all of them from
`full_at` percent on).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Gain:
    """How many more rows that qualify give how many points more: a whole one, or what is left of the criterion."""

    rows: int
    points: Decimal


def points_of(part: int, whole: int, *, most: Decimal, full_at: int = 100) -> Decimal | None:
    """Return the points of a rate, rounded half up to two decimals; None where there is nothing to judge."""
    if whole == 0:
        return None
    return _rounded(_exact(part, whole, most, full_at))


def gain_of(part: int, whole: int, *, most: Decimal, full_at: int = 100) -> Gain | None:
    """Return what the next point costs; None where every point has been reached, or there is nothing to judge."""
    if whole == 0:
        return None
    now = _exact(part, whole, most, full_at)
    target = min(now + 1, Fraction(most))
    if target <= now:
        return None
    needed = ceil(target * full_at * whole / (Fraction(most) * 100))
    return Gain(needed - part, _rounded(target - now))


def _exact(part: int, whole: int, most: Decimal, full_at: int) -> Fraction:
    return Fraction(most) * min(Fraction(1), Fraction(part * 100, whole * full_at))


def _rounded(points: Fraction) -> Decimal:
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)

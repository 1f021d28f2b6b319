"""Rates, shares, intervals and percentiles: what is computed from counts and never stored. Pure.

Law: domain decision 9 (counts are stored; a percentage is computed where it is shown, with its denominator).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")

Z_95 = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5 % on either side."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which percentages the true rate lies, with 95 % confidence; one decimal, because more would pretend."""

    low: Decimal
    high: Decimal


def rate(numerator: int, denominator: int) -> Decimal | None:
    """Return a percentage rounded half up to two decimals; nothing over nothing is None, never 100."""
    if denominator == 0:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)


def shares(parts: Sequence[int]) -> list[Decimal | None]:
    """Return the percentages of the parts of one whole; by largest remainder they add up to 100.00 exactly.

    Law: domain decision 9. All None where the whole is zero.
    """
    whole = sum(parts)
    if whole == 0:
        return [None] * len(parts)
    exact = [part * 10_000 for part in parts]
    floors = [value // whole for value in exact]
    missing = 10_000 - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda index: (-(exact[index] % whole), index))
    for index in by_remainder[:missing]:
        floors[index] += 1
    return [Decimal(value) / 100 for value in floors]


def wilson(favourable: int, answers: int) -> Interval | None:
    """Return the Wilson interval of a rate with 95 % confidence; None without answers.

    Unlike the usual one it stays inside 0–100 %, and 99 of 99 gives 96.3–100 %, not 100 %. It takes the answers for a
    fair sample of all that might have answered: show the response rate beside it. Raises `ValueError` where more are
    favourable than answered.
    """
    if not 0 <= favourable <= answers:
        raise ValueError(f"{favourable} of {answers} is no part.")
    if answers == 0:
        return None
    share, spread = favourable / answers, Z_95**2 / answers
    middle = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(share * (1 - share) / answers + spread / (4 * answers))
    low = 0.0 if favourable == 0 else middle - half
    high = 1.0 if favourable == answers else middle + half
    return Interval(_tenths(low), _tenths(high))


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return a percentile (`share` 0.5: the median) by linear interpolation, as PERCENTILE_CONT; None of nothing.

    `values` in any order.
    """
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _tenths(share: float) -> Decimal:
    return (Decimal(repr(share)) * 100).quantize(TENTH, ROUND_HALF_UP)

"""How likely a dossier will be late, three working days before its due date, and how often that came true. Pure.

What is known then is put into one of five bands: the working time left, less what the remaining steps usually take. The
chance of a band is how many of its earlier dossiers were late; a few imagined cases stand in for a past there is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.rates import rate

DAYS_AHEAD = 3
"""How many working days before the due date a forecast is made: early enough to do something about it."""

LIKELY = 50
"""From which chance on, in percent, we say that a dossier will be late."""

IMAGINED = 10
"""How many imagined cases a band begins with."""

HOUR = 60


@dataclass(frozen=True, slots=True)
class Band:
    """Dossiers with so much time to spare; `until` is the upper end in working minutes, None for no end.

    `first_chance` is what we take for the chance before anything is known, in percent.
    """

    number: int
    label: Any
    until: int | None
    first_chance: int


BANDS: tuple[Band, ...] = (
    Band(1, _("Thiếu trên 8 giờ làm việc"), -8 * HOUR, 80),
    Band(2, _("Thiếu đến 8 giờ làm việc"), 0, 50),
    Band(3, _("Dư đến 8 giờ làm việc"), 8 * HOUR, 25),
    Band(4, _("Dư 8 đến 16 giờ làm việc"), 16 * HOUR, 10),
    Band(5, _("Dư trên 16 giờ làm việc"), None, 3),
)
"""The bands, the shortest time first."""

BY_NUMBER: Mapping[int, Band] = {band.number: band for band in BANDS}

Past = tuple[int, int]
"""How many of a band's dossiers were late, of how many."""


def band_of(slack: int) -> Band:
    """Return the band of so many working minutes to spare."""
    return next(band for band in BANDS if band.until is None or slack < band.until)


def chance_of(band: Band, past: Past) -> int:
    """Return the chance to be late, in whole percent, from what came of the band's earlier dossiers."""
    late, whole = past
    return round((late * 100 + band.first_chance * IMAGINED) / (whole + IMAGINED))


@dataclass(frozen=True, slots=True)
class Outcome:
    """So many dossiers of one band got the same chance; so many of them were late."""

    band: int
    chance: int
    whole: int
    late: int


@dataclass(frozen=True, slots=True)
class HitRate:
    """How good the forecasts were: of what was said to be late how much was, of what was late how much was foreseen.

    `brier` is the mean square of the error of the chances, between 0 (always right) and 1.
    """

    whole: int
    late: int
    said_late: int
    rightly: int
    brier: Decimal | None

    @property
    def precision(self) -> Decimal | None:
        """Of those that we said would be late, the share that was."""
        return rate(self.rightly, self.said_late)

    @property
    def recall(self) -> Decimal | None:
        """Of those that were late, the share that we had foreseen."""
        return rate(self.rightly, self.late)


def hit_rate(outcomes: Sequence[Outcome]) -> HitRate:
    """Return how good forecasts were whose dossiers are decided."""
    likely = [one for one in outcomes if one.chance >= LIKELY]
    whole = sum(one.whole for one in outcomes)
    square = sum(one.late * (100 - one.chance) ** 2 + (one.whole - one.late) * one.chance**2 for one in outcomes)
    return HitRate(
        whole=whole,
        late=sum(one.late for one in outcomes),
        said_late=sum(one.whole for one in likely),
        rightly=sum(one.late for one in likely),
        brier=(Decimal(square) / 10_000 / whole).quantize(Decimal("0.001")) if whole else None,
    )


def past_of(outcomes: Sequence[Outcome]) -> dict[int, Past]:
    """Return what came of each band."""
    past: dict[int, Past] = {band.number: (0, 0) for band in BANDS}
    for one in outcomes:
        late, whole = past[one.band]
        past[one.band] = (late + one.late, whole + one.whole)
    return past

"""What waiting adds up to: medians and maxima in minutes, never a mean, which one forgotten ticket would spoil."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is measured of one ticket. An end on another day is a ticket that somebody forgot, and is not measured."""

    label: str
    sector: str
    drawn_at: datetime
    called_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    is_served: bool = False

    @property
    def wait(self) -> int | None:
        """The whole minutes from the draw to the first call; None while nobody has called."""
        return minutes_between(self.drawn_at, self.called_at) if self.called_at else None

    @property
    def service(self) -> int | None:
        """The whole minutes at the counter, for those who were served."""
        if not (self.is_served and self.began_at and self.ended_at):
            return None
        return minutes_between(self.began_at, self.ended_at)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people of one group waited and were served, in minutes; None where nobody was."""

    drawn: int
    called: int
    median: int | None
    longest: int | None
    service: int | None


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Return the whole minutes between two instants, 0 where they stand in the wrong order."""
    return max(0, int((later - earlier).total_seconds()) // 60)


def waits_of(visits: Iterable[Visit]) -> Waits:
    """Return what the visits of one group add up to."""
    visits = list(visits)
    waits = [visit.wait for visit in visits if visit.wait is not None]
    services = [visit.service for visit in visits if visit.service is not None]
    return Waits(
        drawn=len(visits),
        called=len(waits),
        median=_median(waits),
        longest=max(waits, default=None),
        service=_median(services),
    )


def waits_by(visits: Sequence[Visit], key: Callable[[Visit], Key]) -> list[tuple[Key, Waits]]:
    """Return what each group adds up to, in the order of the groups' keys."""
    groups: dict[Key, list[Visit]] = {}
    for visit in visits:
        groups.setdefault(key(visit), []).append(visit)
    return [(name, waits_of(groups[name])) for name in sorted(groups)]  # type: ignore[type-var]


def _median(minutes: Sequence[int]) -> int | None:
    return round(median(minutes)) if minutes else None

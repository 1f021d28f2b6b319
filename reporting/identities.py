"""The identities that every published table must satisfy. Pure.

carried over + received = early + on time + late + refused + withdrawn + discontinued + in time + overdue + paused
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

OPEN = ("in_time", "overdue", "paused")
RESOLVED = ("early", "on_time", "late")
ENDED = (*RESOLVED, "refused", "withdrawn", "discontinued")


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold: where, what was expected from the day before, what stands there."""

    day: date
    agency_pk: int
    channel: str
    expected_open: int
    found_open: int

    def as_row(self) -> dict[str, object]:
        """The finding as it is kept with the run."""
        return {
            "identity": "continuity",
            "day": self.day.isoformat(),
            "agency": self.agency_pk,
            "channel": self.channel,
            "expected": self.expected_open,
            "found": self.found_open,
        }


def open_at_end(figures: Mapping[str, int]) -> int:
    """Return how many dossiers were open at the end of the day."""
    return sum(figures[measure] for measure in OPEN)


def expected_open(open_before: int, figures: Mapping[str, int]) -> int:
    """Return how many must be open: those before, and those that came, without those that ended."""
    return open_before + figures["received"] - sum(figures[measure] for measure in ENDED)

"""The identities that every published table must satisfy. Pure, but for the translation of their names.

carried over + received = early + on time + late + refused + withdrawn + discontinued + in time + overdue + paused
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

OPEN = ("in_time", "overdue", "paused")
RESOLVED = ("early", "on_time", "late")
ENDED = (*RESOLVED, "refused", "withdrawn", "discontinued")


class Identity(StrEnum):
    """An equation between published figures."""

    CONTINUITY = "continuity"
    BALANCE = "balance"

    @property
    def label(self) -> Any:
        """The equation in words."""
        return {
            Identity.CONTINUITY: _("Hồ sơ mở cuối ngày trước + tiếp nhận − kết thúc trong ngày = hồ sơ mở cuối ngày"),
            Identity.BALANCE: _(
                "Kỳ trước chuyển sang + tiếp nhận = đã giải quyết + đang giải quyết + tạm dừng + từ chối + rút + dừng"
            ),
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold at the end of a day: in which cell, how many must be open, how many are."""

    identity: Identity
    day: date
    agency_pk: int
    channel: str
    service_level: str
    expected: int
    found: int

    def as_row(self) -> dict[str, object]:
        """The finding as it is kept with the run."""
        return {**asdict(self), "day": self.day.isoformat()}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Finding":
        """Read what `as_row` wrote."""
        return cls(**{**row, "identity": Identity(row["identity"]), "day": date.fromisoformat(row["day"])})


def open_at_end(figures: Mapping[str, int]) -> int:
    """Return how many dossiers were open at the end."""
    return sum(figures[measure] for measure in OPEN)


def expected_open(open_before: int, figures: Mapping[str, int]) -> int:
    """Return how many must be open: those before, and those that came, without those that ended."""
    return open_before + figures["received"] - sum(figures[measure] for measure in ENDED)


def is_balanced(figures: Mapping[str, int]) -> bool:
    """Say whether carried over + received = ended + open."""
    return expected_open(figures["carried_over"], figures) == open_at_end(figures)

"""The identities that every published table must satisfy. Pure, but for the translation of their names.

carried over + received = early + on time + late + undated + refused + withdrawn + discontinued
                        + in time + overdue + open undated + paused
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

OPEN = ("in_time", "overdue", "open_undated", "paused")
RESOLVED = ("early", "on_time", "late", "undated")
ENDED = (*RESOLVED, "refused", "withdrawn", "discontinued")


class Identity(StrEnum):
    """An equation between published figures."""

    CONTINUITY = "continuity"
    BALANCE = "balance"
    PARTS = "parts"
    LISTS = "lists"
    DATED = "dated"

    @property
    def label(self) -> Any:
        """The equation in words."""
        return {
            Identity.CONTINUITY: _("Hồ sơ mở cuối ngày trước + tiếp nhận − kết thúc trong ngày = hồ sơ mở cuối ngày"),
            Identity.BALANCE: _(
                "Kỳ trước chuyển sang + tiếp nhận = đã giải quyết + đang giải quyết + tạm dừng + từ chối + rút + dừng"
            ),
            Identity.PARTS: _("Tổng các cơ quan = tổng các hình thức nộp = toàn tỉnh"),
            Identity.LISTS: _("Số liệu đã tính = số hồ sơ trong danh sách"),
            Identity.DATED: _("Hồ sơ tiếp nhận trên hệ thống đều có hạn giải quyết"),
        }[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold: on which day, in which cell, what there must be and what there is.

    An agency of 0 and an empty channel or level stand for all. `codes` are dossiers that explain it, some of them where
    they are many.
    """

    identity: Identity
    day: date
    agency_pk: int
    channel: str
    service_level: str
    expected: int
    found: int
    measure: str = ""
    codes: tuple[str, ...] = ()

    def as_row(self) -> dict[str, object]:
        """The finding as it is kept with the run."""
        return {**asdict(self), "day": self.day.isoformat(), "codes": list(self.codes)}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Finding":
        """Read what `as_row` wrote."""
        identity, day = Identity(row["identity"]), date.fromisoformat(row["day"])
        return cls(**{**row, "identity": identity, "day": day, "codes": tuple(row["codes"])})

    def explained_by(self, codes: tuple[str, ...]) -> "Finding":
        """Return the finding with the dossiers that explain it."""
        return replace(self, codes=codes)


def open_at_end(figures: Mapping[str, int]) -> int:
    """Return how many dossiers were open at the end."""
    return sum(figures[measure] for measure in OPEN)


def expected_open(open_before: int, figures: Mapping[str, int]) -> int:
    """Return how many must be open: those before, and those that came, without those that ended."""
    return open_before + figures["received"] - sum(figures[measure] for measure in ENDED)


def is_balanced(figures: Mapping[str, int]) -> bool:
    """Say whether carried over + received = ended + open."""
    return expected_open(figures["carried_over"], figures) == open_at_end(figures)

"""What one may ask of the figures: which period, by what, of which part of the province, as of when. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from reporting.periods import Period


class Key(StrEnum):
    """What figures are broken down by. Its value is the name in commands, addresses and files."""

    MONTH = "month"
    AGENCY = "agency"
    SECTOR = "sector"
    CHANNEL = "channel"
    PROCEDURE = "procedure"
    LEVEL = "level"

    @property
    def label(self) -> Any:
        """The heading of its column."""
        return {
            Key.MONTH: _("Tháng"),
            Key.AGENCY: _("Cơ quan"),
            Key.SECTOR: _("Lĩnh vực"),
            Key.CHANNEL: _("Hình thức nộp"),
            Key.PROCEDURE: _("Thủ tục"),
            Key.LEVEL: _("Mức độ dịch vụ công"),
        }[self]


@dataclass(frozen=True, slots=True)
class Where:
    """The part of the province that is asked about; None asks about all. Agency trees come as all their keys."""

    agency_pks: frozenset[int] | None = None
    sector_pks: frozenset[int] | None = None
    procedure_pks: frozenset[int] | None = None
    channels: frozenset[str] | None = None
    levels: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the facts.

    Without `as_of` everything stands as it stood at the end of the period's last day. An instant inside the period cuts
    it there; a later one judges by its clock what was open at the period's end, or by its own finish, if that came
    first. A cohort is what entered in the period, as it stands at `as_of`, which it therefore needs.
    """

    period: Period
    by: tuple[Key, ...] = ()
    where: Where = Where()
    as_of: datetime | None = None
    is_cohort: bool = False

    def __post_init__(self) -> None:
        if self.is_cohort and self.as_of is None:
            raise ValueError("Theo dõi hồ sơ tiếp nhận trong kỳ cần thời điểm xét (as-of).")
        if len(set(self.by)) != len(self.by):
            raise ValueError("Mỗi chiều phân tích chỉ được nêu một lần.")

    def about(self, period: Period) -> "Question":
        """Return the same question about another period."""
        return replace(self, period=period)


Keys = Mapping[Key, str]
"""The cell that is meant: a value for each key, or for some of them."""


def only(values: Collection[Any]) -> frozenset[Any] | None:
    """Return values as `Where` takes them: none given means all."""
    return frozenset(values) or None

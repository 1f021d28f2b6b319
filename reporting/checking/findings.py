"""What can be wrong in a table of published figures, each kind with what was printed and what follows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

Number = int | Decimal


class Kind(models.TextChoices):
    """The kinds of findings; the value stands in the JSON output."""

    SUM = "sum", _("Tổng không khớp")
    PARTS_EXCEED_WHOLE = "parts_exceed_whole", _("Phần lớn hơn tổng")
    BALANCE = "balance", _("Không cân đối")
    PERCENT = "percent", _("Tỷ lệ sai")
    ROUNDING = "rounding", _("Làm tròn sai")
    IMPOSSIBLE_VALUE = "impossible_value", _("Giá trị không thể có")
    UNREADABLE = "unreadable", _("Không phải là số")
    UNKNOWN_WHOLE = "unknown_whole", _("Không rõ mẫu số")
    CONTRADICTION = "contradiction", _("Hai giá trị khác nhau")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one figure; `difference` is what was printed less what follows.

    `terms` are the figures from which it follows, as the sentence names them; `exact` is a percentage before rounding.
    """

    report: str
    figure: str
    kind: Kind
    line: int
    printed: Number | str
    computed: Number | None = None
    terms: tuple[tuple[str, Number], ...] = ()
    is_percent: bool = False
    exact: Decimal | None = None

    @property
    def difference(self) -> Number | None:
        """What was printed less what follows; None where one of the two is no number."""
        if self.computed is None or isinstance(self.printed, str):
            return None
        return self.printed - self.computed

    def as_json(self) -> dict[str, Any]:
        """Return the finding as one object of the JSON output; numbers are numbers."""
        return {
            "report": self.report,
            "figure": self.figure,
            "kind": self.kind.value,
            "printed": _plain(self.printed),
            "computed": _plain(self.computed),
            "difference": _plain(self.difference),
        }


def _plain(value: Number | str | None) -> int | float | str | None:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings in the order of the table, each once."""
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.line)

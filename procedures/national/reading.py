"""What reading one row of the national catalogue yields: a record, what we doubt in it, and what we could read. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


class Unreadable(ValueError):
    """A row has no code or no name, so nothing can be filed under it; the message says so in Vietnamese."""


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something in a row that a person should look at: which column, why (Vietnamese), and the source's own words."""

    field: str
    reason: str
    raw: str = ""


@dataclass(slots=True)
class ReadRecord:
    """A row as a record of `procedures.records`, with `warnings` in the order of the columns.

    `counts` holds how many parts of each kind were read and kept as text only: `limits`, `limits_unread`, `fees`,
    `fees_unread`, `documents`, `documents_unread`, `legal_bases`, `legal_bases_unread`.
    """

    record: dict[str, Any] = field(default_factory=dict)
    warnings: list[ReadingWarning] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

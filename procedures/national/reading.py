"""What reading one row of the national catalogue yields: a record, what we doubt in it, and how much was read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from agencies.vietnamese import normalised

ABSENT = "Không có thông tin"
"""What the portal prints in a cell that holds nothing."""

LONGEST_RAW = 300
"""Characters of the source that a warning quotes."""


class Unreadable(ValueError):
    """A row has no code or no name, so nothing can be filed under it; the message says so in Vietnamese."""


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that a person should look at: the source's column, why (Vietnamese), and the source's own words."""

    field: str
    reason: str
    raw: str = ""


@dataclass(slots=True)
class ReadRecord:
    """A row as a record of `procedures.records`, with `warnings` in the order of the columns.

    `counts` holds how many parts were read, and how many were kept as text only: `limits`, `limits_unread`, `fees`,
    `fees_unread`, `documents`, `documents_unread`, `legal_bases`, `legal_bases_unread`. A cell in which the source
    says that it has no information is in neither.
    """

    record: dict[str, Any] = field(default_factory=dict)
    warnings: list[ReadingWarning] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def warn(self, column: str, reason: str, raw: str = "") -> None:
        """Note what a person should look at; the same doubt in several rows of a table is noted once."""
        quoted = raw if len(raw) <= LONGEST_RAW else f"{raw[:LONGEST_RAW]}…"
        warning = ReadingWarning(column, reason, quoted)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def keep(self, column: str, reason: str, raw: str) -> None:
        """Note a text that has no place in a record, and keep all of it in `source_note`."""
        self.warn(column, reason, raw)
        notes = [self.record.get("source_note", ""), f"{column}: {raw}"]
        self.record["source_note"] = "\n".join(filter(None, notes))

    def count(self, kind: str, *, is_read: bool) -> None:
        """Count a part as read, or as kept in the source's words only."""
        self.counts[kind if is_read else f"{kind}_unread"] += 1


def cell_text(cell: str | None) -> str:
    """Return the clean text of a cell, empty where the source says that it has no information."""
    text = normalised(cell or "")
    return "" if text.rstrip(".") == ABSENT else text

"""One row of a file, of whatever kind: the record that it holds, or why it is refused."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_PROCEDURES = 20_000
"""Ten times what a province publishes; a file with more was not meant for this."""


class BadFile(ValueError):
    """A file as a whole is not taken, and nothing imported; the message says why and what to do, in Vietnamese."""


@dataclass(slots=True)
class SourceRow:
    """A row: its number as its reader counts it (line, row of the sheet, place in the list), from 1.

    Either `record` holds the keys that the row brings, in the shape of `procedures.records`, or `refusal` says in
    Vietnamese why there is none. `counts` says how many parts were read (`ReadRecord.counts`).
    """

    row: int
    code: str = ""
    record: dict[str, Any] | None = None
    refusal: str = ""
    warnings: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def counts_of(record: dict[str, Any]) -> Counter[str]:
    """Return how many limits, fees, documents and bases a record holds, and how many limits and fees only as text."""
    counts: Counter[str] = Counter()
    for way in record.get("ways", ()):
        for limit in way.get("limits", ()):
            counts["limits" if limit.get("amount") is not None else "limits_unread"] += 1
        for fee in way.get("fees", ()):
            counts["fees_unread" if fee.get("amount") is None and fee.get("text") else "fees"] += 1
    counts["documents"] += len(record.get("required_documents", ()))
    counts["legal_bases"] += len(record.get("legal_bases", ()))
    return counts

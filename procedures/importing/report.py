"""What came of an import, row by row. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

WHOLE_FILE = 0
"""The row of a note about the file as a whole."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a row: its number, the code of its procedure as far as it is known, why (Vietnamese)."""

    row: int
    code: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the note as JSON has it."""
        return {"row": self.row, "code": self.code, "reason": self.reason}


@dataclass(slots=True)
class Report:
    """How many procedures an import made, changed and left alone; which rows it refused; what somebody should look at.

    `figures` counts records and the parts that were read and not read (`ReadRecord.counts`).
    """

    kind: str = ""
    is_trial: bool = False
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    def refuse(self, row: int, code: str, reason: str) -> None:
        """Note that a row is not imported."""
        self.refused.append(Note(row, code, reason))

    def warn(self, row: int, code: str, reasons: Iterable[str]) -> None:
        """Note what somebody should look at; the same thing of the same row once."""
        self.warnings += [Note(row, code, reason) for reason in dict.fromkeys(reasons)]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as `manage.py import_procedures --json` prints it, notes by row."""
        return {
            "kind": self.kind,
            "dry_run": self.is_trial,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [note.as_dict() for note in sorted(self.refused, key=lambda note: note.row)],
            "warnings": [note.as_dict() for note in sorted(self.warnings, key=lambda note: note.row)],
            "figures": dict(sorted(self.figures.items())),
        }

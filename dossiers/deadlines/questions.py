"""A question for a due date as a person types it, and the answer as a program reads it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.worktime import VIETNAM, WorkCalendar, parse_sessions
from dossiers.deadlines.counting import due_date
from dossiers.deadlines.errors import BadPause, DeadlineError
from dossiers.deadlines.lines import Due
from dossiers.deadlines.pauses import Pause
from dossiers.deadlines.starting import Beginning
from procedures.limits import Limit

BETWEEN_PAUSES = re.compile(r"[\s;|,]+")


class BadInstant(DeadlineError):
    """A moment cannot be read."""


def read_instant(text: str) -> datetime:
    """Read an instant in ISO 8601; one without offset is on Viet Nam's clock. Raises `BadInstant`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInstant(f"Không đọc được thời điểm “{text}”. Hãy ghi theo mẫu 2026-01-05T16:40.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def read_pause(text: str) -> Pause:
    """Read `2026-01-06T09:00/2026-01-08T14:00`; an instant without offset is on Viet Nam's clock. Raises `BadPause`."""
    begins, slash, ends = text.strip().partition("/")
    try:
        if not slash:
            raise BadInstant
        return Pause(read_instant(begins), read_instant(ends))
    except BadInstant:
        raise BadPause(
            f"Không đọc được khoảng tạm dừng “{text}”. Hãy ghi theo mẫu 2026-01-06T09:00/2026-01-08T14:00."
        ) from None


def read_pauses(text: str) -> list[Pause]:
    """Read pauses with spaces, commas, semicolons or bars between them."""
    return [read_pause(part) for part in BETWEEN_PAUSES.split(text.strip()) if part]


@dataclass(frozen=True, slots=True)
class Question:
    """When is a dossier due that was received then, under this limit, with these pauses?"""

    start: str
    limit: str
    pauses: tuple[str, ...] = ()
    sessions: str = ""
    begins: str = ""

    def answer(self, calendar: WorkCalendar) -> Due:
        """Count it under a calendar, or under its hours where `sessions` says others; raises `ValueError` in words."""
        if self.sessions.strip():
            calendar = with_hours(calendar, self.sessions)
        pauses = [pause for text in self.pauses for pause in read_pauses(text)]
        event = Beginning(read_instant(self.begins)) if self.begins else None
        return due_date(read_instant(self.start), Limit.parse(self.limit), calendar, pauses, begins_with=event)


def with_hours(calendar: WorkCalendar, sessions: str) -> WorkCalendar:
    """The same calendar with other hours on each weekday that it works; its days off and special days stay."""
    hours = parse_sessions(sessions)
    worked = [weekday for weekday, of_day in calendar.weekly.items() if of_day]
    return WorkCalendar(calendar.zone, dict.fromkeys(worked, hours), calendar.special)


def as_json(due: Due) -> dict[str, Any]:
    """The due moment in ISO 8601 with its offset, what is compared, and the lines that add up to it."""
    return {"due": due.at.isoformat(), "basis": str(due.basis), "lines": lines_as_json(due)}


def lines_as_json(due: Due) -> list[dict[str, Any]]:
    """The lines of a date: what each says, of which day, in words, on what ground."""
    return [
        {"kind": str(line.kind), "on": line.on.isoformat(), "text": line.text, "ground": line.ground}
        for line in due.lines
    ]


def as_text(due: Due) -> Iterable[str]:
    """The lines of a date for a reader, each with its ground."""
    for line in due.lines:
        yield line.text + (f" [{line.ground}]" if line.ground else "")

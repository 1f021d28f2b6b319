"""A due moment that another system promised: nothing counts it here, so nothing moves it either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agencies.worktime import WorkCalendar
from dossiers.deadlines.lines import Basis, Due, Line, LineKind


@dataclass(frozen=True, slots=True)
class Promise:
    """What an imported dossier was promised, and when it was received; judged by local dates.

    The promise may lie before the reception: then the dossier was late from the beginning.
    """

    received_at: datetime
    promised_at: datetime
    calendar: WorkCalendar

    def due(self) -> Due:
        """The promised moment, with the two lines that say so."""
        received, promised = self.calendar.local(self.received_at), self.calendar.local(self.promised_at)
        lines = (
            Line(LineKind.RECEIVED, received.date(), at=received),
            Line(LineKind.PROMISED, promised.date(), at=promised),
        )
        return Due(promised, Basis.DAY, lines)

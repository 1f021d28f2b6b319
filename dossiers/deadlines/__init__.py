"""When a dossier is due, why exactly then, and whether it was finished in time.

Pure: no database, no settings, no clock. What the rest of the project uses:

* `due_date` counts one limit from one reception and returns the due moment with the lines that prove it;
  `date_from_lines` adds the lines up again;
* `replay` reads the ledger of a dossier (start, pause, resume, extend, re-appoint, correct, calendar, stop) into the
  state of its clock;
* `standing` and `timeliness` judge a dossier that is still open, or finished, against its due moment.

Every rule of law is one named function whose docstring cites it, and the same article stands as ground on the lines.
"""

from dossiers.deadlines.counting import BASIS_OF, add_months, check_limit, due_date
from dossiers.deadlines.entries import Entry, EntryKind, Policy
from dossiers.deadlines.errors import (
    AlreadyPaused,
    AlreadyStarted,
    AlreadyStopped,
    BadAppointment,
    BadLimit,
    BadPause,
    CalendarMissing,
    CorrectionTooLate,
    DeadlineError,
    ExtensionTooLate,
    LedgerError,
    LinesDoNotAddUp,
    NotPaused,
    NotStarted,
    OutOfOrder,
    SecondReappointment,
)
from dossiers.deadlines.judging import DUE_SOON_DAYS, Standing, Timeliness, breach_at, is_breached, standing, timeliness
from dossiers.deadlines.ledger import replay, replay_each
from dossiers.deadlines.lines import SAME_DAY_CUTOFF, Basis, Due, Line, LineKind, condensed
from dossiers.deadlines.pauses import Pause, PauseCause
from dossiers.deadlines.proof import date_from_lines
from dossiers.deadlines.starting import Beginning, Start, StartRule, effective_start
from dossiers.deadlines.state import Clock, ClockState
from procedures.limits import Limit, LimitUnit

__all__ = [
    "BASIS_OF",
    "DUE_SOON_DAYS",
    "SAME_DAY_CUTOFF",
    "AlreadyPaused",
    "AlreadyStarted",
    "AlreadyStopped",
    "BadAppointment",
    "BadLimit",
    "BadPause",
    "Basis",
    "Beginning",
    "CalendarMissing",
    "Clock",
    "ClockState",
    "CorrectionTooLate",
    "DeadlineError",
    "Due",
    "Entry",
    "EntryKind",
    "ExtensionTooLate",
    "LedgerError",
    "Limit",
    "LimitUnit",
    "Line",
    "LineKind",
    "LinesDoNotAddUp",
    "NotPaused",
    "NotStarted",
    "OutOfOrder",
    "Pause",
    "PauseCause",
    "Policy",
    "SecondReappointment",
    "Standing",
    "Start",
    "StartRule",
    "Timeliness",
    "add_months",
    "breach_at",
    "check_limit",
    "condensed",
    "date_from_lines",
    "due_date",
    "effective_start",
    "is_breached",
    "replay",
    "replay_each",
    "standing",
    "timeliness",
]

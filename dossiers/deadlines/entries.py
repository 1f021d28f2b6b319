"""The rows of a clock's ledger, as the arithmetic takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agencies.worktime import WorkCalendar
from dossiers.deadlines.starting import Beginning
from procedures.limits import Limit


class EntryKind(StrEnum):
    """What happened to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    REAPPOINT = "reappoint"
    CORRECT = "correct"
    CALENDAR = "calendar"
    STOP = "stop"
    RESTATE = "restate"


class Policy(StrEnum):
    """What a pause does to the time that is left: it waits, or the limit starts again when the pause ends.

    Law: RESTART is Nghị định 61/2018/NĐ-CP Điều 19 khoản 4; PAUSE is the default of the regime in force.
    """

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger.

    `limit` belongs to START, EXTEND and CORRECT, `begins_with` to START and CORRECT, `policy` to PAUSE (None is the
    default, to wait), `new_due_at` to REAPPOINT; the others leave them out. A START with `new_due_at` instead of a
    limit takes over what another system promised, and so does RESTATE, which voids everything before it (without
    `new_due_at` nothing is promised any more). `calendar` is the one under which the entry was reckoned, needed for
    CALENDAR (None elsewhere: the calendar that `replay` was given).
    """

    kind: EntryKind
    at: datetime
    limit: Limit | None = None
    cause: str = ""
    ground: str = ""
    policy: Policy | None = None
    new_due_at: datetime | None = None
    begins_with: Beginning | None = None
    calendar: WorkCalendar | None = None

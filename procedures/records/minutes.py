"""What a time limit allows an office, in working minutes, as internal processes budget it. Pure."""

from procedures.durations import MINUTES_OF_DAY
from procedures.limits import LimitUnit
from procedures.records.shape import Record

WORKING_DAYS_OF_MONTH = 22


def limit_minutes(limit: Record) -> int:
    """Return the working minutes that a limit allows.

    A working day is eight hours; calendar days and months are brought to whole working days.
    """
    amount = float(limit["amount"])
    match LimitUnit(limit["unit"]):
        case LimitUnit.WORKING_HOUR:
            return round(amount * 60)
        case LimitUnit.SAME_DAY:
            return MINUTES_OF_DAY
        case LimitUnit.CALENDAR_DAY:
            return max(1, int(amount * 5 / 7)) * MINUTES_OF_DAY
        case LimitUnit.MONTH:
            return round(amount * WORKING_DAYS_OF_MONTH * MINUTES_OF_DAY)
        case _:
            return round(amount * MINUTES_OF_DAY)


def allowed_minutes(record: Record) -> int | None:
    """Return what a process may spend: the shortest usual limit (the first one of each way); None if none was read."""
    usual = [way["limits"][0] for way in record.get("ways", ()) if way.get("limits")]
    return min((limit_minutes(limit) for limit in usual if limit.get("amount")), default=None)

"""Who serves, with what authority, at what hours: agencies, offices, second seals, the working calendar, numbers."""

from agencies.models.bodies import Agency, AgencyKind, AgencyQuerySet, Level, OneStopOffice, SecondSeal
from agencies.models.calendar import (
    CalendarChange,
    CalendarDay,
    CalendarLevel,
    CalendarRevision,
    ChangeState,
    OfficeHours,
)
from agencies.models.numbers import NumberSequence

__all__ = [
    "Agency",
    "AgencyKind",
    "AgencyQuerySet",
    "CalendarChange",
    "CalendarDay",
    "CalendarLevel",
    "CalendarRevision",
    "ChangeState",
    "Level",
    "NumberSequence",
    "OfficeHours",
    "OneStopOffice",
    "SecondSeal",
]

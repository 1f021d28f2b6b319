"""How a dossier stands against its due moment, while it is open and once it is finished."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from agencies.worktime import ONE_DAY, VIETNAM, WorkCalendar
from dossiers.deadlines.lines import Basis, Due

DUE_SOON_DAYS = 2


class Standing(StrEnum):
    """How an open dossier stands against its due moment. Derived on each read, never stored."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            Standing.IN_TIME: "Còn hạn",
            Standing.DUE_SOON: "Sắp đến hạn",
            Standing.DUE_TODAY: "Đến hạn hôm nay",
            Standing.OVERDUE: "Quá hạn",
            Standing.PAUSED: "Tạm dừng",
        }[self]


class Timeliness(StrEnum):
    """How a finished dossier was finished."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            Timeliness.EARLY: "Trước hạn",
            Timeliness.ON_TIME: "Đúng hạn",
            Timeliness.LATE: "Trễ hạn",
        }[self]


def is_breached(due: Due, at: datetime, zone: ZoneInfo = VIETNAM) -> bool:
    """Whether a dossier that is not finished before or at this instant is late.

    Law: domain decision 6; hour-based and same-day limits compare instants, day-based limits local dates.
    """
    if due.basis == Basis.INSTANT:
        return at > due.at
    return at.astimezone(zone).date() > due.at.astimezone(zone).date()


def breach_at(due: Due, zone: ZoneInfo = VIETNAM) -> datetime:
    """The legal instant of the breach, whoever notices it and whenever.

    A day-based limit may be kept at any hour of the due date: that is the midnight which ends it. For an hour-based or
    same-day limit it is the due moment, which itself is still in time.
    """
    local = due.at.astimezone(zone)
    return local if due.basis == Basis.INSTANT else datetime.combine(local.date() + ONE_DAY, time(0), tzinfo=zone)


def standing(
    due: Due | None,
    at: datetime,
    calendar: WorkCalendar,
    *,
    is_paused: bool = False,
    paused_at: datetime | None = None,
    soon_days: int = DUE_SOON_DAYS,
) -> Standing | None:
    """How an open dossier stands at this instant; None without a due moment, because nothing may be claimed then.

    Due soon is the due date's last `soon_days` working days before it: from then on the handling agency has to
    prepare the apology (domain decision 7). A pause that began after the due moment (`paused_at`) hides nothing.
    """
    if due is None:
        return None
    if is_paused and (paused_at is None or paused_at <= due.at):
        return Standing.PAUSED
    if is_breached(due, at, calendar.zone):
        return Standing.OVERDUE
    today, due_on = at.astimezone(calendar.zone).date(), due.at.astimezone(calendar.zone).date()
    if today == due_on:
        return Standing.DUE_TODAY
    return Standing.DUE_SOON if today >= calendar.shift_working_days(due_on, -soon_days) else Standing.IN_TIME


def timeliness(due: Due | None, finished_at: datetime, zone: ZoneInfo = VIETNAM) -> Timeliness | None:
    """How a dossier was finished; None without a due moment: it is neither on time nor late.

    Give it `Clock.original_due`: an apology does not turn a late dossier into an on-time one.
    """
    if due is None:
        return None
    if is_breached(due, finished_at, zone):
        return Timeliness.LATE
    finished_on, due_on = finished_at.astimezone(zone).date(), due.at.astimezone(zone).date()
    return Timeliness.EARLY if finished_on < due_on else Timeliness.ON_TIME

"""The hours of one day: sessions of work, written as people write them.

Pure: no database, no settings, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

NOON = 12 * 60


class WorktimeError(ValueError):
    """A calendar or a question to it makes no sense; the message is Vietnamese and may be shown."""


class BadSessions(WorktimeError):
    """The hours of a day cannot be read or contradict each other."""


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """One stretch of work within a day; it includes its first minute and ends at `closes`."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        for moment in (self.opens, self.closes):
            if moment.second or moment.microsecond or moment.tzinfo:
                raise BadSessions("Giờ làm việc chỉ ghi giờ và phút, không ghi giây.")
        if self.opens >= self.closes:
            raise BadSessions(f"Buổi làm việc {self} phải kết thúc sau khi bắt đầu.")

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def minutes(self) -> int:
        """How long the session lasts."""
        return minute_of(self.closes) - minute_of(self.opens)


def parse_sessions(text: str) -> tuple[Session, ...]:
    """Read hours such as `07:30-11:30,13:00-17:00`; an empty text means that no hours are worked."""
    sessions = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        opens, dash, closes = part.partition("-")
        try:
            if not dash:
                raise ValueError
            session = Session(_read_time(opens), _read_time(closes))
        except BadSessions:
            raise
        except ValueError:
            raise BadSessions(
                f"Không đọc được giờ làm việc “{part}”. Hãy ghi theo mẫu 07:30-11:30,13:00-17:00."
            ) from None
        sessions.append(session)
    return checked_sessions(sessions)


def checked_sessions(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """The sessions of one day as they are, or `BadSessions` when they overlap or stand in the wrong order."""
    for earlier, later in pairwise(sessions):
        if later.opens < earlier.closes:
            raise BadSessions(f"Các buổi làm việc {earlier} và {later} chồng lên nhau hoặc sai thứ tự.")
    return tuple(sessions)


def format_sessions(sessions: Sequence[Session]) -> str:
    """The text that `parse_sessions` reads."""
    return ",".join(str(session) for session in sessions)


def end_of_half_day(sessions: Sequence[Session]) -> time:
    """When half a working day is over: at the midday break, or without one after half of the day's minutes."""
    before_noon = [session for session in sessions if minute_of(session.opens) < NOON]
    if before_noon and len(before_noon) < len(sessions):
        return before_noon[-1].closes
    left = (sum(session.minutes for session in sessions) + 1) // 2
    for session in sessions:
        if left <= session.minutes:
            return time_at(minute_of(session.opens) + left)
        left -= session.minutes
    raise BadSessions("Ngày này không có giờ làm việc.")


def first_half(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """The part of these sessions that lies before `end_of_half_day`; nothing of a day without work."""
    if not sessions:
        return ()
    end = end_of_half_day(sessions)
    return tuple(Session(session.opens, min(session.closes, end)) for session in sessions if session.opens < end)


def minute_of(moment: time) -> int:
    """The minutes since midnight."""
    return moment.hour * 60 + moment.minute


def time_at(minute: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(minute // 60, minute % 60)


def _read_time(text: str) -> time:
    hours, colon, minutes = text.strip().partition(":")
    if not colon or not (hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        raise ValueError(text)
    return time(int(hours), int(minutes))

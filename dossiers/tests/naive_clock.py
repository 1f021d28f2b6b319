"""A clock for people without arithmetic: it lives through the minutes one by one and asks of each whether it is over.

Written from the law's words alone (domain decisions 3 to 5), on nothing but a set of worked minutes: it knows neither
`agencies.worktime` nor `dossiers.deadlines`, so that the two can disagree.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON, CUTOFF = 12 * 60, 15 * 60


@dataclass(frozen=True)
class NaiveYear:
    """Hours of each weekday as (from, until) minutes of the day; days off; days with hours of their own."""

    weekly: tuple[tuple[tuple[int, int], ...], ...]
    off: frozenset[date]
    own: tuple[tuple[date, tuple[tuple[int, int], ...]], ...] = ()

    @cache  # noqa: B019 — a year lives as long as its example
    def worked(self, day: date) -> frozenset[int]:
        """The minutes of a day that are worked."""
        blocks = dict(self.own).get(day, () if day in self.off else self.weekly[day.weekday()])
        return frozenset(minute for opens, closes in blocks for minute in range(opens, closes))

    def is_worked(self, moment: datetime) -> bool:
        return moment.hour * 60 + moment.minute in self.worked(moment.date())

    @cache  # noqa: B019
    def end_of_work(self, day: date) -> datetime:
        return midnight(day) + (max(self.worked(day)) + 1) * MINUTE

    @cache  # noqa: B019
    def end_of_first_half(self, day: date) -> datetime:
        """The midday break; on a day without one, when half of its minutes are worked."""
        minutes = sorted(self.worked(day))
        morning = [minute for minute in minutes if minute < NOON]
        breaks = [minute for minute in morning if minute + 1 not in self.worked(day)]
        if breaks and any(minute > breaks[-1] for minute in minutes):
            return midnight(day) + (breaks[-1] + 1) * MINUTE
        return midnight(day) + (minutes[(len(minutes) + 1) // 2 - 1] + 1) * MINUTE


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def first_worked_minute(year: NaiveYear, moment: datetime) -> datetime:
    while not year.is_worked(moment):
        moment += MINUTE
    return moment


def is_given_back(day: date, pauses, now: datetime) -> bool:
    """Whether the pauses that have begun by now give a day back; the day of resuming counts again."""
    return any(begins < ends and begins <= now and begins.date() <= day < ends.date() for begins, ends in pauses)


def due_of_working_days(year: NaiveYear, received: datetime, halves: int, pauses) -> datetime:
    """So many half working days; the day on which the clock starts is day 0."""
    day_zero = first_worked_minute(year, received).date()
    moment, lived = midnight(day_zero + DAY), []
    while True:
        day = moment.date()
        if moment == midnight(day) and year.worked(day):
            lived.append(day)
        # A half is over at the end of the first half of a day, a whole at the end of its work.
        of_today = {year.end_of_first_half(day): 1, year.end_of_work(day): 2} if year.worked(day) else {}
        if moment in of_today and not is_given_back(day, pauses, moment):
            before = sum(2 for one in lived[:-1] if not is_given_back(one, pauses, moment))
            if before + of_today[moment] >= halves:
                return moment
        moment += MINUTE


def due_of_calendar_days(year: NaiveYear, received: datetime, count: int, pauses) -> datetime:
    """So many days after the day of receipt, then on to a day that is worked and not waited through."""
    day, lived = received.date(), []
    while True:
        day += DAY
        lived.append(day)
        if not year.worked(day):
            continue
        evening = year.end_of_work(day)
        passed = sum(not is_given_back(one, pauses, evening) for one in lived)
        if passed >= count and not is_given_back(day, pauses, evening):
            return evening


def due_of_months(year: NaiveYear, received: datetime, months: int, pauses) -> datetime:
    """The same number in a later month, or that month's last day."""
    month, number = received.month - 1 + months, received.day
    target = date(received.year + month // 12, month % 12 + 1, 1)
    while True:
        try:
            last = target.replace(day=number)
        except ValueError:
            number -= 1
        else:
            return due_of_calendar_days(year, received, (last - received.date()).days, pauses)


def due_of_same_day(year: NaiveYear, received: datetime, pauses) -> datetime:
    """By the evening for what begins before 15:00, else by the next working evening."""
    start = first_worked_minute(year, received)
    day = start.date() if start.hour * 60 + start.minute < CUTOFF else start.date() + DAY
    while not year.worked(day) or is_given_back(day, pauses, year.end_of_work(day)):
        day += DAY
    return year.end_of_work(day)


def due_of_minutes(year: NaiveYear, received: datetime, minutes: int, pauses) -> datetime:
    """So many worked minutes that no pause covers."""
    moment, left = received, minutes
    while left:
        is_paused = any(begins <= moment < ends for begins, ends in pauses)
        left -= year.is_worked(moment) and not is_paused
        moment += MINUTE
    return moment

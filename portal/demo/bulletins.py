"""The reports of the centre: the bulletin of every month that is over, the mandated table of every quarter.

They are made by who controls procedures, approved by the leader of the province, and published on the second working
day after their period.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from accounts.models import User
from agencies.calendars import calendar_of
from reporting.periods import ONE_DAY, Period, PeriodKind, months_between, period
from reporting.publishing import life

NINE = time(9)
WORKING_DAYS_AFTER = 2


def publish_bulletins(*, first: date, today: date) -> int:
    """Publish what was due before a day, in the order of time; return how many reports there are."""
    maker, leader = (User.objects.get(email=email) for email in ("mai@demo.test", "ha@demo.test"))
    due = sorted((_published_at(over), kind, over) for kind, over in _reports(first, today))
    published = 0
    for at, kind, over in due:
        if at.date() >= today:
            continue
        key = uuid5(NAMESPACE_URL, f"{kind}/{over.slug}")
        report = life.draft(kind, period=over.slug, scope=None, key=key, actor=maker, at=at)
        if life.check(report, seen=report.revision, actor=maker, at=at):
            continue
        life.approve(report, seen=report.revision, actor=leader, at=at)
        life.publish(report, seen=report.revision, actor=maker, at=at)
        published += 1
    return published


def _reports(first: date, today: date) -> Iterator[tuple[str, Period]]:
    for month in months_between(first, today - ONE_DAY):
        if first <= month.first_on and month.last_on < today:
            yield "ban-tin", month
    for year in range(first.year, today.year + 1):
        for number in (1, 2, 3, 4):
            quarter = period(PeriodKind.QUARTER, year, number, is_cut_off=True)
            if first <= quarter.first_on and quarter.last_on < today:
                yield "bieu-ii-06a", quarter


def _published_at(over: Period) -> datetime:
    calendar = calendar_of(None)
    return calendar.at(calendar.shift_working_days(over.last_on, WORKING_DAYS_AFTER), NINE)

"""Drafts that are made by themselves: on the first working day after a period, once for each kind, period and part.

Nothing is checked, approved or published by itself: whoever switched the schedule on is told, and goes on from there.

Law: Nghị định 09/2019/NĐ-CP (periods of reports and when they are due).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of, calendars_of
from agencies.models import Agency
from agencies.worktime import CalendarHole, WorkCalendar
from dossiers.access import Person
from dossiers.announcing import News, tell
from reporting.models import Report, ReportSchedule, ReportState, Rhythm
from reporting.periods import MONTHS_IN, ONE_DAY, Period, PeriodKind, period
from reporting.publishing import life
from reporting.publishing.access import led_trees, makes_any, may_make
from reporting.publishing.errors import NotAllowed, ReportError
from reporting.reports.kinds import BY_KEY

MOST_AT_ONCE = 12
"""How many missed periods of one schedule are made up for."""


# ── When ─────────────────────────────────────────────────────────────────────────────────
def periods_of(rhythm: Rhythm, *, first_year: int, last_year: int) -> Iterator[Period]:
    """Yield the periods of a rhythm that end in these years, oldest first."""
    kind = rhythm.period_kind
    numbers = 1 if kind is PeriodKind.NINE_MONTHS else 12 // MONTHS_IN[kind]
    for year in range(first_year, last_year + 1):
        for number in range(1, numbers + 1):
            yield period(kind, year, number, is_cut_off=rhythm.is_cut_off)


def due_on(of: Period, calendar: WorkCalendar) -> date:
    """Return the first working day after a period; raises `CalendarHole` where nobody works."""
    return calendar.next_working_day(of.last_on)


def periods_due(schedule: ReportSchedule, calendar: WorkCalendar, *, today: date) -> list[Period]:
    """Return the periods whose draft is due, oldest first: since the schedule was switched on, until today."""
    rhythm, since = Rhythm(schedule.rhythm), schedule.since_on
    over = [
        one
        for one in periods_of(rhythm, first_year=since.year - 1, last_year=today.year)
        if one.last_on < today and since <= due_on(one, calendar) <= today
    ]
    return over[-MOST_AT_ONCE:]


def next_due_on(schedule: ReportSchedule, calendar: WorkCalendar, *, today: date) -> date | None:
    """Return the next day after today on which a draft falls due; None where the calendar knows no working day."""
    try:
        for one in periods_of(Rhythm(schedule.rhythm), first_year=today.year - 1, last_year=today.year + 1):
            if one.last_on >= today - ONE_DAY * 31 and (day := due_on(one, calendar)) > today:
                return day
    except CalendarHole:
        pass
    return None


# ── Switching ────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def switch_on(kind: str, rhythm: Rhythm, *, scope: Agency | None, actor: User, at: datetime) -> ReportSchedule:
    """Let a kind be drafted from today on in the actor's name; one that is on takes the new rhythm and maker.

    Raises `NotAllowed` for whoever may not make this report.
    """
    _only_makers(kind, scope, actor=actor, at=at)
    schedule, _is_new = ReportSchedule.objects.update_or_create(
        kind=kind,
        scope=scope,
        defaults={
            "rhythm": rhythm,
            "is_on": True,
            "maker": actor,
            "since_on": timezone.localdate(at),
            "obstacle": "",
            **_changed(actor, at),
        },
    )
    return schedule


@transaction.atomic
def switch_off(kind: str, *, scope: Agency | None, actor: User, at: datetime) -> None:
    """Let a kind be drafted by itself no more; what was drafted stays. Raises `NotAllowed` as above."""
    _only_makers(kind, scope, actor=actor, at=at)
    schedules = ReportSchedule.objects.filter(kind=kind, scope=scope, is_on=True)
    schedules.update(is_on=False, obstacle="", **_changed(actor, at))


def _changed(actor: User, at: datetime) -> dict[str, Any]:
    return {"changed_by": actor, "changed_at": at}


def _only_makers(kind: str, scope: Agency | None, *, actor: User, at: datetime) -> None:
    today = timezone.localdate(at)
    if kind not in BY_KEY or not may_make(actor, scope.pk if scope else None, today=today):
        raise NotAllowed(_("Ông/Bà không lập báo cáo này."))


# ── Making ───────────────────────────────────────────────────────────────────────────────
def make_due(*, at: datetime) -> list[Report]:
    """Make the drafts that are due and tell their makers; safe when run twice, and by two at once.

    What cannot be made is written down at its schedule and keeps no other one waiting.
    """
    made: list[Report] = []
    for schedule in ReportSchedule.objects.filter(is_on=True).select_related("scope", "maker"):
        try:
            due = periods_due(schedule, calendar_of(schedule.scope), today=timezone.localdate(at))
            made += [report for one in due if (report := _draft(schedule, one, at=at))]
            obstacle = ""
        except (ReportError, CalendarHole, ValueError) as error:
            obstacle = str(error)[:300]
        if obstacle != schedule.obstacle:
            ReportSchedule.objects.filter(pk=schedule.pk).update(obstacle=obstacle)
    return made


@transaction.atomic
def _draft(schedule: ReportSchedule, of: Period, *, at: datetime) -> Report | None:
    """Make one draft; None where there is a report of this kind, period and part, or there was a scheduled one."""
    # Whoever holds the row makes the draft; the other one finds it made.
    if ReportSchedule.objects.select_for_update().filter(pk=schedule.pk, is_on=True).first() is None:
        return None
    key = key_of(schedule, of)
    same = Report.objects.filter(kind=schedule.kind, period=of.slug, scope=schedule.scope)
    if Report.objects.filter(key=key).exists() or same.exclude(state=ReportState.WITHDRAWN).exists():
        return None
    report = life.draft(schedule.kind, period=of.slug, scope=schedule.scope, key=key, actor=schedule.maker, at=at)
    ReportSchedule.objects.filter(pk=schedule.pk).update(last_report=report)
    _tell(report, of, at=at)
    return report


def key_of(schedule: ReportSchedule, of: Period) -> UUID:
    """Return the key of the only draft that a schedule makes of a period: what was given up does not come again."""
    part = schedule.scope.code if schedule.scope else ""
    return uuid5(NAMESPACE_URL, f"urn:mot-cua:scheduled-report:{schedule.kind}:{of.slug}:{part}")


def _tell(report: Report, of: Period, *, at: datetime) -> None:
    title = str(BY_KEY[report.kind].title)
    facts = {
        "number": f"{title}, {of.name}",
        "what": title,
        "title": title,
        "period": of.name,
        "scope": report.scope.name if report.scope else _("Toàn tỉnh"),
        "officers": [report.made_by_id],
        "link": reverse("reporting:report", args=[report.key]),
    }
    tell(News("report_drafted", f"report:{report.pk}:drafted", at, subject=f"report:{report.pk}", facts=facts))


# ── Showing ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Planned:
    """One schedule on the page; `next_on` is the next day on which it makes a draft."""

    schedule: ReportSchedule
    title: Any
    next_on: date | None


def schedules_seen_by(user: Person, *, today: date) -> "QuerySet[ReportSchedule]":
    """Return the schedules that a person may switch."""
    schedules = ReportSchedule.objects.select_related("scope", "maker", "last_report")
    if makes_any(user, today=today):
        return schedules
    return schedules.filter(scope__in=led_trees(user, today=today))


def planned_for(user: Person, *, today: date) -> list[Planned]:
    """Return the schedules that a person may switch, those that are on first; two queries beside their posts."""
    schedules = [*schedules_seen_by(user, today=today).order_by("-is_on", "kind", "pk")]
    calendars = calendars_of({schedule.scope_id for schedule in schedules})
    return [
        Planned(
            schedule,
            BY_KEY[schedule.kind].title if schedule.kind in BY_KEY else schedule.kind,
            next_due_on(schedule, calendars[schedule.scope_id], today=today) if schedule.is_on else None,
        )
        for schedule in schedules
    ]

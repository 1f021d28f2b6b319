"""The order of a work list by risk: what `dossiers.risk` says of one dossier, for the database to sort by.

The working calendar goes into the statement as one text: for each day of the window the working minutes from now to its
morning and to its evening. So no row costs more than a look into it, and no table of days has to be kept.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, CharField, Expression, F, Func, IntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import OuterRef
from django.db.models.functions import Cast, Coalesce, ExtractHour, ExtractMinute, Greatest, Least
from django.utils import timezone

from accounts.models import Role
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier, DueBasis, UsualTime
from dossiers.queries.stages import reports_of
from dossiers.risk import AHEAD, LEAST_CASES, Risk, budget_ahead, usual_ahead, window
from dossiers.verdicts import PAUSED, RESOLVED
from dossiers.workflow import Status
from procedures.models import InternalProcess, Stage, Step

ONE_DAY = timedelta(days=1)
YEAR, LOOKED_AT = timedelta(days=365), 50
"""How far back, and how many finished dossiers of a process, tell what is usual."""


class InText(Func):
    """The whole number that a JSON text holds under a key."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, Any]:
        """Return the look-up as SQLite writes it; a key that is a date has to stand in quotes."""
        text, key = self.get_source_expressions()
        text_sql, text_parameters = compiler.compile(text)
        key_sql, key_parameters = compiler.compile(key)
        return f"json_extract({text_sql}, '$.\"' || {key_sql} || '\"')", (*text_parameters, *key_parameters)

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, Any]:
        """Return the look-up as PostgreSQL writes it; a text is looked into as `jsonb`."""
        text, key = self.get_source_expressions()
        text_sql, text_parameters = compiler.compile(text)
        key_sql, key_parameters = compiler.compile(key)
        return f"(({text_sql})::jsonb ->> ({key_sql})::text)::integer", (*text_parameters, *key_parameters)


def by_risk(dossiers: "QuerySet[Dossier]", *, at: datetime, calendar: WorkCalendar) -> "QuerySet[Dossier]":
    """Return dossiers with `usual_minutes`, the most endangered first; what stands still last, by its due date."""
    still = Case(When(STANDS_STILL, then=Value(1)), default=Value(0))
    slack = remaining_expression(at=at, calendar=calendar) - F("usual_minutes")
    annotated = dossiers.annotate(usual_minutes=usual_expression(), risk_still=still, risk_slack=slack)
    return annotated.order_by("risk_still", F("risk_slack").asc(nulls_last=True), "due_at", "pk")


STANDS_STILL = Q(holder_role=Role.APPLICANT) | PAUSED


def after_in_risk(risk: Risk, dossier: Dossier) -> Q:
    """Return what tells the dossiers that stand behind one with this risk, in the order of `by_risk`."""
    still = int(risk.stands_still)
    later = Q(due_at__gt=dossier.due_at) | Q(due_at=dossier.due_at, pk__gt=dossier.pk)
    same = Q(risk_still=still) & (Q(risk_slack__gt=risk.slack) | Q(risk_slack=risk.slack) & later)
    return Q(risk_still__gt=still) | same


def usual_of(dossier: Dossier) -> int:
    """Return what the rest of the way of one dossier usually takes from its status on; up to two queries."""
    counted = UsualTime.objects.filter(process=dossier.process_id, status=dossier.status)
    minutes = counted.values_list("minutes", flat=True).first()
    if minutes is not None:
        return minutes
    return budget_ahead(Stage.objects.filter(process=dossier.process_id), Status(dossier.status))


def remaining_expression(*, at: datetime, calendar: WorkCalendar) -> Expression:
    """Return in SQL what `risk.remaining_minutes` says row by row; null without an appointment."""
    first, last = window(at)
    mornings, evenings = _minutes_to_days(first, last, at=at, calendar=calendar)
    inside = Least(Greatest(F("due_on"), Value(first)), Value(last))
    evening = InText(Value(json.dumps(evenings)), Cast(inside, CharField()))
    morning = InText(Value(json.dumps(mornings)), Cast(F("due_on"), CharField()))
    minute = ExtractHour("due_at") * 60 + ExtractMinute("due_at")
    by_the_hour = Q(due_basis=DueBasis.INSTANT, due_on__range=(first, last))
    days = {first + ONE_DAY * number for number in range((last - first).days + 1)}
    ordinary, others = _profiles(calendar, days)
    worked: Any = _worked_until(minute, ordinary)
    if others:
        cases = [When(due_on__in=some, then=_worked_until(minute, spans)) for spans, some in others.items()]
        worked = Case(*cases, default=worked, output_field=IntegerField())
    return Case(When(by_the_hour, then=Least(morning + worked, evening)), default=evening, output_field=IntegerField())


Spans = tuple[tuple[int, int], ...]


def _minutes_to_days(
    first: date, last: date, *, at: datetime, calendar: WorkCalendar
) -> tuple[dict[str, int], dict[str, int]]:
    """Return the working minutes from an instant to morning and evening of each day; negative for the past."""
    passed = calendar.working_minutes_between(at, calendar.at(first, time.min))
    mornings, evenings = {}, {}
    day = first
    while day <= last:
        mornings[day.isoformat()] = passed
        passed += calendar.working_minutes_on(day)
        evenings[day.isoformat()] = passed
        day += ONE_DAY
    return mornings, evenings


def _profiles(calendar: WorkCalendar, days: set[date]) -> tuple[Spans, dict[Spans, list[date]]]:
    """Return the hours of most working days, and those of the days that have others; a day off needs none."""
    by_spans: dict[Spans, list[date]] = {}
    for day in days:
        if spans := tuple(
            (session.opens.hour * 60 + session.opens.minute, session.closes.hour * 60 + session.closes.minute)
            for session in calendar.sessions_on(day)
        ):
            by_spans.setdefault(spans, []).append(day)
    ordinary = max(by_spans, key=lambda spans: len(by_spans[spans]), default=())
    return ordinary, {spans: some for spans, some in by_spans.items() if spans != ordinary}


def _worked_until(minute: Any, spans: Spans) -> Any:
    """Return the working minutes of a day until a minute of it."""
    worked: Any = Value(0)
    for opens, closes in spans:
        worked = worked + Least(Greatest(minute - opens, Value(0)), Value(closes - opens))
    return worked


@cache
def usual_expression() -> Expression:
    """Return what the rest of the way usually takes: the median that was counted, else the budgets of the process."""
    counted = UsualTime.objects.filter(process=OuterRef("process"), status=OuterRef("status")).values("minutes")
    groups: dict[tuple[tuple[Step, frozenset[Role]], ...], list[Status]] = {}
    for status, ahead in AHEAD.items():
        groups.setdefault(tuple(ahead.items()), []).append(status)
    cases = [
        When(status__in=statuses, then=Coalesce(Subquery(_budgets(dict(ahead))), Value(0)))
        for ahead, statuses in groups.items()
        if ahead
    ]
    budgets = Case(*cases, default=Value(0), output_field=IntegerField())
    return Coalesce(Subquery(counted), budgets, output_field=IntegerField())


def _budgets(ahead: dict[Step, frozenset[Role]]) -> "QuerySet[Stage, Any]":
    wanted = Q()
    for step, roles in ahead.items():
        wanted |= Q(step=step, role__in=sorted(roles))
    stages = Stage.objects.filter(wanted, process=OuterRef("process")).order_by()
    # `Sum` would group by a process that is one already, for each of thousands of dossiers.
    total = Func(F("budget_minutes"), function="SUM", output_field=IntegerField())
    return stages.annotate(total=total).values("total")


# ── What is usual, counted ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Usual:
    """What the rest of the way took from a status on, as the median of so many cases."""

    process_pk: int
    status: Status
    minutes: int
    cases: int


def usual_times(*, at: datetime) -> Iterator[Usual]:
    """Yield what is usual for each process that finished enough dossiers within a year; five queries a process."""
    for process_pk in _processes(at=at):
        finished = Dossier.objects.filter(RESOLVED, process=process_pk, finished_at__gt=at - YEAR)
        newest: Sequence[Dossier] = list(finished.order_by("-finished_at")[:LOOKED_AT])
        reports = list(reports_of(newest, at=at).values())
        for status in AHEAD:
            minutes, cases = usual_ahead(reports, status)
            if cases >= LEAST_CASES:
                yield Usual(process_pk, status, minutes, cases)


def _processes(*, at: datetime) -> list[int]:
    recently = Dossier.objects.filter(RESOLVED, finished_on__gt=timezone.localdate(at) - YEAR)
    processes = InternalProcess.objects.filter(pk__in=recently.order_by().values("process"))
    return list(processes.order_by("pk").values_list("pk", flat=True))

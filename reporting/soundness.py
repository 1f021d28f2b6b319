"""Whether the daily figures add up: each identity is asked of the database, and a broken one names its dossiers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from agencies.models import Agency
from dossiers.models import Dossier, Origin
from reporting.answers import dossiers_behind, figures
from reporting.conditions import UNDATED
from reporting.identities import ENDED, OPEN, Finding, Identity
from reporting.models import DailyFigure
from reporting.months import months_unlike_days
from reporting.periods import ONE_DAY, Period
from reporting.questions import Key, Question
from reporting.steps import CELL, FLOWS, MEASURES, STOCKS

MOST_FINDINGS = 100
"""More broken cells of one identity tell nothing more."""

MOST_CODES = 50
"""How many dossiers explain one finding."""

BY_CELL = (Key.AGENCY, Key.CHANNEL, Key.LEVEL)
COMPARED = (*FLOWS, *STOCKS)

CONTINUITY = """
WITH daily AS (
    SELECT day, {cell}, {open} AS open_then, received - ({ended}) AS change
    FROM {table} WHERE day BETWEEN %s AND %s
),
seen AS (
    SELECT daily.*, LEAD(day) OVER days AS later,
        LAG(day) OVER days AS last_day, LAG(open_then) OVER days AS open_before
    FROM daily WINDOW days AS (PARTITION BY {cell} ORDER BY day)
),
compared AS (
    SELECT day, {cell}, open_then,
        change + CASE WHEN last_day IS NOT NULL AND {day_after_last} = day THEN open_before ELSE 0 END AS expected
    FROM seen WHERE day >= %s
    UNION ALL
    SELECT {day_after}, {cell}, 0, open_then FROM seen
    WHERE open_then <> 0 AND day < %s AND (later IS NULL OR later <> {day_after})
)
SELECT day, {cell}, expected, open_then FROM compared WHERE expected <> open_then ORDER BY day, {cell} LIMIT {most}
"""
"""A row of a day continues the row of the day before; where there is no row, nothing was open."""


def findings_of_days(*, first: date, until: date) -> list[Finding]:
    """Check the figures of the days as they are stored; returns what does not hold, each with its dossiers.

    Every day continues the day before, every dossier of ours has a due date, and the last day's figures are the lengths
    of their lists.
    """
    findings = [*_breaks(first, until), *_without_due_date(first, until), *_unlike_their_lists(until)]
    return [*_explained(findings, Period(until, until))]


def findings_of_period(period: Period, *, until: date) -> list[Finding]:
    """Check the stored figures of a period, computed up to a day, against themselves and against the facts."""
    last_on = min(period.last_on, until)
    if last_on < period.first_on:
        return []
    findings = [*_breaks(period.first_on, last_on), *_without_due_date(period.first_on, last_on)]
    known = Period(period.first_on, last_on)
    findings += [*_period_unlike_lists(known), *_parts_unlike_whole(known), *_months_unlike_days(known)]
    return [*_explained(findings, known)]


# ── One identity each ────────────────────────────────────────────────────────────────────
def _breaks(first: date, until: date) -> Iterator[Finding]:
    """Yield the days that do not continue the day before."""
    is_postgresql = connection.vendor == "postgresql"
    statement = CONTINUITY.format(
        cell=", ".join(CELL),
        open=" + ".join(OPEN),
        ended=" + ".join(ENDED),
        table=connection.ops.quote_name(DailyFigure._meta.db_table),
        day_after="(day + 1)" if is_postgresql else "date(day, '+1 day')",
        day_after_last="(last_day + 1)" if is_postgresql else "date(last_day, '+1 day')",
        most=MOST_FINDINGS,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first - ONE_DAY, until, first, until])
        rows = cursor.fetchall()
    for day, agency, channel, level, expected, found in rows:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        yield Finding(Identity.CONTINUITY, day, agency, channel, level, expected, found)


def _without_due_date(first: date, until: date) -> Iterator[Finding]:
    """Yield the cells in which a dossier that we received ourselves has no due date; nothing excuses that."""
    rows = DailyFigure.objects.filter(Q(undated__gt=0) | Q(open_undated__gt=0), day__range=(first, until))
    if not rows.exists():
        return
    undated = Dossier.objects.filter(UNDATED, origin=Origin.PORTAL, received_on__lte=until)
    undated = undated.filter(Q(finished_on=None) | Q(finished_on__gte=first)).order_by("pk")
    cells: dict[tuple[int, str, str], list[str]] = {}
    for code, *cell in undated.values_list("code", *CELL)[: MOST_CODES * MOST_FINDINGS]:
        cells.setdefault((cell[0], cell[1], cell[2]), []).append(code)
    for cell, codes in cells.items():
        yield Finding(Identity.DATED, until, *cell, 0, len(codes), "undated", tuple(codes[:MOST_CODES]))


def _unlike_their_lists(day: date) -> Iterator[Finding]:
    """Yield the figures of a day that are not the lengths of their lists."""
    stored = DailyFigure.objects.filter(day=day).values_list(*CELL, *COMPARED)
    cells = {(row[0], row[1], row[2]): dict(zip(COMPARED, row[3:], strict=True)) for row in stored}
    yield from _unlike(Period(day, day), cells, COMPARED)


def _period_unlike_lists(period: Period) -> Iterator[Finding]:
    """Yield the figures of a period that are not the lengths of their lists."""
    yield from _unlike(period, _stored_cells(period), COMPARED)


def _parts_unlike_whole(period: Period) -> Iterator[Finding]:
    """Yield the measures whose parts, over all agencies and channels, are not the whole that is counted at once."""
    (whole,) = figures(Question(period), measures=COMPARED, has_days=False)
    cells = _stored_cells(period).values()
    for measure in COMPARED:
        total = sum(cell[measure] for cell in cells)
        if total != whole.counts[measure]:
            yield Finding(Identity.PARTS, period.last_on, 0, "", "", whole.counts[measure], total, measure)


def _months_unlike_days(period: Period) -> Iterator[Finding]:
    """Yield where a month that is stored is not the sum of its days."""
    for month, agency, channel, measure, right, stored in months_unlike_days(period):
        yield Finding(Identity.PARTS, month, agency, channel, "", right, stored, measure)


def _stored_cells(period: Period) -> dict[tuple[int, str, str], dict[str, int]]:
    """Return each cell's stored figures of a period: flows summed, stocks of its last day; one query."""
    rows: Iterable[Mapping[str, Any]] = (
        DailyFigure.objects.filter(day__range=(period.first_on, period.last_on))
        .values(*CELL)
        .annotate(
            **{f"sum_{name}": Sum(name) for name in FLOWS},
            **{f"sum_{name}": Sum(name, filter=Q(day=period.last_on), default=0) for name in STOCKS},
        )
        .order_by()
    )
    return {
        (row["agency_id"], row["channel"], row["service_level"]): {name: row[f"sum_{name}"] for name in MEASURES}
        for row in rows
    }


def _unlike(
    period: Period, stored: Mapping[tuple[int, str, str], Mapping[str, int]], measures: tuple[str, ...]
) -> Iterator[Finding]:
    """Yield where stored figures differ from what the conditions count now."""
    agencies = dict(Agency.objects.order_by().values_list("code", "pk"))
    counted = {
        (agencies[cell.keys[Key.AGENCY]], cell.keys[Key.CHANNEL], cell.keys[Key.LEVEL]): cell.counts
        for cell in figures(Question(period, by=BY_CELL), measures=measures, has_days=False)
    }
    nothing = dict.fromkeys(measures, 0)
    number = 0
    for cell in sorted(stored.keys() | counted.keys()):
        kept, right = stored.get(cell, nothing), counted.get(cell, nothing)
        for measure in measures:
            if kept[measure] != right[measure] and number < MOST_FINDINGS:
                number += 1
                yield Finding(Identity.LISTS, period.last_on, *cell, right[measure], kept[measure], measure)


# ── What explains a finding ──────────────────────────────────────────────────────────────
def _explained(findings: Iterable[Finding], period: Period) -> Iterator[Finding]:
    """Yield each finding with the codes of the dossiers of its cell that it is about; figures are those of a period."""
    for finding in findings:
        if finding.codes:
            yield finding
            continue
        dossiers = _about(finding, period).order_by("code").values_list("code", flat=True)
        yield finding.explained_by(tuple(dossiers[:MOST_CODES]))


def _about(finding: Finding, period: Period) -> "QuerySet[Dossier]":
    """Return the dossiers that a figure counts; of a day that breaks off, those that came or ended on it, else all."""
    cell = Q()
    if finding.agency_pk:
        cell = Q(agency=finding.agency_pk, channel=finding.channel, service_level=finding.service_level)
    if finding.measure:
        return dossiers_behind(Question(period), finding.measure).filter(cell)
    on_the_day = Q(received_on=finding.day) | Q(finished_on=finding.day)
    moved = Dossier.objects.filter(cell, on_the_day)
    was_open = Q(received_on__lte=finding.day) & (Q(finished_on=None) | Q(finished_on__gt=finding.day))
    return moved if moved.exists() else Dossier.objects.filter(cell, was_open)

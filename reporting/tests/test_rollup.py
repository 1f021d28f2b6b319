"""The nightly roll-up in SQL says, day by day and cell by cell, what the conditions and each ledger say."""

from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from dossiers.models import ClockEntry, Dossier, DueBasis, Origin
from dossiers.tests.cast import MONDAY
from reporting.answers import figures
from reporting.models import DailyFigure
from reporting.periods import Period
from reporting.questions import Key, Question
from reporting.rollup import differences, write_figures
from reporting.steps import CELL, FLOWS, MEASURES, STOCKS
from reporting.tests.lives import lives
from reporting.tests.spans import LedgerLine, spans

__all__ = ["lives"]

UNTIL = MONDAY + timedelta(days=20)
BY_CELL = (Key.AGENCY, Key.CHANNEL, Key.LEVEL)


def rolled_up(first: date, until: date = UNTIL) -> list[tuple]:
    with transaction.atomic():
        DailyFigure.objects.filter(day__gte=first).delete()
        written = write_figures(first=first, until=until)
    rows = list(DailyFigure.objects.filter(day__gte=first).values_list("day", *CELL, *MEASURES))
    assert len(rows) == written
    return sorted(rows)


def test_every_day_of_every_cell_is_what_the_conditions_count(lives):
    rows = rolled_up(MONDAY)
    stored = {(day, *cell): dict(zip(MEASURES, counts, strict=True)) for day, *cell, counts in _split(rows)}
    for number in range((UNTIL - MONDAY).days + 1):
        day = MONDAY + timedelta(days=number)
        cells = figures(Question(Period(day, day), by=BY_CELL), measures=MEASURES)
        counted = {(day, *cell.keys.values()): dict(cell.counts) for cell in cells if any(cell.counts.values())}
        assert {cell: counts for cell, counts in stored.items() if cell[0] == day} == counted


def _split(rows):
    codes = dict(Dossier.objects.values_list("agency_id", "agency__code"))
    for day, agency, channel, level, *counts in rows:
        yield day, codes[agency], channel, level, counts


def test_every_stock_is_what_the_sweep_over_each_ledger_finds(lives):
    rolled_up(MONDAY)
    found: Counter = Counter()
    for dossier in Dossier.objects.exclude(received_on=None).filter(origin=Origin.PORTAL):
        for span in _chain(dossier):
            for number in range((span.last_on - span.first_on).days + 1):
                found[span.first_on + timedelta(days=number), span.stock.value] += 1
    imported = Dossier.objects.filter(origin=Origin.IMPORTED)
    with_imported: Counter = Counter()
    for row in DailyFigure.objects.all():
        for stock in STOCKS:
            with_imported[row.day, stock] += getattr(row, stock)
    for dossier in imported:
        day = dossier.received_on
        while day <= UNTIL and (dossier.finished_on is None or day < dossier.finished_on):
            is_over = dossier.original_due_on is not None and day > dossier.original_due_on
            stock = "open_undated" if dossier.original_due_on is None else "overdue" if is_over else "in_time"
            found[day, stock] += 1
            day += timedelta(days=1)
    assert +with_imported == +found


def _chain(dossier: Dossier):
    rows = ClockEntry.objects.filter(dossier=dossier).exclude(kind="stop").order_by("ordinal")
    lines = [
        LedgerLine(row.kind, row.at, timezone.localdate(row.at), due_at, timezone.localdate(due_at) if due_at else None)
        for row in rows
        for due_at in [row.original_due_at or row.due_at]
    ]
    is_instant = dossier.due_basis == DueBasis.INSTANT
    return spans(lines, is_instant=is_instant, finished_on=dossier.finished_on, until=UNTIL)


def test_wherever_one_begins_the_figures_are_the_same(lives):
    whole = rolled_up(MONDAY)
    for days in (1, 4, 7, 12, 20):
        first = MONDAY + timedelta(days=days)
        assert rolled_up(first) == [row for row in whole if row[0] >= first]


def test_a_difference_is_named_by_its_day_its_cell_and_its_measure(world, lives):
    rolled_up(MONDAY)
    with transaction.atomic():
        assert differences(first=MONDAY, until=UNTIL) == []
    row = DailyFigure.objects.filter(agency=world.department, day=MONDAY).latest("in_time")
    DailyFigure.objects.filter(pk=row.pk).update(in_time=row.in_time + 2, late=row.late + 1)
    with transaction.atomic():
        found = differences(first=MONDAY, until=UNTIL)
    cell = (MONDAY, row.agency_id, row.channel, row.service_level)
    assert found == [(*cell, "late", row.late + 1, row.late), (*cell, "in_time", row.in_time + 2, row.in_time)]


def test_the_number_of_statements_does_not_depend_on_the_dossiers(lives, django_assert_num_queries):
    assert set(FLOWS) | set(STOCKS) == set(MEASURES)
    with transaction.atomic(), django_assert_num_queries(11, exact=False):
        write_figures(first=MONDAY, until=UNTIL)

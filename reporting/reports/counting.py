"""A table that counts dossiers: first the list behind it is written, then the cells are counted from that list.

So a cell and its list are one thing. The list is written by one statement, however many dossiers there are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, CharField, Count, F, Q, Value, When

from dossiers.models import Dossier
from reporting.answers import COLUMN_OF, figures
from reporting.conditions import STANDS, Scene, annotated, asked_about, condition
from reporting.indicators import BY_KEY
from reporting.models import Report, ReportEntry
from reporting.periods import SECONDS_A_DAY
from reporting.questions import Question
from reporting.reports.names import label_of, names_of
from reporting.reports.rules import Counted, CountedTable, Elapsed, Listed, Measured, Rated, Rule, Summed, Table
from reporting.reports.snapshot import Cell, Column, Definition, Ratio, Row

TOTAL = "total"
"""The key of the row in which everything counts."""

Tally = dict[int, int]
"""How many dossiers count in exactly these columns, by the set of bits."""


def write_list(report: Report, table: CountedTable, question: Question) -> None:
    """Write the list behind a report: each dossier once, with its row and the columns in which it counts."""
    flows: Any = Value(0, output_field=BigIntegerField())
    for place, rule in enumerate(table.counted):
        if condition := _came_or_ended(rule, question):
            counted = When(condition, then=Value(1 << place))
            flows = flows + Case(counted, default=Value(0), output_field=BigIntegerField())
    listed = (
        annotated(Dossier.objects.filter(asked_about(question)), question)
        .annotate(
            listed_row=F(COLUMN_OF[table.by]),
            listed_flows=flows,
            # Worked out once for each dossier: it asks the ledger.
            listed_standing=Case(
                When(Scene(question).is_open, then=F("standing")), default=Value(""), output_field=CharField()
            ),
        )
        .order_by()
        .values("listed_row", "listed_flows", "listed_standing", "code", "pk")
    )
    inner, params = listed.query.sql_with_params()
    stocks = " ".join(f"WHEN '{standing}' THEN {bits}" for standing, bits in _stock_bits(table).items())
    columns = f"listed_flows + CASE listed_standing {stocks} ELSE 0 END" if stocks else "listed_flows"
    into = connection.ops.quote_name(ReportEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {into} (report_id, row_key, columns, code, dossier_id) "  # noqa: S608 — our own names
            f"SELECT %s, listed_row, {columns}, code, pk FROM ({inner}) AS listed WHERE {columns} > 0",
            [report.pk, *params],
        )


def _came_or_ended(rule: Counted, question: Question) -> Q | None:
    """Return what a column counts of what came and ended; None for a column of what stands."""
    flows = [condition(measure, question) for measure in rule.measures if measure not in STANDS]
    if not flows:
        return None
    found = reduce(or_, flows)
    return found & rule.also if rule.also else found


def _stock_bits(table: CountedTable) -> dict[str, int]:
    """Return the columns in which an open dossier counts, by how it stands."""
    bits: dict[str, int] = defaultdict(int)
    for place, rule in enumerate(table.counted):
        for standing in {one for measure in rule.measures for one in STANDS.get(measure, ())}:
            bits[standing] |= 1 << place
    return bits


def tallies(report: Report) -> dict[str, Tally]:
    """Return, by row, how many dossiers count in which set of columns; one query."""
    found: dict[str, Tally] = defaultdict(dict)
    rows = report.entries.order_by().values_list("row_key", "columns").annotate(number=Count("pk"))
    for row_key, columns, number in rows:
        found[row_key][columns] = number
    return found


def together(rows: Mapping[str, Tally]) -> Tally:
    """Return the tally of the row in which everything counts."""
    total: Tally = defaultdict(int)
    for tally in rows.values():
        for columns, number in tally.items():
            total[columns] += number
    return total


def counts_of(table: Table, tally: Tally) -> dict[str, int]:
    """Return what each counted column counts."""
    return {
        rule.key: sum(number for columns, number in tally.items() if columns >> place & 1)
        for place, rule in enumerate(table.listed)
    }


def rows_of(report: Report, table: Table, question: Question) -> tuple[tuple[Rule, ...], tuple[Row, ...]]:
    """Return the columns that are printed and the rows, the total last; at most eight queries."""
    found = tallies(report)
    names = names_of(table.by)
    elapsed = _elapsed(table, question)
    by_row = {key: counts_of(table, tally) for key, tally in found.items()}
    total = counts_of(table, together(found))
    rules = tuple(
        rule for rule in table.rules if not (isinstance(rule, Counted) and rule.is_rare and not total[rule.key])
    )
    rows = [
        Row(key, label_of(names, key), _cells(table, rules, by_row[key], elapsed.get(key, {})), code=key)
        for key in sorted(by_row, key=lambda key: names.get(key, (10**6, key)))
    ]
    rows.append(Row(TOTAL, "Tổng cộng", _cells(table, rules, total, elapsed.get(TOTAL, {})), is_total=True))
    return rules, tuple(rows)


def _cells(
    table: Table, rules: Sequence[Rule], counts: Mapping[str, int], elapsed: Mapping[str, int | None]
) -> tuple[Cell, ...]:
    return tuple(_cell(table, rule, counts, elapsed) for rule in rules)


def _cell(table: Table, rule: Rule, counts: Mapping[str, int], elapsed: Mapping[str, int | None]) -> Cell:
    if isinstance(rule, Counted | Measured):
        return counts[rule.key]
    if isinstance(rule, Summed):
        return sum(counts[leaf] for leaf in table.leaves(rule.parts))
    if isinstance(rule, Rated):
        part, whole = (sum(counts[leaf] for leaf in table.leaves(keys)) for keys in (rule.parts, rule.whole))
        return Ratio(part, whole)
    return elapsed.get(rule.percentile)


def _elapsed(table: Table, question: Question) -> dict[str, dict[str, int | None]]:
    """Return the percentiles of each row in whole seconds, where the table prints any."""
    if not any(isinstance(rule, Elapsed) for rule in table.rules):
        return {}
    whole = Question(question.period, where=question.where, as_of=question.as_of)
    split = Question(question.period, by=(table.by,), where=question.where, as_of=question.as_of)
    found = {}
    for asked in (whole, split):
        for cell in figures(asked):
            key = cell.keys.get(table.by, TOTAL)
            found[key] = {"median": _seconds(cell.median_days), "p90": _seconds(cell.p90_days)}
    return found


def _seconds(days: float | None) -> int | None:
    """Return whole seconds, half a second rounded up; the thousandths take away what floats add."""
    return None if days is None else int(round(days * SECONDS_A_DAY, 3) + 0.5)


def columns_of(table: Table, rules: Sequence[Rule]) -> tuple[Column, ...]:
    """Return the columns as the snapshot keeps them."""
    return tuple(
        Column(
            rule.key,
            str(rule.label),
            str(rule.group),
            rule.unit,
            is_sum=isinstance(rule, Summed),
            bits=table.bits([rule.key]),
        )
        for rule in rules
    )


def definitions_of(rules: Sequence[Rule | Listed]) -> tuple[Definition, ...]:
    """Return what each column counts: in the words of the report, else in those of `reporting.indicators`."""
    found = []
    for rule in rules:
        known = BY_KEY.get(rule.key)
        sentence = str(rule.sentence) or (str(known.sentence) if known else "")
        if sentence:
            label = f"{rule.group}: {rule.label}" if rule.group else str(rule.label)
            found.append(Definition(rule.key, label, sentence, str(rule.law) or (known.law if known else "")))
    return tuple(found)

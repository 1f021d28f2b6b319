"""What must hold before publication: its own sums, counts = lists, the report before, and the nightly identities.

Law: domain 6.2 (identities of the mandated table).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.models import Agency
from reporting.answers import figures
from reporting.conditions import MEASURES
from reporting.models import Report, ReportCell, ReportEntry, ReportState
from reporting.periods import ONE_DAY, parse_period
from reporting.publishing.counting import OFFICIAL_LANGUAGE, parts_of_cell, question_of, snapshot_of
from reporting.queries import last_run, named
from reporting.questions import Question
from reporting.reports.counting import TOTAL, Tally, counts_of, tallies, together
from reporting.reports.kinds import BY_KEY
from reporting.reports.measuring import facts
from reporting.reports.rules import AnyTable, Counted, CountedTable, ListTable, Measured, MeasuredTable
from reporting.reports.snapshot import Snapshot
from reporting.services import findings_blocking

MOST_NAMED = 50
"""How many dossiers a finding names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold: which one, in which cell, what was expected and found, and which dossiers."""

    identity: str
    cell: str
    expected: int
    found: int
    dossiers: tuple[str, ...] = ()


def findings(report: Report) -> list[Finding]:
    """Return everything that keeps a report from being published; the words are Vietnamese, they go into its trail."""
    with override(OFFICIAL_LANGUAGE):
        table, snapshot, found = BY_KEY[report.kind].table, snapshot_of(report), tallies(report)
        labels = {row.key: row.label for row in snapshot.rows}
        return [
            *(_unbalanced(report, table, found, labels) if isinstance(table, CountedTable) else ()),
            *_changed_cells(report, snapshot),
            *_unlike_lists(report, snapshot, found),
            *_unlike_facts(report, table, found, labels),
            *_discontinuous(report, snapshot, labels),
            *_of_the_nights(report),
        ]


# ── Its own sums ─────────────────────────────────────────────────────────────────────────
def _unbalanced(
    report: Report, table: CountedTable, found: Mapping[str, Tally], labels: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield each equation that does not hold: every dossier must count on both sides equally often."""
    for balance in table.balances:
        left, right = table.leaves(balance.left), table.leaves(balance.right)
        for row_key, tally in sorted(found.items()):
            guilty = [columns for columns in tally if _times(table, columns, left) != _times(table, columns, right)]
            if guilty:
                lines = report.entries.filter(row_key=row_key, columns__in=guilty)
                yield Finding(
                    str(balance.label),
                    labels.get(row_key, row_key),
                    _sum(table, tally, left),
                    _sum(table, tally, right),
                    _codes(lines),
                )


def _times(table: CountedTable, columns: int, leaves: Sequence[str]) -> int:
    return sum((columns & table.bits([leaf])) > 0 for leaf in leaves)


def _sum(table: CountedTable, tally: Tally, leaves: Sequence[str]) -> int:
    counts = counts_of(table, tally)
    return sum(counts[leaf] for leaf in leaves)


# ── Cells, list and snapshot say the same ────────────────────────────────────────────────
def _changed_cells(report: Report, snapshot: Snapshot) -> Iterator[Finding]:
    """Yield each cell whose row in the database is not what the snapshot says."""
    stored = {(cell.row_key, cell.column_key): cell for cell in report.cells.all()}
    for row in snapshot.rows:
        for column, printed in zip(snapshot.columns, row.cells, strict=True):
            cell = stored.get((row.key, column.key))
            if cell is None or _of_row(cell) != parts_of_cell(printed):
                value = parts_of_cell(printed)[0] or 0
                kept = 0 if cell is None else cell.value or 0
                yield Finding(_("Ô lưu = ô trong ảnh chụp"), _place(row.label, column.group, column.label), value, kept)


def _of_row(cell: ReportCell) -> tuple[int | None, int | None, str]:
    return cell.value, cell.whole, cell.words


def _unlike_lists(report: Report, snapshot: Snapshot, found: Mapping[str, Tally]) -> Iterator[Finding]:
    """Yield each count that is not as long as its list."""
    rows = {**found, TOTAL: together(found)}
    for row in snapshot.rows:
        for column, printed in zip(snapshot.columns, row.cells, strict=True):
            if column.bits and not column.is_sum and isinstance(printed, int):
                length = sum(number for bits, number in rows.get(row.key, {}).items() if bits & column.bits)
                if length != printed:
                    place = _place(row.label, column.group, column.label)
                    yield Finding(_("Số trong ô = số hồ sơ trong danh sách"), place, length, printed)


def _place(row: str, group: str, column: str) -> str:
    return ", ".join(part for part in (row, group, column) if part)


# ── The facts of today ───────────────────────────────────────────────────────────────────
def _unlike_facts(
    report: Report, table: AnyTable, found: Mapping[str, Tally], labels: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield each count that the facts give otherwise: they have changed since the report was counted."""
    if isinstance(table, ListTable):
        return
    now = _facts(table, question_of(report))
    for row_key in sorted(now.keys() | found.keys()):
        counts, known = counts_of(table, found.get(row_key, {})), now.get(row_key, {})
        for rule in table.listed:
            expected = known.get(rule.key, 0)
            if _is_compared(rule) and expected != counts[rule.key]:
                place = _place(labels.get(row_key, row_key), str(rule.group), str(rule.label))
                yield Finding(_("Số trong báo cáo = số tính lại từ hồ sơ"), place, expected, counts[rule.key])


def _facts(table: CountedTable | MeasuredTable, asked: Question) -> dict[str, dict[str, int]]:
    """Return what the columns count by the other way: as everybody else asks the facts."""
    if isinstance(table, MeasuredTable):
        return facts(table, asked)
    cells = figures(Question(asked.period, by=(table.by,), where=asked.where))
    return {
        cell.keys[table.by]: {
            rule.key: sum(cell.counts[measure] for measure in rule.measures)
            for rule in table.counted
            if _is_compared(rule)
        }
        for cell in cells
    }


def _is_compared(rule: Counted | Measured) -> bool:
    return isinstance(rule, Measured) or (rule.also is None and set(rule.measures) <= set(MEASURES))


# ── The report before ────────────────────────────────────────────────────────────────────
def _discontinuous(report: Report, snapshot: Snapshot, labels: Mapping[str, str]) -> Iterator[Finding]:
    """Yield each row that does not carry over what the published report of the time before left open."""
    continuity = BY_KEY[report.kind].table.continuity
    before = _before(report) if continuity else None
    if continuity is None or before is None:
        return
    earlier = snapshot_of(before)
    carried = _counting(report, snapshot, continuity.carried_over)
    left = _counting(before, earlier, continuity.left_open)
    for row_key in sorted({*_rows(carried), *_rows(left)}):
        here, there = carried.filter(row_key=row_key), left.filter(row_key=row_key)
        only_here = here.exclude(Exists(there.filter(dossier_id=OuterRef("dossier_id"))))
        only_there = there.exclude(Exists(here.filter(dossier_id=OuterRef("dossier_id"))))
        codes = sorted({*_codes(only_here), *_codes(only_there)})[:MOST_NAMED]
        if codes:
            words = f"{continuity.label} ({before.number})"
            yield Finding(words, labels.get(row_key, row_key), there.count(), here.count(), tuple(codes))


def _before(report: Report) -> Report | None:
    """Return the published report, in its last version, of the same kind and scope that ends the day before."""
    ends_on = report.first_on - ONE_DAY
    same = Report.objects.filter(kind=report.kind, scope=report.scope_id, state=ReportState.PUBLISHED)
    return same.filter(last_on=ends_on).order_by("-version", "-pk").first()


def _counting(report: Report, snapshot: Snapshot, keys: Sequence[str]) -> "QuerySet[ReportEntry]":
    """Return the lines that count in any of some columns."""
    bits = reduce(or_, (column.bits for column in snapshot.columns if column.key in keys), 0)
    return report.entries.annotate(here=F("columns").bitand(bits)).filter(here__gt=0)


def _rows(lines: "QuerySet[ReportEntry]") -> "QuerySet[Any, Any]":
    return lines.order_by().values_list("row_key", flat=True).distinct()


def _codes(lines: "QuerySet[ReportEntry]") -> tuple[str, ...]:
    return tuple(lines.order_by("code").values_list("code", flat=True)[:MOST_NAMED])


# ── The nightly identities ───────────────────────────────────────────────────────────────
def _of_the_nights(report: Report) -> Iterator[Finding]:
    """Yield what the nightly check found in the days of the report, and that it has not come so far."""
    run = last_run()
    if run is None or run.until < report.last_on:
        days = (report.last_on - run.until).days if run else (report.last_on - report.first_on).days + 1
        yield Finding(_("Số liệu hằng đêm đã tính đến hết kỳ"), _("Số ngày còn thiếu"), 0, days)
    broken = findings_blocking(parse_period(report.period))
    agencies = Agency.objects.in_bulk({one.agency_pk for one in broken})
    for one in broken:
        cell = named(one, agencies)
        place = _place(cell.agency or _("Toàn tỉnh"), cell.channel, f"{cell.measure} {one.day:%d/%m/%Y}".strip())
        yield Finding(str(one.identity.label), place, one.expected, one.found, one.codes[:MOST_NAMED])

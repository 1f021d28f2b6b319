"""How a report gets its cells: the list is written, the cells are counted from it, and the whole becomes a snapshot."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone, translation

from agencies.models import OneStopOffice
from reporting.answers import agency_tree
from reporting.models import Report, ReportCell
from reporting.opendata import keeping as opendata
from reporting.periods import Period, parse_period
from reporting.questions import Question, Where
from reporting.reports.kinds import BY_KEY
from reporting.reports.making import make
from reporting.reports.rules import ListTable
from reporting.reports.snapshot import (
    Cell,
    Correction,
    Listing,
    Ratio,
    Snapshot,
    canonical,
    differences,
    from_canonical,
    sha256_of,
)

OFFICIAL_LANGUAGE = "vi"
"""A report is an official document: its words do not depend on who happened to make it."""

CHUNK = 2_000


def question_of(report: Report) -> Question:
    """Return what a report asks; one query where it is about an agency."""
    where = Where() if report.scope_id is None else Where(agency_pks=agency_tree(report.scope_id))
    return Question(parse_period(report.period), where=where)


def count(report: Report, *, at: datetime) -> Snapshot:
    """Write list and cells of a report anew and return the snapshot, not yet saved with it."""
    report.entries.all().delete()
    report.cells.all().delete()
    kind, question = BY_KEY[report.kind], question_of(report)
    with translation.override(OFFICIAL_LANGUAGE):
        made = make(report, kind.table, question)
        snapshot = Snapshot(
            kind=kind.key,
            title=str(kind.title),
            period=report.period,
            period_name=question.period.name,
            first_on=report.first_on.isoformat(),
            last_on=report.last_on.isoformat(),
            scope_code=report.scope.code if report.scope else "",
            scope_name=report.scope.name if report.scope else "Toàn tỉnh",
            issuer=centre().name,
            as_of=timezone.localtime(at).isoformat(timespec="seconds"),
            columns=made.columns,
            rows=made.rows,
            row_label=str(kind.row_label),
            unit_note=str(kind.unit_note),
            notes=tuple(str(note) for note in kind.notes),
            definitions=made.definitions,
            listing=listing_of(report),
            version=report.version,
            made_by=report.made_by.full_name,
        )
        if report.corrects is not None:
            before = from_canonical(bytes(report.corrects.content))
            amendments = differences(before, snapshot)
            snapshot = replace(snapshot, correction=Correction(report.corrects.number, report.reason, amendments))
    ReportCell.objects.bulk_create(_cells(report, snapshot), batch_size=CHUNK)
    if not isinstance(kind.table, ListTable):
        opendata.keep(report, kind.table, snapshot, question)
    return snapshot


def keep(report: Report, snapshot: Snapshot) -> None:
    """Put the canonical form of a snapshot and its hash on the report, which is not saved."""
    report.content = canonical(snapshot)
    report.sha256 = sha256_of(report.content)


def snapshot_of(report: Report) -> Snapshot:
    """Return the snapshot that a report keeps."""
    return from_canonical(bytes(report.content))


def listing_of(report: Report) -> Listing:
    """Return length and hash of the list behind a report; the lines in the order in which they were written."""
    digest, length = hashlib.sha256(), 0
    lines = report.entries.order_by("pk").values_list("row_key", "columns", "code")
    for row_key, columns, code in lines.iterator(chunk_size=CHUNK):
        digest.update(f"{row_key}\t{columns}\t{code}\n".encode())
        length += 1
    return Listing(length, digest.hexdigest())


def period_of(slug: str, *, today: date) -> Period:
    """Return a period that is over; raises `ValueError` in Vietnamese for one that is not."""
    period = parse_period(slug)
    if period.last_on >= today:
        raise ValueError("Kỳ báo cáo chưa kết thúc nên chưa lập báo cáo được.")
    return period


def centre() -> OneStopOffice:
    """Return the provincial centre: it publishes, whoever the report is about."""
    return OneStopOffice.objects.get(is_provincial_centre=True)


def _cells(report: Report, snapshot: Snapshot) -> Iterator[ReportCell]:
    for row in snapshot.rows:
        for column, cell in zip(snapshot.columns, row.cells, strict=True):
            value, whole, words = parts_of_cell(cell)
            yield ReportCell(
                report=report, row_key=row.key, column_key=column.key, value=value, whole=whole, words=words
            )


def parts_of_cell(cell: Cell) -> tuple[int | None, int | None, str]:
    """Return a cell as its row in the database keeps it: number, whole, words."""
    if isinstance(cell, Ratio):
        return cell.part, cell.whole, ""
    return (None, None, cell) if isinstance(cell, str) else (cell, None, "")

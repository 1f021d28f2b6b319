"""What the pages of reports read: one function for each page, a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reporting.formats import FORMATS, json
from reporting.models import Report, ReportEntry, ReportEvent, ReportState
from reporting.periods import Period, parse_period
from reporting.publishing.counting import snapshot_of
from reporting.reports.kinds import BY_KEY, ReportKind
from reporting.reports.printing import Printed, printed_row, written
from reporting.reports.snapshot import Column, Row, Snapshot, Unit

PAGE_SIZE = 30
LINES_ON_A_PAGE = 100
IN_A_FEED = 50

TONES = {
    ReportState.DRAFT: "neutral",
    ReportState.CHECKED: "info",
    ReportState.APPROVED: "warn",
    ReportState.PUBLISHED: "ok",
    ReportState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One report in a list."""

    report: Report
    kind: ReportKind
    period: Period

    @property
    def tone(self) -> str:
        """How its state is coloured."""
        return TONES[ReportState(self.report.state)]


def staff_list(reports: "QuerySet[Report]", *, state: str, page: int) -> Page[Any]:
    """Return a page of the reports that an officer sees, in one state or all but the withdrawn; two queries."""
    chosen = reports.filter(state=state) if state in ReportState.values else reports.exclude(state="withdrawn")
    return _page(chosen.order_by("-made_at", "-pk"), page=page)


def public_list(*, kind: str, page: int) -> Page[Any]:
    """Return a page of the reports that everybody may read, the newest first; two queries."""
    published = public_reports()
    chosen = published.filter(kind=kind) if kind in BY_KEY else published
    return _page(chosen.order_by("-published_at", "-pk"), page=page)


def public_reports() -> "QuerySet[Report]":
    """Return the published reports of the kinds that everybody may read, without their contents."""
    public = [kind.key for kind in BY_KEY.values() if kind.is_public]
    return Report.objects.filter(state=ReportState.PUBLISHED, kind__in=public).defer("content")


def public_report(slug: str) -> Report | None:
    """Return a published report with its contents; one query."""
    return public_reports().defer(None).filter(slug=slug).select_related("corrects", "scope").first()


def newest_public() -> list[Report]:
    """Return what the feed tells; one query."""
    return [*public_reports().select_related("scope").order_by("-published_at", "-pk")[:IN_A_FEED]]


def file_content(report: Report, extension: str) -> bytes:
    """Return a published report in one form, as it was rendered when it was published; one query at most.

    A form that is younger than the report is rendered from its snapshot.
    """
    if extension == json.EXTENSION:
        return bytes(report.content)
    kept = report.files.filter(extension=extension).first()
    return bytes(kept.content) if kept else FORMATS[extension].render(snapshot_of(report))


def corrigendum_of(report: Report) -> Report | None:
    """Return the published report that stands in the place of this one; one query."""
    return Report.objects.filter(corrects=report, state=ReportState.PUBLISHED).defer("content").first()


def trail_of(report: Report) -> list[ReportEvent]:
    """Return what was done with a report, the newest first; one query."""
    return [*report.events.select_related("actor").order_by("-pk")]


def line_of(report: Report) -> Line:
    """Return a report with its kind and period."""
    return Line(report, BY_KEY[report.kind], parse_period(report.period))


def _page(reports: "QuerySet[Report]", *, page: int) -> Page[Any]:
    found: Page[Any] = Paginator(reports.select_related("scope", "made_by"), PAGE_SIZE).get_page(page)
    found.object_list = [line_of(report) for report in found.object_list]
    return found


# ── The table ────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell as the table writes it; `url` opens the list that it counts."""

    printed: Printed
    is_first: bool
    is_numeric: bool
    url: str = ""


def table_of(snapshot: Snapshot, *, report: Report | None) -> dict[str, Any]:
    """Return the table of a report; where `report` is given, each count opens its frozen list."""
    firsts = {group[0].key for _label, group in snapshot.groups}
    return {
        "groups": [{"label": label, "columns": columns} for label, columns in snapshot.groups],
        "rows": [_table_row(snapshot, row, firsts, report) for row in snapshot.body],
        "feet": [_table_row(snapshot, row, firsts, report) for row in snapshot.totals],
    }


def _table_row(snapshot: Snapshot, row: Row, firsts: set[str], report: Report | None) -> dict[str, Any]:
    cells = [
        TableCell(
            printed,
            printed.column.key in firsts,
            printed.column.unit != Unit.TEXT,
            list_url(report, row.key, printed.column.key) if report and printed.column.bits and printed.cell else "",
        )
        for printed in printed_row(snapshot, row)
    ]
    return {"label": row.label, "code": row.code, "cells": cells}


def list_url(report: Report, row_key: str, column_key: str) -> str:
    """Return the address of the frozen list behind a cell."""
    asked = urlencode({"dong": row_key, "cot": column_key})
    return f"{reverse('reporting:report_list', args=[report.key])}?{asked}"


@dataclass(frozen=True, slots=True)
class Behind:
    """The frozen list behind one cell."""

    row: Row
    column: Column
    page: Page[Any]


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One line of the list, with the name of its row."""

    entry: ReportEntry
    row: str


def list_behind(report: Report, snapshot: Snapshot, *, row_key: str, column_key: str, page: int) -> Behind | None:
    """Return the lines that a cell counts, or None where there is no such cell or it has no list; two queries."""
    row = next((row for row in snapshot.rows if row.key == row_key), None)
    column = next((column for column in snapshot.columns if column.key == column_key), None)
    if row is None or column is None or not column.bits:
        return None
    lines = report.entries.annotate(here=F("columns").bitand(column.bits)).filter(here__gt=0)
    if not row.is_total:
        lines = lines.filter(row_key=row_key)
    found: Page[Any] = Paginator(lines.order_by("code", "pk"), LINES_ON_A_PAGE).get_page(page)
    names = {row.key: row.label for row in snapshot.rows}
    found.object_list = [BehindLine(entry, names.get(entry.row_key, entry.row_key)) for entry in found.object_list]
    return Behind(row, column, found)


# ── A corrigendum ────────────────────────────────────────────────────────────────────────
def amendments_of(snapshot: Snapshot) -> list[dict[str, str]]:
    """Return each corrected cell in words: where it stands, old, new."""
    if snapshot.correction is None:
        return []
    rows = {row.key: row.label for row in snapshot.rows}
    columns = {column.key: column for column in snapshot.columns}
    return [
        {
            "row": rows.get(one.row, one.row),
            "column": _column_name(columns.get(one.column), one.column),
            "old": written(_unit(columns, one.column), one.old),
            "new": written(_unit(columns, one.column), one.new),
        }
        for one in snapshot.correction.amendments
    ]


def _unit(columns: Mapping[str, Column], key: str) -> Unit:
    return columns[key].unit if key in columns else Unit.COUNT


def _column_name(column: Column | None, key: str) -> str:
    if column is None:
        return key
    return f"{column.group}: {column.label}" if column.group else column.label


# ── Which steps are open ─────────────────────────────────────────────────────────────────
STEPS: Sequence[tuple[ReportState, Any]] = (
    (ReportState.DRAFT, _("Lập dự thảo")),
    (ReportState.CHECKED, _("Kiểm tra")),
    (ReportState.APPROVED, _("Lãnh đạo phê duyệt")),
    (ReportState.PUBLISHED, _("Công bố")),
)


def steps_of(report: Report) -> list[dict[str, Any]]:
    """Return the way of a report as the component `step_list` draws it."""
    come = [state for state, _label in STEPS].index(ReportState(report.state)) if report.state != "withdrawn" else -1
    who = [report.made_by, report.checked_by, report.approved_by, None]
    return [
        {
            "title": label,
            "text": _name(who[place]) if place <= come else "",
            "state": "done" if place <= come else "current" if place == come + 1 else "",
        }
        for place, (_state, label) in enumerate(STEPS)
    ]


def _name(person: User | None) -> str:
    return person.full_name if person else ""


def snapshot_and_table(report: Report, *, with_lists: bool) -> tuple[Snapshot, dict[str, Any]]:
    """Return what a report keeps, and its table."""
    snapshot = snapshot_of(report)
    return snapshot, table_of(snapshot, report=report if with_lists else None)

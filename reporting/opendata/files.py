"""The open files as they are sent: packed pieces of published reports, one after the other, in constant memory."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from agencies.spreadsheets import BYTE_ORDER_MARK
from reporting.models import Report, ReportOpenData, ReportState
from reporting.opendata.dictionary import DOSSIERS, FIGURES, OpenColumn
from reporting.opendata.keeping import unpacked
from reporting.reports.kinds import KINDS

LINES_OF_CHUNK = 500


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One of the two open files: its name, the field that keeps its lines, its columns."""

    name: str
    field: str
    columns: Sequence[OpenColumn]


FILES = {
    "ho-so": OpenFile("ho-so", "dossiers", DOSSIERS),
    "so-lieu": OpenFile("so-lieu", "figures", FIGURES),
}


def open_reports(slug: str | None = None) -> "QuerySet[Report]":
    """Return the published reports whose data is open: those that hold, not what a corrigendum has replaced."""
    public = [kind.key for kind in KINDS if kind.is_public]
    reports = Report.objects.filter(state=ReportState.PUBLISHED, kind__in=public, open_data__isnull=False)
    if slug is not None:
        return reports.filter(slug=slug)
    return reports.exclude(corrigendum__state=ReportState.PUBLISHED).order_by("first_on", "kind", "slug")


def stamp_of(reports: "QuerySet[Report]") -> str:
    """Return what changes whenever the files of these reports do; one query."""
    digests = reports.order_by("pk").values_list("open_data__sha256", flat=True)
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def chunks(file: OpenFile, reports: "QuerySet[Report]") -> Iterator[bytes]:
    """Yield an open file as CSV with its header; one query for each report, one report in memory."""
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow([column.name for column in file.columns])
    yield (BYTE_ORDER_MARK + header.getvalue()).encode()
    for pk, slug in [*reports.values_list("pk", "slug")]:
        packed = ReportOpenData.objects.values_list(file.field, flat=True).get(report=pk)
        waiting: list[bytes] = []
        for line in unpacked(bytes(packed), report=slug or ""):
            waiting.append(line)
            if len(waiting) == LINES_OF_CHUNK:
                yield b"".join(waiting)
                waiting = []
        yield b"".join(waiting)


def script() -> bytes:
    """Return the program that rebuilds the figures, as it stands in docs/."""
    return (Path(settings.BASE_DIR) / "docs" / "rebuild_figures.py").read_bytes()

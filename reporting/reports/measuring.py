"""A table that counts other things than the life of dossiers: again the list first, then the cells from the list."""

from collections import defaultdict

from reporting.models import Report, ReportEntry
from reporting.questions import Question
from reporting.reports.rules import MeasuredTable
from reporting.reports.sources import SOURCES, split

CHUNK = 2_000


def write_list(report: Report, table: MeasuredTable, question: Question) -> None:
    """Write the list behind a report: each thing once for each column in which it counts."""
    asked = split(question, table.by)
    lines = (
        ReportEntry(report=report, row_key=row, columns=table.bits([count]), code=code[:60], dossier_id=dossier)
        for source, counts in _counts(table).items()
        for row, count, code, dossier in SOURCES[source].lines(asked, counts)
    )
    ReportEntry.objects.bulk_create(lines, batch_size=CHUNK)


def facts(table: MeasuredTable, question: Question) -> dict[str, dict[str, int]]:
    """Return what the sources say now, by row."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for source, counts in _counts(table).items():
        for row, read in SOURCES[source].read(split(question, table.by), counts).items():
            found[row] |= read
    return found


def _counts(table: MeasuredTable) -> dict[str, list[str]]:
    """Return the counts that each source is asked for."""
    found: dict[str, list[str]] = defaultdict(list)
    for rule in table.measured:
        found[rule.source].append(rule.key)
    return found

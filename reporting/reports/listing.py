"""Lists of dossiers as reports: who is late, by which step, with whom."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from django.utils import timezone

from dossiers.models import Dossier
from dossiers.queries.stages import reports_of, stage_words
from reporting.conditions import Scene, annotated, asked_about, condition
from reporting.models import Report, ReportEntry
from reporting.questions import Question
from reporting.reports.snapshot import Row

CHUNK = 500


class Lister(Protocol):
    """Writes the lines of a list and returns its rows."""

    def __call__(self, report: Report, question: Question) -> Iterator[Row]:
        """Yield the rows, each after its line has been written."""


def late_list(report: Report, question: Question) -> Iterator[Row]:
    """Yield each dossier that was resolved late in the period or is overdue at its end; six queries for 500 of them."""
    is_late = condition("late", question) | condition("overdue", question)
    late = annotated(Dossier.objects.filter(asked_about(question)), question).filter(is_late)
    rows = late.select_related("agency", "version", "officer").order_by("agency__code", "original_due_at", "pk")
    ends_at, last_on = Scene(question).judged_at, question.period.last_on
    for dossiers in _chunks(rows.iterator(chunk_size=CHUNK)):
        reports = reports_of(dossiers, at=ends_at)
        ReportEntry.objects.bulk_create(
            ReportEntry(report=report, row_key=dossier.code, columns=1, code=dossier.code, dossier=dossier)
            for dossier in dossiers
        )
        for dossier in dossiers:
            culprit = reports[dossier.pk].culprit
            finished_on = dossier.finished_on if dossier.finished_on and dossier.finished_on <= last_on else None
            yield Row(
                dossier.code,
                dossier.code,
                (
                    dossier.agency.short_name,
                    dossier.version.name,
                    _day(dossier.received_on),
                    _day(dossier.original_due_on),
                    _day(finished_on),
                    _days_late(dossier, finished_on or last_on),
                    stage_words(culprit) if culprit else "",
                    (culprit.holder_name if culprit else "") or (dossier.officer.full_name if dossier.officer else ""),
                ),
                code=dossier.code,
            )


def _days_late(dossier: Dossier, until: date) -> int:
    """Return how many calendar days a dossier went past its due date; a limit in hours broken the same day is none."""
    due_on = dossier.original_due_on or timezone.localdate(dossier.original_due_at)
    return (until - due_on).days


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _chunks(dossiers: Iterable[Dossier]) -> Iterator[list[Dossier]]:
    chunk: list[Dossier] = []
    for dossier in dossiers:
        chunk.append(dossier)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


LISTERS: Mapping[str, Lister] = {"late": late_list}

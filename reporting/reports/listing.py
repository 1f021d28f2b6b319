"""Lists as reports: who is late, by which step, with whom; the criteria of the score, and what costs points."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils import timezone

from agencies.numerals import written_number
from dossiers.models import Dossier
from dossiers.queries.stages import reports_of, stage_words
from reporting.conditions import Scene, annotated, asked_about, condition
from reporting.models import Report, ReportEntry
from reporting.questions import Question
from reporting.reports.snapshot import Cell, Ratio, Row
from reporting.score.board import Line, score_of
from reporting.score.criteria import Unit
from reporting.score.rows import rows_that_cost

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


# ── The service-quality score ────────────────────────────────────────────────────────────
CODES = {Unit.DOSSIER: "code", Unit.PROCEDURE: "procedure__code", Unit.FEEDBACK: "number"}
"""Where the rows behind a criterion say their code."""


def score_board(report: Report, question: Question) -> Iterator[Row]:
    """Yield each criterion of the score, with the list of what costs points, and all points.

    Law: Quyết định 766/QĐ-TTg.
    """
    board = score_of(question)
    for part in board.parts:
        for line in part.lines:
            number = line.criterion.number
            ReportEntry.objects.bulk_create(_costly(report, line, question), batch_size=CHUNK)
            yield Row(number, f"{number}. {line.criterion.label}", _judged(line), code=number)
    whole = (None, None, _hundredths(board.points), _hundredths(board.judged), "")
    yield Row("total", "Tổng điểm, trên số điểm xét được", whole, is_total=True)


def _costly(report: Report, line: Line, question: Question) -> Iterator[ReportEntry]:
    """Yield the rows that cost points; one query."""
    if not line.lacking:
        return
    is_dossier = line.criterion.unit == Unit.DOSSIER
    rows = rows_that_cost(line.criterion.number, question).order_by("pk")
    for pk, code in rows.values_list("pk", CODES[line.criterion.unit]).iterator(chunk_size=CHUNK):
        dossier = pk if is_dossier else None
        yield ReportEntry(report=report, row_key=line.criterion.number, columns=1, code=code[:60], dossier_id=dossier)


def _judged(line: Line) -> tuple[Cell, ...]:
    if line.whole is None or line.part is None:
        return None, None, None, _hundredths(line.criterion.most), str(line.criterion.missing)
    gain = line.gain
    words = f"Thêm {gain.rows} đạt: thêm {written_number(gain.points, 2)} điểm" if gain else ""
    points = None if line.points is None else _hundredths(line.points)
    return Ratio(line.part, line.whole), line.lacking, points, _hundredths(line.criterion.most), words


def _hundredths(points: Decimal) -> int:
    return int(points * 100)


LISTERS: Mapping[str, Lister] = {"late": late_list, "score": score_board}

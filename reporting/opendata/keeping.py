"""The open files of one report: written when it is counted, frozen when it is published.

They are kept packed, without the column that names the report: it has no number yet when they are written.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Coalesce

from dossiers.models import Dossier
from dossiers.papers.tables import safe_text
from dossiers.verdicts import EARLY, LATE, RESOLVED
from dossiers.workflow import Status
from reporting.conditions import ON_TIME, Scene, annotated, asked_about
from reporting.models import Report, ReportOpenData
from reporting.questions import Question
from reporting.reports.rules import Counted, CountedTable, Elapsed, Measured, Rated, Rule, Summed, Table
from reporting.reports.snapshot import Cell, Ratio, Snapshot

CHUNK = 2_000

NO_FACTS = ("",) * 14
"""The cells about a dossier, where a line is none."""

Line = Sequence[Any]


def keep(report: Report, table: Table, snapshot: Snapshot, question: Question) -> ReportOpenData:
    """Write the open files of a report that has just been counted; two queries, streamed, whatever its length."""
    dossiers, length = _packed(_dossier_lines(report, table, question))
    figures, _length = _packed(_figure_lines(table, snapshot))
    digest = hashlib.sha256(dossiers + figures).hexdigest()
    found, _created = ReportOpenData.objects.update_or_create(
        report=report,
        defaults={"dossiers": dossiers, "figures": figures, "length": length, "sha256": digest},
    )
    return found


def unpacked(packed: bytes, *, report: str) -> Iterator[bytes]:
    """Yield the lines of an open file, each with the name of its report in front."""
    front = f"{report},".encode()
    with gzip.open(io.BytesIO(packed)) as lines:
        for line in lines:
            yield front + line


def _packed(lines: Iterable[Line]) -> tuple[bytes, int]:
    """Return lines as packed CSV and their number; the same lines are the same bytes."""
    packed, length = io.BytesIO(), 0
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as file,
        io.TextIOWrapper(file, encoding="utf-8", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        for line in lines:
            # Codes of imported history are any text, and a spreadsheet must not take one for a formula.
            writer.writerow([safe_text(cell) if isinstance(cell, str) else cell for cell in line])
            length += 1
    return packed.getvalue(), length


# ── The dossiers behind a report ─────────────────────────────────────────────────────────
ENDINGS = Case(
    When(RESOLVED, then=Value("resolved")),
    When(status__in=[Status.REFUSED, Status.WITHDRAWN, Status.DISCONTINUED], then=F("status")),
    default=Value(""),
    output_field=CharField(),
)
VERDICTS = Case(
    When(EARLY, then=Value("early")),
    When(ON_TIME, then=Value("on_time")),
    When(LATE, then=Value("late")),
    default=Value("undated"),
    output_field=CharField(),
)


def _dossier_lines(report: Report, table: Table, question: Question) -> Iterator[Line]:
    """Yield a line for each line of the list, dossiers ordered by what an office did, not by their code.

    What is no dossier, or counts once for each column, says only in which row and column it counts.
    """
    if not isinstance(table, CountedTable):
        names = {1 << place: rule.key for place, rule in enumerate(table.listed)}
        counted = report.entries.order_by("row_key", "columns", "pk").values_list("row_key", "columns")
        for row, bits in counted.iterator(chunk_size=CHUNK):
            yield row, names[bits], *NO_FACTS
        return
    keys = [rule.key for rule in table.counted]
    listed = report.entries.order_by("dossier_id").values_list("dossier_id", "row_key", "columns")
    entries = listed.iterator(chunk_size=CHUNK)
    facts = _facts(question).iterator(chunk_size=CHUNK)
    fact = next(facts, None)
    for dossier, row, bits in entries:
        while fact is not None and fact["pk"] < dossier:
            fact = next(facts, None)
        if fact is None or fact["pk"] != dossier:
            raise RuntimeError("A report counts a dossier that is not part of its question.")
        yield row, " ".join(key for place, key in enumerate(keys) if bits >> place & 1), *_fact_cells(fact)


def _facts(question: Question) -> Any:
    is_open = Scene(question).is_open
    stood = Case(When(is_open, then=F("standing")), default=Value(""), output_field=CharField())
    asked = annotated(Dossier.objects.filter(asked_about(question)), question)
    return (
        asked.annotate(
            entered_on=Coalesce("received_on", "finished_on"), ending=ENDINGS, verdict=VERDICTS, standing_then=stood
        )
        .order_by("pk")
        .values(
            *("pk", "channel", "service_level", "received_on", "entered_on", "received_at", "finished_at"),
            *("finished_on", "due_basis", "original_due_on", "ending", "verdict", "standing_then"),
            "agency__code",
            "version__sector__code",
            "version__procedure__code",
        )
    )


def _fact_cells(fact: dict[str, Any]) -> Line:
    is_open = bool(fact["standing_then"])
    seconds: Any = ""
    if not is_open and fact["ending"] == "resolved" and fact["received_at"]:
        elapsed = (fact["finished_at"] - fact["received_at"]).total_seconds()
        seconds = f"{elapsed:.6f}".rstrip("0").rstrip(".")
    return (
        fact["agency__code"],
        fact["version__sector__code"],
        fact["version__procedure__code"],
        fact["channel"],
        fact["service_level"],
        int(fact["received_on"] is not None),
        fact["entered_on"],
        *(("", "") if is_open else (fact["finished_on"], fact["ending"])),
        fact["due_basis"],
        fact["original_due_on"] if not is_open else "",
        "" if is_open else fact["verdict"],
        "in_time" if fact["standing_then"] == "due_soon" else fact["standing_then"],
        seconds,
    )


# ── The figures of a report ──────────────────────────────────────────────────────────────
def _figure_lines(table: Table, snapshot: Snapshot) -> Iterator[Line]:
    """Yield a line for each cell that is a number, with what it is made of."""
    for row in snapshot.rows:
        for column, cell in zip(snapshot.columns, row.cells, strict=True):
            kind, parts, wholes = _made_of(table, table.rule(column.key))
            value, whole = _numbers(cell)
            yield snapshot.first_on, snapshot.last_on, row.key, column.key, kind, parts, wholes, value, whole


def _made_of(table: Table, rule: Rule) -> tuple[str, str, str]:
    if isinstance(rule, Elapsed):
        return rule.percentile, "", ""
    if isinstance(rule, Rated):
        return "ratio", " ".join(table.leaves(rule.parts)), " ".join(table.leaves(rule.whole))
    keys = (rule.key,) if isinstance(rule, Counted | Measured) else rule.parts if isinstance(rule, Summed) else ()
    return "count", " ".join(table.leaves(keys)), ""


def _numbers(cell: Cell) -> tuple[Any, Any]:
    if isinstance(cell, Ratio):
        return cell.part, cell.whole
    return ("" if cell is None else cell), ""

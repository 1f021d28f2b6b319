"""What a second file may change of an imported dossier: nothing is overwritten without an event that says so."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Role
from dossiers.history.lines import (
    DOSSIER_COLUMNS,
    ENTRY_COLUMNS,
    EVENT_COLUMNS,
    RESULT_COLUMNS,
    dossier_line,
    entry_lines,
    event_lines,
    result_line,
    values_of,
)
from dossiers.history.lives import Deed, Life, Tick
from dossiers.history.rows import HistoryRow
from dossiers.history.tables import insert_lines
from dossiers.history.told import ending, start
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind, Result
from dossiers.workflow import Action

KEPT = ("id", "code", "origin", "tracking_secret", "submission_key", "revision", "content")
"""What no file changes."""

SAID = {
    "version__procedure__code": "procedure_code",
    "version__sector__name": "sector",
    "agency__code": "agency_code",
    "channel": "channel",
    "service_level": "service_level",
    "applicant_name": "applicant_name",
    "officer__full_name": "officer",
    "submitted_at": "submitted_at",
    "received_at": "received_at",
    "due_at": "due_at",
    "finished_at": "finished_at",
    "returned_at": "returned_at",
    "result__outcome": "outcome",
}
"""What is compared, and what its column in the file is called."""


def restate(dossier_pk: int, life: Life, row: HistoryRow, *, at: datetime) -> None:
    """Let an imported dossier say what the newer file says, and add the events and entries that tell the difference.

    Where reception, promise or end are other than before, the ledger is voided by a RESTATE and begins anew. The caller
    holds the transaction.
    """
    before = Dossier.objects.select_for_update().get(pk=dossier_pk)
    said_before = _said(dossier_pk)
    life.key = dossier_pk
    told = list(DossierEvent.objects.filter(dossier=dossier_pk).values_list("at", "words", "action"))
    known = {(when, words) for when, words, action in told if action == Action.TAKE_OVER}
    between = [deed for deed in life.deeds if deed.action is Action.TAKE_OVER and (deed.at, deed.words) not in known]
    columns = dict(zip(DOSSIER_COLUMNS, values_of(dossier_line(life, "", "")), strict=True))
    columns = {name: value for name, value in columns.items() if name not in KEPT}
    is_restated = _clock_differs(before, life)
    Dossier.objects.filter(pk=dossier_pk).update(**columns)
    _restate_result(life)
    differences = "; ".join(_differences(said_before, _said(dossier_pk)))
    life.deeds = [
        *between,
        *_ending_since(before, row, life, is_restated=is_restated),
        *_restatement(life, row, differences, at=at, is_restated=is_restated),
    ]
    events = event_lines(life, after=before.revision, standing=before.status)
    insert_lines(DossierEvent, EVENT_COLUMNS, [*events])
    insert_lines(ClockEntry, ENTRY_COLUMNS, [*entry_lines(life, after=before.revision)])
    Dossier.objects.filter(pk=dossier_pk).update(revision=before.revision + len(life.deeds))


def _clock_differs(before: Dossier, life: Life) -> bool:
    """Say whether what the ledger holds is another: reception or promise, or an end that it has stopped at already."""
    is_other_end = before.finished_at is not None and before.finished_at != life.finished_at
    return (before.received_at, before.due_at) != (life.received_at, life.due_at) or is_other_end


def _ending_since(before: Dossier, row: HistoryRow, life: Life, *, is_restated: bool) -> Iterator[Deed]:
    """Yield how a dossier ended that was open before, and the return of a result that was waiting."""
    for deed in ending(row, life.officer):
        is_new = before.returned_at is None if deed.action is Action.HAND_OVER else before.finished_at is None
        if is_new:
            yield deed._replace(tick=None) if is_restated else deed


def _restatement(life: Life, row: HistoryRow, differences: str, *, at: datetime, is_restated: bool) -> Iterator[Deed]:
    status = life.deeds[-1].status
    words = f"Tệp nhập lần sau ghi khác: {differences}" if differences else "Tệp nhập lần sau ghi thêm nhật ký"
    counts_at = row.received_at or row.submitted_at
    tick = (start(row, EntryKind.RESTATE) or Tick(EntryKind.RESTATE)) if is_restated else None
    yield Deed(at, Action.TAKE_OVER, status, Role.LEADER, None, words, tick, counts_at)
    if is_restated and row.due_at and row.finished_at:
        # The ledger begins anew, so its end is written once more; the event that ended the dossier stays the only one.
        stop = Tick(EntryKind.STOP)
        yield Deed(at, Action.TAKE_OVER, status, Role.LEADER, None, "Kết thúc như tệp ghi", stop, row.finished_at)


def _restate_result(life: Life) -> None:
    line = result_line(life)
    if line is None:
        Result.objects.filter(dossier=life.key).delete()
    else:
        values: dict[str, Any] = dict(zip(RESULT_COLUMNS, values_of(line), strict=True))
        Result.objects.update_or_create(dossier_id=values.pop("dossier_id"), defaults=values)


def _said(dossier_pk: int) -> dict[str, Any]:
    return Dossier.objects.filter(pk=dossier_pk).values(*SAID).get()


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name, column in SAID.items():
        if before[name] != after[name]:
            yield f"{column} {_written(before[name])} → {_written(after[name])}"


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M:%S %d/%m/%Y}"
    return str(value) if value not in (None, "") else "(trống)"

"""The one writer of a dossier's status: guarded update, event and ledger entry, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.compiled import insert
from dossiers.access import Permit, check
from dossiers.deadlines import Due
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind
from dossiers.workflow import FINAL, HOLDER_OF, REASON_NEEDED, Action, ClockEffect, Move

COLUMNS = {field.name: field for field in Dossier._meta.concrete_fields}


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry to be written with a move: what, why, on what ground, and the due moment that follows."""

    kind: EntryKind
    cause: str
    due: Due | None
    legal_ground: str = ""
    policy: str = ""


def move(
    dossier: Dossier,
    action: Action,
    *,
    seen: int,
    actor: User,
    at: datetime,
    words: str = "",
    holder: User | None = None,
    entry: Entry | None = None,
    changes: dict[str, Any] | None = None,
    is_internal: bool = False,
) -> Permit:
    """Make one move of the workflow's table; three statements with a ledger entry, two without.

    `seen` is the revision that the actor looked at. Raises `NotAllowed`, `StaleDossier` when somebody moved the dossier
    meanwhile, `InvalidInput` when an action that needs a reason has none. The caller holds the transaction in which
    it also writes what belongs to the move; `dossier` is brought up to date in memory.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A move is made inside the transaction of its service.")
    if dossier.revision != seen:
        raise StaleDossier
    permit = check(actor, action, dossier, at=at)
    if action in REASON_NEEDED and not words.strip():
        raise InvalidInput(_("Ông/Bà ghi rõ lý do."), field="reason")
    fields = _fields_after(permit.move, dossier, at=at, entry=entry)
    if permit.move.after not in FINAL:
        fields["holder"] = holder
    fields |= changes or {}
    if not _update_where_seen(dossier, {"revision": seen + 1, **fields}, seen=seen):
        raise StaleDossier
    _write_event(dossier, permit, ordinal=seen + 1, actor=actor, at=at, words=words.strip(), is_internal=is_internal)
    if entry is not None:
        write_entry(dossier, entry, ordinal=seen + 1, actor=actor, at=at)
    dossier.revision = seen + 1
    for name, value in fields.items():
        setattr(dossier, name, value)
    return permit


def _fields_after(made: Move, dossier: Dossier, *, at: datetime, entry: Entry | None) -> dict[str, Any]:
    """Return the columns that a move changes by itself: where the dossier is, until when, whether it is over."""
    fields: dict[str, Any] = {
        "status": made.after,
        "holder_role": HOLDER_OF.get(made.after, ""),
        "holder": None,
        **(due_fields(entry.due) if entry else {}),
    }
    if dossier.finished_at is None and (made.after in FINAL or made.clock is ClockEffect.STOP):
        fields |= {"finished_at": at, "finished_on": timezone.localdate(at)}
    return fields


def _write_event(
    dossier: Dossier, permit: Permit, *, ordinal: int, actor: User, at: datetime, words: str, is_internal: bool
) -> None:
    event = DossierEvent(
        dossier=dossier,
        ordinal=ordinal,
        action=permit.move.action,
        status_before=dossier.status,
        status_after=permit.move.after,
        actor=actor,
        actor_role=permit.role,
        actor_agency=permit.post.agency if permit.post else None,
        at=at,
        words=words,
        is_internal=is_internal,
    )
    insert(event)


def _update_where_seen(dossier: Dossier, fields: dict[str, Any], *, seen: int) -> bool:
    """Write the fields only while the row is as the actor saw it, and say whether it was.

    By hand, because it happens at every move and Django takes four times as long to compile the statement as the
    database to run it.
    """
    connection = transaction.get_connection()
    quoted = connection.ops.quote_name
    columns = [COLUMNS[name] for name in fields]
    values = [value.pk if isinstance(value, Model) else value for value in fields.values()]
    assignments = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    statement = (
        f"UPDATE {quoted(Dossier._meta.db_table)} SET {assignments} "  # noqa: S608 — names of our own columns
        "WHERE id = %s AND revision = %s AND status = %s"
    )
    prepared = [column.get_db_prep_save(value, connection) for column, value in zip(columns, values, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*prepared, dossier.pk, seen, dossier.status])
        return bool(cursor.rowcount)


def due_fields(due: Due | None) -> dict[str, Any]:
    """Return the projection of a due moment onto the dossier; nothing while it is open.

    The moment that holds and the yardstick are the same until a dossier is re-appointed with an apology.
    """
    if due is None:
        return {}
    due_on = timezone.localdate(due.at)
    return {"due_at": due.at, "due_on": due_on, "original_due_at": due.at, "original_due_on": due_on}


def write_entry(dossier: Dossier, entry: Entry, *, ordinal: int, actor: User, at: datetime) -> None:
    """Add one entry to the clock's ledger, under the ordinal of the event that caused it."""
    row = ClockEntry(
        dossier=dossier,
        ordinal=ordinal,
        kind=entry.kind,
        at=at,
        limit_amount=dossier.limit_amount if entry.kind is EntryKind.START else None,
        limit_unit=dossier.limit_unit if entry.kind is EntryKind.START else "",
        policy=entry.policy,
        cause=entry.cause,
        legal_ground=entry.legal_ground,
        actor=actor,
        due_at=entry.due.at if entry.due else None,
        due_on=timezone.localdate(entry.due.at) if entry.due else None,
    )
    insert(row)


def ledger_of(dossier: Dossier) -> Sequence[ClockEntry]:
    """Return the ledger's entries in their order; one query."""
    return list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal"))

"""The one writer of a dossier's status: guarded update, event and ledger entry, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post, Role, User
from agencies.compiled import insert
from agencies.models import Agency
from dossiers.access import Permit, check
from dossiers.announcing import announce
from dossiers.deadlines import Due
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind
from dossiers.workflow import FINAL, HOLDER_OF, MOVES, REASON_NEEDED, Action, ClockEffect, Move, Status
from procedures.limits import Limit

COLUMNS = {name: field for field in Dossier._meta.concrete_fields for name in (field.name, field.attname)}


KEEP: Any = object()
"""Stands for a holder that follows from the table: unchanged where a dossier stays, else whoever's turn it is."""

HANDLES_WITHOUT_TAKING = frozenset({Action.ACCEPT_TRANSFER, Action.CONFIRM_PAYMENT})
"""What an officer does to a dossier without becoming the one who appraises it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry to be written with a move: what, why, on what ground, and the due moments that follow.

    `due` is None where nothing about the dates changes (a pause, the end); `original` is the yardstick, where it is not
    the same as `due`; `first` the corrected promise of a corrected slip.
    """

    kind: EntryKind
    cause: str
    due: Due | None
    original: Due | None = None
    first: Due | None = None
    limit: Limit | None = None
    new_due_at: datetime | None = None
    begins_at: datetime | None = None
    legal_ground: str = ""
    evidence: str = ""
    policy: str = ""
    calendar_revision: int | None = None


def move(
    dossier: Dossier,
    action: Action,
    *,
    seen: int,
    actor: User,
    at: datetime,
    words: str = "",
    holder: User | None = KEEP,
    holder_agency: Agency | None = None,
    entry: Entry | None = None,
    changes: dict[str, Any] | None = None,
    is_internal: bool = False,
    permit: Permit | None = None,
) -> Permit:
    """Make one move of the workflow's table; three statements with a ledger entry, two without.

    `seen` is the revision that the actor looked at. `holder` is the person who holds the dossier afterwards, where that
    does not follow from the table; `holder_agency` the unit that was consulted. `permit` is given where a rule moves
    the dossier and not a person's role in it (`by_rule`). Raises `NotAllowed`, `StaleDossier` when somebody moved the
    dossier meanwhile, `InvalidInput` when an action that needs a reason has none. The caller holds the transaction in
    which it also writes what belongs to the move; `dossier` is brought up to date in memory, and whoever listens
    (`dossiers.announcing`) hears of it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A move is made inside the transaction of its service.")
    if dossier.revision != seen:
        raise StaleDossier
    permit = permit or check(actor, action, dossier, at=at)
    if action in REASON_NEEDED and not words.strip():
        raise InvalidInput(_("Ông/Bà ghi rõ lý do."), field="reason")
    fields = _fields_after(permit.move, dossier, at=at, entry=entry)
    changes = changes or {}
    if permit.role is Role.APPRAISER and dossier.officer_id is None and action not in HANDLES_WITHOUT_TAKING:
        changes = {"officer": actor, **changes}
    officer_pk = changes["officer"].pk if changes.get("officer") else dossier.officer_id
    fields |= _holder_after(permit.move, dossier, officer_pk=officer_pk, holder=holder, agency=holder_agency, at=at)
    fields |= changes
    if not _update_where_seen(dossier, {"revision": seen + 1, **fields}, seen=seen):
        raise StaleDossier
    status_before = dossier.status
    dossier.revision = seen + 1
    for name, value in fields.items():
        setattr(dossier, name, value)
    event = DossierEvent(
        dossier=dossier,
        ordinal=dossier.revision,
        action=permit.move.action,
        status_before=status_before,
        actor_role=permit.role,
        actor_post=permit.post,
        actor_agency=permit.post.agency if permit.post else None,
        words=words.strip(),
        is_internal=is_internal,
    )
    write_event(dossier, event, actor=actor, at=at)
    if entry is not None:
        write_entry(dossier, entry, ordinal=dossier.revision, actor=actor, at=at)
    return permit


def by_rule(action: Action, dossier: Dossier, *, role: Role, post: Post | None) -> Permit:
    """Return the permit for a move that follows from a rule, such as a new calendar; raises `StaleDossier`.

    The table still has to know the move from where the dossier stands.
    """
    for row in MOVES:
        if row.action is action and row.before == dossier.status:
            return Permit(row, role, post)
    raise StaleDossier


def write_event(dossier: Dossier, event: DossierEvent, *, actor: User | None, at: datetime) -> None:
    """Add an event that tells where the dossier, already brought up to date, stands and who holds it; announce it."""
    event.status_after = dossier.status
    event.actor = actor
    event.at = at
    event.holder_role = dossier.holder_role
    event.holder_agency_id = dossier.holder_agency_id
    event.holder_id = dossier.holder_id
    insert(event)
    announce(dossier, event)


def _fields_after(made: Move, dossier: Dossier, *, at: datetime, entry: Entry | None) -> dict[str, Any]:
    """Return the columns that a move changes by itself: where the dossier is, until when, whether it is over."""
    fields: dict[str, Any] = {"status": made.after}
    if made.after != dossier.status:
        fields["status_since"] = at
    if entry is not None:
        fields |= due_fields(entry)
        # A dossier that ends while its clock stands still is judged by when it stopped: `paused_at` stays.
        if entry.kind in (EntryKind.PAUSE, EntryKind.RESUME):
            fields["paused_at"] = at if entry.kind is EntryKind.PAUSE else None
    if dossier.finished_at is None and (made.after in FINAL or made.clock is ClockEffect.STOP):
        fields |= {"finished_at": at, "finished_on": timezone.localdate(at)}
    return fields


def _holder_after(
    made: Move, dossier: Dossier, *, officer_pk: int | None, holder: User | None, agency: Agency | None, at: datetime
) -> dict[str, Any]:
    """Return who holds the dossier after a move: role, unit, person, and since when."""
    if made.stays and holder is KEEP:
        return {}
    role, unit, person_pk = holder_of(made.after, dossier, officer_pk=officer_pk, agency=agency)
    if holder is not KEEP:
        person_pk = holder.pk if holder else None
    is_same = (role, unit, person_pk) == (dossier.holder_role, dossier.holder_agency_id, dossier.holder_id)
    return {
        "holder_role": role,
        "holder_agency_id": unit,
        "holder_id": person_pk,
        "held_since": dossier.held_since if is_same else at,
    }


def holder_of(
    status: Status, dossier: Dossier, *, officer_pk: int | None, agency: Agency | None = None
) -> tuple[str, int | None, int | None]:
    """Return whose turn it is in a status: role, the unit's key, and that of the person if it is one already.

    An applicant and the post belong to no unit; a clerk to the agency that runs the office.
    """
    role = HOLDER_OF.get(status)
    if role is None:
        return "", None, None
    if role is Role.APPLICANT:
        return role, None, dossier.submitter_id
    if role is Role.POSTMAN:
        return role, None, None
    if role is Role.CLERK:
        return role, dossier.office.agency_id, None
    if role is Role.CONSULTEE:
        return role, agency.pk if agency else dossier.holder_agency_id, None
    return role, dossier.agency_id, officer_pk if role is Role.APPRAISER else None


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


def due_fields(entry: Entry) -> dict[str, Any]:
    """Return the projection of an entry's due moments onto the dossier; nothing where it changes none.

    The moment that holds and the yardstick are the same until a dossier is re-appointed with an apology.
    """
    if entry.due is None:
        return {}
    due, original = entry.due.at, (entry.original or entry.due).at
    fields: dict[str, Any] = {
        "due_at": due,
        "due_on": timezone.localdate(due),
        "original_due_at": original,
        "original_due_on": timezone.localdate(original),
    }
    return fields | ({"first_due_at": entry.first.at} if entry.first else {})


def write_entry(dossier: Dossier, entry: Entry, *, ordinal: int, actor: User | None, at: datetime) -> None:
    """Add one entry to the clock's ledger, under the ordinal of the event that caused it."""
    row = ClockEntry(
        dossier=dossier,
        ordinal=ordinal,
        kind=entry.kind,
        at=at,
        limit_amount=entry.limit.amount if entry.limit else None,
        limit_unit=entry.limit.unit if entry.limit else "",
        new_due_at=entry.new_due_at,
        begins_at=entry.begins_at,
        calendar_revision=entry.calendar_revision,
        policy=entry.policy,
        cause=entry.cause,
        legal_ground=entry.legal_ground,
        evidence=entry.evidence,
        actor=actor,
        due_at=entry.due.at if entry.due else None,
        due_on=timezone.localdate(entry.due.at) if entry.due else None,
        original_due_at=_yardstick(entry),
    )
    insert(row)


def _yardstick(entry: Entry) -> datetime | None:
    """Return what a dossier is judged by, where that is not the moment that holds."""
    if entry.due is None or entry.original is None or entry.original.at == entry.due.at:
        return None
    return entry.original.at


def ledger_of(dossier: Dossier) -> Sequence[ClockEntry]:
    """Return the ledger's entries in their order; one query."""
    return list(ClockEntry.objects.filter(dossier=dossier).order_by("ordinal"))

"""What is said about a dossier beside its papers: notes of colleagues, messages, what leaders urge, the declaration."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from dossiers.access import MAY_NOTE, roles_in
from dossiers.forms.notes import NoteForm
from dossiers.models import Dossier, InternalNote
from dossiers.queries.beside import UNASKED, Beside
from dossiers.queries.declared import declared_sections
from dossiers.queries.messages import Thread, thread_of
from dossiers.queries.reminders import ReminderRow, of_dossier


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a dossier, the newest first, for `components/timeline.html`; `form` where one may write."""

    rows: list[dict[str, Any]]
    form: NoteForm | None


@dataclass(frozen=True, slots=True)
class Talk:
    """What stands at the desk beside the papers. `declared` are the answers of the electronic declaration."""

    notes: Notes
    thread: Thread
    reminders: tuple[ReminderRow, ...]
    declared: list[dict[str, Any]]


def talk_of(user: User, dossier: Dossier, *, beside: Beside, at: datetime) -> Talk:
    """Return what is said about a dossier, for somebody who may work at it; five queries at most."""
    return Talk(
        notes=notes_of(user, dossier, beside=beside, at=at),
        thread=thread_of(user, dossier, beside=beside, at=at),
        reminders=of_dossier(dossier, user, at=at) if beside.reminders else (),
        declared=declared_sections(dossier) if beside.declaration else [],
    )


def notes_of(
    user: User, dossier: Dossier, *, beside: Beside = UNASKED, at: datetime, form: NoteForm | None = None
) -> Notes:
    """Return the notes of a dossier for an officer who may open its desk; one query. `form` is one just refused."""
    roles = roles_in(user, dossier, today=timezone.localdate(at))
    notes = InternalNote.objects.filter(dossier=dossier).select_related("author", "agency").order_by("-pk")
    rows: list[dict[str, Any]] = [
        {
            "at": note.at,
            "title": note.author.full_name,
            "who": note.agency.short_name,
            "note": note.words,
            "tone": "neutral",
        }
        for note in (notes if beside.notes else ())
    ]
    may_write = any(role in roles for role in MAY_NOTE)
    return Notes(rows, (form or NoteForm()) if may_write else None)

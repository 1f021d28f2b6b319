"""What is read of the store of papers: its page, and what may be used again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from dossiers.access import vault_of
from dossiers.models import VaultDocument, VaultOrigin

PAGE_SIZE = 30
ORIGIN_TONES = {VaultOrigin.ISSUED: "ok", VaultOrigin.SUBMITTED: "info", VaultOrigin.UPLOADED: "neutral"}


def kept_papers(user: User, *, today: date, organisation: Organisation | None = None) -> QuerySet[VaultDocument]:
    """Return the papers that hold today and may be handed in again, with their files, the newest first.

    Those of the organisation for which somebody acts, else their own.
    """
    mine = vault_of(user, today=today)
    mine = mine.filter(organisation=organisation) if organisation else mine.filter(owner=user)
    return mine.filter(Q(valid_to=None) | Q(valid_to__gte=today))


def vault_rows(documents: Iterable[VaultDocument], *, today: date) -> list[dict[str, Any]]:
    """Return papers of the store as `components/file_row.html` takes them; no query."""
    return [_row(document, today=today) for document in documents]


def _row(document: VaultDocument, *, today: date) -> dict[str, Any]:
    origin = VaultOrigin(document.origin)
    notes = []
    if document.organisation:
        notes.append(document.organisation.name)
    if document.dossier:
        notes.append(_("Hồ sơ %s") % document.dossier.code)
    if document.issued_on:
        notes.append(_("cấp ngày %s") % f"{document.issued_on:%d/%m/%Y}")
    if document.valid_to:
        notes.append(_("có giá trị đến %s") % f"{document.valid_to:%d/%m/%Y}")
    is_over = document.valid_to is not None and document.valid_to < today
    return {
        "name": document.name,
        "url": reverse("dossiers:vault_file", args=[document.file_id]),
        "kind": document.file.extension.lstrip(".").upper(),
        "size": document.file.size,
        "at": document.added_at,
        "note": " · ".join(notes),
        "status": {"label": _("Hết giá trị"), "tone": "warn"}
        if is_over
        else {"label": origin.label, "tone": ORIGIN_TONES[origin]},
        "actions": [{"label": _("Sửa, bỏ"), "url": reverse("dossiers:vault_document", args=[document.file_id])}],
    }

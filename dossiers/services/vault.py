"""The store of papers: what was issued, handed in or uploaded once, to be used again.

Law: Nghị định 45/2020/NĐ-CP Điều 16; Nghị định 107/2021/NĐ-CP Điều 1.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.uploads import CheckedUpload
from agencies.vietnamese import normalised
from dossiers.access import roles_in
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, Outcome, Result, SubmittedDocument, VaultDocument, VaultOrigin
from dossiers.uploads import store
from procedures.models import ProcedureResult

LONGEST_NAME = 300


def keep_result(dossier: Dossier, *, at: datetime) -> VaultDocument | None:
    """Put an electronic result into the store of whom it was issued to, once; the caller holds the transaction.

    That is the organisation, the giver of the mandate, or whoever submitted for themselves; None where there is no
    file, no account, or the request was denied. No query where there is nothing to keep, else three.
    """
    result: Result | None = getattr(dossier, "result", None)
    file_pk = result.file_id if result is not None else None
    if result is None or file_pk is None or result.outcome != Outcome.GRANTED:
        return None
    whose = _owner_of(dossier)
    if whose is None:
        return None
    # Also one that was taken out: what its owner does not want there does not come back by itself.
    if VaultDocument.objects.filter(file=file_pk, **whose).exists():
        return None
    promised = list(ProcedureResult.objects.filter(version=dossier.version_id)[:2])
    is_clear = len(promised) == 1
    name = promised[0].name if is_clear else _("Kết quả %(code)s") % {"code": result.number or dossier.code}
    return VaultDocument.objects.create(
        **whose,
        name=name[:LONGEST_NAME],
        document_code=promised[0].code if is_clear else "",
        file_id=file_pk,
        origin=VaultOrigin.ISSUED,
        dossier=dossier,
        issued_on=dossier.finished_on,
        added_at=at,
    )


def keep_papers(dossier: Dossier, *, actor: User, at: datetime) -> int:
    """Put the files of a dossier into the store of whom it belongs to; return how many were not there yet.

    Raises `NotAllowed` for whoever is not its applicant.
    """
    if Role.APPLICANT not in roles_in(actor, dossier, today=timezone.localdate(at)):
        raise NotAllowed(_("Chỉ người nộp đưa giấy tờ của hồ sơ vào kho được."))
    whose = _owner_of(dossier) or {"owner_id": actor.pk}
    with transaction.atomic():
        handed_in = SubmittedDocument.objects.filter(dossier=dossier, file__isnull=False).select_related("file")
        kept = set(VaultDocument.objects.filter(removed_at=None, **whose).values_list("file", flat=True))
        new: dict[Any, VaultDocument] = {}
        for paper in handed_in.order_by("pk"):
            if paper.file is None or paper.file_id in kept or paper.file_id in new or paper.vault_document_id:
                continue
            new[paper.file_id] = VaultDocument(
                **whose,
                name=normalised(paper.name)[:LONGEST_NAME],
                file=paper.file,
                origin=VaultOrigin.SUBMITTED,
                dossier=dossier,
                added_at=at,
            )
        VaultDocument.objects.bulk_create(new.values())
    return len(new)


def add(
    upload: CheckedUpload,
    *,
    name: str,
    issued_on: date | None = None,
    valid_to: date | None = None,
    actor: User,
    at: datetime,
) -> VaultDocument:
    """Put a file of one's own into the store; the same bytes are kept once."""
    name = normalised(name)
    _check(name, issued_on, valid_to)
    earlier = VaultDocument.objects.filter(owner=actor, removed_at=None, file__sha256=upload.sha256).first()
    if earlier is not None:
        return earlier
    with transaction.atomic():
        return VaultDocument.objects.create(
            owner=actor,
            name=name[:LONGEST_NAME],
            file=store(upload, actor=actor, at=at),
            origin=VaultOrigin.UPLOADED,
            issued_on=issued_on,
            valid_to=valid_to,
            added_at=at,
        )


def change(document: VaultDocument, *, name: str, issued_on: date | None, valid_to: date | None) -> None:
    """Call a paper otherwise, and note from when until when it holds; the file stays as it is."""
    name = normalised(name)
    _check(name, issued_on, valid_to)
    fields = {"name": name[:LONGEST_NAME], "issued_on": issued_on, "valid_to": valid_to}
    VaultDocument.objects.filter(pk=document.pk, removed_at=None).update(**fields)


def remove(document: VaultDocument, *, at: datetime) -> None:
    """Take a paper out of the store; dossiers that use it keep it."""
    VaultDocument.objects.filter(pk=document.pk, removed_at=None).update(removed_at=at)


def _owner_of(dossier: Dossier) -> dict[str, Any] | None:
    """Return whom a result is issued to, as the columns of the store; None where they have no account."""
    if dossier.organisation_id:
        return {"organisation_id": dossier.organisation_id}
    if dossier.mandate_id:
        giver = dossier.mandate.giver_id if dossier.mandate else None
        return {"owner_id": giver} if giver else None
    return {"owner_id": dossier.submitter_id} if dossier.submitter_id else None


def _check(name: str, issued_on: date | None, valid_to: date | None) -> None:
    if not name:
        raise InvalidInput(_("Ông/Bà ghi tên giấy tờ."), field="name")
    if issued_on and valid_to and valid_to < issued_on:
        raise InvalidInput(_("Ngày hết hiệu lực phải sau ngày cấp."), field="valid_to")

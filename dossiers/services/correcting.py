"""Correcting a receipt that is out already: the old slip is voided and kept, a new one has a new number.

The dossier's code never changes, whatever else was wrong.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import User
from agencies.numbers import take_numbers
from agencies.vietnamese import folded, normalised
from agencies.worktime import WorkCalendar
from dossiers import clock, guards
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import (
    Dossier,
    EntryKind,
    HandOverItem,
    IntakeReceipt,
    LinkedDossier,
    ReturnMethod,
    SubmittedDocument,
)
from dossiers.papers.receipt import kept, receipt_of
from dossiers.services.intake import Applicant, issue_receipt, receipt_series
from dossiers.services.moves import Entry, move
from dossiers.services.papers import Paper, check_papers, write_papers
from dossiers.services.terms import limit_of_case, promised
from dossiers.services.timing import reckoned
from dossiers.workflow import Action
from procedures.limits import Limit
from procedures.models import Channel, InternalProcess

CORRECT_GROUND = "Nghị định 118/2025/NĐ-CP Điều 17"


@dataclass(frozen=True, slots=True)
class Listed:
    """One paper as the right receipt lists it; `document` is the row that it corrects, None for one left out before."""

    paper: Paper
    document: SubmittedDocument | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What the receipt should have said. `process` is given only where procedure or agency was wrong.

    `papers` are all that came with the dossier; `case` is the ordinal of the right time limit.
    """

    applicant: Applicant
    content: str
    return_method: ReturnMethod
    papers: tuple[Listed, ...]
    case: int | None = None
    process: InternalProcess | None = None


def correct(
    dossier: Dossier,
    correction: Correction,
    *,
    reason: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> IntakeReceipt:
    """Correct what a receipt said, and return the new one; the old is voided with the reason and keeps its words.

    `calendar` is that of the agency that will resolve it. A limit that changes counts from the same start (an entry of
    the ledger). Procedure and agency change only while nobody has taken the dossier and its papers keep their way.
    Raises `InvalidInput` where nothing changes, or at the field that cannot.
    """
    dossier.version = dossier.process.version  # both are read for the slip that is voided
    process = correction.process or dossier.process
    if correction.process is not None:
        _check_process(dossier, correction.process)
    _check_person(correction.applicant, actor=actor, at=at)
    check_papers(process, [listed.paper for listed in correction.papers], need_files=False)
    after = _corrected(dossier, correction, process)
    limit, entry = _new_limit(dossier, after, correction, reason=reason, at=at, calendar=calendar)
    changes = _differences(dossier, after)
    documents = list(SubmittedDocument.objects.filter(dossier=dossier, supplement=None))
    if not changes and entry is None and _same_papers(documents, correction.papers):
        raise InvalidInput(_("Ông/Bà chưa sửa điều gì trên giấy tiếp nhận."))
    if limit is not None and entry is not None and entry.due is not None:
        changes |= {"limit_amount": limit.amount, "limit_unit": limit.unit, "due_basis": entry.due.basis}
    with transaction.atomic():
        old = IntakeReceipt.objects.select_related("office__agency", "issued_by")
        receipt = old.filter(dossier=dossier, voided_at=None).first()
        if receipt is None:
            raise StaleDossier
        said = kept(receipt_of(dossier, receipt, calendar=calendar))
        move(
            dossier,
            Action.CORRECT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes=changes,
        )
        _void(receipt, said, reason=normalised(reason), actor=actor, at=at)
        _rewrite_papers(dossier, documents, correction.papers, at=at)
        (number,) = take_numbers([receipt_series(dossier.office, at)])
        return issue_receipt(dossier, number, actor=actor, at=at)


def _check_process(dossier: Dossier, process: InternalProcess) -> None:
    """Refuse another procedure or agency where somebody works at the dossier, or its papers would go another way."""
    if process.pk == dossier.process_id:
        return
    if dossier.officer_id is not None or dossier.holder_id is not None:
        raise InvalidInput(
            _("Cơ quan giải quyết đã nhận xử lý hồ sơ nên không đổi được thủ tục hoặc cơ quan."), field="procedure"
        )
    if LinkedDossier.objects.filter(dossier=dossier).exists():
        raise InvalidInput(_("Hồ sơ thuộc một yêu cầu liên thông nên không đổi được thủ tục."), field="procedure")
    if HandOverItem.objects.filter(dossier=dossier).exclude(refused_at__isnull=False).exists():
        raise InvalidInput(
            _("Hồ sơ giấy đã ở trên biên bản bàn giao cho cơ quan giải quyết nên không đổi được thủ tục hoặc cơ quan."),
            field="procedure",
        )
    other = copy(dossier)
    other.process, other.agency = process, process.agency
    if guards.papers_go_out(other) != guards.papers_go_out(dossier):
        raise InvalidInput(
            _(
                "Hồ sơ giấy của thủ tục này đi theo đường khác. Ông/Bà ghi nhận người nộp rút hồ sơ, rồi tiếp nhận lại"
                " theo thủ tục đúng."
            ),
            field="procedure",
        )


def _check_person(applicant: Applicant, *, actor: User, at: datetime) -> None:
    """Nobody makes a dossier their own."""
    posts = posts_of(actor, today=timezone.localdate(at))
    profile = getattr(posts[0].user, "profile", None) if posts else None
    if profile and profile.personal_id and profile.personal_id == applicant.personal_id:
        raise NotAllowed(_("Ông/Bà không được ghi chính mình là chủ hồ sơ."))


def _corrected(dossier: Dossier, correction: Correction, process: InternalProcess) -> Dossier:
    """Return the dossier as it will be; the one that came in stays as it is until the move."""
    after, applicant = copy(dossier), correction.applicant
    after.process, after.version, after.agency = process, process.version, process.agency
    after.service_level = process.version.service_level
    after.applicant_kind, after.applicant_name = applicant.kind, normalised(applicant.name)
    after.applicant_folded = folded(applicant.name)
    after.personal_id, after.tax_code = applicant.personal_id, applicant.tax_code
    after.phone, after.email, after.address = applicant.phone, applicant.email, normalised(applicant.address)
    after.content = normalised(correction.content) or process.version.name
    after.return_method = correction.return_method
    return after


def _new_limit(
    dossier: Dossier,
    after: Dossier,
    correction: Correction,
    *,
    reason: str,
    at: datetime,
    calendar: WorkCalendar,
) -> tuple[Limit | None, Entry | None]:
    """Return the right limit and its ledger entry; nothing where it was right before."""
    if correction.case is None and correction.process is None:
        return None, None
    limit = limit_of_case(promised(after.process, Channel(dossier.channel)), correction.case or 1).limit
    if limit == clock.limit_of(dossier) and after.agency_id == dossier.agency_id:
        return None, None
    entry = reckoned(
        after,
        EntryKind.CORRECT,
        cause=normalised(reason)[:300] or str(_("Sửa giấy tiếp nhận")),
        legal_ground=CORRECT_GROUND,
        at=at,
        calendar=calendar,
        limit=limit,
        field="case",
    )
    return limit, entry


CORRECTABLE = (
    "process",
    "version",
    "agency",
    "service_level",
    "applicant_kind",
    "applicant_name",
    "applicant_folded",
    "personal_id",
    "tax_code",
    "phone",
    "email",
    "address",
    "content",
    "return_method",
)


def _differences(dossier: Dossier, after: Dossier) -> dict[str, Any]:
    changes = {name: getattr(after, name) for name in CORRECTABLE if getattr(after, name) != getattr(dossier, name)}
    if "agency" in changes and dossier.holder_agency_id == dossier.agency_id:
        changes["holder_agency"] = after.agency
    return changes


def _same_papers(documents: Sequence[SubmittedDocument], listed: Sequence[Listed]) -> bool:
    told = {one.document.pk: (one.paper.form, one.paper.quantity, one.paper.file) for one in listed if one.document}
    return len(listed) == len(told) == len(documents) and all(
        told.get(document.pk) == (document.form, document.quantity, document.file) for document in documents
    )


def _void(receipt: IntakeReceipt, said: dict[str, Any], *, reason: str, actor: User, at: datetime) -> None:
    receipt.voided_at, receipt.voided_by, receipt.void_reason, receipt.printed = at, actor, reason, said
    receipt.save(update_fields=["voided_at", "voided_by", "void_reason", "printed"])


def _rewrite_papers(
    dossier: Dossier, documents: Sequence[SubmittedDocument], listed: Sequence[Listed], *, at: datetime
) -> None:
    """Let the papers that came with the dossier be those listed; what the old slip said of them is on the old slip."""
    right = {one.document.pk: one.paper for one in listed if one.document}
    for document in documents:
        paper = right.get(document.pk)
        if paper is None:
            document.delete()
            continue
        document.name, document.form, document.quantity = paper.name, paper.form, paper.quantity
        document.required_document, document.file = paper.required_document, paper.file
        document.save(update_fields=["name", "form", "quantity", "required_document", "file"])
    write_papers(dossier, [one.paper for one in listed if one.document is None], at=at)

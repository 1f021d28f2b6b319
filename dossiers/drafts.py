"""A submission being prepared: begun, declared, given its papers, submitted or thrown away.

Nothing here touches a dossier's status: at the end `services.submit` makes the dossier, and the draft goes in the same
transaction, so that a submission cannot happen twice or get lost between the two.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import BigIntegerField, UUIDField
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.compiled import CompiledQuery
from agencies.models import Agency, OneStopOffice
from agencies.offices import office_for
from agencies.uploads import CheckedUpload
from dossiers import services
from dossiers.errors import AlreadySubmitted, InvalidInput, StaleDraft
from dossiers.made_papers import make_papers
from dossiers.models import (
    DocumentForm,
    Dossier,
    DossierDraft,
    DraftDocument,
    ReturnMethod,
    StoredFile,
    SubmittedDocument,
    SupplementAttachment,
    SupplementItem,
    VaultDocument,
)
from dossiers.services import Applicant, Declared, Paper
from dossiers.services.terms import required_of
from dossiers.typed import ANSWER, Known, as_typed, mark_of, origins_after, part_of
from dossiers.uploads import store
from dossiers.workflow import Status
from procedures.models import Channel, InternalProcess, ProcedureVersion, RequiredDocument

FILES_OF_ONE_PAPER = 10
FILES_OF_ONE_DRAFT = 40

# ── Begin and find ───────────────────────────────────────────────────────────────────────────────


def agencies_for(version: ProcedureVersion, *, today: date) -> list[Agency]:
    """Return the agencies that carry a version out, by name; one query."""
    return list(Agency.objects.in_service(today).filter(processes__version=version).order_by("name"))


def online_version(code: str, *, today: date) -> ProcedureVersion:
    """Return the version in force of a procedure that takes online submissions, or raise `Http404`; one query."""
    version = (
        ProcedureVersion.objects.in_force(today)
        .filter(procedure__code=code, ways__channel=Channel.ONLINE)
        .select_related("procedure", "sector")
        .first()
    )
    if version is None:
        raise Http404(_("Thủ tục này không nhận hồ sơ trực tuyến."))
    return version


def start(version: ProcedureVersion, *, user: User, at: datetime) -> DossierDraft:
    """Return the person's draft for a procedure: the one begun before, or a new one.

    A draft of an earlier version passes what was typed on and goes, because its list of papers no longer holds.
    """
    with transaction.atomic():
        # Two presses at once wait here for each other, so that they make one draft.
        User.objects.select_for_update().get(pk=user.pk)
        begun = (
            DossierDraft.objects.filter(user=user, version__procedure_id=version.procedure_id)
            .order_by("-updated_at")
            .first()
        )
        if begun is not None and begun.version_id == version.pk:
            return begun
        agencies = agencies_for(version, today=timezone.localdate(at))
        if not agencies:
            raise InvalidInput(_("Chưa có cơ quan nào nhận hồ sơ trực tuyến của thủ tục này."))
        draft = DossierDraft.objects.create(
            user=user,
            version=version,
            agency=agencies[0] if len(agencies) == 1 else None,
            declaration=begun.declaration if begun else {},
            provenance=begun.provenance if begun else {},
            organisation_id=begun.organisation_id if begun else None,
            mandate_id=begun.mandate_id if begun else None,
            updated_at=at,
        )
        if begun is not None:
            discard(begun)
        return draft


OWN_DRAFT = CompiledQuery(
    lambda user, key: DossierDraft.objects.filter(user=user, pk=key).select_related(
        "version__procedure", "version__sector", "agency", "organisation", "mandate"
    ),
    user=BigIntegerField(),
    key=UUIDField(),
)

DOCUMENTS_OF = CompiledQuery(
    lambda draft: DraftDocument.objects.filter(draft=draft).select_related("file").order_by("pk"), draft=UUIDField()
)


def get_draft(user: User | AnonymousUser, key: UUID) -> DossierDraft:
    """Return a person's own draft; anybody else's raises `Http404`; one query."""
    found = OWN_DRAFT(user=user.pk or 0, key=key)
    if not found:
        raise Http404(_("Không tìm thấy hồ sơ đang soạn này."))
    return found[0]


def submitted_code(user: User, key: UUID) -> str | None:
    """Return the code of the dossier that a draft of this key became, or None; one query."""
    return Dossier.objects.filter(submitter=user, submission_key=key).values_list("code", flat=True).first()


def discard(draft: DossierDraft) -> None:
    """Throw a draft away with its files."""
    with transaction.atomic():
        files = list(draft.documents.values_list("file_id", flat=True))
        draft.documents.all().delete()
        draft.delete()
        forget_files(files)


# ── Fill in ──────────────────────────────────────────────────────────────────────────────────────


def choose_agency(draft: DossierDraft, agency: Agency, *, at: datetime) -> None:
    """Note to which agency the dossier goes."""
    draft.agency, draft.updated_at = agency, at
    draft.save(update_fields=["agency", "updated_at"])


def declare(
    draft: DossierDraft,
    typed: Mapping[str, Any],
    *,
    fields: Collection[str],
    is_complete: bool,
    at: datetime,
    seen: str = "",
    known: Mapping[str, Known] | None = None,
) -> None:
    """Keep what was typed in the fields of one page, right or wrong; the other page stays as it is.

    `is_complete` says of the applicant's page whether the form accepted it; `seen` is the mark of what the page showed
    (`dossiers.typed.mark_of`), empty where nobody looked; `known` is from what it was filled in. Raises `StaleDraft`
    where another device saved something else since.
    """
    of_answers = any(name.startswith(ANSWER) for name in fields)
    now = as_typed(typed, fields=fields)
    with transaction.atomic():
        held = DossierDraft.objects.select_for_update().get(pk=draft.pk)
        was = part_of(held.declaration, of_answers=of_answers)
        if seen and seen != mark_of(was) and mark_of(now) != mark_of(was):
            draft.declaration = held.declaration
            raise StaleDraft
        others = part_of(held.provenance, of_answers=not of_answers)
        origins = origins_after(part_of(held.provenance, of_answers=of_answers), was=was, now=now, known=known or {})
        draft.declaration = part_of(held.declaration, of_answers=not of_answers) | now
        draft.provenance = others | origins
        draft.is_declared = held.is_declared if of_answers else is_complete
        draft.updated_at = at
        draft.save(update_fields=["declaration", "provenance", "is_declared", "updated_at"])


def attach(
    draft: DossierDraft, required_document: RequiredDocument, upload: CheckedUpload, *, at: datetime
) -> DraftDocument:
    """Add a checked file to a paper of the draft; raises `InvalidInput` when there are too many."""
    with transaction.atomic():
        check_room(draft, required_document)
        stored = store(upload, actor=draft.user, at=at)
        DossierDraft.objects.filter(pk=draft.pk).update(updated_at=at)
        return DraftDocument.objects.create(draft=draft, required_document=required_document, file=stored)


def check_room(draft: DossierDraft, required_document: RequiredDocument) -> None:
    """Hold the draft and raise `InvalidInput` where a paper, or the draft, has as many files as anybody can read."""
    DossierDraft.objects.select_for_update().get(pk=draft.pk)
    of_this_paper = draft.documents.filter(required_document=required_document).count()
    if of_this_paper >= FILES_OF_ONE_PAPER or draft.documents.count() >= FILES_OF_ONE_DRAFT:
        raise InvalidInput(too_many_files(), field="file")


def detach(draft: DossierDraft, document_pk: int, *, at: datetime) -> bool:
    """Remove a file from the draft; False when it is not there (any more)."""
    with transaction.atomic():
        document = draft.documents.filter(pk=document_pk).first()
        if document is None:
            return False
        file_pk = document.file_id
        document.delete()
        forget_files([file_pk])
        DossierDraft.objects.filter(pk=draft.pk).update(updated_at=at)
        return True


def must_be_attached(required: RequiredDocument) -> bool:
    """Say whether an online submission is refused without this paper, as `services.submit` judges it."""
    return required.is_required and not required.condition and not required.is_shown_only


def missing_papers(
    required: Sequence[RequiredDocument], documents: Sequence[DraftDocument], *, made: Collection[int] = ()
) -> list[RequiredDocument]:
    """Return the papers that must still be attached; those that are `made` of the declaration need not be."""
    attached = {document.required_document_id for document in documents} | set(made)
    return [paper for paper in required if must_be_attached(paper) and paper.pk not in attached]


# ── Submit ───────────────────────────────────────────────────────────────────────────────────────


def submit(
    draft: DossierDraft,
    applicant: Applicant,
    *,
    content: str,
    return_method: ReturnMethod,
    declared: Declared | None = None,
    actor: User,
    at: datetime,
) -> Dossier:
    """Submit a draft: it becomes a dossier and is gone, in one transaction.

    Raises `AlreadySubmitted` for a second press, `InvalidInput` where a paper or the agency is missing or the
    procedure has changed since the draft was begun.
    """
    today = timezone.localdate(at)
    if not _is_in_force(draft.version, today=today):
        raise InvalidInput(
            _("Thủ tục đã thay đổi từ khi Ông/Bà bắt đầu soạn. Ông/Bà mở lại thủ tục và bấm “Nộp trực tuyến”.")
        )
    agency, office = _destination(draft)
    calendar = calendar_of(agency)
    with transaction.atomic():
        held = _held(draft, actor=actor)
        process: InternalProcess = services.process_for(draft.version_id, agency, today=today)
        # One version in memory, so that its papers are read once.
        process.version = draft.version
        dossier = services.submit(
            process,
            applicant,
            [*make_papers(draft, applicant, declared, actor=actor, at=at), *papers_of(draft)],
            office=office,
            content=content,
            return_method=return_method,
            key=draft.pk,
            organisation=held.organisation_id,
            mandate=held.mandate_id,
            declared=declared,
            actor=actor,
            at=at,
            calendar=calendar,
        )
        held.delete()
    return dossier


def _destination(draft: DossierDraft) -> tuple[Agency, OneStopOffice]:
    """Return the agency that was chosen and the office that takes its dossiers in; raises `InvalidInput`."""
    if draft.agency is None:
        raise InvalidInput(_("Ông/Bà chọn cơ quan giải quyết."), field="agency")
    office = office_for(draft.agency)
    if office is None:
        raise InvalidInput(_("Cơ quan này chưa có nơi tiếp nhận hồ sơ trực tuyến."), field="agency")
    return draft.agency, office


def _held(draft: DossierDraft, *, actor: User) -> DossierDraft:
    """Return the draft with its row locked; raises `AlreadySubmitted` where another press was faster."""
    held = DossierDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:
        first = submitted_code(actor, draft.pk)
        if first is None:
            raise Http404(_("Không tìm thấy hồ sơ đang soạn này."))
        raise AlreadySubmitted(first)
    return held


def papers_of(draft: DossierDraft) -> list[Paper]:
    """Return the attached papers as a submission takes them; one query, two where the version's papers are unread."""
    required = {paper.pk: paper for paper in required_of(draft.version)}
    return [
        Paper(
            name=required[document.required_document_id].name,
            form=DocumentForm.ELECTRONIC,
            required_document=required[document.required_document_id],
            file=document.file,
            vault_document=document.vault_document_id,
        )
        for document in DOCUMENTS_OF(draft=draft.pk)
    ]


def _is_in_force(version: ProcedureVersion, *, today: date) -> bool:
    return version.valid_from <= today and (version.valid_to is None or version.valid_to >= today)


# ── A supplement being prepared ──────────────────────────────────────────────────────────────────


def attachments_of(asked: Sequence[SupplementItem]) -> dict[int, list[SupplementAttachment]]:
    """Return the files kept for each asked paper, by the paper's key; one query."""
    kept: dict[int, list[SupplementAttachment]] = {paper.pk: [] for paper in asked}
    for attachment in SupplementAttachment.objects.filter(asked__in=asked).select_related("file").order_by("pk"):
        kept[attachment.asked_id].append(attachment)
    return kept


def attach_to_supplement(
    asked: SupplementItem, upload: CheckedUpload, *, actor: User, at: datetime
) -> SupplementAttachment:
    """Keep a checked file for a paper that was asked for; raises `InvalidInput` when there are too many."""
    with transaction.atomic():
        SupplementItem.objects.select_for_update().get(pk=asked.pk)
        if asked.attachments.count() >= FILES_OF_ONE_PAPER:
            raise InvalidInput(too_many_files(), field="file")
        return SupplementAttachment.objects.create(asked=asked, file=store(upload, actor=actor, at=at))


def detach_from_supplement(asked: Sequence[SupplementItem], attachment_pk: int) -> bool:
    """Remove a kept file; False when it is not there (any more)."""
    with transaction.atomic():
        attachment = SupplementAttachment.objects.filter(asked__in=asked, pk=attachment_pk).first()
        if attachment is None:
            return False
        file_pk = attachment.file_id
        attachment.delete()
        forget_files([file_pk])
        return True


def send_supplement(dossier: Dossier, asked: Sequence[SupplementItem], *, seen: int, actor: User, at: datetime) -> None:
    """Send all that is kept as the supplement; the kept rows go in the same transaction.

    What was guided before its reception is checked once more (`services.complete`), else the appraisal goes on. Raises
    `InvalidInput` at the paper that is still missing, `StaleDossier`.
    """
    calendar = calendar_of(dossier.agency)
    verb = services.complete if dossier.status == Status.GUIDED else services.supplement
    with transaction.atomic():
        kept = attachments_of(asked)
        papers = [
            Paper(
                name=paper.name,
                form=DocumentForm.ELECTRONIC,
                required_document=paper.required_document,
                file=attachment.file,
            )
            for paper in asked
            for attachment in kept[paper.pk]
        ]
        verb(dossier, papers, seen=seen, actor=actor, at=at, calendar=calendar)
        SupplementAttachment.objects.filter(asked__in=asked).delete()


# ── Files that nobody needs any more ─────────────────────────────────────────────────────────────


def too_many_files() -> str:
    """Return what is said when a paper has more files than anybody can read."""
    return _("Mỗi giấy tờ đính kèm tối đa %(count)s tệp. Ông/Bà gộp các trang vào một tệp PDF.") % {
        "count": FILES_OF_ONE_PAPER
    }


def forget_files(pks: Sequence[UUID]) -> None:
    """Delete files that were attached and taken back; the bytes go once the transaction is committed.

    A file that came from the person's store, or that a dossier or another draft still holds, stays.
    """
    used = (VaultDocument, DraftDocument, SubmittedDocument)
    held = {pk for model in used for pk in model.objects.filter(file__in=pks).values_list("file", flat=True)}
    for stored in StoredFile.objects.filter(pk__in=set(pks) - held):
        content = stored.content
        stored.delete()
        transaction.on_commit(lambda content=content: content.delete(save=False))  # type: ignore[misc]

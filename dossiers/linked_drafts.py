"""A linked request being prepared: parts chosen, declared once, each paper attached once, submitted or thrown away.

The counterpart of `dossiers.drafts` for several procedures; what is asked for follows from the group and from the
versions in force on the day, so that a draft never holds a list of papers that has gone out of date.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency
from agencies.uploads import CheckedUpload
from dossiers import drafts, services
from dossiers.errors import AlreadySubmitted, InvalidInput, StaleDraft
from dossiers.models import KeptPaper, LinkedDraft, LinkedDraftFile, LinkedRequest, ReturnMethod
from dossiers.services import Applicant, AskedPart
from dossiers.typed import Known, as_typed, mark_of, origins_after
from dossiers.uploads import store
from procedures.models import LinkedGroup
from procedures.queries.groups import AskedPaper, GroupTerms, Part, group_terms


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """One question that settles the agency of several parts: those that the same agencies carry out."""

    parts: list[Part]
    agencies: list[Agency]

    @property
    def name(self) -> str:
        """What names the question in a form."""
        return f"agency-{self.parts[0].code}"


# ── Begin and find ───────────────────────────────────────────────────────────────────────────────


def start(group: LinkedGroup, *, user: User, at: datetime) -> LinkedDraft:
    """Return the person's draft for a group: the one begun before, or a new one. Raises `InvalidInput` when closed."""
    terms = group_terms(group, today=timezone.localdate(at))
    if not terms.is_open:
        raise InvalidInput(_("Nhóm thủ tục này đang tạm dừng tiếp nhận. Ông/Bà nộp riêng từng thủ tục."))
    draft, _is_new = LinkedDraft.objects.get_or_create(user=user, group=group, defaults={"updated_at": at})
    return draft


def get_draft(user: User | AnonymousUser, key: UUID) -> LinkedDraft:
    """Return a person's own draft; anybody else's raises `Http404`; one query."""
    related = ("group", "organisation", "mandate")
    draft = LinkedDraft.objects.filter(user_id=user.pk or 0, pk=key).select_related(*related).first()
    if draft is None:
        raise Http404(_("Không tìm thấy yêu cầu đang soạn này."))
    return draft


def submitted_code(user: User, key: UUID) -> str | None:
    """Return the code of the request that a draft of this key became, or None; one query."""
    return LinkedRequest.objects.filter(submitter=user, key=key).values_list("code", flat=True).first()


def discard(draft: LinkedDraft) -> None:
    """Throw a draft away with its files."""
    with transaction.atomic():
        files = list(draft.documents.values_list("file_id", flat=True))
        draft.delete()
        drafts.forget_files(files)


# ── Fill in ──────────────────────────────────────────────────────────────────────────────────────


def terms_of(draft: LinkedDraft, *, today: date) -> GroupTerms:
    """Return what the group asks for, as far as the draft asks for it; seven queries."""
    return group_terms(draft.group, today=today, left_out=draft.left_out)


def agency_choices(parts: Sequence[Part]) -> list[AgencyChoice]:
    """Return the questions about agencies, one for all parts that the same several agencies carry out. Pure."""
    choices: dict[tuple[int, ...], AgencyChoice] = {}
    for part in parts:
        if len(part.agencies) > 1:
            same = tuple(agency.pk for agency in part.agencies)
            choices.setdefault(same, AgencyChoice([], part.agencies)).parts.append(part)
    return list(choices.values())


def agency_of(draft: LinkedDraft, part: Part) -> Agency | None:
    """Return the agency of a part: the only one, or the chosen one while it still carries the part out."""
    if len(part.agencies) == 1:
        return part.agencies[0]
    chosen = draft.agencies.get(part.code)
    return next((agency for agency in part.agencies if agency.code == chosen), None)


def are_parts_chosen(draft: LinkedDraft, terms: GroupTerms) -> bool:
    """Say whether the person has chosen the parts, and each has its agency. Without a choice there is no question."""
    has_question = any(part.row.is_optional for part in terms.every_part)
    return (draft.are_parts_chosen or not has_question) and all(agency_of(draft, part) for part in terms.parts)


def choose(draft: LinkedDraft, *, left_out: Collection[str], agencies: Mapping[str, str], at: datetime) -> None:
    """Note which optional parts are not wanted, and which agency resolves each part (codes)."""
    draft.left_out, draft.agencies = sorted(left_out), dict(agencies)
    draft.are_parts_chosen, draft.updated_at = True, at
    draft.save(update_fields=["left_out", "agencies", "are_parts_chosen", "updated_at"])


def declare(
    draft: LinkedDraft,
    typed: Mapping[str, Any],
    *,
    fields: Collection[str],
    is_complete: bool,
    at: datetime,
    seen: str = "",
    known: Mapping[str, Known] | None = None,
) -> None:
    """Keep what was typed in the known fields, right or wrong, as `drafts.declare` does; raises `StaleDraft`."""
    now = as_typed(typed, fields=fields)
    with transaction.atomic():
        held = LinkedDraft.objects.select_for_update().get(pk=draft.pk)
        was = held.declaration
        if seen and seen != mark_of(was) and mark_of(now) != mark_of(was):
            draft.declaration = was
            raise StaleDraft
        draft.provenance = origins_after(held.provenance, was=was, now=now, known=known or {})
        draft.declaration, draft.is_declared, draft.updated_at = now, is_complete, at
        draft.save(update_fields=["declaration", "provenance", "is_declared", "updated_at"])


def attach(draft: LinkedDraft, paper: AskedPaper, upload: CheckedUpload, *, at: datetime) -> LinkedDraftFile:
    """Add a checked file to a paper of the draft; raises `InvalidInput` when there are too many."""
    with transaction.atomic():
        LinkedDraft.objects.select_for_update().get(pk=draft.pk)
        of_this_paper = draft.documents.filter(procedure_code=paper.procedure_code, name=paper.name).count()
        if of_this_paper >= drafts.FILES_OF_ONE_PAPER or draft.documents.count() >= drafts.FILES_OF_ONE_DRAFT:
            raise InvalidInput(drafts.too_many_files(), field="file")
        stored = store(upload, actor=draft.user, at=at)
        LinkedDraft.objects.filter(pk=draft.pk).update(updated_at=at)
        return LinkedDraftFile.objects.create(
            draft=draft, procedure_code=paper.procedure_code, name=paper.name, file=stored
        )


def detach(draft: LinkedDraft, document_pk: int, *, at: datetime) -> bool:
    """Remove a file from the draft; False when it is not there (any more)."""
    with transaction.atomic():
        document = draft.documents.filter(pk=document_pk).first()
        if document is None:
            return False
        document.delete()
        drafts.forget_files([document.file_id])
        LinkedDraft.objects.filter(pk=draft.pk).update(updated_at=at)
        return True


def files_by_paper(draft: LinkedDraft, terms: GroupTerms) -> dict[str, list[LinkedDraftFile]]:
    """Return the attached files under the key of each paper that is asked for; one query."""
    files: dict[tuple[str, str], list[LinkedDraftFile]] = {}
    for document in draft.documents.select_related("file"):
        files.setdefault((document.procedure_code, document.name), []).append(document)
    return {paper.key: files.get((paper.procedure_code, paper.name), []) for paper in terms.asked}


def missing_papers(terms: GroupTerms, files: Mapping[str, Sequence[LinkedDraftFile]]) -> list[AskedPaper]:
    """Return the papers that must still be attached. Pure."""
    return [paper for paper in terms.asked if paper.is_always_needed and not files[paper.key]]


# ── Submit ───────────────────────────────────────────────────────────────────────────────────────


def submit(
    draft: LinkedDraft,
    applicant: Applicant,
    *,
    content: str,
    return_method: ReturnMethod,
    actor: User,
    at: datetime,
) -> LinkedRequest:
    """Submit a draft: it becomes a request with its first dossiers and is gone, in one transaction.

    Raises `AlreadySubmitted` for a second press, `InvalidInput` where a part, an agency or a paper is missing.
    """
    with transaction.atomic():
        held = LinkedDraft.objects.select_for_update().filter(pk=draft.pk).first()
        if held is None:
            first = submitted_code(actor, draft.pk)
            if first is None:
                raise Http404(_("Không tìm thấy yêu cầu đang soạn này."))
            raise AlreadySubmitted(first)
        terms = terms_of(draft, today=timezone.localdate(at))
        files = files_by_paper(draft, terms)
        request = services.submit_linked(
            draft.group,
            [_asked_part(draft, part, terms, files) for part in terms.parts],
            applicant,
            content=content,
            return_method=return_method,
            key=draft.pk,
            organisation=held.organisation_id,
            mandate=held.mandate_id,
            actor=actor,
            at=at,
        )
        used = {document.file_id for documents in files.values() for document in documents}
        others = set(draft.documents.values_list("file_id", flat=True)) - used
        held.delete()
        drafts.forget_files(list(others))
    return request


def _asked_part(
    draft: LinkedDraft, part: Part, terms: GroupTerms, files: Mapping[str, Sequence[LinkedDraftFile]]
) -> AskedPart:
    agency = agency_of(draft, part)
    if agency is None:
        raise InvalidInput(_("Ông/Bà chọn cơ quan giải quyết “%(name)s”.") % {"name": part.name}, field="agency")
    papers = []
    for paper in terms.papers:
        names = [document.name for user, document in paper.documents if user.code == part.code]
        for name in names:
            if paper.result_of is not None:
                papers.append(KeptPaper(name=name, result_of=paper.result_of.row.procedure))
            else:
                papers += [KeptPaper(name=name, file=attached.file) for attached in files[paper.key]]
    return AskedPart(part.row, agency, papers)

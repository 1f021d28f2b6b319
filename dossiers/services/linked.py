"""A linked request: submitted once, it opens the dossiers of its first wave, and later waves as results are granted."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PartyKind, User
from agencies.calendars import calendar_of
from agencies.compiled import CompiledQuery
from agencies.models import Agency
from agencies.numbers import take_numbers
from agencies.offices import office_for
from agencies.vietnamese import folded, normalised
from dossiers.access import check_represents
from dossiers.errors import AlreadySubmitted, DossierError, InvalidInput
from dossiers.linked import is_granted, opening_now
from dossiers.models import (
    DocumentForm,
    Dossier,
    KeptPaper,
    LinkedDossier,
    LinkedRequest,
    ReturnMethod,
)
from dossiers.services.intake import Applicant, submit
from dossiers.services.papers import Paper, check_papers
from dossiers.services.terms import process_for
from procedures.models import InternalProcess, LinkedGroup, LinkedPart, ProcedureVersion, RequiredDocument

CODE_LETTERS = "LT"

PART_OF = CompiledQuery(lambda dossier: LinkedDossier.objects.filter(dossier=dossier), dossier=BigIntegerField())
"""The part that a dossier is of a request, if it is one: asked whenever a result becomes ready."""


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One part that a citizen asks for: at which agency, with which papers (rows that are not written yet)."""

    part: LinkedPart
    agency: Agency
    papers: Sequence[KeptPaper]


def submit_linked(
    group: LinkedGroup,
    asked: Sequence[AskedPart],
    applicant: Applicant,
    *,
    content: str,
    return_method: ReturnMethod,
    key: UUID,
    actor: User,
    at: datetime,
    organisation: int | None = None,
    mandate: int | None = None,
) -> LinkedRequest:
    """Submit a request once: the dossiers of its first wave exist when this returns, or nothing does.

    Each dossier has its own code, agency, version, process and hour of acceptance; the papers of later waves are kept.
    `key` is drawn when the form is opened: a second submission with it raises `AlreadySubmitted` with the request's
    code. `organisation` and `mandate` are the keys of whose name it is in, for every part. Raises `NotAllowed` where
    the actor may not act for them in one of the procedures, `InvalidInput` for a group that is closed, a part that must
    be there and is not, and for what `services.submit` refuses of any part, also of one that opens later.
    """
    _check_parts(group, asked)
    for one in asked if organisation or mandate else ():
        check_represents(
            actor,
            organisation=organisation,
            mandate=mandate,
            procedure=one.part.procedure_id,
            today=timezone.localdate(at),
        )
    with _once(key), transaction.atomic():
        request = LinkedRequest.objects.create(
            code=_new_code(at=at),
            key=key,
            group=group,
            submitter=actor,
            organisation_id=organisation,
            mandate_id=mandate,
            applicant=asdict(applicant),
            content=normalised(content),
            return_method=return_method,
            submitted_at=at,
        )
        first = min(one.part.wave for one in asked)
        rows = _write_parts(request, asked)
        for part, one in sorted(rows, key=lambda row: _turn(row[0])):
            process = _process_on(part.procedure_id, part.agency, at=at)
            if part.wave == first:
                _open(part, process, one.papers, earlier={}, at=at)
            else:
                check_papers(process, _papers(process, one.papers, earlier=None), need_files=True)
                _keep(part, one.papers)
    return request


def _new_code(*, at: datetime) -> str:
    day = f"{timezone.localdate(at):%y%m%d}"
    (number,) = take_numbers([("linked", CODE_LETTERS, day)])
    return f"{CODE_LETTERS}-{day}-{number:04d}"


def open_what_follows(dossier: Dossier, *, at: datetime) -> list[Dossier]:
    """Open the next wave of a request, if this dossier's result was the last one that it waited for.

    Called where a result becomes ready, inside that transaction; one query for a dossier that is no part of a request.
    The submitter acts. A part that cannot open (its procedure has changed, a paper is missing) keeps the reason, and
    the citizen is told; the officer's own act is not undone for it.
    """
    found = PART_OF(dossier=dossier.pk)
    if not found:
        return []
    own = found[0]
    # Of two results that become ready together, the second waits here and then sees the first.
    LinkedRequest.objects.select_for_update().get(pk=own.request_id)
    related = ("request__submitter", "procedure", "agency", "dossier__result")
    parts = list(LinkedDossier.objects.filter(request_id=own.request_id).select_related(*related).order_by("ordinal"))
    earlier = {part.procedure_id: part.dossier for part in parts if part.dossier and is_granted(part.dossier)}
    opened = []
    for part in sorted(opening_now(parts), key=_turn):
        kept = list(part.kept_papers.select_related("file"))
        try:
            with transaction.atomic():
                process = _process_on(part.procedure_id, part.agency, at=at)
                opened.append(_open(part, process, kept, earlier=earlier, at=at))
                KeptPaper.objects.filter(part=part).delete()
        except DossierError as error:
            LinkedDossier.objects.filter(pk=part.pk).update(obstacle=str(error))
    return opened


def _check_parts(group: LinkedGroup, asked: Sequence[AskedPart]) -> None:
    if not group.is_open:
        raise InvalidInput(_("Nhóm thủ tục này đang tạm dừng tiếp nhận. Ông/Bà nộp riêng từng thủ tục."))
    chosen = {one.part.pk for one in asked}
    known = {part.pk: part for part in group.parts.all()}
    if not chosen or not chosen <= known.keys():
        raise InvalidInput(_("Nhóm thủ tục đã thay đổi. Ông/Bà xem lại các phần việc."), field="parts")
    if any(not part.is_optional and part.pk not in chosen for part in known.values()):
        raise InvalidInput(_("Còn thiếu một phần việc bắt buộc của nhóm thủ tục."), field="parts")


def _write_parts(request: LinkedRequest, asked: Sequence[AskedPart]) -> list[tuple[LinkedDossier, AskedPart]]:
    """Write the parts of a request in the order of their waves; each bears the name that it has on the day."""
    in_order = sorted(asked, key=lambda one: (one.part.wave, one.part.ordinal))
    today = timezone.localdate(request.submitted_at)
    versions = ProcedureVersion.objects.in_force(today).filter(procedure__in=[one.part.procedure_id for one in asked])
    names = dict(versions.values_list("procedure_id", "name"))
    parts = LinkedDossier.objects.bulk_create(
        LinkedDossier(
            request=request,
            ordinal=ordinal,
            wave=one.part.wave,
            procedure=one.part.procedure,
            name=names.get(one.part.procedure_id, one.part.procedure.code),
            agency=one.agency,
        )
        for ordinal, one in enumerate(in_order, start=1)
    )
    return list(zip(parts, in_order, strict=True))


def _turn(part: LinkedDossier) -> tuple[int, str]:
    """Return the order in which parts open: numbers are drawn agency by agency, so no two requests wait in a circle."""
    return (part.wave, part.agency.code)


def _process_on(procedure_pk: int, agency: Agency, *, at: datetime) -> InternalProcess:
    """Return the process under which an agency resolves a procedure on the day; two queries."""
    today = timezone.localdate(at)
    version_pk = (
        ProcedureVersion.objects.in_force(today).filter(procedure=procedure_pk).values_list("pk", flat=True).first()
    )
    if version_pk is None:
        raise InvalidInput(_("Một thủ tục của nhóm không còn hiệu lực nên không nhận hồ sơ mới."), field="parts")
    return process_for(version_pk, agency, today=today)


def _open(
    part: LinkedDossier,
    process: InternalProcess,
    kept: Sequence[KeptPaper],
    *,
    earlier: Mapping[int, Dossier],
    at: datetime,
) -> Dossier:
    """Submit the dossier of a part whose turn has come."""
    request = part.request
    office = office_for(part.agency)
    if office is None:
        raise InvalidInput(_("Cơ quan này chưa có nơi tiếp nhận hồ sơ trực tuyến."), field="agency")
    dossier = submit(
        process,
        _applicant(request),
        _papers(process, kept, earlier=earlier),
        office=office,
        content=request.content,
        return_method=ReturnMethod(request.return_method),
        # The same part of the same request has the same key, whoever tries to open it again.
        key=uuid5(request.key, process.version.procedure.code),
        organisation=request.organisation_id,
        mandate=request.mandate_id,
        actor=request.submitter,
        at=at,
        calendar=calendar_of(part.agency),
    )
    part.dossier, part.obstacle = dossier, ""
    part.save(update_fields=["dossier", "obstacle"])
    return dossier


def _papers(
    process: InternalProcess, kept: Sequence[KeptPaper], *, earlier: Mapping[int, Dossier] | None
) -> list[Paper]:
    """Return kept papers as the version now in force asks for them; one query.

    A paper that the version no longer knows goes along as any other paper. Without `earlier`, results that do not exist
    yet are counted as if they did.
    """
    required: dict[str, list[RequiredDocument]] = {}
    for known in process.version.required_documents.all():
        required.setdefault(folded(known.name), []).append(known)
    papers = []
    for paper in kept:
        source = earlier.get(paper.result_of_id) if earlier and paper.result_of_id else None
        if paper.result_of_id and earlier is not None and source is None:
            continue
        documents: Sequence[RequiredDocument | None] = required.get(folded(paper.name)) or [None]
        for document in documents:
            if source is not None:
                papers.append(_issued(paper.name, document, source))
            elif paper.result_of_id:
                papers.append(Paper(paper.name, DocumentForm.ISSUED, document))
            else:
                papers.append(Paper(paper.name, DocumentForm.ELECTRONIC, document, file=paper.file))
    return papers


def _issued(name: str, document: RequiredDocument | None, source: Dossier) -> Paper:
    """Return the result of an earlier part as a paper: with its file, or known by its number alone."""
    result = source.result
    label = _("%(name)s – số %(number)s, hồ sơ %(code)s") % {
        "name": name,
        "number": result.number,
        "code": source.code,
    }
    return Paper(label, DocumentForm.ISSUED, document, file=result.file)


def _keep(part: LinkedDossier, papers: Sequence[KeptPaper]) -> None:
    KeptPaper.objects.bulk_create(
        KeptPaper(part=part, name=paper.name, file=paper.file, result_of=paper.result_of) for paper in papers
    )


def _applicant(request: LinkedRequest) -> Applicant:
    known = request.applicant
    return Applicant(**{**known, "kind": PartyKind(known["kind"])})


@contextmanager
def _once(key: UUID) -> Iterator[None]:
    """Turn the second arrival of a request into `AlreadySubmitted` with the code that the first one was given."""
    try:
        yield
    except (IntegrityError, AlreadySubmitted):
        first = LinkedRequest.objects.filter(key=key).values_list("code", flat=True).first()
        if first is None:
            raise
        raise AlreadySubmitted(first) from None

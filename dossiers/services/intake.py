"""Reception: a citizen submits, a clerk receives or refuses. From the receipt on, the clock runs."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PartyKind, Role, User
from agencies.compiled import insert
from agencies.models import Agency, OneStopOffice
from agencies.numbers import take_numbers
from agencies.vietnamese import folded, normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.access import check_new
from dossiers.errors import AlreadySubmitted, InvalidInput
from dossiers.models import (
    Dossier,
    DossierEvent,
    EntryKind,
    IntakeReceipt,
    RefusalNotice,
    ReturnMethod,
    SubmittedDocument,
)
from dossiers.services.moves import Entry, due_fields, move, write_entry
from dossiers.services.terms import Paper, check_papers, limit_of_case, promised
from dossiers.workflow import HOLDER_OF, Action, Status
from procedures.models import Channel, InternalProcess, TimeLimit

TRACKING_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits that nobody mistakes for one another when reading them from paper."""

SECRET_LENGTH = 8

START_GROUND = "Nghị định 118/2025/NĐ-CP Điều 17"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks (chủ hồ sơ), as parsed by a form: numbers without spaces, the phone in E.164, texts in NFC."""

    kind: PartyKind
    name: str
    address: str
    personal_id: str = ""
    tax_code: str = ""
    phone: str = ""
    email: str = ""


def submit(
    process: InternalProcess,
    applicant: Applicant,
    papers: Sequence[Paper],
    *,
    office: OneStopOffice,
    content: str,
    return_method: ReturnMethod,
    key: UUID,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    channel: Channel = Channel.ONLINE,
) -> Dossier:
    """Submit a dossier online: it gets its code and waits for a clerk to check it; no receipt and no clock yet.

    `key` is drawn when the form is opened: a second submission with it raises `AlreadySubmitted` with the first one's
    code. The office has `regime.acceptance_minutes` of working time to answer (`acceptance_due_at`).
    """
    check_new(actor, Action.SUBMIT, office_pk=office.pk, personal_id=applicant.personal_id, at=at)
    check_papers(process, papers, need_files=True)
    promised(process, channel)
    with _once(key), transaction.atomic():
        day = timezone.localdate(at)
        (number,) = take_numbers([("dossier", process.agency.code, f"{day:%y%m%d}")])
        dossier = _new_dossier(
            process,
            applicant,
            number=number,
            office=office,
            content=content,
            return_method=return_method,
            key=key,
            at=at,
            channel=channel,
            status=Status.SUBMITTED,
            submitter=actor,
        )
        minutes: int = process.acceptance_minutes  # type: ignore[attr-defined]
        dossier.acceptance_due_at = calendar.add_working_minutes(at, minutes)
        _insert(dossier, papers, action=Action.SUBMIT, actor=actor, role=Role.APPLICANT, agency=None)
    return dossier


def receive_walk_in(
    process: InternalProcess,
    applicant: Applicant,
    papers: Sequence[Paper],
    *,
    office: OneStopOffice,
    content: str,
    return_method: ReturnMethod,
    key: UUID,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    channel: Channel = Channel.IN_PERSON,
    case: int = 1,
    limits: Sequence[TimeLimit] | None = None,
) -> tuple[Dossier, IntakeReceipt]:
    """Receive a dossier at the counter (or from the post): code, receipt and clock at once.

    `case` is the ordinal of the time limit that applies; `limits` are those of the version's way, each with its `way`,
    where the caller has read them already. Raises `InvalidInput` at the paper that is missing,
    `AlreadySubmitted` for a second press of the same form.
    """
    permit = check_new(actor, Action.RECEIVE, office_pk=office.pk, personal_id=applicant.personal_id, at=at)
    check_papers(process, papers, need_files=False)
    if limits is None:
        limits = promised(process, channel)
    elif any((limit.way.version_id, limit.way.channel) != (process.version_id, channel) for limit in limits):
        raise ValueError("The limits are those of another way of submission.")
    limit = limit_of_case(limits, case)
    due = deadlines.due_date(at, limit.limit, calendar)
    with _once(key), transaction.atomic():
        day = timezone.localdate(at)
        number, register_number = take_numbers(
            [("dossier", process.agency.code, f"{day:%y%m%d}"), ("receipt", office.code, str(day.year))]
        )
        dossier = _new_dossier(
            process,
            applicant,
            number=number,
            office=office,
            content=content,
            return_method=return_method,
            key=key,
            at=at,
            channel=channel,
            status=Status.IN_APPRAISAL,
            submitter=None,
        )
        for name, value in _reception_fields(limit, due, actor=actor, at=at).items():
            setattr(dossier, name, value)
        agency = permit.post.agency if permit.post else None
        _insert(dossier, papers, action=Action.RECEIVE, actor=actor, role=permit.role, agency=agency)
        write_entry(dossier, _start_entry(due), ordinal=1, actor=actor, at=at)
        receipt = _issue_receipt(dossier, register_number, actor=actor, at=at)
    return dossier, receipt


def receive(
    dossier: Dossier,
    *,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    case: int = 1,
    words: str = "",
) -> IntakeReceipt:
    """Accept a dossier that was submitted online: from now on it has a receipt, and its clock runs."""
    limit = limit_of_case(promised(dossier.process, Channel(dossier.channel)), case)
    due = deadlines.due_date(at, limit.limit, calendar)
    with transaction.atomic():
        dossier.limit_amount, dossier.limit_unit = limit.amount, limit.unit
        move(
            dossier,
            Action.RECEIVE,
            seen=seen,
            actor=actor,
            at=at,
            words=words,
            entry=_start_entry(due),
            changes=_reception_fields(limit, due, actor=actor, at=at),
        )
        (register_number,) = take_numbers([("receipt", dossier.office.code, str(timezone.localdate(at).year))])
        return _issue_receipt(dossier, register_number, actor=actor, at=at)


def refuse(dossier: Dossier, *, reason: str, legal_ground: str, seen: int, actor: User, at: datetime) -> RefusalNotice:
    """Refuse to take a submitted dossier in (form 03); without reason and legal ground it is impossible.

    Law: Nghị định 118/2025/NĐ-CP Điều 17; Thông tư 03/2025/TT-VPCP mẫu 03.
    """
    reason, legal_ground = normalised(reason), normalised(legal_ground)
    if not legal_ground:
        raise InvalidInput(_("Ông/Bà ghi rõ căn cứ pháp lý của việc từ chối."), field="legal_ground")
    with transaction.atomic():
        move(dossier, Action.REFUSE, seen=seen, actor=actor, at=at, words=reason)
        year = timezone.localdate(at).year
        (number,) = take_numbers([("refusal", dossier.office.code, str(year))])
        return RefusalNotice.objects.create(
            dossier=dossier,
            number=f"{number:02d}/PTC-{dossier.office.receipt_symbol}",
            reason=reason,
            legal_ground=legal_ground,
            issued_by=actor,
            issued_at=at,
        )


def _new_dossier(
    process: InternalProcess,
    applicant: Applicant,
    *,
    number: int,
    office: OneStopOffice,
    content: str,
    return_method: ReturnMethod,
    key: UUID,
    at: datetime,
    channel: Channel,
    status: Status,
    submitter: User | None,
) -> Dossier:
    content = normalised(content)
    if process.regime_pk is None:  # type: ignore[attr-defined]
        raise InvalidInput(_("Chưa có quy định về cơ chế một cửa cho ngày này."))
    return Dossier(
        code=f"{process.agency.code}-{timezone.localdate(at):%y%m%d}-{number:04d}",
        tracking_secret="".join(secrets.choice(TRACKING_LETTERS) for _i in range(SECRET_LENGTH)),
        submission_key=key,
        regime_id=process.regime_pk,  # type: ignore[attr-defined]
        version=process.version,
        process=process,
        agency=process.agency,
        office=office,
        channel=channel,
        service_level=process.version.service_level,
        submitter=submitter,
        applicant_kind=applicant.kind,
        applicant_name=normalised(applicant.name),
        applicant_folded=folded(applicant.name),
        personal_id=applicant.personal_id,
        tax_code=applicant.tax_code,
        phone=applicant.phone,
        email=applicant.email,
        address=normalised(applicant.address),
        content=content or process.version.name,
        return_method=return_method,
        status=status,
        holder_role=HOLDER_OF[status],
        submitted_at=at,
    )


def _reception_fields(limit: TimeLimit, due: deadlines.Due, *, actor: User, at: datetime) -> dict[str, object]:
    return {
        **due_fields(due),
        "first_due_at": due.at,
        "due_basis": due.basis,
        "limit_amount": limit.amount,
        "limit_unit": limit.unit,
        "received_at": at,
        "received_on": timezone.localdate(at),
        "received_by": actor,
    }


def _start_entry(due: deadlines.Due) -> Entry:
    return Entry(kind=EntryKind.START, cause=str(_("Tiếp nhận hồ sơ")), due=due, legal_ground=START_GROUND)


@contextmanager
def _once(key: UUID) -> Iterator[None]:
    """Turn the second arrival of a submission into `AlreadySubmitted` with the code that the first one was given."""
    try:
        yield
    except IntegrityError:
        first = Dossier.objects.filter(submission_key=key).values_list("code", flat=True).first()
        if first is None:
            raise
        raise AlreadySubmitted(first) from None


def _insert(
    dossier: Dossier, papers: Sequence[Paper], *, action: Action, actor: User, role: Role, agency: Agency | None
) -> None:
    """Write a new dossier with its papers and first event."""
    insert(dossier)
    SubmittedDocument.objects.bulk_create(
        SubmittedDocument(
            dossier=dossier,
            required_document=paper.required_document,
            name=paper.name,
            form=paper.form,
            quantity=paper.quantity,
            file=paper.file,
            added_at=dossier.submitted_at,
        )
        for paper in papers
    )
    first = DossierEvent(
        dossier=dossier,
        ordinal=1,
        action=action,
        status_after=dossier.status,
        actor=actor,
        actor_role=role,
        actor_agency=agency,
        at=dossier.submitted_at,
    )
    insert(first)


def _issue_receipt(dossier: Dossier, register_number: int, *, actor: User, at: datetime) -> IntakeReceipt:
    receipt = IntakeReceipt(
        dossier=dossier,
        office=dossier.office,
        number=f"{register_number:02d}/{dossier.office.receipt_symbol}",
        register_year=timezone.localdate(at).year,
        register_number=register_number,
        issued_by=actor,
        issued_at=at,
    )
    return insert(receipt)

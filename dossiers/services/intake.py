"""Reception: a citizen submits, a clerk receives or refuses. From the receipt on, the clock runs."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import PartyKind, User
from agencies.compiled import insert
from agencies.models import OneStopOffice
from agencies.numbers import Series, take_numbers
from agencies.vietnamese import folded, normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines, guards
from dossiers.access import Permit, check_new, check_represents
from dossiers.errors import AlreadySubmitted, InvalidInput
from dossiers.models import (
    Declaration,
    Dossier,
    DossierEvent,
    EntryKind,
    IntakeReceipt,
    RefusalNotice,
    ReturnMethod,
)
from dossiers.services.moves import Entry, due_fields, holder_of, move, write_entry, write_event
from dossiers.services.papers import Paper, check_papers, write_papers
from dossiers.services.terms import limit_of_case, promised
from dossiers.workflow import Action, Status
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


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared in the procedure's electronic form; the columns of `Declaration`."""

    answers: dict[str, Any]
    provenance: dict[str, Any]
    eligibility: list[dict[str, str]]


class Submission(TypedDict):
    """What is asked for besides the procedure: where, for what, how the result shall come.

    `key` is drawn when the form is opened, so that a second press of it is known as one.
    """

    office: OneStopOffice
    content: str
    return_method: ReturnMethod
    key: UUID


def submit(
    process: InternalProcess,
    applicant: Applicant,
    papers: Sequence[Paper],
    *,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    channel: Channel = Channel.ONLINE,
    organisation: int | None = None,
    mandate: int | None = None,
    declared: Declared | None = None,
    **submission: Unpack[Submission],
) -> Dossier:
    """Submit a dossier online: it gets its code and waits for a clerk to check it; no receipt and no clock yet.

    The office has `regime.acceptance_minutes` of working time to answer (`acceptance_due_at`). `organisation` and
    `mandate` are the keys of whose name it is submitted in, if not in the actor's. Raises `InvalidInput` at the paper
    that is missing, `NotAllowed` where the actor may not act for them (any more), `AlreadySubmitted` for a second
    press, with the code that the first one was given.
    """
    office = submission["office"]
    permit = check_new(actor, Action.SUBMIT, office_pk=office.pk, personal_id=applicant.personal_id, at=at)
    if organisation or mandate:
        check_represents(
            actor,
            organisation=organisation,
            mandate=mandate,
            procedure=process.version.procedure_id,
            today=timezone.localdate(at),
        )
    check_papers(process, papers, need_files=True)
    promised(process, channel)
    dossier = _new_dossier(process, applicant, at=at, channel=channel, status=Status.SUBMITTED, **submission)
    dossier.submitter = actor
    dossier.organisation_id, dossier.mandate_id = organisation, mandate
    minutes: int = process.acceptance_minutes  # type: ignore[attr-defined]
    dossier.acceptance_due_at = acceptance_due(minutes, at=at, calendar=calendar)
    with _once(submission["key"]), transaction.atomic():
        (number,) = take_numbers([_code_series(dossier)])
        _insert(dossier, papers, permit, number=number, actor=actor)
        if declared is not None:
            Declaration.objects.create(
                dossier=dossier,
                answers=declared.answers,
                provenance=declared.provenance,
                eligibility=declared.eligibility,
                declared_at=at,
            )
    return dossier


def receive_walk_in(
    process: InternalProcess,
    applicant: Applicant,
    papers: Sequence[Paper],
    *,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    channel: Channel = Channel.IN_PERSON,
    case: int = 1,
    issued_at: datetime | None = None,
    words: str = "",
    **submission: Unpack[Submission],
) -> tuple[Dossier, IntakeReceipt]:
    """Receive a dossier at the counter (or from the post): code, receipt and clock at once.

    `case` is the ordinal of the time limit that applies. `at` is when the law takes it as submitted; the receipt is
    issued at `issued_at`, where that is later (what the post brought). Raises what `submit` raises.
    """
    office, issued_at = submission["office"], issued_at or at
    permit = check_new(actor, Action.RECEIVE, office_pk=office.pk, personal_id=applicant.personal_id, at=issued_at)
    check_papers(process, papers, need_files=False)
    limit = limit_of_case(promised(process, channel), case)
    due = deadlines.due_date(at, limit.limit, calendar)
    dossier = _new_dossier(process, applicant, at=at, channel=channel, status=Status.IN_APPRAISAL, **submission)
    if guards.papers_go_out(dossier):
        _place(dossier, Status.TO_AGENCY)
    for name, value in _reception_fields(limit, due, actor=actor, at=at).items():
        setattr(dossier, name, value)
    with _once(submission["key"]), transaction.atomic():
        number, register_number = take_numbers([_code_series(dossier), receipt_series(office, issued_at)])
        _insert(dossier, papers, permit, number=number, actor=actor, words=words)
        write_entry(dossier, _start_entry(limit, due, calendar), ordinal=1, actor=actor, at=at)
        receipt = issue_receipt(dossier, register_number, actor=actor, at=issued_at)
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
        move(
            dossier,
            Action.RECEIVE,
            seen=seen,
            actor=actor,
            at=at,
            words=words,
            entry=_start_entry(limit, due, calendar),
            changes=_reception_fields(limit, due, actor=actor, at=at),
        )
        (register_number,) = take_numbers([receipt_series(dossier.office, at)])
        return issue_receipt(dossier, register_number, actor=actor, at=at)


def acceptance_due(minutes: int, *, at: datetime, calendar: WorkCalendar) -> datetime:
    """Return until when a submission must be accepted, guided or refused: so many minutes of working time.

    Law: domain decision 3 (8 working hours; a parameter of the regime).
    """
    return calendar.add_working_minutes(at, minutes)


def refuse(
    dossier: Dossier,
    *,
    reason: str,
    legal_ground: str,
    seen: int,
    actor: User,
    at: datetime,
    guidance: str = "",
) -> RefusalNotice:
    """Refuse to take a submitted dossier in (form 03); without reason and legal ground it is impossible.

    `guidance` tells what the applicant may do instead. A dossier that was guided can be refused once its term is over.

    Law: Nghị định 118/2025/NĐ-CP Điều 17; Thông tư 03/2025/TT-VPCP mẫu 03.
    """
    reason, legal_ground = normalised(reason), normalised(legal_ground)
    if not legal_ground:
        raise InvalidInput(_("Ông/Bà ghi rõ căn cứ pháp lý của việc từ chối."), field="legal_ground")
    with transaction.atomic():
        changes = {"answer_due_at": None}
        move(dossier, Action.REFUSE, seen=seen, actor=actor, at=at, words=reason, changes=changes)
        year = timezone.localdate(at).year
        (number,) = take_numbers([("refusal", dossier.office.code, str(year))])
        return RefusalNotice.objects.create(
            dossier=dossier,
            number=f"{number:02d}/PTC-{dossier.office.receipt_symbol}",
            reason=reason,
            legal_ground=legal_ground,
            guidance=normalised(guidance),
            issued_by=actor,
            issued_at=at,
        )


def _new_dossier(
    process: InternalProcess,
    applicant: Applicant,
    *,
    at: datetime,
    channel: Channel,
    status: Status,
    **submission: Unpack[Submission],
) -> Dossier:
    """Return a dossier that is not written and has no code yet."""
    if process.regime_pk is None:  # type: ignore[attr-defined]
        raise InvalidInput(_("Chưa có quy định về cơ chế một cửa cho ngày này."))
    dossier = Dossier(
        tracking_secret="".join(secrets.choice(TRACKING_LETTERS) for _i in range(SECRET_LENGTH)),
        submission_key=submission["key"],
        regime_id=process.regime_pk,  # type: ignore[attr-defined]
        version=process.version,
        process=process,
        agency=process.agency,
        office=submission["office"],
        channel=channel,
        service_level=process.version.service_level,
        applicant_kind=applicant.kind,
        applicant_name=normalised(applicant.name),
        applicant_folded=folded(applicant.name),
        personal_id=applicant.personal_id,
        tax_code=applicant.tax_code,
        phone=applicant.phone,
        email=applicant.email,
        address=normalised(applicant.address),
        content=normalised(submission["content"]) or process.version.name,
        return_method=submission["return_method"],
        submitted_at=at,
        held_since=at,
        status_since=at,
    )
    _place(dossier, status)
    return dossier


def _place(dossier: Dossier, status: Status) -> None:
    """Let a dossier that is not written yet stand in a status, with whoever holds it there."""
    dossier.status = status
    dossier.holder_role, dossier.holder_agency_id, dossier.holder_id = holder_of(status, dossier, officer_pk=None)


def _code_series(dossier: Dossier) -> Series:
    return "dossier", dossier.agency.code, f"{timezone.localdate(dossier.submitted_at):%y%m%d}"


def receipt_series(office: OneStopOffice, at: datetime) -> Series:
    """Return the series from which an office's receipts of a year take their numbers."""
    return "receipt", office.code, str(timezone.localdate(at).year)


def _reception_fields(limit: TimeLimit, due: deadlines.Due, *, actor: User, at: datetime) -> dict[str, object]:
    return {
        **due_fields(_dates(due)),
        "first_due_at": due.at,
        "due_basis": due.basis,
        "limit_amount": limit.amount,
        "limit_unit": limit.unit,
        "received_at": at,
        "received_on": timezone.localdate(at),
        "received_by": actor,
    }


def _dates(due: deadlines.Due) -> Entry:
    return Entry(kind=EntryKind.START, cause="", due=due)


def _start_entry(limit: TimeLimit, due: deadlines.Due, calendar: WorkCalendar) -> Entry:
    return Entry(
        kind=EntryKind.START,
        cause=str(_("Tiếp nhận hồ sơ")),
        due=due,
        limit=limit.limit,
        legal_ground=START_GROUND,
        calendar_revision=calendar.revision,
    )


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
    dossier: Dossier, papers: Sequence[Paper], permit: Permit, *, number: int, actor: User, words: str = ""
) -> None:
    """Write a new dossier under its code, with its papers and first event."""
    _series, agency_code, day = _code_series(dossier)
    dossier.code = f"{agency_code}-{day}-{number:04d}"
    insert(dossier)
    write_papers(dossier, papers, at=dossier.submitted_at)
    first = DossierEvent(
        dossier=dossier,
        ordinal=1,
        action=permit.move.action,
        actor_role=permit.role,
        actor_post=permit.post,
        actor_agency=permit.post.agency if permit.post else None,
        words=normalised(words),
    )
    write_event(dossier, first, actor=actor, at=dossier.submitted_at)


def issue_receipt(dossier: Dossier, register_number: int, *, actor: User, at: datetime) -> IntakeReceipt:
    """Write a receipt of a received dossier under its number of the register (`receipt_series`)."""
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

"""Appraisal: an officer takes the dossier, asks once for what is missing, and proposes a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import clock, deadlines
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import (
    ClockEntry,
    Dossier,
    EntryKind,
    Outcome,
    Result,
    StoredFile,
    SupplementItem,
    SupplementRequest,
)
from dossiers.services.moves import Entry, ledger_of, move
from dossiers.services.papers import Paper, write_papers
from dossiers.workflow import Action
from procedures.models import RequiredDocument

SUPPLEMENT_GROUND = "Nghị định 118/2025/NĐ-CP Điều 17; Thông tư 03/2025/TT-VPCP mẫu 02"
DISCONTINUE_GROUND = "Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05"


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """One paper that the applicant must supply: which, why, on what legal ground."""

    name: str
    reason: str
    legal_ground: str
    required_document: RequiredDocument | None = None


def take(dossier: Dossier, *, seen: int, actor: User, at: datetime) -> None:
    """Take a dossier from the agency's shared queue: from now on this officer holds it."""
    with transaction.atomic():
        move(dossier, Action.TAKE, seen=seen, actor=actor, at=at, holder=actor, is_internal=True)


def request_supplement(
    dossier: Dossier,
    papers: Sequence[AskedPaper],
    *,
    reason: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> SupplementRequest:
    """Ask once, completely, for what is missing (form 02); the clock pauses until the applicant has supplied it.

    Raises `InvalidInput` for an empty list, or a paper without reason or legal ground, before anything is written.

    Law: Nghị định 61/2018/NĐ-CP Điều 17, Điều 19 khoản 4 (once, complete, with the reason).
    """
    _check_asked(papers)
    last_day = calendar.shift_working_days(timezone.localdate(at), dossier.regime.supplement_answer_days)
    answer_due = calendar.closing(last_day)
    with transaction.atomic():
        move(
            dossier,
            Action.REQUEST_SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            holder=dossier.submitter,
            entry=_pause_entry(dossier),
            changes={"supplement_rounds": dossier.supplement_rounds + 1, "supplement_due_at": answer_due},
        )
        request = SupplementRequest(dossier=dossier, reason=normalised(reason), requested_by=actor, requested_at=at)
        request.number, request.answer_due_at = _request_number(dossier, at=at), answer_due
        request.save()
        SupplementItem.objects.bulk_create(_item(request, paper) for paper in papers)
        return request


def _request_number(dossier: Dossier, *, at: datetime) -> str:
    (number,) = take_numbers([("supplement", dossier.office.code, str(timezone.localdate(at).year))])
    return f"{number:02d}/PBS-{dossier.office.receipt_symbol}"


def _check_asked(papers: Sequence[AskedPaper]) -> None:
    """Refuse a request that asks for nothing, or does not say why and on what ground."""
    if not papers:
        raise InvalidInput(_("Ông/Bà chọn ít nhất một giấy tờ cần bổ sung."), field="papers")
    for number, paper in enumerate(papers):
        if not normalised(paper.reason):
            raise InvalidInput(_("Ghi lý do cần bổ sung “%(name)s”.") % {"name": paper.name}, field=f"papers-{number}")
        if not normalised(paper.legal_ground):
            raise InvalidInput(_("Ghi căn cứ yêu cầu “%(name)s”.") % {"name": paper.name}, field=f"papers-{number}")


def _item(request: SupplementRequest, paper: AskedPaper) -> SupplementItem:
    return SupplementItem(
        request=request,
        required_document=paper.required_document,
        name=normalised(paper.name),
        reason=normalised(paper.reason),
        legal_ground=normalised(paper.legal_ground),
    )


def supplement(
    dossier: Dossier,
    papers: Sequence[Paper],
    *,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    words: str = "",
) -> None:
    """Supply what was asked for; the clock runs again and the officer who asked gets the dossier back.

    Raises `InvalidInput` while one of the papers that were asked for is missing, `StaleDossier` when nothing is waited
    for any more.
    """
    request = (
        SupplementRequest.objects.filter(dossier=dossier, answered_at=None)
        .select_related("requested_by")
        .prefetch_related("papers")
        .first()
    )
    _check_supplied(request, papers)
    entry = _resume_entry(ledger_of(dossier), at=at, calendar=calendar)
    with transaction.atomic():
        move(
            dossier,
            Action.SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(words),
            holder=request.requested_by if request else None,
            entry=entry,
            changes={"supplement_due_at": None},
        )
        write_papers(dossier, papers, at=at, supplement=request)
        SupplementRequest.objects.filter(dossier=dossier, answered_at=None).update(answered_at=at)


def _check_supplied(request: SupplementRequest | None, papers: Sequence[Paper]) -> None:
    supplied = {paper.name for paper in papers}
    for asked in request.papers.all() if request else ():
        if asked.name not in supplied:
            raise InvalidInput(_("Còn thiếu: %(name)s.") % {"name": asked.name}, field=f"paper-{asked.pk}")


def propose(
    dossier: Dossier,
    *,
    outcome: Outcome,
    reason: str,
    legal_ground: str = "",
    file: StoredFile | None = None,
    seen: int,
    actor: User,
    at: datetime,
) -> Result:
    """Propose a decision to the approver; a denial needs its reason and legal ground."""
    reason, legal_ground = normalised(reason), normalised(legal_ground)
    if outcome == Outcome.DENIED and not reason:
        raise InvalidInput(_("Ghi rõ lý do không đồng ý giải quyết."), field="reason")
    if outcome == Outcome.DENIED and not legal_ground:
        raise InvalidInput(_("Ghi rõ căn cứ pháp lý của việc không đồng ý."), field="legal_ground")
    with transaction.atomic():
        move(dossier, Action.PROPOSE, seen=seen, actor=actor, at=at, words=reason, is_internal=True)
        fields: dict[str, Any] = {
            "outcome": outcome,
            "reason": reason,
            "legal_ground": legal_ground,
            "proposed_by": actor,
            "proposed_at": at,
            "approved_by": None,
            "approved_at": None,
        }
        if file is not None:
            fields["file"] = file
        # The move has locked the dossier's row: nobody else proposes at the same time.
        result: Result | None = getattr(dossier, "result", None)
        if result is None:
            result = Result.objects.create(dossier=dossier, **fields)
        else:
            for name, value in fields.items():
                setattr(result, name, value)
            result.save(update_fields=list(fields))
        dossier.result = result
        return result


def discontinue(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Stop a dossier whose applicant did not supply what was asked for in time (form 05).

    Law: Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05.
    """
    entry = stop_entry(cause=str(_("Quá thời hạn bổ sung")), legal_ground=DISCONTINUE_GROUND)
    with transaction.atomic():
        move(
            dossier,
            Action.DISCONTINUE,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes={"supplement_due_at": None},
        )


def stop_entry(*, cause: str, legal_ground: str = "") -> Entry:
    """Return the entry that ends the ledger; the promised date stays as it was."""
    return Entry(kind=EntryKind.STOP, cause=cause, due=None, legal_ground=legal_ground)


def _pause_entry(dossier: Dossier) -> Entry:
    return Entry(
        kind=EntryKind.PAUSE,
        cause=deadlines.PauseCause.SUPPLEMENT,
        due=None,
        legal_ground=SUPPLEMENT_GROUND,
        policy=dossier.regime.supplement_policy,
    )


def _resume_entry(rows: Sequence[ClockEntry], *, at: datetime, calendar: WorkCalendar) -> Entry:
    """Return the entry that lets the clock run again, with the due moment that replaying the ledger gives.

    Raises `StaleDossier` where the clock does not wait.
    """
    entries = [clock.as_entry(row) for row in rows]
    resumed = deadlines.Entry(kind=deadlines.EntryKind.RESUME, at=at)
    try:
        due = deadlines.replay([*entries, resumed], calendar).due
    except (deadlines.NotStarted, deadlines.NotPaused, deadlines.AlreadyStopped) as error:
        # Somebody else supplied, withdrew or stopped it after the actor saw it waiting.
        raise StaleDossier from error
    return Entry(
        kind=EntryKind.RESUME,
        cause=str(_("Đã bổ sung đủ hồ sơ")),
        due=due,
        legal_ground=SUPPLEMENT_GROUND,
    )

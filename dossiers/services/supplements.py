"""What an applicant must supply: asked for once, completely; a further time only with the approver's consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Dossier, SupplementItem, SupplementRequest, SupplementStage
from dossiers.rules import rule_for
from dossiers.services.moves import Entry, move
from dossiers.services.numbering import slip_number
from dossiers.services.papers import Paper, write_papers
from dossiers.services.timing import answer_term, pause_entry, resume_entry
from dossiers.workflow import Action
from procedures.limits import Limit, LimitUnit
from procedures.models import ClockCause, RequiredDocument

SUPPLEMENT_GROUND = "Nghị định 118/2025/NĐ-CP Điều 17; Thông tư 03/2025/TT-VPCP mẫu 02"


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """One paper that the applicant must supply: which, why, on what legal ground."""

    name: str
    reason: str
    legal_ground: str
    required_document: RequiredDocument | None = None


def request_supplement(
    dossier: Dossier,
    papers: Sequence[AskedPaper],
    *,
    reason: str,
    late_reason: str = "",
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> SupplementRequest:
    """Ask once, completely, for what is missing (form 02); the clock pauses until the applicant has supplied it.

    After the days that the regime gives for asking (`is_late_to_ask`), `late_reason` must say why it was not asked in
    time: other laws may allow it, so the approver reads the reason instead of the officer being stopped. Raises
    `InvalidInput` for an empty list, or a paper without reason or legal ground, before anything is written.

    Law: Nghị định 61/2018/NĐ-CP Điều 17, Điều 19 khoản 4 (once, complete, with the reason, within three working days).
    """
    check_asked(papers)
    late_reason = normalised(late_reason)
    is_late = is_late_to_ask(dossier, at=at, calendar=calendar)
    if is_late and not late_reason:
        raise InvalidInput(_("Ông/Bà ghi lý do yêu cầu bổ sung muộn."), field="late_reason")
    answer_due = _answer_due(dossier, at=at, calendar=calendar)
    with transaction.atomic():
        move(
            dossier,
            Action.REQUEST_SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=_pause(dossier),
            changes={"supplement_rounds": dossier.supplement_rounds + 1, "answer_due_at": answer_due},
        )
        return _write_request(
            dossier,
            papers,
            reason=normalised(reason),
            late_reason=late_reason if is_late else "",
            number=slip_number(dossier, "supplement", at=at),
            requested_by=actor,
            requested_at=at,
            answer_due_at=answer_due,
        )


def prepare_supplement(
    dossier: Dossier, papers: Sequence[AskedPaper], *, reason: str, seen: int, actor: User, at: datetime
) -> SupplementRequest:
    """Propose to ask a further time; nothing goes out and the clock runs on until the approver has consented.

    Raises `InvalidInput` as `request_supplement` does.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 4 (one request; what exceeds it is somebody's to answer for).
    """
    check_asked(papers)
    with transaction.atomic():
        move(
            dossier,
            Action.PREPARE_SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            changes={"awaits_consent": True},
            is_internal=True,
        )
        return _write_request(dossier, papers, reason=normalised(reason), requested_by=actor, prepared_at=at)


def consent_supplement(dossier: Dossier, *, seen: int, actor: User, at: datetime, calendar: WorkCalendar) -> None:
    """Let the prepared request go out: it gets its number and term, the round is counted, the clock pauses."""
    request = prepared_request(dossier)
    answer_due = _answer_due(dossier, at=at, calendar=calendar)
    with transaction.atomic():
        move(
            dossier,
            Action.CONSENT_SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=request.reason,
            entry=_pause(dossier),
            changes={
                "supplement_rounds": dossier.supplement_rounds + 1,
                "answer_due_at": answer_due,
                "awaits_consent": False,
            },
        )
        request.number = slip_number(dossier, "supplement", at=at)
        request.consented_by, request.requested_at, request.answer_due_at = actor, at, answer_due
        request.save(update_fields=["number", "consented_by", "requested_at", "answer_due_at"])


def decline_supplement(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Do not let the prepared request go out, and say why; the officer goes on with what there is."""
    request = prepared_request(dossier)
    with transaction.atomic():
        move(
            dossier,
            Action.DECLINE_SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            changes={"awaits_consent": False},
            is_internal=True,
        )
        request.declined_at = at
        request.save(update_fields=["declined_at"])


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
    open_requests = SupplementRequest.objects.filter(dossier=dossier, answered_at=None, requested_at__isnull=False)
    request = open_requests.prefetch_related("papers").first()
    check_supplied(request, papers)
    entry = resume_entry(
        dossier, cause=str(_("Đã bổ sung đủ hồ sơ")), legal_ground=_ground(dossier), at=at, calendar=calendar
    )
    with transaction.atomic():
        move(
            dossier,
            Action.SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(words),
            entry=entry,
            changes={"answer_due_at": None},
        )
        write_papers(dossier, papers, at=at, supplement=request)
        open_requests.update(answered_at=at)


def is_late_to_ask(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether the days are over in which the regime wants a supplement to be asked for.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 4 (three working days, unless the sector's law says otherwise).
    """
    if dossier.received_at is None or not dossier.regime.supplement_request_days:
        return False
    days = Limit(Decimal(dossier.regime.supplement_request_days), LimitUnit.WORKING_DAY)
    return at > deadlines.due_date(dossier.received_at, days, calendar).at


def prepared_request(dossier: Dossier) -> SupplementRequest:
    """Return the request that waits for the approver; raises `StaleDossier` where there is none any more."""
    waiting = SupplementRequest.objects.filter(dossier=dossier, requested_at=None, declined_at=None)
    request = waiting.exclude(stage=SupplementStage.RECEPTION).first()
    if request is None:
        raise StaleDossier
    return request


def check_asked(papers: Sequence[AskedPaper]) -> None:
    """Refuse a request that asks for nothing, or does not say why and on what ground."""
    if not papers:
        raise InvalidInput(_("Ông/Bà chọn ít nhất một giấy tờ cần bổ sung."), field="papers")
    for number, paper in enumerate(papers):
        if not normalised(paper.reason):
            raise InvalidInput(_("Ghi lý do cần bổ sung “%(name)s”.") % {"name": paper.name}, field=f"papers-{number}")
        if not normalised(paper.legal_ground):
            raise InvalidInput(_("Ghi căn cứ yêu cầu “%(name)s”.") % {"name": paper.name}, field=f"papers-{number}")


def check_supplied(request: SupplementRequest | None, papers: Sequence[Paper]) -> None:
    """Refuse papers that leave out one of those that were asked for."""
    supplied = {paper.name for paper in papers}
    for asked in request.papers.all() if request else ():
        if asked.name not in supplied:
            raise InvalidInput(_("Còn thiếu: %(name)s.") % {"name": asked.name}, field=f"paper-{asked.pk}")


def write_items(request: SupplementRequest, papers: Sequence[AskedPaper]) -> None:
    """Write the list of a request; one query."""
    SupplementItem.objects.bulk_create(
        SupplementItem(
            request=request,
            required_document=paper.required_document,
            name=normalised(paper.name),
            reason=normalised(paper.reason),
            legal_ground=normalised(paper.legal_ground),
        )
        for paper in papers
    )


def _write_request(dossier: Dossier, papers: Sequence[AskedPaper], **columns: Any) -> SupplementRequest:
    request = SupplementRequest.objects.create(dossier=dossier, **columns)
    write_items(request, papers)
    return request


def _answer_due(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> datetime:
    rule = rule_for(dossier, ClockCause.SUPPLEMENT)
    return answer_term(rule, at=at, calendar=calendar, days=dossier.regime.supplement_answer_days)


def _pause(dossier: Dossier) -> Entry:
    """Return the pause: under the rule of the procedure where its law has one, else as the regime says."""
    rule = rule_for(dossier, ClockCause.SUPPLEMENT)
    policy = rule.policy if rule else dossier.regime.supplement_policy
    return pause_entry(deadlines.PauseCause.SUPPLEMENT, policy=policy, legal_ground=_ground(dossier))


def _ground(dossier: Dossier) -> str:
    rule = rule_for(dossier, ClockCause.SUPPLEMENT)
    return rule.legal_ground if rule else SUPPLEMENT_GROUND

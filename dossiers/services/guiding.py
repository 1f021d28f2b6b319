"""Guidance at reception: what came online and is not enough is completed once, before there is a receipt or a clock."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier, SupplementRequest, SupplementStage
from dossiers.services.intake import acceptance_due
from dossiers.services.moves import move
from dossiers.services.numbering import slip_number
from dossiers.services.papers import Paper, write_papers
from dossiers.services.supplements import AskedPaper, check_asked, check_supplied, write_items
from dossiers.workflow import Action


def guide(
    dossier: Dossier,
    papers: Sequence[AskedPaper],
    *,
    reason: str,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> SupplementRequest:
    """Tell the applicant once, completely, what a submission lacks (form 02); no clock runs before or after.

    The applicant has `regime.supplement_answer_days` working days; then the dossier may be refused. Raises
    `InvalidInput` for an empty list, or a paper without reason or legal ground, before anything is written.

    Law: Nghị định 61/2018/NĐ-CP Điều 15 khoản 3, Điều 17 (once, complete, in writing).
    """
    check_asked(papers)
    last_day = calendar.shift_working_days(timezone.localdate(at), dossier.regime.supplement_answer_days)
    answer_due = calendar.closing(last_day)
    with transaction.atomic():
        move(
            dossier,
            Action.GUIDE,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            changes={"guided_at": at, "answer_due_at": answer_due, "acceptance_due_at": None},
        )
        request = SupplementRequest.objects.create(
            dossier=dossier,
            stage=SupplementStage.RECEPTION,
            number=slip_number(dossier, "supplement", at=at),
            reason=normalised(reason),
            requested_by=actor,
            requested_at=at,
            answer_due_at=answer_due,
        )
        write_items(request, papers)
        return request


def complete(
    dossier: Dossier,
    papers: Sequence[Paper],
    *,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
    words: str = "",
) -> None:
    """Complete a submission as it was guided; the office has the full time to check it once more.

    Raises `InvalidInput` while one of the papers that were asked for is missing, `StaleDossier` when the dossier waits
    for nothing any more.
    """
    asked = SupplementRequest.objects.filter(dossier=dossier, stage=SupplementStage.RECEPTION, answered_at=None)
    request = asked.prefetch_related("papers").first()
    check_supplied(request, papers)
    with transaction.atomic():
        move(
            dossier,
            Action.SUPPLEMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(words),
            changes={
                "answer_due_at": None,
                "acceptance_due_at": acceptance_due(dossier.regime.acceptance_minutes, at=at, calendar=calendar),
            },
        )
        write_papers(dossier, papers, at=at, supplement=request)
        asked.update(answered_at=at)

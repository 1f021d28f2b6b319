"""A dossier ends without a result: the applicant withdraws, or did not answer in time (form 05)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.vietnamese import normalised
from dossiers.models import Consultation, DiscontinuanceNotice, Dossier, SupplementRequest, Verification
from dossiers.services.moves import move
from dossiers.services.numbering import slip_number
from dossiers.services.timing import stop_entry
from dossiers.workflow import Action, Status

WITHDRAW_GROUND = "Nghị định 118/2025/NĐ-CP Điều 21"
DISCONTINUE_GROUND = "Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05"

NOTHING_AWAITED = {"answer_due_at": None, "awaits_consent": False, "open_consultations": 0}


def withdraw(
    dossier: Dossier, *, reason: str, returned_papers: str = "", seen: int, actor: User, at: datetime
) -> DiscontinuanceNotice | None:
    """Withdraw a dossier before a decision exists; the running clock stops, the promised date stays as it was.

    A dossier that had been received gets its notice, issued by nobody where the applicant withdrew online; of one that
    had not, there is nothing to discontinue. `returned_papers` says what was given back at the counter.

    Law: Nghị định 118/2025/NĐ-CP Điều 21 (only while no result exists); Thông tư 03/2025/TT-VPCP Điều 7.
    """
    was, is_received = Status(dossier.status), dossier.received_at is not None
    entry = stop_entry(cause=str(_("Người nộp rút hồ sơ")), legal_ground=WITHDRAW_GROUND) if is_received else None
    with transaction.atomic():
        permit = move(
            dossier,
            Action.WITHDRAW,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes=NOTHING_AWAITED,
        )
        _close_what_is_open(dossier, at=at)
        if not is_received:
            return None
        issuer = None if permit.role is Role.APPLICANT else actor
        return _issue(dossier, was, reason=reason, returned_papers=returned_papers, issuer=issuer, at=at)


def discontinue(
    dossier: Dossier, *, reason: str, returned_papers: str = "", seen: int, actor: User, at: datetime
) -> DiscontinuanceNotice:
    """Stop a dossier whose applicant did not supply, or did not pay, what was asked for in time (form 05).

    Law: Nghị định 118/2025/NĐ-CP Điều 21; Thông tư 03/2025/TT-VPCP mẫu 05.
    """
    was = Status(dossier.status)
    unpaid = was is Status.AWAITING_PAYMENT
    cause = _("Quá thời hạn thực hiện nghĩa vụ tài chính") if unpaid else _("Quá thời hạn bổ sung")
    with transaction.atomic():
        move(
            dossier,
            Action.DISCONTINUE,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=stop_entry(cause=str(cause), legal_ground=DISCONTINUE_GROUND),
            changes=NOTHING_AWAITED,
        )
        return _issue(dossier, was, reason=reason, returned_papers=returned_papers, issuer=actor, at=at)


def _close_what_is_open(dossier: Dossier, *, at: datetime) -> None:
    """Nobody has to answer any more what was asked about a dossier that is over."""
    Consultation.objects.filter(dossier=dossier, answered_at=None, closed_at=None).update(closed_at=at)
    SupplementRequest.objects.filter(dossier=dossier, requested_at=None, declined_at=None).update(declined_at=at)
    Verification.objects.filter(dossier=dossier, reported_at=None).update(
        findings=str(_("Hồ sơ đã rút trước khi xác minh.")), reported_at=at
    )


def _issue(
    dossier: Dossier, was: Status, *, reason: str, returned_papers: str, issuer: User | None, at: datetime
) -> DiscontinuanceNotice:
    return DiscontinuanceNotice.objects.create(
        dossier=dossier,
        number=slip_number(dossier, "discontinuance", at=at),
        reason=normalised(reason),
        status_before=was,
        returned_papers=normalised(returned_papers),
        issued_by=issuer,
        issued_at=at,
    )

"""The end of a dossier: the result is handed over, or the applicant withdraws."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Result
from dossiers.services.appraisal import stop_entry
from dossiers.services.moves import move
from dossiers.workflow import Action

WITHDRAW_GROUND = "Nghị định 118/2025/NĐ-CP Điều 21"


def hand_over(dossier: Dossier, *, collected_by: str, seen: int, actor: User, at: datetime) -> None:
    """Hand the result over at the counter to the person named; the dossier ends here."""
    collected_by = normalised(collected_by)
    if not collected_by:
        raise InvalidInput(_("Ghi họ tên người nhận kết quả."), field="collected_by")
    with transaction.atomic():
        move(dossier, Action.HAND_OVER, seen=seen, actor=actor, at=at, changes={"returned_at": at})
        Result.objects.filter(dossier=dossier).update(collected_by_name=collected_by)


def withdraw(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Withdraw a dossier before a decision exists; the running clock stops, the promised date stays as it was.

    Law: Nghị định 118/2025/NĐ-CP Điều 21 (only while no result exists).
    """
    with transaction.atomic():
        entry = None
        if dossier.received_at is not None:
            entry = stop_entry(cause=str(_("Người nộp rút hồ sơ")), legal_ground=WITHDRAW_GROUND)
        move(
            dossier,
            Action.WITHDRAW,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            entry=entry,
            changes={"supplement_due_at": None},
        )

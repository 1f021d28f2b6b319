"""Approval: the approver decides, the seal keeper numbers and seals. Then the result is ready and the clock stops.

A result that is ready may be what later parts of a linked request have waited for: they open in the same transaction.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import SecondSeal
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, Result
from dossiers.services.appraisal import stop_entry
from dossiers.services.linked import open_what_follows
from dossiers.services.moves import move
from dossiers.workflow import Action


def approve(dossier: Dossier, *, words: str = "", seen: int, actor: User, at: datetime) -> None:
    """Approve the proposal, grant or denial; a result that needs no seal is ready at once."""
    needs_seal = dossier.process.needs_seal
    with transaction.atomic():
        entry = None if needs_seal else stop_entry(cause=str(_("Đã có kết quả")))
        move(dossier, Action.APPROVE, seen=seen, actor=actor, at=at, words=normalised(words), entry=entry)
        fields = {"approved_by": actor, "approved_at": at}
        if not needs_seal:
            fields["number"] = _result_number(dossier, at=at)
        Result.objects.filter(dossier=dossier).update(**fields)
        if not needs_seal:
            open_what_follows(dossier, at=at)


def send_back(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Send a proposal back to the officer who made it, with the reason; nothing of its history is lost."""
    with transaction.atomic():
        move(
            dossier,
            Action.SEND_BACK,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            holder=dossier.result.proposed_by,
            is_internal=True,
        )


def seal(dossier: Dossier, *, seen: int, actor: User, at: datetime) -> None:
    """Number the result and seal it; it is now ready at the return desk and the clock stops.

    A process done at the centre uses the agency's own registered second seal, which must be in force.

    Law: Nghị định 99/2016/NĐ-CP (second seal; lending seals is forbidden); Nghị định 30/2020/NĐ-CP (numbers).
    """
    today = timezone.localdate(at)
    second_seal = None
    if dossier.process.is_at_centre:
        second_seal = (
            SecondSeal.objects.filter(agency=dossier.agency, valid_from__lte=today)
            .exclude(valid_to__lt=today)
            .order_by("-valid_from")
            .first()
        )
        if second_seal is None:
            raise InvalidInput(_("Cơ quan chưa đăng ký con dấu thứ hai còn hiệu lực tại trung tâm."))
    with transaction.atomic():
        move(
            dossier,
            Action.SEAL,
            seen=seen,
            actor=actor,
            at=at,
            entry=stop_entry(cause=str(_("Đã có kết quả"))),
        )
        Result.objects.filter(dossier=dossier).update(
            sealed_by=actor, sealed_at=at, second_seal=second_seal, number=_result_number(dossier, at=at)
        )
        open_what_follows(dossier, at=at)


def _result_number(dossier: Dossier, *, at: datetime) -> str:
    """Draw the result's number: one series per agency and year, given after the approver's signature."""
    year = timezone.localdate(at).year
    (number,) = take_numbers([("result", dossier.agency.code, str(year))])
    return f"{number:02d}/KQ-{dossier.agency.code}"

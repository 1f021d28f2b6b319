"""Approval: the approver decides, the seal keeper numbers and seals. Then the result is ready and the clock stops.

A result that is ready may be what later parts of a linked request have waited for: they open in the same transaction.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import SecondSeal
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from dossiers.access import Permit, check
from dossiers.errors import InvalidInput, StaleDossier
from dossiers.models import Dossier, Result
from dossiers.services.drafting import new_draft
from dossiers.services.letters import keep_signature, open_key_of, sealed_letter
from dossiers.services.linked import open_what_follows
from dossiers.services.moves import Entry, move
from dossiers.services.timing import stop_entry
from dossiers.signing.fields import Field
from dossiers.workflow import Action, ClockEffect, Status


def approve(dossier: Dossier, *, words: str = "", seen: int, actor: User, at: datetime) -> None:
    """Approve the proposal, grant or denial; what needs neither signature nor seal gets its number at once.

    Such a result is ready, unless it is a paper that the agency still has to bring to where it is returned. The letter
    of an electronic result is set again, with the name of who approves.
    """
    permit = permit_for(Action.APPROVE, dossier, seen=seen, actor=actor, at=at)
    with transaction.atomic():
        entry = entry_of(permit)
        move(
            dossier,
            Action.APPROVE,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(words),
            entry=entry,
            permit=permit,
        )
        fields: dict[str, Any] = {"approved_by": actor, "approved_at": at}
        if permit.move.after in (Status.RESULT_READY, Status.TO_CENTRE):
            fields["number"] = result_number(dossier, at=at)
        write_result(dossier, **fields)
        template = dossier.result.template if dossier.result.is_electronic else None
        if template is not None:
            write_result(dossier, file=new_draft(dossier, template, actor=actor, at=at))
        if entry is not None:
            open_what_follows(dossier, at=at)


def send_back(dossier: Dossier, *, reason: str, seen: int, actor: User, at: datetime) -> None:
    """Send a result back one step, with the reason: a proposal to its officer, an approval to the approver.

    What was approved or signed counts no more, and an electronic result is again the draft that was approved. Nothing
    of its history is lost: events and signatures stay as they were made.
    """
    with transaction.atomic():
        move(
            dossier,
            Action.SEND_BACK,
            seen=seen,
            actor=actor,
            at=at,
            words=normalised(reason),
            is_internal=True,
        )
        fields = {"approved_by": None, "approved_at": None, "signed_by": None, "signed_at": None}
        newest = dossier.result.signatures.filter(field_name=Field.SIGNATURE).order_by("-pk")
        signature = newest.first() if dossier.result.signed_by_id else None
        write_result(dossier, **fields, **({"file": signature.before} if signature else {}))


def seal(dossier: Dossier, *, secret: str = "", seen: int, actor: User, at: datetime) -> None:
    """Number the result and seal it; it is ready at the return desk, or has to be brought there.

    A process done at the centre uses the agency's own registered second seal, which must be in force. An electronic
    result is sealed with the agency's key instead, which `secret` opens where it is typed (field `passphrase`).

    Law: Nghị định 99/2016/NĐ-CP (second seal; lending seals is forbidden); Nghị định 30/2020/NĐ-CP (numbers).
    """
    permit = permit_for(Action.SEAL, dossier, seen=seen, actor=actor, at=at)
    is_electronic = dossier.result.is_electronic
    second_seal = None if is_electronic else second_seal_of(dossier, at=at)
    opened = open_key_of(dossier, None, secret=secret, at=at) if is_electronic else None
    with transaction.atomic():
        entry = entry_of(permit)
        move(dossier, Action.SEAL, seen=seen, actor=actor, at=at, entry=entry, permit=permit)
        number = result_number(dossier, at=at)
        fields: dict[str, Any] = {"sealed_by": actor, "sealed_at": at, "second_seal": second_seal, "number": number}
        if opened is not None:
            content = sealed_letter(dossier, opened, number=number, at=at)
            fields["file"] = keep_signature(dossier, content, opened, field=Field.SEAL, actor=actor, at=at)
        write_result(dossier, **fields)
        if entry is not None:
            open_what_follows(dossier, at=at)


def permit_for(action: Action, dossier: Dossier, *, seen: int, actor: User, at: datetime) -> Permit:
    """Return the permit for an action before it is made, because the row of the table tells what belongs to it.

    Raises as `moves.move` does.
    """
    if dossier.revision != seen:
        raise StaleDossier
    return check(actor, action, dossier, at=at)


def entry_of(permit: Permit) -> Entry | None:
    """Return the entry that ends the ledger, where this row of the table makes the result ready."""
    return stop_entry(cause=str(_("Đã có kết quả"))) if permit.move.clock is ClockEffect.STOP else None


def second_seal_of(dossier: Dossier, *, at: datetime) -> SecondSeal | None:
    """Return the seal at the centre with which a dossier is sealed, None where it is sealed at the agency's seat.

    Raises `InvalidInput` where there ought to be one in force and is none.
    """
    if not dossier.process.is_at_centre:
        return None
    today = timezone.localdate(at)
    in_force = SecondSeal.objects.filter(agency=dossier.agency, valid_from__lte=today).exclude(valid_to__lt=today)
    second_seal = in_force.order_by("-valid_from").first()
    if second_seal is None:
        raise InvalidInput(_("Cơ quan chưa đăng ký con dấu thứ hai còn hiệu lực tại trung tâm."))
    return second_seal


def write_result(dossier: Dossier, **fields: Any) -> None:
    """Write columns of the result, in the database and in memory; one statement."""
    Result.objects.filter(dossier=dossier).update(**fields)
    for name, value in fields.items():
        setattr(dossier.result, name, value)


def result_number(dossier: Dossier, *, at: datetime) -> str:
    """Draw the result's number: one series per agency and year, given after the approver's signature."""
    year = timezone.localdate(at).year
    (number,) = take_numbers([("result", dossier.agency.code, str(year))])
    return f"{number:02d}/KQ-{dossier.agency.code}"

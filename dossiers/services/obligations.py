"""What an applicant owes during the appraisal (nghĩa vụ tài chính): asked for in writing, confirmed when paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from agencies.vietnamese import normalised
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.errors import InvalidInput
from dossiers.models import Dossier, FinancialObligation, PaymentMethod
from dossiers.rules import rule_for
from dossiers.services.fees import Charge, write_receipt
from dossiers.services.moves import move
from dossiers.services.numbering import slip_number
from dossiers.services.timing import answer_term, pause_entry, resume_if_paused
from dossiers.workflow import Action
from procedures.models import ClockCause, FeeKind

LARGEST_AMOUNT = 1_000_000_000_000
"""A thousand thousand million đồng: more is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One amount that the applicant has to pay: what for, how much (đồng), on what legal ground."""

    name: str
    amount: int
    legal_ground: str


def request_payment(
    dossier: Dossier, owed: Sequence[Owed], *, seen: int, actor: User, at: datetime, calendar: WorkCalendar
) -> list[FinancialObligation]:
    """Ask the applicant to pay what the law wants before the dossier goes on, all amounts under one number.

    The clock pauses only where a rule lets it; the term is the rule's, else that of a supplement. Raises `InvalidInput`
    at `name-<n>`, `amount-<n>` or `ground-<n>` (counted from 0) before anything is written.
    """
    _check_owed(owed)
    rule = rule_for(dossier, ClockCause.PAYMENT)
    due_at = answer_term(rule, at=at, calendar=calendar, days=dossier.regime.supplement_answer_days)
    entry = None
    if rule is not None:
        entry = pause_entry(deadlines.PauseCause.PAYMENT, policy=rule.policy, legal_ground=rule.legal_ground)
    with transaction.atomic():
        move(
            dossier,
            Action.REQUEST_PAYMENT,
            seen=seen,
            actor=actor,
            at=at,
            words="; ".join(normalised(one.name) for one in owed),
            entry=entry,
            changes={"answer_due_at": due_at},
        )
        number = slip_number(dossier, "obligation", at=at)
        return FinancialObligation.objects.bulk_create(
            FinancialObligation(
                dossier=dossier,
                number=number,
                name=normalised(one.name),
                amount=one.amount,
                legal_ground=normalised(one.legal_ground),
                asked_by=actor,
                asked_at=at,
                due_at=due_at,
            )
            for one in owed
        )


def confirm_payment(
    dossier: Dossier,
    *,
    evidence: str = "",
    is_cash: bool = False,
    seen: int,
    actor: User,
    at: datetime,
    calendar: WorkCalendar,
) -> None:
    """Confirm that all that was owed is paid, as a paper proves; the appraisal goes on, and the clock if it stood.

    With `is_cash` a clerk takes the money at the counter: the receipts for it are written now and are the evidence.
    """
    evidence = normalised(evidence)
    if not evidence and not is_cash:
        raise InvalidInput(_("Ông/Bà ghi số chứng từ nộp tiền."), field="evidence")
    rule = rule_for(dossier, ClockCause.PAYMENT)
    entry = resume_if_paused(
        dossier,
        cause=str(_("Đã thực hiện nghĩa vụ tài chính")),
        legal_ground=rule.legal_ground if rule else "",
        at=at,
        calendar=calendar,
    )
    owed = unpaid(dossier)
    with transaction.atomic():
        permit = move(
            dossier,
            Action.CONFIRM_PAYMENT,
            seen=seen,
            actor=actor,
            at=at,
            words=_("Tiền mặt tại quầy") if is_cash else evidence,
            entry=entry,
            changes={"answer_due_at": None},
        )
        if is_cash and permit.role is not Role.CLERK:
            raise InvalidInput(_("Chỉ cán bộ tại quầy được thu tiền mặt."), field="is_cash")
        for one in owed:
            proof = _take_cash(dossier, one, actor=actor, at=at) if is_cash else evidence
            one.paid_at, one.confirmed_by, one.evidence = at, actor, proof
        FinancialObligation.objects.bulk_update(owed, ["paid_at", "confirmed_by", "evidence"])


def _take_cash(dossier: Dossier, owed: FinancialObligation, *, actor: User, at: datetime) -> str:
    """Write the receipt for an amount that is paid at the counter, and return its number."""
    receipt = write_receipt(
        dossier,
        [Charge(FeeKind.CHARGE, owed.name, owed.amount)],
        payer_name=dossier.applicant_name,
        payer_address=dossier.address,
        method=PaymentMethod.CASH,
        actor=actor,
        at=at,
        obligation=owed,
    )
    return receipt.number


def unpaid(dossier: Dossier) -> list[FinancialObligation]:
    """Return what the applicant still owes; one query."""
    return list(FinancialObligation.objects.filter(dossier=dossier, paid_at=None).order_by("pk"))


def _check_owed(owed: Sequence[Owed]) -> None:
    if not owed:
        raise InvalidInput(_("Ông/Bà ghi ít nhất một khoản phải nộp."), field="name-0")
    for number, one in enumerate(owed):
        if not normalised(one.name):
            raise InvalidInput(_("Ông/Bà ghi tên khoản phải nộp."), field=f"name-{number}")
        if not 0 < one.amount <= LARGEST_AMOUNT:
            raise InvalidInput(_("Số tiền phải lớn hơn 0 và ghi bằng đồng."), field=f"amount-{number}")
        if not normalised(one.legal_ground):
            raise InvalidInput(_("Ông/Bà ghi căn cứ của khoản phải nộp."), field=f"ground-{number}")

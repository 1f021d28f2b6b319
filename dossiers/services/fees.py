"""Fees and charges: what was paid, on numbered receipts that are voided with a reason and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role, User
from agencies.numbers import take_numbers
from agencies.vietnamese import normalised
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, FinancialObligation, PaymentLine, PaymentMethod, PaymentReceipt
from dossiers.services.moves import move
from dossiers.workflow import Action
from procedures.models import Fee, FeeKind

MOST_DONG = 10**12
"""More than anybody pays at a counter; a typing error is said to be one."""

MOST_COPIES = 999


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a receipt: what is paid, in đồng."""

    kind: FeeKind
    name: str
    amount: int


def charge_for(fee: Fee, *, quantity: int = 1, amount: int | None = None) -> Charge:
    """Return what a published fee comes to: so many times its amount, or the amount given where none is published.

    Less than the published amount may be taken only where the procedure names an exemption, more never. Raises
    `InvalidInput` with the amount that is right.

    Law: Luật Phí và lệ phí 97/2015/QH13 Điều 10 (exemptions), Điều 16 (nothing beyond what is published).
    """
    if not 1 <= quantity <= MOST_COPIES:
        raise InvalidInput(_("Số lượng từ 1 đến %(most)s.") % {"most": MOST_COPIES}, field="quantity")
    published = fee.amount * quantity if fee.amount is not None else None
    taken = published if amount is None else amount
    if taken is None:
        raise InvalidInput(_("Khoản này chưa có mức thu công bố; Ông/Bà nhập số tiền."), field="amount")
    if not 0 < taken <= MOST_DONG:
        raise InvalidInput(_("Số tiền phải lớn hơn 0 và không quá 1.000 tỷ đồng."), field="amount")
    if published is not None and taken > published:
        raise InvalidInput(_("Không thu cao hơn mức công bố: %(amount)s đồng.") % {"amount": published}, field="amount")
    if published is not None and taken < published and not fee.exemption.strip():
        raise InvalidInput(
            _("Khoản này không có trường hợp miễn, giảm; thu đúng %(amount)s đồng.") % {"amount": published},
            field="amount",
        )
    name = fee.name if quantity == 1 else f"{fee.name} × {quantity}"
    return Charge(FeeKind(fee.kind), name, taken)


def collect(
    dossier: Dossier,
    charges: Sequence[Charge],
    *,
    payer_name: str,
    method: PaymentMethod,
    seen: int,
    actor: User,
    at: datetime,
    payer_address: str = "",
    evidence: str = "",
) -> PaymentReceipt:
    """Take money for a dossier and give a receipt for it.

    Raises `InvalidInput` for a receipt about nothing, without a payer, for a transfer without its reference, and for a
    reopened dossier, whose cost the agency bears.
    """
    if dossier.reopens_id is not None:
        raise InvalidInput(_("Hồ sơ được mở lại để sửa kết quả thì không thu phí, lệ phí."))
    with transaction.atomic():
        move(dossier, Action.COLLECT_FEE, seen=seen, actor=actor, at=at, words=_total_words(charges))
        return write_receipt(
            dossier,
            charges,
            payer_name=payer_name,
            payer_address=payer_address,
            method=method,
            evidence=evidence,
            actor=actor,
            at=at,
        )


def write_receipt(
    dossier: Dossier,
    charges: Sequence[Charge],
    *,
    payer_name: str,
    method: PaymentMethod,
    actor: User,
    at: datetime,
    payer_address: str = "",
    evidence: str = "",
    obligation: FinancialObligation | None = None,
) -> PaymentReceipt:
    """Write a receipt under the next number of the office and year; the caller holds the transaction and its move.

    Law: Nghị định 61/2018/NĐ-CP Điều 22.
    """
    payer_name, evidence = normalised(payer_name), normalised(evidence)
    if not charges:
        raise InvalidInput(_("Ông/Bà chọn ít nhất một khoản thu."), field="charges")
    if any(not 0 < charge.amount <= MOST_DONG for charge in charges):
        raise InvalidInput(_("Số tiền phải lớn hơn 0 và không quá 1.000 tỷ đồng."), field="amount")
    if not payer_name:
        raise InvalidInput(_("Ông/Bà ghi họ tên người nộp tiền."), field="payer_name")
    if method is not PaymentMethod.CASH and not evidence:
        raise InvalidInput(_("Ông/Bà ghi số chứng từ chuyển khoản hoặc số hiệu bưu gửi."), field="evidence")
    year = timezone.localdate(at).year
    (number,) = take_numbers([("payment", dossier.office.code, str(year))])
    receipt = PaymentReceipt.objects.create(
        dossier=dossier,
        office=dossier.office,
        obligation=obligation,
        number=f"BL-{dossier.office.code}-{year}-{number:06d}",
        payer_name=payer_name,
        payer_address=normalised(payer_address),
        method=method,
        evidence=evidence,
        total=sum(charge.amount for charge in charges),
        collected_by=actor,
        collected_at=at,
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(receipt=receipt, kind=charge.kind, name=normalised(charge.name), amount=charge.amount)
        for charge in charges
    )
    return receipt


def void(receipt: PaymentReceipt, *, reason: str, actor: User, at: datetime) -> None:
    """Void a receipt that was written wrongly; it stays, with the reason, and counts no more.

    Only a clerk of the office may. A receipt that settled an obligation cannot be voided, because the dossier has gone
    on with it. Raises `StaleDossier` where somebody voided it meanwhile.
    """
    reason = normalised(reason)
    if not reason:
        raise InvalidInput(_("Ông/Bà ghi rõ lý do hủy biên lai."), field="reason")
    posts = posts_of(actor, today=timezone.localdate(at))
    if not any(post.role == Role.CLERK and post.office_id == receipt.office_id for post in posts):
        raise NotAllowed(_("Ông/Bà không có quyền hủy biên lai của bộ phận một cửa này."))
    if receipt.obligation_id is not None:
        raise InvalidInput(
            _("Biên lai này xác nhận nghĩa vụ tài chính mà hồ sơ đã đi tiếp nên không hủy được."), field="reason"
        )
    valid = PaymentReceipt.objects.filter(pk=receipt.pk, voided_at=None)
    if not valid.update(voided_at=at, voided_by=actor, void_reason=reason):
        raise StaleDossier


def _total_words(charges: Sequence[Charge]) -> str:
    total = f"{sum(charge.amount for charge in charges):,}".replace(",", ".")
    return "; ".join([*(charge.name for charge in charges), _("tổng cộng %(total)s đồng") % {"total": total}])

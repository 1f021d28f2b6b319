"""The receipt for fees and charges that an office took.

Law: Nghị định 61/2018/NĐ-CP Điều 22. The series and symbol of the official receipts are the tax authority's: the
number is what the office enters.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import override

from dossiers.models import Dossier, PaymentReceipt
from dossiers.papers.amounts import spoken_amount
from dossiers.papers.forms import FormIdentity
from dossiers.papers.parts import Letterhead, Link, Party, Signatory
from dossiers.papers.printing import printed, tracking_link
from dossiers.papers.sources import office_head, party_of

FEE_RECEIPT = FormIdentity("Biên lai thu phí, lệ phí")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One amount, in đồng."""

    name: str
    kind: str
    amount: int
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReceipt:
    """What a receipt for money prints; `total_spoken` is the total in words, `voided` as on form 01."""

    head: Letterhead
    code: str
    link: Link
    party: Party
    payer: str
    procedure: str
    items: tuple[FeeLine, ...]
    total: int
    total_spoken: str
    method: str
    reference: str = ""
    paid_at: datetime
    signatories: tuple[Signatory, ...]
    voided: str = ""


def fee_receipt_pdf(receipt: FeeReceipt) -> bytes:
    """Return the receipt as PDF."""
    return printed("fee_receipt.typ", receipt, at=receipt.head.issued_at)


def fee_receipt_of(dossier: Dossier, payment: PaymentReceipt) -> FeeReceipt:
    """Return what a receipt for money says; one query.

    `payment` comes with `office__agency` and `collected_by`, `dossier` with `version`.
    """
    with override("vi"):
        return FeeReceipt(
            head=office_head(payment.office, FEE_RECEIPT, number=payment.number, at=payment.collected_at),
            code=dossier.code,
            link=tracking_link(dossier.code),
            party=party_of(dossier),
            payer=payment.payer_name,
            procedure=dossier.version.name,
            items=tuple(FeeLine(one.name, one.get_kind_display(), one.amount) for one in payment.lines.all()),
            total=payment.total,
            total_spoken=spoken_amount(payment.total),
            method=payment.get_method_display(),
            reference=payment.evidence,
            paid_at=payment.collected_at,
            signatories=(
                Signatory(("Người nộp tiền",), payment.payer_name),
                Signatory(("Người thu tiền",), payment.collected_by.full_name),
            ),
            voided=f"ĐÃ HỦY. Lý do: {payment.void_reason}" if payment.voided_at else "",
        )

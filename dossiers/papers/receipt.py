"""Form 01: the receipt with the return date, and the lines that explain the date.

Law: Thông tư 03/2025/TT-VPCP mẫu 01 (before: Thông tư 01/2018/TT-VPCP mẫu 01); layout by Nghị định 30/2020/NĐ-CP.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import override

from agencies.typesetting import typeset
from agencies.worktime import WorkCalendar
from dossiers.clock import limit_of
from dossiers.models import Dossier, IntakeReceipt, ReturnMethod
from dossiers.papers.forms import Form
from dossiers.papers.parts import Explained, Letterhead, Link, Mandated, Party, Signatory
from dossiers.papers.printing import printed, tracking_link, words_of
from dossiers.papers.sources import (
    clock_at,
    content_of,
    explained_by,
    form_for,
    mandated_of,
    office_head,
    party_of,
)
from procedures.models import Fee


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper that was handed in."""

    name: str
    form: str
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What form 01 prints. `voided` is the sentence that a slip carries which no longer counts; empty for a valid one.

    `content` is empty where it only repeats the procedure's name; `secret` opens the look-up together with the code.
    """

    head: Letterhead
    code: str
    link: Link
    party: Party
    mandated: Mandated | None = None
    content: str = ""
    procedure: str
    papers: tuple[PaperLine, ...] = ()
    sets: int = 1
    limit: str
    received_at: datetime
    due_at: datetime
    return_place: str
    fees: str
    register_year: int
    register_number: int
    lines: tuple[Explained, ...] = ()
    look_up: str
    secret: str
    signatories: tuple[Signatory, ...]
    voided: str = ""


def receipt_pdf(receipt: Receipt) -> bytes:
    """Return form 01 as PDF."""
    return printed("receipt.typ", receipt, at=receipt.head.issued_at)


def receipt_of(dossier: Dossier, receipt: IntakeReceipt, *, calendar: WorkCalendar) -> Receipt:
    """Return what a receipt says, read from the dossier as it is now; four queries, five for another's account.

    `receipt` comes with `office__agency` and `issued_by`, `dossier` with `version` and `regime`. The lines prove the
    date that was promised when the receipt was issued. Raises `IntakeReceipt.DoesNotExist` before reception.
    """
    if dossier.received_at is None or dossier.first_due_at is None:
        raise IntakeReceipt.DoesNotExist
    office = receipt.office
    promised = clock_at(dossier, receipt.issued_at, calendar=calendar).first_due
    documents = list(dossier.documents.filter(supplement=None))
    party = party_of(dossier)
    return Receipt(
        head=office_head(office, form_for(dossier, Form.RECEIPT), number=receipt.number, at=receipt.issued_at),
        code=dossier.code,
        link=tracking_link(dossier.code),
        party=party,
        mandated=mandated_of(dossier, (document.name for document in documents)),
        content=content_of(dossier),
        procedure=dossier.version.name,
        papers=tuple(PaperLine(one.name, one.get_form_display(), one.quantity) for one in documents),
        sets=dossier.version.sets,
        limit=str(limit_of(dossier)),
        received_at=dossier.received_at,
        due_at=promised.at if promised else dossier.first_due_at,
        return_place=office.name
        if dossier.return_method == ReturnMethod.COUNTER
        else dossier.get_return_method_display(),
        fees=_fees(dossier),
        register_year=receipt.register_year,
        register_number=receipt.register_number,
        lines=explained_by(promised),
        look_up=tracking_link().address,
        secret=dossier.tracking_secret,
        signatories=(
            Signatory(("Người nộp hồ sơ",), party.name if party.is_person else ""),
            Signatory(("Người tiếp nhận hồ sơ",), receipt.issued_by.full_name),
        ),
    )


def issued_receipt(dossier: Dossier, receipt: IntakeReceipt, *, calendar: WorkCalendar) -> bytes:
    """Return a receipt of a dossier as PDF: a valid one from the dossier, a voided one as it was, marked as voided."""
    if receipt.voided_at is None:
        with override("vi"):
            return receipt_pdf(receipt_of(dossier, receipt, calendar=calendar))
    successor = IntakeReceipt.objects.filter(dossier=dossier, voided_at=None).first()
    words = dict(receipt.printed or {})
    words["link"] = words_of(tracking_link(dossier.code))
    words["voided"] = (
        "ĐÃ HỦY"
        + (f" – thay bằng giấy số {successor.number}" if successor else "")
        + (f". Lý do: {receipt.void_reason}" if receipt.void_reason else "")
    )
    return typeset("receipt.typ", words, at=receipt.issued_at)


def kept(receipt: Receipt) -> dict[str, Any]:
    """Return what a receipt says as JSON, for `IntakeReceipt.printed`: the slip stays as it was when it is voided."""
    with override("vi"):
        words: dict[str, Any] = words_of(receipt)
    # The code is drawn again; ten kilobytes of picture in a row would be for nothing.
    del words["link"]
    return words


def _fees(dossier: Dossier) -> str:
    fees = Fee.objects.filter(way__version_id=dossier.version_id, way__channel=dossier.channel)
    return "; ".join(f"{fee.name}: {fee.amount_words}" for fee in fees) or "Không thu"

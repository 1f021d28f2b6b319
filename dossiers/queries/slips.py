"""Which official papers a dossier has, with their addresses: for the applicant's page and for the officers'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers.models import (
    ApologyNotice,
    DiscontinuanceNotice,
    Dossier,
    IntakeReceipt,
    PaymentReceipt,
    PostalIntake,
    RefusalNotice,
    SupplementRequest,
)
from dossiers.queries.beside import UNASKED, Beside
from dossiers.workflow import Status

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Slip:
    """One official paper: what it is called, its number, when it was issued, where it opens."""

    title: str
    number: str
    at: datetime
    url: str
    is_voided: bool = False


def slips_of(dossier: Dossier, *, beside: Beside = UNASKED, for_office: bool) -> list[Slip]:
    """Return the papers of a dossier in the order in which they were issued.

    Two queries, one more for each thing that happened (supplement, apology, refusal, stop), one more for an office.
    Internal papers (control sheet, record with the post) are for the office alone.
    """
    found: list[Slip] = []
    if dossier.received_at:
        found += [*_receipts(dossier), *(_payments(dossier) if beside.receipts else ())]
    if dossier.supplement_rounds or dossier.guided_at:
        found += _supplements(dossier)
    if dossier.apologised_at or dossier.reappointed_at:
        found += _apologies(dossier)
    if dossier.status == Status.REFUSED:
        found += _notices(RefusalNotice.objects.filter(dossier=dossier), _("Phiếu từ chối tiếp nhận"), "refusal_pdf")
    if dossier.status in (Status.WITHDRAWN, Status.DISCONTINUED):
        stopped = DiscontinuanceNotice.objects.filter(dossier=dossier)
        found += _notices(stopped, _("Thông báo dừng giải quyết"), "discontinuance_pdf")
    if for_office:
        found += _internal(dossier)
    return sorted(found, key=lambda slip: slip.at)


def nth(rows: Sequence[M], ordinal: int) -> M:
    """Return the paper with an ordinal (from 1), or raise `Http404`."""
    if not 1 <= ordinal <= len(rows):
        raise Http404(_("Không tìm thấy giấy tờ này."))
    return rows[ordinal - 1]


def receipts_of(dossier: Dossier) -> list[IntakeReceipt]:
    """Return the receipts of a dossier, voided ones too, oldest first; one query."""
    rows = IntakeReceipt.objects.filter(dossier=dossier).select_related("office__agency", "issued_by")
    return list(rows.order_by("pk"))


def sent_requests_of(dossier: Dossier) -> list[SupplementRequest]:
    """Return the requests for supplement that were sent, oldest first; one query."""
    rows = SupplementRequest.objects.filter(dossier=dossier, requested_at__isnull=False)
    return list(rows.select_related("requested_by", "consented_by").order_by("requested_at", "pk"))


def signed_apologies_of(dossier: Dossier) -> list[ApologyNotice]:
    """Return the apologies that were signed, oldest first; one query."""
    rows = ApologyNotice.objects.filter(dossier=dossier, signed_at__isnull=False)
    return list(rows.select_related("agency__parent", "signed_by").order_by("signed_at", "pk"))


def payments_of(dossier: Dossier) -> list[PaymentReceipt]:
    """Return the receipts for money, voided ones too, oldest first; one query."""
    rows = PaymentReceipt.objects.filter(dossier=dossier).select_related("office__agency", "collected_by")
    return list(rows.order_by("pk"))


def _receipts(dossier: Dossier) -> list[Slip]:
    return [
        Slip(
            _("Giấy tiếp nhận và hẹn trả"),
            receipt.number,
            receipt.issued_at,
            _address("old_receipt_pdf", dossier, ordinal) if receipt.voided_at else _address("receipt_pdf", dossier),
            is_voided=receipt.voided_at is not None,
        )
        for ordinal, receipt in enumerate(receipts_of(dossier), start=1)
    ]


def _supplements(dossier: Dossier) -> list[Slip]:
    return [
        Slip(_("Phiếu yêu cầu bổ sung"), sent.number, sent.requested_at, _address("supplement_pdf", dossier, ordinal))
        for ordinal, sent in enumerate(sent_requests_of(dossier), start=1)
        if sent.requested_at
    ]


def _apologies(dossier: Dossier) -> list[Slip]:
    return [
        Slip(_("Phiếu xin lỗi, hẹn lại"), signed.number, signed.signed_at, _address("apology_pdf", dossier, ordinal))
        for ordinal, signed in enumerate(signed_apologies_of(dossier), start=1)
        if signed.signed_at
    ]


def _payments(dossier: Dossier) -> list[Slip]:
    return [
        Slip(
            _("Biên lai thu phí, lệ phí"),
            paid.number,
            paid.collected_at,
            _address("fee_receipt_pdf", dossier, ordinal),
            is_voided=paid.voided_at is not None,
        )
        for ordinal, paid in enumerate(payments_of(dossier), start=1)
    ]


def _notices(notices: "QuerySet[RefusalNotice] | QuerySet[DiscontinuanceNotice]", title: str, name: str) -> list[Slip]:
    return [
        Slip(title, one.number, one.issued_at, _address(name, one.dossier)) for one in notices.select_related("dossier")
    ]


def _internal(dossier: Dossier) -> list[Slip]:
    found = []
    if dossier.received_at is not None:
        found.append(Slip(_("Phiếu kiểm soát"), "", dossier.received_at, _address("control_sheet_pdf", dossier)))
    posted = PostalIntake.objects.filter(dossier=dossier).first()
    if posted is not None:
        found.append(
            Slip(
                _("Biên bản giao nhận qua bưu chính"),
                posted.number,
                posted.signed_at,
                _address("postal_record_pdf", dossier),
            )
        )
    return found


def _address(name: str, dossier: Dossier, ordinal: int | None = None) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.code] if ordinal is None else [dossier.code, ordinal])

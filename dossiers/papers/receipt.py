"""Form 01: the receipt with the return date, and the lines that explain the date.

Law: Thông tư 03/2025/TT-VPCP mẫu 01 (before: Thông tư 01/2018/TT-VPCP mẫu 01); layout by Nghị định 30/2020/NĐ-CP.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import PartyKind
from agencies.calendars import calendar_of
from agencies.typesetting import date_of_paper, qr_svg, typeset
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.clock import limit_of
from dossiers.models import Dossier, IntakeReceipt, ReturnMethod
from procedures.models import Fee


def receipt_pdf(dossier: Dossier) -> bytes:
    """Return the valid receipt of a dossier as PDF; official papers are always in Vietnamese.

    Raises `IntakeReceipt.DoesNotExist` before reception: only from then on does a receipt exist.
    """
    receipt = IntakeReceipt.objects.select_related("office__agency", "issued_by").get(dossier=dossier, voided_at=None)
    with override("vi"):
        return typeset(
            "receipt.typ", receipt_words(dossier, receipt, calendar=calendar_of(dossier.agency)), at=receipt.issued_at
        )


def receipt_words(dossier: Dossier, receipt: IntakeReceipt, *, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the words of the receipt, as `templates/print/receipt.typ` takes them."""
    if dossier.received_at is None or dossier.first_due_at is None:
        raise IntakeReceipt.DoesNotExist
    due = deadlines.due_date(dossier.received_at, limit_of(dossier), calendar)
    issued_at = timezone.localtime(receipt.issued_at)
    tracking = settings.PORTAL_URL + reverse("dossiers:track")
    return {
        "title": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        "code": dossier.code,
        "superior": receipt.office.agency.name,
        "office": receipt.office.name,
        "number": receipt.number,
        "place_and_date": f"{receipt.office.place_name}, {date_of_paper(issued_at)}",
        "qr": qr_svg(f"{tracking}?ma={dossier.code}"),
        "applicant": _applicant_rows(dossier),
        "content": dossier.content if dossier.content != dossier.version.name else "",
        "procedure": dossier.version.name,
        "papers": [
            {"name": paper.name, "form": paper.get_form_display(), "quantity": f"{paper.quantity:02d}"}
            for paper in dossier.documents.filter(supplement=None)
        ],
        "sets": f"{dossier.version.sets:02d} (bộ)",
        "limit": str(limit_of(dossier)),
        "received": moment(dossier.received_at),
        "due": moment(dossier.first_due_at),
        "return_place": receipt.office.name
        if dossier.return_method == ReturnMethod.COUNTER
        else dossier.get_return_method_display(),
        "fees": _fees(dossier),
        "register_year": str(receipt.register_year),
        "register_number": f"{receipt.register_number:02d}",
        "lines": [{"text": line.text, "ground": line.ground} for line in deadlines.condensed(due.lines)],
        "tracking_address": tracking,
        "secret": dossier.tracking_secret,
        "submitter_signs": dossier.applicant_name if dossier.applicant_kind == PartyKind.PERSON else "",
        "clerk": receipt.issued_by.full_name,
    }


def moment(at: datetime) -> str:
    """Return an instant as the forms write it: “16 giờ 40 phút, ngày 05 tháng 02 năm 2026”."""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {date_of_paper(local)}"


def _applicant_rows(dossier: Dossier) -> list[tuple[str, str]]:
    is_person = dossier.applicant_kind == PartyKind.PERSON
    return [
        ("Tiếp nhận hồ sơ của Ông/Bà" if is_person else "Tiếp nhận hồ sơ của tổ chức", dossier.applicant_name),
        ("Số định danh", dossier.personal_id if is_person else dossier.tax_code),
        ("Địa chỉ", dossier.address),
        ("Số điện thoại", _domestic(dossier.phone)),
        ("Email", dossier.email),
    ]


def _domestic(phone: str) -> str:
    return f"0{phone[3:]}" if phone.startswith("+84") else phone


def _fees(dossier: Dossier) -> str:
    fees = Fee.objects.filter(way__version_id=dossier.version_id, way__channel=dossier.channel)
    if not fees:
        return "Không thu"
    return "; ".join(f"{fee.name}: {fee.amount_words}" for fee in fees)

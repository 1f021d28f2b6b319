"""Records of dossiers that change hands in bulk: between office and department, and with the postal service.

Law: Nghị định 61/2018/NĐ-CP Điều 18 (forwarding); Quyết định 45/2016/QĐ-TTg Điều 7 khoản 4 (the postal record's
signing is the legal moment of submission).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import override

from dossiers.models import (
    DocumentForm,
    HandOverItem,
    HandOverSheet,
    PostalIntake,
    SheetKind,
    Shipment,
    SubmittedDocument,
)
from dossiers.papers.forms import FormIdentity
from dossiers.papers.parts import Letterhead
from dossiers.papers.printing import printed
from dossiers.papers.sources import agency_head, office_head

HAND_OVER = FormIdentity("Biên bản bàn giao hồ sơ")
RESULTS_BACK = FormIdentity("Biên bản bàn giao kết quả giải quyết hồ sơ")
BY_POST_IN = FormIdentity("Biên bản giao nhận hồ sơ qua bưu chính")
BY_POST_OUT = FormIdentity("Biên bản giao kết quả cho bưu chính")
PURPOSES = {
    SheetKind.OUT: "Hai bên bàn giao các hồ sơ giấy sau đây để cơ quan giải quyết:",
    SheetKind.BACK: "Hai bên bàn giao kết quả giải quyết các hồ sơ sau đây để trả cho người nộp:",
}
POST = "Bưu chính công ích"
PAPERLESS = (DocumentForm.ELECTRONIC, DocumentForm.SHOWN)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two who give and take: the body, and who acts for it (empty while nobody has signed)."""

    agency: str
    person: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverRow:
    """One dossier on a hand-over sheet."""

    code: str
    procedure: str
    applicant: str
    papers: int
    due_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverSlip:
    """What a hand-over sheet prints; `taken_at` is None while the other side has not confirmed."""

    head: Letterhead
    purpose: str
    giver: Side
    taker: Side
    given_at: datetime | None
    taken_at: datetime | None
    rows: tuple[HandOverRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalRow:
    """One postal item: its number at the postal service, whose it is, the dossier, the money, the state of its seal."""

    item_code: str
    person: str
    code: str = ""
    procedure: str
    papers: int
    collected: int = 0
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalRecord:
    """What the record with the postal service prints. `effect` says what the signatures do."""

    head: Letterhead
    giver: Side
    taker: Side
    signed_at: datetime | None
    effect: str
    rows: tuple[PostalRow, ...]


INCOMING_EFFECT = (
    "Thời điểm hai bên ký biên bản này là thời điểm nộp hồ sơ của người gửi. Hai bên đã kiểm đếm, đối chiếu với phiếu "
    "gửi hồ sơ."
)
OUTGOING_EFFECT = (
    "Bưu chính nhận kết quả để trả đến địa chỉ người nhận và chịu trách nhiệm về bưu gửi kể từ thời điểm hai bên ký."
)


def hand_over_pdf(sheet: HandOverSlip) -> bytes:
    """Return a hand-over sheet as PDF."""
    return printed("hand_over.typ", sheet, at=sheet.head.issued_at)


def postal_record_pdf(record: PostalRecord) -> bytes:
    """Return a record with the postal service as PDF."""
    return printed("postal_record.typ", record, at=record.head.issued_at)


def hand_over_of(sheet: HandOverSheet) -> HandOverSlip:
    """Return what a hand-over sheet says; two queries.

    `sheet` comes with `office__agency`, `agency__parent` and `made_by`. An item that was not taken stands on it with
    the reason.
    """
    items = list(sheet.items.select_related("dossier__version", "accepted_by").order_by("ordinal"))
    papers = _papers_of(item.dossier_id for item in items)
    is_out = sheet.kind == SheetKind.OUT
    takers = [item.accepted_by.full_name for item in items if item.accepted_by]
    office = Side(sheet.office.name, sheet.made_by.full_name if is_out else "".join(takers[:1]))
    agency = Side(sheet.agency.name, "".join(takers[:1]) if is_out else sheet.made_by.full_name)
    head_of = office_head(sheet.office, HAND_OVER, number=sheet.number, at=sheet.made_at)
    if not is_out:
        head_of = agency_head(sheet.agency, RESULTS_BACK, number=sheet.number, at=sheet.made_at)
    with override("vi"):
        return HandOverSlip(
            head=head_of,
            purpose=PURPOSES[SheetKind(sheet.kind)],
            giver=office if is_out else agency,
            taker=agency if is_out else office,
            given_at=sheet.made_at,
            taken_at=sheet.closed_at,
            rows=tuple(_row(item, papers=papers.get(item.dossier_id, 0) if is_out else 1) for item in items),
        )


def _row(item: HandOverItem, *, papers: int) -> HandOverRow:
    dossier = item.dossier
    return HandOverRow(
        code=dossier.code,
        procedure=dossier.version.name,
        applicant=dossier.applicant_name,
        papers=papers,
        due_at=dossier.due_at,
        note=f"Không nhận: {item.refusal}" if item.refused_at else "",
    )


def postal_intake_of(intakes: Sequence[PostalIntake]) -> PostalRecord:
    """Return the record of what the post brought under one number; one query, as many intakes as there are.

    Each intake comes with `dossier__version`, `dossier__office__agency` and `dossier__received_by`. Raises `ValueError`
    for none.
    """
    if not intakes:
        raise ValueError("Biên bản giao nhận không có bưu gửi nào.")
    first = intakes[0]
    office = first.dossier.office
    papers = _papers_of(intake.dossier_id for intake in intakes)
    clerk = first.dossier.received_by
    with override("vi"):
        return PostalRecord(
            head=office_head(office, BY_POST_IN, number=first.number, at=first.signed_at),
            giver=Side(POST, first.postman_name, "Nhân viên bưu chính"),
            taker=Side(office.name, clerk.full_name if clerk else ""),
            signed_at=first.signed_at,
            effect=INCOMING_EFFECT,
            rows=tuple(
                PostalRow(
                    item_code=intake.item_code,
                    person=intake.dossier.applicant_name,
                    code=intake.dossier.code,
                    procedure=intake.dossier.version.name,
                    papers=papers.get(intake.dossier_id, 0),
                    collected=intake.collected_amount,
                )
                for intake in intakes
            ),
        )


def shipments_of(shipments: Sequence[Shipment]) -> PostalRecord:
    """Return the record of results given to the post; no query.

    Each shipment comes with `dossier__version`, `dossier__office__agency` and `sent_by`. Raises `ValueError` for none.
    """
    if not shipments:
        raise ValueError("Biên bản giao nhận không có bưu gửi nào.")
    first = shipments[0]
    office = first.dossier.office
    with override("vi"):
        return PostalRecord(
            head=office_head(office, BY_POST_OUT, number=first.record_number, at=first.sent_at),
            giver=Side(office.name, first.sent_by.full_name),
            taker=Side(POST, first.postman_name, "Nhân viên bưu chính"),
            signed_at=first.sent_at,
            effect=OUTGOING_EFFECT,
            rows=tuple(
                PostalRow(
                    item_code=shipment.item_code,
                    person=f"{shipment.receiver_name}\n{shipment.receiver_address}",
                    code=shipment.dossier.code,
                    procedure=shipment.dossier.version.name,
                    papers=1,
                )
                for shipment in shipments
            ),
        )


def _papers_of(dossiers: Iterable[int]) -> dict[int, int]:
    """Return how many papers each dossier came with; one query."""
    found = SubmittedDocument.objects.filter(dossier__in=list(dossiers)).exclude(form__in=PAPERLESS).order_by()
    return dict(found.values_list("dossier").annotate(count=Count("pk")))

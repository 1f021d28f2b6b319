"""Rows behind a number, as a list shows them: for each kind of row its columns, its order and its cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from dossiers.models import (
    ApologyNotice,
    Dossier,
    Feedback,
    FeedbackEvent,
    LinkedDossier,
    LinkedRequest,
    PaymentReceipt,
    Shipment,
    SubmittedDocument,
    SupplementRequest,
)
from procedures.models import ProcedureVersion
from reporting.measures.holding import culprits

PAGE_SIZE = 50

Cell = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows of one table are listed; `related` is what is read along with them."""

    columns: Sequence[Any]
    order: Sequence[str]
    related: Sequence[str]
    cells: Callable[[Any], list[Cell]]


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list; cells as `components/table.html` takes them."""

    columns: list[Cell]
    rows: list[list[Cell]]
    page: "Page[Any]"


def page_of(rows: "QuerySet[Any]", *, page: int, at: datetime) -> ListPage:
    """Return one page of a list; two queries, four more where dossiers are late: each names what cost its time."""
    shape = SHAPES[rows.model]
    shown = Paginator(rows.select_related(*shape.related).order_by(*shape.order), PAGE_SIZE).get_page(page)
    found = list(shown.object_list)
    columns, cells = [*shape.columns], [shape.cells(row) for row in found]
    if rows.model is Dossier:
        columns.append(_("Khâu làm hết thời gian"))
        late = [row for row in found if _is_late(row, at=at)]
        named = culprits(late, at=at) if late else {}
        for row, line in zip(found, cells, strict=True):
            words, holder = named.get(row.pk, ("", ""))
            line.append({"text": words, "detail": holder})
    return ListPage([{"label": column} for column in columns], cells, shown)


def _is_late(dossier: Dossier, *, at: datetime) -> bool:
    due_at = dossier.original_due_at
    return due_at is not None and (dossier.finished_at or at) > due_at


def _code(dossier: Dossier | None) -> Cell:
    return {"text": dossier.code, "url": reverse("dossiers:desk", args=[dossier.code])} if dossier else {"text": "–"}


def _day(moment: Any) -> Cell:
    """Return a local day; a dash where there is none."""
    if moment is None:
        return {"text": "–"}
    return {"text": date_format(timezone.localdate(moment) if isinstance(moment, datetime) else moment, "d/m/Y")}


def _dossier(row: Dossier) -> list[Cell]:
    return [
        _code(row),
        {"text": row.version.name},
        {"text": row.agency.short_name},
        {"text": row.get_channel_display()},
        _day(row.received_on),
        _day(row.original_due_on),
        _day(row.finished_on),
        {"text": row.get_status_display()},
    ]


def _procedure(row: ProcedureVersion) -> list[Cell]:
    code = row.procedure.code
    return [
        {"text": code, "url": reverse("procedures:detail", args=[code])},
        {"text": row.name},
        {"text": row.sector.name},
        {"text": row.get_service_level_display()},
        _day(row.valid_from),
    ]


def _petition(row: Feedback) -> list[Cell]:
    return [
        {"text": row.number, "url": reverse("dossiers:feedback_petition", args=[row.number])},
        {"text": row.subject},
        {"text": row.agency.short_name},
        {"text": row.get_kind_display()},
        {"text": row.get_status_display()},
        _day(row.received_at),
        _day(row.answer_due_at),
        _day(row.answered_at),
    ]


def _deed(row: FeedbackEvent) -> list[Cell]:
    return [*_petition(row.feedback)[:4], {"text": row.get_status_after_display()}, _day(row.at)]


def _supplement(row: SupplementRequest) -> list[Cell]:
    return [
        {"text": row.number},
        _code(row.dossier),
        {"text": row.dossier.agency.short_name},
        {"text": row.get_stage_display()},
        {"text": row.reason},
        _day(row.requested_at),
        _day(row.answered_at),
    ]


def _apology(row: ApologyNotice) -> list[Cell]:
    return [
        {"text": row.number},
        _code(row.dossier),
        {"text": row.agency.short_name},
        {"text": row.get_cause_display()},
        _day(row.signed_at),
        _day(row.delivered_at),
        _day(row.must_be_out_on),
    ]


def _shipment(row: Shipment) -> list[Cell]:
    return [
        {"text": row.item_code},
        _code(row.dossier),
        {"text": row.get_state_display()},
        _day(row.sent_at),
        _day(row.ended_at),
    ]


def _paper(row: SubmittedDocument) -> list[Cell]:
    return [
        {"text": row.name},
        _code(row.dossier),
        {"text": row.dossier.agency.short_name},
        {"text": row.get_form_display()},
        {"text": _("Có") if row.file_id else _("Không")},
    ]


def _receipt(row: PaymentReceipt) -> list[Cell]:
    return [
        {"text": row.number},
        _code(row.dossier),
        {"text": row.get_method_display()},
        {"text": row.total, "numeric": True},
        _day(row.collected_at),
    ]


def _request(row: LinkedRequest) -> list[Cell]:
    return [{"text": row.code}, {"text": row.group.name}, _day(row.submitted_at)]


def _part(row: LinkedDossier) -> list[Cell]:
    return [
        {"text": row.request.code},
        {"text": row.name},
        {"text": row.agency.short_name},
        _code(row.dossier),
        {"text": row.obstacle or "–"},
    ]


CODE, PROCEDURE, AGENCY = _("Mã hồ sơ"), _("Thủ tục"), _("Cơ quan")

SHAPES: Mapping[type[Model], Shape] = {
    Dossier: Shape(
        (
            CODE,
            PROCEDURE,
            AGENCY,
            _("Hình thức nộp"),
            _("Tiếp nhận"),
            _("Hạn ban đầu"),
            _("Kết thúc"),
            _("Trạng thái"),
        ),
        ("original_due_on", "pk"),
        ("version", "agency"),
        _dossier,
    ),
    ProcedureVersion: Shape(
        (_("Mã thủ tục"), PROCEDURE, _("Lĩnh vực"), _("Mức độ"), _("Áp dụng từ")),
        ("procedure__code",),
        ("procedure", "sector"),
        _procedure,
    ),
    Feedback: Shape(
        (
            _("Mã phản ánh"),
            _("Tiêu đề"),
            AGENCY,
            _("Nội dung về"),
            _("Tình trạng"),
            _("Nhận"),
            _("Hạn trả lời"),
            _("Trả lời"),
        ),
        ("received_at", "pk"),
        ("agency",),
        _petition,
    ),
    FeedbackEvent: Shape(
        (_("Mã phản ánh"), _("Tiêu đề"), AGENCY, _("Nội dung về"), _("Việc"), _("Ngày")),
        ("at", "pk"),
        ("feedback__agency",),
        _deed,
    ),
    SupplementRequest: Shape(
        (_("Số phiếu"), CODE, AGENCY, _("Khi nào"), _("Lý do"), _("Yêu cầu"), _("Bổ sung")),
        ("requested_at", "pk"),
        ("dossier__agency",),
        _supplement,
    ),
    ApologyNotice: Shape(
        (_("Số phiếu"), CODE, AGENCY, _("Nguyên nhân"), _("Ký"), _("Đến người nộp"), _("Gửi chậm nhất")),
        ("signed_at", "pk"),
        ("dossier", "agency"),
        _apology,
    ),
    Shipment: Shape(
        (_("Số hiệu bưu gửi"), CODE, _("Tình trạng"), _("Giao bưu chính"), _("Kết thúc")),
        ("sent_at", "pk"),
        ("dossier",),
        _shipment,
    ),
    SubmittedDocument: Shape(
        (_("Giấy tờ"), CODE, AGENCY, _("Hình thức"), _("Có tệp")),
        ("dossier_id", "pk"),
        ("dossier__agency",),
        _paper,
    ),
    PaymentReceipt: Shape(
        (_("Số biên lai"), CODE, _("Hình thức"), _("Số tiền (đồng)"), _("Thu")),
        ("collected_at", "pk"),
        ("dossier",),
        _receipt,
    ),
    LinkedRequest: Shape((_("Mã yêu cầu"), _("Nhóm thủ tục"), _("Gửi")), ("submitted_at", "pk"), ("group",), _request),
    LinkedDossier: Shape(
        (_("Mã yêu cầu"), PROCEDURE, AGENCY, CODE, _("Vướng mắc")),
        ("request_id", "ordinal"),
        ("request", "agency", "dossier"),
        _part,
    ),
}
"""Every table that is counted anywhere in `reporting.measures` or `reporting.score`."""

"""The lists behind a criterion: the dossiers, procedures and petitions that qualify, or that cost points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from reporting.questions import Question
from reporting.score.criteria import BY_NUMBER, Criterion, Unit
from reporting.score.rows import rows_of, rows_that_cost, rows_that_qualify

PAGE_SIZE = 50

ALL, QUALIFIED, COSTLY = "xet", "dat", "thieu"
"""The three lists, by their names in the address: all that is judged, what qualifies, what costs points."""

LISTS: Mapping[str, tuple[Any, Callable[[str, Question], "QuerySet[Any]"]]] = {
    ALL: (_("Tất cả được xét"), rows_of),
    QUALIFIED: (_("Đạt"), rows_that_qualify),
    COSTLY: (_("Làm mất điểm"), rows_that_cost),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; cells as `components/table.html` takes them."""

    criterion: Criterion
    label: Any
    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    page: "Page[Any]"


def listing(number: str, question: Question, *, which: str, page: int) -> Listing:
    """Return one page of the rows behind a criterion; two queries. Raises `KeyError` for no such criterion or list."""
    criterion = BY_NUMBER[number]
    label, found = LISTS[which]
    columns, order, related, cells = SHAPES[criterion.unit]
    rows = found(number, question).select_related(*related).order_by(*order)
    shown = Paginator(rows, PAGE_SIZE).get_page(page)
    return Listing(
        criterion=criterion,
        label=label,
        columns=[{"label": column} for column in columns],
        rows=[cells(row) for row in shown.object_list],
        page=shown,
    )


def _dossier(row: Any) -> list[dict[str, Any]]:
    return [
        {"text": row.code, "url": reverse("dossiers:desk", args=[row.code])},
        {"text": row.version.name},
        {"text": row.agency.short_name},
        {"text": row.get_channel_display()},
        {"text": _day(row.received_on)},
        {"text": _day(row.original_due_on)},
        {"text": _day(row.finished_on)},
        {"text": row.get_status_display()},
    ]


def _procedure(row: Any) -> list[dict[str, Any]]:
    return [
        {"text": row.procedure.code, "url": reverse("procedures:detail", args=[row.procedure.code])},
        {"text": row.name},
        {"text": row.sector.name},
        {"text": row.get_service_level_display()},
        {"text": _day(row.valid_from)},
    ]


def _petition(row: Any) -> list[dict[str, Any]]:
    return [
        {"text": row.number, "url": reverse("dossiers:feedback_petition", args=[row.number])},
        {"text": row.subject},
        {"text": row.agency.short_name},
        {"text": row.get_kind_display()},
        {"text": row.get_status_display()},
    ]


def _day(day: Any) -> str:
    return date_format(day, "d/m/Y") if day else "–"


Shape = tuple[Sequence[Any], Sequence[str], Sequence[str], Callable[[Any], list[dict[str, Any]]]]

SHAPES: Mapping[Unit, Shape] = {
    Unit.DOSSIER: (
        (
            _("Mã hồ sơ"),
            _("Thủ tục"),
            _("Cơ quan"),
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
    Unit.PROCEDURE: (
        (_("Mã thủ tục"), _("Thủ tục"), _("Lĩnh vực"), _("Mức độ"), _("Áp dụng từ")),
        ("procedure__code",),
        ("procedure", "sector"),
        _procedure,
    ),
    Unit.FEEDBACK: (
        (_("Mã phản ánh"), _("Tiêu đề"), _("Cơ quan"), _("Nội dung về"), _("Tình trạng")),
        ("received_at", "pk"),
        ("agency",),
        _petition,
    ),
}
"""Columns, order, what is read along, and the cells of a row, by what a criterion counts."""

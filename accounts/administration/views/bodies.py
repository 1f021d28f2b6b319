"""Administrators' pages of agencies, one-stop offices and second seals: a list of each, and a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.administration import bodies, queries, trail
from accounts.administration.access import require_administrator
from accounts.administration.forms import AgencyForm, OfficeForm, SealForm
from accounts.administration.queries import Listed
from accounts.administration.views.people import answer, page_number
from accounts.requests import SignedInRequest
from agencies.models import Agency, OneStopOffice, SecondSeal

Cell = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Body:
    """One kind of body: its pages by name, its words, its form, and how a row of its list reads."""

    name: str
    model: Any
    form: Any
    heading: Any
    adding: Any
    listed: Callable[..., Listed]
    columns: tuple[Any, ...]
    row: Callable[[Any], list[Cell]]


def _day(day: Any) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"


AGENCIES = Body(
    "agency",
    Agency,
    AgencyForm,
    gettext_lazy("Cơ quan"),
    gettext_lazy("Thêm cơ quan"),
    queries.agencies,
    (
        gettext_lazy("Mã định danh"),
        gettext_lazy("Tên cơ quan"),
        gettext_lazy("Loại, cấp"),
        gettext_lazy("Cấp trên"),
        gettext_lazy("Hoạt động đến"),
    ),
    lambda body: [
        {"text": body.code},
        {"text": body.name, "detail": body.short_name},
        {"text": body.get_kind_display(), "detail": body.get_level_display()},
        {"text": body.parent.short_name if body.parent else "–"},
        {"text": _day(body.valid_to)},
    ],
)
OFFICES = Body(
    "office",
    OneStopOffice,
    OfficeForm,
    gettext_lazy("Bộ phận một cửa"),
    gettext_lazy("Thêm bộ phận một cửa"),
    queries.offices,
    (
        gettext_lazy("Mã"),
        gettext_lazy("Tên"),
        gettext_lazy("Cơ quan quản lý"),
        gettext_lazy("Ký hiệu"),
        gettext_lazy("Điện thoại"),
    ),
    lambda body: [
        {"text": body.code},
        {"text": body.name, "detail": body.address},
        {"text": body.agency.short_name},
        {"text": body.receipt_symbol},
        {"text": body.phone or "–"},
    ],
)
SEALS = Body(
    "seal",
    SecondSeal,
    SealForm,
    gettext_lazy("Con dấu thứ hai"),
    gettext_lazy("Đăng ký con dấu"),
    queries.seals,
    (
        gettext_lazy("Số đăng ký"),
        gettext_lazy("Cơ quan"),
        gettext_lazy("Văn bản cho phép"),
        gettext_lazy("Nơi lưu giữ"),
        gettext_lazy("Từ ngày"),
        gettext_lazy("Đến ngày"),
    ),
    lambda body: [
        {"text": body.serial_number},
        {"text": body.agency.short_name},
        {"text": body.permission_document},
        {"text": body.custody_office.name},
        {"text": _day(body.valid_from)},
        {"text": _day(body.valid_to)},
    ],
)
ALL = (AGENCIES, OFFICES, SEALS)


@require_safe
def listed(request: SignedInRequest, body: Body) -> HttpResponse:
    """Show the bodies of one kind."""
    require_administrator(request.user)
    shown = body.listed(request.GET.dict(), page=page_number(request))
    rows = []
    for one in shown.page.object_list:
        first, *others = body.row(one)
        rows.append([{**first, "url": reverse(f"administration:{body.name}", args=[one.pk])}, *others])
    context = {
        "body": body,
        "shown": shown,
        "rows": rows,
        "columns": [{"label": label} for label in body.columns],
        "tabs": [
            {"label": each.heading, "url": reverse(f"administration:{each.name}_list"), "current": each is body}
            for each in ALL
        ],
        "list_url": reverse(f"administration:{body.name}_list"),
        "add_url": reverse(f"administration:add_{body.name}"),
    }
    return render(request, "administration/bodies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest, body: Body) -> HttpResponse:
    """Add a body."""
    require_administrator(request.user)
    return _form_page(request, body, body.model(), seen=None, heading=str(body.adding))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, body: Body, pk: int) -> HttpResponse:
    """Change a body; its code stays."""
    require_administrator(request.user)
    row = get_object_or_404(body.model, pk=pk)
    return _form_page(request, body, row, seen=trail.last_seen(row), heading=str(row))


def _form_page(request: SignedInRequest, body: Body, row: Any, *, seen: int | None, heading: str) -> HttpResponse:
    typed: Mapping[str, Any] | None = request.POST if request.method == "POST" else None
    form = body.form(typed, instance=row, initial={"seen": seen})
    back = reverse(f"administration:{body.name}_list")

    def done() -> str:
        stated = form.cleaned_data["seen"]
        known = None if seen is None else stated if stated is not None else -1
        bodies.save(row, form.values(), seen=known, actor=request.user, at=timezone.now())
        messages.success(request, _("Đã lưu."))
        return back

    return answer(request, form, done, heading=heading, back=back)

"""The catalogue as a whole, for everybody: its counts, and its open data."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from procedures.open_data.files import LICENCE, csv_chunks, json_chunks, package
from procedures.open_data.tables import BY_SLUG, TABLES, Column
from procedures.queries import Choice
from procedures.queries.publication import catalogue_counts, catalogue_stamp
from procedures.views.public import FACETS

KINDS = {
    "string": gettext_lazy("chữ"),
    "integer": gettext_lazy("số nguyên"),
    "number": gettext_lazy("số"),
    "boolean": "true / false",
    "date": gettext_lazy("ngày (năm-tháng-ngày)"),
    "array": gettext_lazy("danh sách, cách nhau bằng “; ”"),
}
"""The kinds of values in words."""


@require_safe
@login_not_required
def counts(request: HttpRequest) -> HttpResponse:
    """Show how many procedures are in force, by service, level, agency and sector; each count opens its list."""
    found = catalogue_counts(today=timezone.localdate())
    headings = (
        ("service", _("Mức độ dịch vụ công trực tuyến")),
        ("reception", _("Tiếp nhận tại bộ phận một cửa")),
        ("four_step", _("Thực hiện bốn bước tại trung tâm")),
        ("level", _("Cấp giải quyết")),
        ("agency", _("Cơ quan thực hiện")),
        ("sector", _("Lĩnh vực")),
    )
    groups = [
        {"name": name, "heading": heading, "rows": [_count_row(name, choice) for choice in found.by_facet[name]]}
        for name, heading in headings
    ]
    columns = [{"label": _("Nhóm")}, {"label": _("Số thủ tục"), "numeric": True}]
    context = {"found": found, "groups": groups, "columns": columns}
    return render(request, "procedures/counts.html", context)


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    """Show the files of the open catalogue and what each column means."""
    columns = [{"label": _("Cột")}, {"label": _("Ý nghĩa")}, {"label": _("Kiểu")}, {"label": _("Giá trị")}]
    tables = [{"table": table, "rows": [_dictionary_row(column) for column in table.columns]} for table in TABLES]
    return render(request, "procedures/open_data.html", {"tables": tables, "columns": columns, "licence": LICENCE})


def _stamp(_request: HttpRequest, slug: str = "") -> str:
    """Return the entity tag of a file; one query, so that who has the newest copy costs nothing more."""
    return f'"{slug or "all"}-{get_language()}-{catalogue_stamp(today=timezone.localdate())}"'


@require_safe
@login_not_required
@condition(etag_func=_stamp)
def open_table(_request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give one table as CSV."""
    table = BY_SLUG.get(slug)
    if table is None:
        raise Http404(_("Không có tệp dữ liệu này."))
    return _file(csv_chunks(table, on=timezone.localdate()), "text/csv; charset=utf-8", f"{slug}.csv")


@require_safe
@login_not_required
@condition(etag_func=_stamp)
def open_json(request: HttpRequest) -> HttpResponseBase:
    """Give every procedure in force as one JSON object."""
    address = request.build_absolute_uri(reverse("procedures:open_data"))
    chunks = json_chunks(on=timezone.localdate(), address=address)
    return _file(chunks, "application/json", "thu-tuc.json")


@require_safe
@login_not_required
def open_package(request: HttpRequest) -> HttpResponse:
    """Describe the tables to programs."""
    address = request.build_absolute_uri(reverse("procedures:open_data"))
    described = package(on=timezone.localdate(), address=address)
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _file(chunks: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((chunk.encode() for chunk in chunks), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    # Programs of other offices and newsrooms read it from their own pages.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _count_row(facet: str, choice: Choice) -> list[dict[str, Any]]:
    address = f"{reverse('procedures:list')}?{FACETS[facet]}={quote(choice.value)}"
    return [{"text": choice.label, "url": address}, {"text": choice.count}]


def _dictionary_row(column: Column) -> list[dict[str, Any]]:
    values = "; ".join(f"{value} – {label}" for value, label in column.choices)
    return [{"text": column.name}, {"text": column.meaning}, {"text": KINDS[column.kind]}, {"text": values}]

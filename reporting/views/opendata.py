"""The open data of the published figures, for everybody: files, dictionary, licence, the program that checks them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from procedures.open_data.files import LICENCE
from reporting.models import Report
from reporting.observatory.tables import BESIDE, TABLES
from reporting.opendata import files
from reporting.opendata.dictionary import OpenColumn
from reporting.periods import parse_period
from reporting.reports.kinds import BY_KEY

NEWEST = 24


@require_safe
@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    """Show the open files, what each column means, and how anybody checks them."""
    reports = files.open_reports()
    columns = [{"label": _("Cột")}, {"label": _("Giá trị")}, {"label": _("Ý nghĩa")}]
    tables = [{"file": file, "rows": _dictionary(file)} for file in files.FILES.values()]
    newest = reports.order_by("-published_at").select_related("open_data", "scope")[:NEWEST]
    context = {
        "reports": [_named(report) for report in newest.defer("content", "open_data__dossiers", "open_data__figures")],
        "count": reports.count(),
        "tables": tables,
        "observed": _observed(),
        "columns": columns,
        "licence": LICENCE,
    }
    return render(request, "reporting/open_data.html", context)


def _stamp(_request: HttpRequest, name: str, slug: str | None = None) -> str:
    return f'"{name}-{files.stamp_of(files.open_reports(slug))}"'


@require_safe
@login_not_required
@condition(etag_func=_stamp)
def open_file(_request: HttpRequest, name: str, slug: str | None = None) -> HttpResponseBase:
    """Give an open file: of one published report, or of all that hold."""
    reports = files.open_reports(slug)
    if name not in files.FILES or (slug is not None and not reports.exists()):
        raise Http404(_("Không có tệp dữ liệu này."))
    response = StreamingHttpResponse(files.chunks(files.FILES[name], reports), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}{f"-{slug}" if slug else ""}.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@login_not_required
def rebuild_script(_request: HttpRequest) -> HttpResponse:
    """Give the program that rebuilds every published figure from the open files."""
    response = HttpResponse(files.script(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rebuild_figures.py"'
    return response


def _named(report: Report) -> dict[str, Any]:
    period = parse_period(report.period).name
    where = f"{period}, {report.scope}" if report.scope else period
    return {"report": report, "title": BY_KEY[report.kind].title, "where": where, "length": report.open_data.length}


def _observed() -> list[dict[str, Any]]:
    """Return the tables of the observatory with their dictionaries: first the lists, then those of each subject."""
    beside = {"slug": "beside", "title": _("Các cơ quan, các lĩnh vực cạnh nhau"), "rows": _meanings(BESIDE)}
    return [
        beside,
        *({"slug": table.slug, "title": table.title, "rows": _meanings(table.columns)} for table in TABLES),
    ]


def _dictionary(file: files.OpenFile) -> list[list[dict[str, Any]]]:
    return _meanings(file.columns)


def _meanings(columns: Sequence[OpenColumn]) -> list[list[dict[str, Any]]]:
    return [[{"text": column.name}, {"text": column.form}, {"text": column.meaning}] for column in columns]

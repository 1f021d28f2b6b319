"""The public observatory: agencies and sectors beside each other, and one agency, sector or procedure at a time."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.numerals import written_number
from procedures.open_data.files import LICENCE
from reporting.charts import percents
from reporting.observatory.files import FORMS, WRITTEN, Sheet
from reporting.observatory.judging import LEAST, Judged
from reporting.observatory.observing import Beside, all_of, observed
from reporting.observatory.subjects import Subject, subject
from reporting.observatory.tables import BESIDE, BY_SLUG, TABLES, rows_beside
from reporting.questions import Key

LISTS = {Key.AGENCY: "observatory", Key.SECTOR: "observatory_sectors"}
"""The names of the lists' addresses."""


@require_safe
@login_not_required
def agencies(request: HttpRequest) -> HttpResponse:
    """List all agencies with what they resolved and how punctually."""
    return _list(request, Key.AGENCY, _("Kết quả theo cơ quan"))


@require_safe
@login_not_required
def sectors(request: HttpRequest) -> HttpResponse:
    """List all sectors with what was resolved in them and how punctually."""
    return _list(request, Key.SECTOR, _("Kết quả theo lĩnh vực"))


@require_safe
@login_not_required
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """Show one agency with its units."""
    return _page(request, Key.AGENCY, agency)


@require_safe
@login_not_required
def sector(request: HttpRequest, sector: str) -> HttpResponse:
    """Show one sector."""
    return _page(request, Key.SECTOR, sector)


@require_safe
@login_not_required
def procedure(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show one procedure."""
    return _page(request, Key.PROCEDURE, procedure)


@require_safe
@login_not_required
def agencies_file(request: HttpRequest, form: str) -> HttpResponse:
    """Give the list of agencies as a file."""
    return _list_file(request, Key.AGENCY, form, _("Kết quả theo cơ quan"))


@require_safe
@login_not_required
def sectors_file(request: HttpRequest, form: str) -> HttpResponse:
    """Give the list of sectors as a file."""
    return _list_file(request, Key.SECTOR, form, _("Kết quả theo lĩnh vực"))


@require_safe
@login_not_required
def agency_file(request: HttpRequest, agency: str, name: str, form: str) -> HttpResponse:
    """Give one table of an agency's page as a file."""
    return _file(request, Key.AGENCY, agency, name, form)


@require_safe
@login_not_required
def sector_file(request: HttpRequest, sector: str, name: str, form: str) -> HttpResponse:
    """Give one table of a sector's page as a file."""
    return _file(request, Key.SECTOR, sector, name, form)


@require_safe
@login_not_required
def procedure_file(request: HttpRequest, procedure: str, name: str, form: str) -> HttpResponse:
    """Give one table of a procedure's page as a file."""
    return _file(request, Key.PROCEDURE, procedure, name, form)


def _list(request: HttpRequest, key: Key, title: str) -> HttpResponse:
    found = all_of(key)
    context: dict[str, Any] = {"title": title, "key": key.value, "least": LEAST, "label": key.label}
    if found is not None:
        period, lines = found
        context |= {"period": period, "columns": _columns(str(key.label)), "rows": [_row(line) for line in lines]}
        address = f"reporting:{LISTS[key]}_file"
        context["files"] = {form: reverse(address, args=[form]) for form in FORMS}
    return render(request, "reporting/observatory/list.html", context)


def _page(request: HttpRequest, key: Key, code: str) -> HttpResponse:
    shown = subject(key, code)
    page = observed(shown)
    context: dict[str, Any] = {"subject": shown, "key": key.value, "page": page, "least": LEAST, "label": key.label}
    if page is not None:
        context["tiles"] = _tiles(page.this, page.before)
        files = {table.chart or table.slug: _files_of(shown, table.slug) for table in TABLES}
        context |= {
            "charts": [(chart, files[chart.name]) for chart in page.charts],
            "whole_files": files["tong-hop"],
            "ratings_files": files["danh-gia"],
        }
    return render(request, "reporting/observatory/subject.html", context)


def _files_of(shown: Subject, table: str) -> dict[str, str]:
    return {form: shown.file_url(table, form) for form in FORMS}


def _list_file(request: HttpRequest, key: Key, form: str, title: str) -> HttpResponse:
    found = all_of(key)
    if found is None:
        raise Http404(_("Chưa có số liệu."))
    period, lines = found
    address = _dictionary(request, "observatory")
    sheet = Sheet(title, str(key.label), period, BESIDE, rows_beside(lines), address)
    return _sent(sheet, form, name=LISTS[key].replace("_", "-"))


def _file(request: HttpRequest, key: Key, code: str, name: str, form: str) -> HttpResponse:
    shown, table = subject(key, code), BY_SLUG.get(name)
    page = observed(shown) if table else None
    if table is None or page is None:
        raise Http404(_("Chưa có số liệu."))
    address = _dictionary(request, table.slug)
    sheet = Sheet(str(table.title), shown.name, page.period, table.columns, table.rows(page), address)
    return _sent(sheet, form, name=f"{table.slug}-{key.value}")


def _sent(sheet: Sheet, form: str, *, name: str) -> HttpResponse:
    """Return a table as a file; licence and dictionary travel with it, also where a form has no room for them."""
    if form not in FORMS:
        raise Http404(_("Không có tệp dữ liệu này."))
    response = HttpResponse(WRITTEN[form](sheet), content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-{sheet.period.last_on:%Y-%m}.{form}"'
    response["Link"] = f'<{LICENCE["path"]}>; rel="license", <{sheet.dictionary}>; rel="describedby"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _dictionary(request: HttpRequest, table: str) -> str:
    return request.build_absolute_uri(f"{reverse('reporting:open_data')}#{table}")


def _columns(first: str) -> list[dict[str, Any]]:
    return [
        {"label": first},
        {"label": _("Tiếp nhận"), "numeric": True},
        {"label": _("Đã giải quyết"), "numeric": True},
        {"label": _("Đúng và trước hạn"), "numeric": True},
        {"label": _("Trung vị"), "numeric": True},
        {"label": _("9 trên 10 hồ sơ"), "numeric": True},
    ]


def _row(line: Beside) -> list[dict[str, Any]]:
    judged = line.judged
    interval = judged.interval
    detail = f"{percents(interval.low)} – {percents(interval.high)}" if interval else ""
    return [
        {"text": line.name, "url": line.url},
        {"text": judged.received},
        {"text": judged.resolved},
        {"text": percents(judged.kept_rate), "detail": detail, "numeric": True},
        {"text": _days(judged, judged.median_days), "numeric": True},
        {"text": _days(judged, judged.p90_days), "numeric": True},
    ]


def _tiles(this: Judged, before: Judged) -> list[dict[str, Any]]:
    interval = this.interval
    between = (
        _("khoảng tin cậy %(low)s – %(high)s; ") % {"low": percents(interval.low), "high": percents(interval.high)}
        if interval
        else ""
    )
    return [
        _tile(_("Tiếp nhận"), written_number(this.received), written_number(before.received)),
        _tile(_("Đã giải quyết"), written_number(this.resolved), written_number(before.resolved)),
        _tile(_("Đúng và trước hạn"), percents(this.kept_rate), percents(before.kept_rate), between),
        _tile(_("Một nửa số hồ sơ xong trong"), _days(this, this.median_days), _days(before, before.median_days)),
        _tile(_("9 trên 10 hồ sơ xong trong"), _days(this, this.p90_days), _days(before, before.p90_days)),
    ]


def _tile(label: str, value: str, before: str, note: str = "") -> dict[str, Any]:
    year_ago = _("cùng kỳ năm trước: %(value)s") % {"value": before}
    return {"label": label, "value": value, "note": f"{note}{year_ago}"}


def _days(judged: Judged, days: float | None) -> str:
    if days is None or not judged.is_enough:
        return "–"
    return _("%(days)s ngày") % {"days": written_number(days, 1)}

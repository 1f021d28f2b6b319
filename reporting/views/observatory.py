"""The public observatory: agencies and sectors beside each other, and one agency, sector or procedure at a time."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.numerals import written_number
from reporting.charts import percents
from reporting.observatory.judging import LEAST, Judged
from reporting.observatory.observing import Beside, all_of, observed
from reporting.observatory.subjects import subject
from reporting.questions import Key


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


def _list(request: HttpRequest, key: Key, title: str) -> HttpResponse:
    found = all_of(key)
    context: dict[str, Any] = {"title": title, "key": key.value, "least": LEAST, "label": key.label}
    if found is not None:
        period, lines = found
        context |= {"period": period, "columns": _columns(str(key.label)), "rows": [_row(line) for line in lines]}
    return render(request, "reporting/observatory/list.html", context)


def _page(request: HttpRequest, key: Key, code: str) -> HttpResponse:
    shown = subject(key, code)
    page = observed(shown)
    context: dict[str, Any] = {"subject": shown, "key": key.value, "page": page, "least": LEAST, "label": key.label}
    if page is not None:
        context["tiles"] = _tiles(page.this, page.before)
    return render(request, "reporting/observatory/subject.html", context)


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

"""Anybody may ask whether published figures add up; nothing of what is sent is kept."""

from collections import defaultdict
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers.tries import Tries
from reporting.checking.findings import Finding
from reporting.checking.reading import Printed
from reporting.checking.rules import check
from reporting.checking.words import sentence
from reporting.forms.checking import TableForm

UNPROCESSABLE, TOO_MANY = 422, 429
CHECKS = Tries("figures:check", 30, 600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def check_figures(request: HttpRequest) -> HttpResponse:
    """Take a table of published figures and say beside each figure what does not follow from the others."""
    if request.method != "POST":
        return _asked(request, TableForm())
    client, at = get_adapter().get_client_ip(request), timezone.now()
    form = TableForm(request.POST, request.FILES)
    if CHECKS.are_used_up(client, at=at):
        form.full_clean()
        form.add_error(None, _("Đã kiểm tra nhiều bảng trong ít phút. Ông/Bà chờ 10 phút rồi kiểm tra tiếp."))
        return _asked(request, form, status=TOO_MANY)
    if not form.is_valid():
        return _asked(request, form, status=UNPROCESSABLE)
    CHECKS.count(client, at=at)
    found = check(form.rows)
    words = {
        "reports": _beside_figures(form.rows, found),
        "findings": [{"finding": finding, "sentence": sentence(finding)} for finding in found],
        "figures": len(form.rows),
        "crumbs": [{"label": _("Kiểm tra số liệu đã công bố"), "url": reverse("reporting:check_figures")}],
    }
    return render(request, "reporting/checking/verdict.html", words)


def _asked(request: HttpRequest, form: TableForm, *, status: int = 200) -> HttpResponse:
    return render(request, "reporting/checking/ask.html", {"form": form}, status=status)


def _beside_figures(rows: list[Printed], found: list[Finding]) -> list[dict[str, Any]]:
    """Return the rows by report, each with what is to be said of it."""
    said: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for finding in found:
        said[finding.line].append({"kind": finding.kind.label, "sentence": sentence(finding)})
    by_report: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_report[row.report].append({"printed": row, "findings": said[row.line]})
    return [{"name": name, "rows": printed} for name, printed in by_report.items()]

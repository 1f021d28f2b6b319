"""The quality of the catalogue, for its editors: what a check found, how to mend it, what has been compared."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from agencies.vietnamese import folded
from procedures.quality import ALL_RULES, SEVERITY_LABELS, Finding, Severity, counts_by_rule, place_words
from procedures.quality.keeping import check_again, last_check, settle
from procedures.queries import version_of
from procedures.services.comparing import confirm_version
from procedures.views.guard import for_editors

PAGE_SIZE = 30
TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.NOTE: "info"}
PARAMETERS = {"severity": "muc", "rule": "luat", "sector": "linh_vuc"}
"""What the findings are narrowed by, and its names in an address."""


@require_safe
@for_editors
def quality(request: HttpRequest) -> HttpResponse:
    """Show what the last check found, narrowed by weight, rule and sector."""
    check = last_check(today=timezone.localdate(), at=timezone.now())
    chosen = {name: request.GET.get(parameter, "")[:300] for name, parameter in PARAMETERS.items()}
    found = [finding for finding in check.findings if _passes(finding, chosen)]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    query = _query(chosen)
    context = {
        "check": check,
        "tiles": _tiles(check.findings),
        "facets": _facets(check.findings, chosen),
        "is_narrowed": any(chosen.values()),
        "page": page,
        "rows": [_row(finding) for finding in page.object_list],
        "query": query,
        "here": f"{request.path}?{query}" if query else request.path,
    }
    return render(request, "procedures/quality/list.html", context)


@require_POST
@for_editors
def quality_again(request: HttpRequest) -> HttpResponse:
    """Check the catalogue now."""
    check = check_again(today=timezone.localdate(), at=timezone.now())
    messages.success(request, _("Đã kiểm tra lại: %(count)s điểm cần xem.") % {"count": len(check.findings)})
    return redirect("procedures:quality")


@require_POST
@for_editors
def quality_compared(request: SignedInRequest, code: str) -> HttpResponse:
    """Note that the version in force, which a file brought, has been compared with its decision."""
    today = timezone.localdate()
    version = version_of(code, today=today)
    if version is None:
        raise Http404(_("Không có thủ tục này."))
    number = request.POST.get("version", "")
    if number != str(version.number):
        messages.warning(request, _("Thủ tục %(code)s vừa có phiên bản khác; Ông/Bà đối chiếu lại.") % {"code": code})
    elif confirm_version(version, actor=request.user, at=timezone.now()):
        settle("not_compared", code, today=today)
        messages.success(request, _("Đã ghi nhận đối chiếu thủ tục %(code)s.") % {"code": code})
    else:
        messages.info(request, _("Thủ tục %(code)s đã được đối chiếu từ trước.") % {"code": code})
    chosen = {name: request.POST.get(parameter, "")[:300] for name, parameter in PARAMETERS.items()}
    return redirect(f"{reverse('procedures:quality')}?{_query(chosen)}")


def _passes(finding: Finding, chosen: dict[str, str], *, without: str = "") -> bool:
    return all(not value or name == without or getattr(finding, name) == value for name, value in chosen.items())


def _query(chosen: dict[str, str]) -> str:
    return urlencode({PARAMETERS[name]: value for name, value in chosen.items() if value})


def _tiles(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    counts = Counter(finding.severity for finding in findings)
    return [
        {
            "value": counts[severity],
            "label": SEVERITY_LABELS[severity],
            "url": f"?{urlencode({PARAMETERS['severity']: severity.value})}",
            "tone": TONES[severity] if counts[severity] else "ok",
        }
        for severity in Severity
    ]


def _facets(findings: Sequence[Finding], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return the choices of each filter, each with the count that the others leave."""
    left = {name: [one for one in findings if _passes(one, chosen, without=name)] for name in PARAMETERS}
    severities = Counter(finding.severity.value for finding in left["severity"])
    rules = counts_by_rule(left["rule"])
    sectors = Counter(finding.sector for finding in left["sector"] if finding.sector)
    choices = {
        "severity": [(one.value, SEVERITY_LABELS[one], severities[one.value]) for one in Severity],
        "rule": [(key, rule.label, rules[key]) for key, rule in ALL_RULES.items() if rules[key]],
        "sector": [(name, name, sectors[name]) for name in sorted(sectors, key=folded)],
    }
    labels = {"severity": _("Mức"), "rule": _("Loại lỗi"), "sector": _("Lĩnh vực")}
    return [
        {"parameter": PARAMETERS[name], "label": labels[name], "choices": choices[name], "chosen": chosen[name]}
        for name in PARAMETERS
    ]


def _row(finding: Finding) -> dict[str, Any]:
    rule = ALL_RULES[finding.rule]
    return {
        "finding": finding,
        "rule": rule.label,
        "mend": rule.mend,
        "place": place_words(finding.where),
        "severity": SEVERITY_LABELS[finding.severity],
        "tone": TONES[finding.severity],
        "is_comparison": finding.rule == "not_compared",
    }

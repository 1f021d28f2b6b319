"""The catalogue as everybody reads it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures import queries
from procedures.models import CompetenceKind
from procedures.search import LONGEST_QUERY

FACETS = {"sector": "linh_vuc", "agency": "co_quan", "level": "cap", "event": "su_kien"}
"""The facets of the list and their names in an address."""


@require_safe
@login_not_required
def procedures(request: HttpRequest) -> HttpResponse:
    """Show the procedures that answer a few words, in a page or, for htmx, as the part of the page that changes."""
    text = " ".join(request.GET.get("q", "").replace("\x00", " ")[:LONGEST_QUERY].split())
    chosen = {name: request.GET.get(parameter, "")[:80] for name, parameter in FACETS.items()}
    found = queries.search_page(
        queries.Asked(text=text, **chosen),
        page=_page_number(request.GET.get("page", "")),
        today=timezone.localdate(),
    )
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "procedures/_results.html" if is_part else "procedures/list.html"
    context = _list_context(found, chosen)
    response = render(request, template, context)
    if is_part:
        # The address of what is shown, without the choices that were not made.
        response["HX-Push-Url"] = f"{request.path}?{context['query']}" if context["query"] else request.path
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_safe
@login_not_required
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the State promises for one procedure."""
    today = timezone.localdate()
    version = queries.version_of(code, today=today)
    if version is None:
        raise Http404(_("Không có thủ tục này."))
    page = queries.procedure_page(version, today=today)
    url = request.build_absolute_uri(reverse("procedures:detail", args=[code]))
    return render(
        request,
        "procedures/detail.html",
        {
            "page": page,
            "version": version,
            "facts_heading": _("Thông tin chung"),
            "facts": _facts(page),
            "description": _as_script(queries.structured_description(page, url=url)),
        },
    )


def _page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _list_context(found: queries.SearchPage, chosen: dict[str, str]) -> dict[str, Any]:
    asked = {"q": found.asked.text, **{FACETS[name]: value for name, value in chosen.items()}}
    asked = {name: value for name, value in asked.items() if value}
    return {
        "found": found,
        "facets": [
            {
                "parameter": FACETS[name],
                "label": label,
                "choices": found.facets[name],
                "chosen": chosen[name],
            }
            for name, label in (
                ("event", _("Sự kiện trong đời")),
                ("sector", _("Lĩnh vực")),
                ("agency", _("Cơ quan giải quyết")),
                ("level", _("Cấp giải quyết")),
            )
        ],
        "query": urlencode(asked),
        "is_narrowed": any(chosen.values()),
    }


def _facts(page: queries.ProcedurePage) -> list[dict[str, Any]]:
    """Return what stands beside the text: who may ask, who decides, where, by which decision."""
    version = page.version
    parts = {
        kind: [str(part.agency or part.name) for part in page.agencies if part.kind == kind] for kind in CompetenceKind
    }
    place = _("Bộ phận một cửa bất kỳ trong tỉnh") if version.is_taken_in_at_centre else version.not_taken_in_reason
    rows = [
        (_("Đối tượng"), version.audience_labels),
        (_("Cơ quan thực hiện"), parts[CompetenceKind.IMPLEMENTING]),
        (_("Cơ quan có thẩm quyền"), parts[CompetenceKind.COMPETENT]),
        (_("Cơ quan được ủy quyền"), parts[CompetenceKind.AUTHORISED]),
        (_("Cơ quan phối hợp"), parts[CompetenceKind.COOPERATING]),
        (_("Nơi tiếp nhận"), place),
        (_("Cấp giải quyết"), version.level_labels),
        (_("Dịch vụ công trực tuyến"), version.get_service_level_display()),
        (_("Quyết định công bố"), version.promulgation.number if version.promulgation else ""),
        (_("Áp dụng từ"), f"{version.valid_from:%d/%m/%Y}"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _as_script(value: object) -> SafeString:
    """Write JSON for a <script type="application/ld+json">: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign that means something to HTML is escaped above

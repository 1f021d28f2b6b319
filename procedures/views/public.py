"""The catalogue as everybody reads it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures import queries
from procedures.search import LONGEST_QUERY

FACETS = {
    "event": "su_kien",
    "audience": "doi_tuong",
    "sector": "linh_vuc",
    "agency": "co_quan",
    "level": "cap",
    "service": "muc_do",
    "reception": "tiep_nhan",
    "four_step": "bon_buoc",
}
"""The facets of the list and their names in an address."""

FOR_COUNTS = ("service", "reception", "four_step")
"""Facets that the public counts lead to: the list shows them only where they are chosen."""


@require_safe
@login_not_required
def procedures(request: HttpRequest) -> HttpResponse:
    """Show the procedures that answer a few words, in a page or, for htmx, as the part of the page that changes."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
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
                ("audience", _("Đối tượng")),
                ("sector", _("Lĩnh vực")),
                ("agency", _("Cơ quan giải quyết")),
                ("level", _("Cấp giải quyết")),
                ("service", _("Dịch vụ công trực tuyến")),
                ("reception", _("Tiếp nhận tại bộ phận một cửa")),
                ("four_step", _("Bốn bước tại trung tâm")),
            )
            if chosen[name] or name not in FOR_COUNTS
        ],
        "query": urlencode(asked),
        "is_narrowed": any(chosen.values()),
    }

"""One procedure, as everybody reads it: a page that also prints, and a paper (PDF)."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.typesetting import qr_svg
from procedures import queries
from procedures.facts import facts, history
from procedures.models import ProcedureVersion
from procedures.open_data.schema_org import government_service
from procedures.papers.procedure import procedure_pdf
from procedures.queries.groups import groups_of
from procedures.service_levels import service_level_words


@require_safe
@login_not_required
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the State promises for one procedure today, or what it has promised last or will first."""
    today = timezone.localdate()
    version = _version_or_404(code, today=today)
    return render(request, "procedures/detail.html", page_context(version, request, today=today))


@require_safe
@login_not_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Give the same as a paper to print, post or keep; it is always in Vietnamese."""
    today = timezone.localdate()
    version = _version_or_404(code, today=today)
    response = HttpResponse(procedure_pdf(version, today=today), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="thu-tuc-{slugify(code)}.pdf"'
    return response


def page_context(version: ProcedureVersion, request: HttpRequest, *, today: date) -> dict[str, Any]:
    """Return all that `procedures/detail.html` shows of any version, past, present or coming; ten queries.

    The version comes with its procedure, sector and decision, as `queries.version_of` returns it.
    """
    page = queries.procedure_page(version, today=today)
    path = reverse("procedures:detail", args=[version.procedure.code])
    url = request.build_absolute_uri(path)
    return {
        "page": page,
        "version": version,
        "facts_heading": _("Thông tin chung"),
        "facts": facts(page),
        "history_heading": _("Nguồn gốc"),
        "history": history(page),
        "service_level_words": service_level_words(version.service_level),
        "qr": mark_safe(qr_svg(settings.PORTAL_URL + path)),  # noqa: S308 - drawn by ourselves from our own address
        "groups": groups_of(version.procedure),
        "description": _as_script(government_service(page, url=url)) if page.is_in_force else "",
    }


def _version_or_404(code: str, *, today: date) -> ProcedureVersion:
    version = queries.version_of(code, today=today) or queries.coming_version_of(code, today=today)
    if version is None:
        raise Http404(_("Không có thủ tục này."))
    return version


def _as_script(value: object) -> SafeString:
    """Write JSON for a <script type="application/ld+json">: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign that means something to HTML is escaped above

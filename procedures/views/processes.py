"""The internal processes of a procedure, agency by agency, as pictures."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures.queries import version_of
from procedures.queries.processes import agency_processes


@require_safe
@login_not_required
def processes(request: HttpRequest, code: str) -> HttpResponse:
    """Show who does what in which time at each agency, as the version of today says."""
    version = version_of(code, today=timezone.localdate())
    if version is None:
        raise Http404(_("Không có thủ tục này."))
    crumbs = [
        {"label": _("Thủ tục hành chính"), "url": reverse("procedures:list")},
        {"label": code, "url": reverse("procedures:detail", args=[code])},
    ]
    context = {"version": version, "processes": agency_processes(version), "crumbs": crumbs}
    return render(request, "procedures/processes.html", context)

"""Leaders and administrators: what the nights computed, and the list behind each figure."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.views.counter import page_number
from dossiers.views.exports import table_file
from reporting.access import reach_of
from reporting.behind import COLUMNS, behind_asked, rows_for_file
from reporting.listing import page_of
from reporting.nights import last_runs, night_state


@require_safe
def runs(request: SignedInRequest) -> HttpResponse:
    """Show whether last night ran and added up, and what each run took and found."""
    at = timezone.now()
    reach_of(request.user, today=timezone.localdate(at))
    return render(request, "reporting/nights/runs.html", {"state": night_state(at=at), "runs": last_runs(), "at": at})


@require_safe
def behind(request: SignedInRequest) -> HttpResponse:
    """Show the dossiers that a figure counts."""
    at = timezone.now()
    asked = behind_asked(request.user, request.GET.dict(), today=timezone.localdate(at))
    listing = page_of(asked.dossiers, page=page_number(request), at=at)
    return render(request, "reporting/nights/behind.html", {"asked": asked, "listing": listing})


@require_safe
@never_cache
def behind_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the dossiers that a figure counts as a file."""
    at = timezone.now()
    asked = behind_asked(request.user, request.GET.dict(), today=timezone.localdate(at))
    rows, name = rows_for_file(asked.dossiers), f"ho-so-{asked.measure.replace('_', '-')}-{asked.question.period.slug}"
    return table_file(COLUMNS, rows, form=form, name=name, title=str(asked.label), at=at)

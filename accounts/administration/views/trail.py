"""The administrators' page of what was changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.administration import queries
from accounts.administration.access import require_administrator
from accounts.administration.views.people import page_number
from accounts.requests import SignedInRequest


@require_safe
def listed(request: SignedInRequest) -> HttpResponse:
    """Show what was changed, by whom, from what to what."""
    require_administrator(request.user)
    shown = queries.trail(request.GET.dict(), page=page_number(request))
    return render(request, "administration/trail.html", {"shown": shown})

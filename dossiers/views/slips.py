"""All official papers of one dossier on one page, for whoever may open it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.access import get_dossier, is_own
from dossiers.queries.opening import readers_of
from dossiers.queries.slips import slips_of


@require_safe
def slips(request: SignedInRequest, code: str) -> HttpResponse:
    """List the papers of a dossier and who has opened them; internal papers are for the offices alone."""
    today = timezone.localdate()
    dossier = get_dossier(request.user, code, today=today, related=("version",))
    is_applicant = is_own(request.user, dossier, today=today)
    context = {
        "dossier": dossier,
        "slips": slips_of(dossier, for_office=not is_applicant),
        "readers": readers_of(dossier),
        "is_applicant": is_applicant,
    }
    return render(request, "dossiers/slips.html", context)

"""A look at the letter that a proposal would make: nothing is written, and what was typed is in no address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from dossiers.access import check
from dossiers.errors import DossierError, InvalidInput
from dossiers.models import Outcome
from dossiers.papers.result_letter import FOR_LETTER
from dossiers.queries.desk import get_for_work
from dossiers.services.drafting import preview_letter
from dossiers.views.deeds import DEEDS
from dossiers.views.desk import FORBIDDEN, UNPROCESSABLE, desk_url
from dossiers.views.files import pdf_answer
from dossiers.workflow import Action

FOR_PREVIEW = ("process", *FOR_LETTER)


@require_POST
def letter_preview(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the letter for the decision and the words on the page of the proposal, as PDF."""
    at = timezone.now()
    dossier = get_for_work(request.user, code, at=at, related=FOR_PREVIEW)
    form = DEEDS[Action.PROPOSE].form(dossier, request.user, data=request.POST)
    form.is_valid()
    given, status = form.cleaned_data, FORBIDDEN
    try:
        check(request.user, Action.PROPOSE, dossier, at=at)
        status = UNPROCESSABLE
        if not given.get("outcome"):
            raise InvalidInput(_("Ông/Bà chọn đề xuất trước khi xem văn bản."))
        pdf = preview_letter(
            dossier,
            outcome=Outcome(given["outcome"]),
            reason=given.get("reason", ""),
            legal_ground=given.get("legal_ground", ""),
            actor=request.user,
            at=at,
        )
    except DossierError as error:
        context = {"message": str(error), "desk_url": desk_url(code, "")}
        return render(request, "dossiers/desk/refused.html", context, status=status)
    return pdf_answer(pdf, f"xem-truoc-{dossier.code}.pdf")

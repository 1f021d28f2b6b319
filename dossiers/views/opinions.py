"""What an officer's agency was asked about other agencies' dossiers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.queries import opinions as queries
from dossiers.queries.buttons import move_url
from dossiers.views.counter import page_number
from dossiers.workflow import Action


@require_safe
def opinions(request: SignedInRequest) -> HttpResponse:
    """Show the questions to the officer's agencies, the most urgent first."""
    at = timezone.now()
    posts = queries.answering_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho chuyên viên được hỏi ý kiến."))
    found = queries.opinion_list(posts, muc=request.GET.get("muc", ""), page=page_number(request), at=at)
    return render(request, "dossiers/opinions/list.html", {"found": found})


@require_safe
def opinion(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the question and the papers of one dossier."""
    page = queries.opinion_page(request.user, code, at=timezone.now())
    context = {"page": page, "answer_url": move_url(page.dossier.code, Action.ANSWER) if page.is_open else ""}
    return render(request, "dossiers/opinions/opinion.html", context)

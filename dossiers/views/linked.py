"""A citizen follows one linked request: each agency's dossier, its clock, and what opens when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.queries import linked as queries


@require_safe
def detail(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one request as one thing: how it stands, and each part with its dossier."""
    page = queries.request_page(request.user, code, at=timezone.now())
    return render(request, "dossiers/linked/detail.html", {"page": page, "linked": page.request})


@require_safe
def submitted(request: SignedInRequest, code: str) -> HttpResponse:
    """Confirm a request: its code, the dossiers that exist already with their secrets, what happens next."""
    page = queries.request_page(request.user, code, at=timezone.now())
    context = {"page": page, "linked": page.request, "next_steps": queries.next_steps(page)}
    return render(request, "dossiers/linked/submitted.html", context)

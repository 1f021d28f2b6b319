"""Beside the work on a dossier: notes for colleagues, who else has it open, what differs from the agency's letter."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers import presence as present
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.forms.notes import NoteForm
from dossiers.queries.desk import get_for_work
from dossiers.queries.differences import FOR_DIFFERENCE, difference_of
from dossiers.queries.notes import notes_of
from dossiers.services.notes import write_note
from dossiers.views.desk import FORBIDDEN, UNPROCESSABLE, desk_url


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the notes of a dossier; take a new one and go back to the desk."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at)
        form = NoteForm(request.POST) if request.method == "POST" else None
        if form is not None and form.is_valid():
            write_note(dossier, words=form.cleaned_data["words"], actor=request.user, at=at)
            messages.success(request, _("Đã ghi chú cho đồng nghiệp."))
            return redirect(desk_url(dossier.code, "") + "#ghi-chu")
    except NotAllowed as error:
        return _refused(request, code, error)
    except InvalidInput as error:
        assert form is not None  # noqa: S101 — only a form that was sent is refused
        form.add_error(error.field, str(error))
    found = notes_of(request.user, dossier, at=at, form=form)
    context = {"dossier": dossier, "notes": found, "form": form, "desk_url": desk_url(dossier.code, "")}
    return render(request, "dossiers/desk/notes.html", context, status=UNPROCESSABLE if form else 200)


@require_safe
def difference(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what differs between a result and the agency's letter; for htmx only the words."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at, related=FOR_DIFFERENCE)
    except NotAllowed as error:
        return _refused(request, code, error)
    context = {"dossier": dossier, "difference": difference_of(dossier), "desk_url": desk_url(dossier.code, "")}
    template = "_difference.html" if request.headers.get("HX-Request") else "difference.html"
    response = render(request, f"dossiers/desk/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def _refused(request: SignedInRequest, code: str, error: NotAllowed) -> HttpResponse:
    context = {"message": str(error), "desk_url": desk_url(code, "")}
    return render(request, "dossiers/desk/refused.html", context, status=FORBIDDEN)


@require_POST
def presence(request: SignedInRequest) -> HttpResponse:
    """Note that a desk is still open, and say who else is there; nothing to say again answers 204. No query."""
    dossier = present.admitted(request.POST.get("noi", ""))
    if dossier is None:
        raise Http404
    words = list(present.presence_words(present.stay(dossier, request.user, at=timezone.now())))
    known = sha256("\n".join(words).encode()).hexdigest()[:16] if words else ""
    if known == request.POST.get("da-biet", ""):
        return HttpResponse(status=204)
    return render(request, "dossiers/desk/_present.html", {"words": words, "known": known})

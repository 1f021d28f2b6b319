"""A citizen prepares and submits a dossier: a task list, one thing on each page, everything kept."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers import drafts
from dossiers.errors import DossierError
from dossiers.forms.declaration import AgencyForm, DeclarationForm, ReviewForm
from dossiers.queries import submission as queries
from dossiers.views.declaring import acting_for
from dossiers.views.preparing import READ_OR_POST, answer, pressed


@require_http_methods(READ_OR_POST)
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what will be asked; on a press begin a draft, or go on with the one begun before."""
    at = timezone.now()
    version = drafts.online_version(code, today=timezone.localdate(at))
    if request.method == "POST":
        try:
            draft = drafts.start(version, user=request.user, at=at)
        except DossierError as error:
            messages.error(request, str(error))
            return redirect("procedures:detail", code)
        return redirect("dossiers:draft", draft.key)
    return render(request, "dossiers/citizen/start.html", {"version": version, "page": queries.start_page(version)})


@require_safe
def draft(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show what is done and what is still to do."""
    try:
        preparing = drafts.get_draft(request.user, key)
    except Http404:
        return _to_what_it_became(request, key)
    page = queries.draft_page(preparing, request.user, today=timezone.localdate())
    return render(request, "dossiers/citizen/draft.html", {"draft": preparing, "page": page})


@require_http_methods(READ_OR_POST)
def agency(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask which of several agencies shall resolve it."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    agencies = drafts.agencies_for(preparing.version, today=timezone.localdate(at))
    chosen = {"agency": preparing.agency.code} if preparing.agency else {}
    form = AgencyForm(request.POST or None, agencies=agencies, initial=chosen)
    if request.method == "POST" and form.is_valid():
        drafts.choose_agency(preparing, form.cleaned_data["agency"], at=at)
        return redirect("dossiers:draft", key)
    return answer(request, "dossiers/citizen/draft_agency.html", {"draft": preparing, "form": form}, form)


@require_http_methods(READ_OR_POST)
def review(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show every answer once more with the fee; on a press submit, once however often it is pressed."""
    at = timezone.now()
    today = timezone.localdate(at)
    try:
        preparing = drafts.get_draft(request.user, key)
    except Http404:
        return _to_what_it_became(request, key)
    declared = DeclarationForm(preparing.declaration, party=acting_for(request, preparing))
    answers = queries.answers_form(preparing, today=today)
    papers = queries.documents_page(preparing, today=today)
    if not queries.is_complete(preparing, declared, answers, papers):
        messages.warning(request, _("Ông/Bà hoàn thành các phần còn lại rồi kiểm tra và nộp."))
        return redirect("dossiers:draft", key)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    said = queries.declared_of(preparing, answers)
    submit = partial(drafts.submit, preparing, declared=said, actor=request.user, at=at)
    if request.method == "POST" and form.is_valid() and (code := pressed(form, declared, submit)):
        return redirect("dossiers:submitted", code)
    context = {"draft": preparing, "page": queries.review_page(preparing, declared, answers, papers), "form": form}
    return answer(request, "dossiers/citizen/draft_review.html", context, form)


@require_POST
def discard(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(drafts.get_draft(request.user, key))
    messages.success(request, _("Đã xóa hồ sơ đang soạn."))
    return redirect("dossiers:mine")


def _to_what_it_became(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Lead from a draft that was submitted to its dossier: a second press, or the browser's way back."""
    code = drafts.submitted_code(request.user, key)
    if code is None:
        raise Http404(_("Không tìm thấy hồ sơ đang soạn này."))
    return redirect("dossiers:submitted", code)

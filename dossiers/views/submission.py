"""A citizen prepares and submits a dossier: a task list, one thing on each page, everything kept."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers import drafts
from dossiers.errors import DossierError
from dossiers.forms.citizen import PaperForm
from dossiers.forms.declaration import AgencyForm, DeclarationForm, ReviewForm
from dossiers.queries import submission as queries
from dossiers.views.preparing import READ_OR_POST, answer, declaration_form, is_attached, pressed, take_back
from procedures.models import RequiredDocument


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
    page = queries.draft_page(preparing, today=timezone.localdate())
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
def declaration(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask who applies and for what; what is typed is kept even where it is not yet right."""
    preparing = drafts.get_draft(request.user, key)
    form = declaration_form(request, preparing)
    if request.method == "POST":
        is_complete = form.is_valid()
        drafts.declare(preparing, request.POST, fields=form.fields, is_complete=is_complete, at=timezone.now())
        if is_complete:
            return redirect("dossiers:draft", key)
    return answer(request, "dossiers/citizen/draft_declaration.html", {"draft": preparing, "form": form}, form)


@require_http_methods(READ_OR_POST)
def documents(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take the papers one by one: a file is refused at once with the reason, or kept."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    page = queries.documents_page(preparing)
    tried: tuple[int, PaperForm] | None = None
    if request.method == "POST":
        if "remove" in request.POST:
            take_back(request, lambda number: drafts.detach(preparing, number, at=at))
            return redirect("dossiers:draft_documents", key)
        required = _paper_named(page.required, request.POST.get("paper", ""))
        form = PaperForm(request.POST, request.FILES, prefix=f"paper-{required.pk}")
        if is_attached(request, form, lambda file: drafts.attach(preparing, required, file, at=at)):
            return redirect(f"{reverse('dossiers:draft_documents', args=[key])}#paper-{required.pk}")
        tried = (required.pk, form)
    rows: list[dict[str, Any]] = [
        {
            "required": required,
            "must": drafts.must_be_attached(required),
            "files": page.files_of[required.pk],
            "form": tried[1] if tried and tried[0] == required.pk else PaperForm(prefix=f"paper-{required.pk}"),
        }
        for required in page.required
    ]
    refused = tried[1] if tried else None
    errors = [
        {"message": f"{row['required'].name}: {message}", "target": row["form"]["file"].id_for_label}
        for row in rows
        if refused and row["form"] is refused
        for message in row["form"].errors.get("file", [])
    ]
    context = {"draft": preparing, "rows": rows, "errors": errors}
    return answer(request, "dossiers/citizen/draft_documents.html", context, refused)


@require_http_methods(READ_OR_POST)
def review(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show every answer once more with the fee; on a press submit, once however often it is pressed."""
    at = timezone.now()
    try:
        preparing = drafts.get_draft(request.user, key)
    except Http404:
        return _to_what_it_became(request, key)
    declared = DeclarationForm(preparing.declaration)
    papers = queries.documents_page(preparing)
    if not queries.is_complete(preparing, declared, papers):
        messages.warning(request, _("Ông/Bà hoàn thành các phần còn lại rồi kiểm tra và nộp."))
        return redirect("dossiers:draft", key)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    submit = partial(drafts.submit, preparing, actor=request.user, at=at)
    if request.method == "POST" and form.is_valid() and (code := pressed(form, declared, submit)):
        return redirect("dossiers:submitted", code)
    context = {"draft": preparing, "page": queries.review_page(preparing, declared, papers), "form": form}
    return answer(request, "dossiers/citizen/draft_review.html", context, form)


@require_POST
def discard(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(drafts.get_draft(request.user, key))
    messages.success(request, _("Đã xóa hồ sơ đang soạn."))
    return redirect("dossiers:mine")


def _paper_named(required: list[RequiredDocument], number: str) -> RequiredDocument:
    for paper in required:
        if str(paper.pk) == number:
            return paper
    raise Http404(_("Giấy tờ này không thuộc thành phần hồ sơ của thủ tục."))


def _to_what_it_became(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Lead from a draft that was submitted to its dossier: a second press, or the browser's way back."""
    code = drafts.submitted_code(request.user, key)
    if code is None:
        raise Http404(_("Không tìm thấy hồ sơ đang soạn này."))
    return redirect("dossiers:submitted", code)

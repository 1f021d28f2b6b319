"""The papers of a draft, one by one: sent, photographed or taken from the person's store; looked at, taken out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from dossiers import draft_choices, drafts
from dossiers.errors import DossierError
from dossiers.forms.draft_papers import DraftPaperForm
from dossiers.models import DossierDraft
from dossiers.previews import preview_of
from dossiers.queries import submission as queries
from dossiers.services.terms import required_of
from dossiers.views.files import SHUT
from dossiers.views.preparing import READ_OR_POST, UNPROCESSABLE, answer, take_back
from procedures.models import RequiredDocument


@require_http_methods(READ_OR_POST)
def documents(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take the papers one by one: a file is refused at once with the reason, or kept."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    if request.method == "POST" and "remove" in request.POST:
        take_back(request, lambda number: drafts.detach(preparing, number, at=at))
        return redirect("dossiers:draft_documents", key)
    tried: tuple[RequiredDocument, DraftPaperForm] | None = None
    if request.method == "POST":
        paper = _paper_named(required_of(preparing.version), request.POST.get("paper", ""))
        form = _form(paper, request)
        said = _reused(request, preparing, paper, form) if "reuse" in request.POST else _sent(preparing, paper, form)
        if _is_in_passing(request):
            return _row(request, preparing, paper, form, said)
        if said:
            messages.success(request, said)
        if not form.errors:
            return redirect(f"{reverse('dossiers:draft_documents', args=[key])}#paper-{paper.pk}")
        tried = (paper, form)
    page = queries.documents_page(preparing, today=timezone.localdate(at))
    refused = {tried[0].pk: tried[1]} if tried else {}
    rows = [_row_of(page, one, refused.get(one.pk)) for one in page.required if one.pk not in page.made]
    made = [one for one in page.required if one.pk in page.made]
    context = {"draft": preparing, "rows": rows, "made": made, "errors": _errors(*tried) if tried else []}
    return answer(request, "dossiers/citizen/draft_documents.html", context, tried[1] if tried else None)


@require_safe
@cache_control(private=True, max_age=7 * 24 * 3600, immutable=True)
def preview(request: HttpRequest, key: UUID, file_key: UUID) -> HttpResponse:
    """Send a small picture of a file of a draft to the person who is preparing it."""
    attached = drafts.get_draft(request.user, key).documents.select_related("file")
    picture = preview_of(get_object_or_404(attached, file_id=file_key).file)
    if picture is None:
        raise Http404(_("Tệp này không có ảnh xem trước."))
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Content-Security-Policy"] = SHUT
    return response


def _sent(preparing: DossierDraft, paper: RequiredDocument, form: DraftPaperForm) -> str:
    """Keep the files that pass, put the reason beside the field for the others; return what is to be said."""
    form.is_valid()
    kept = []
    for upload in form.taken:
        try:
            drafts.attach(preparing, paper, upload, at=timezone.now())
        except DossierError as error:
            form.add_error("file", str(error))
            break
        kept.append(upload.name)
    if not kept:
        return ""
    if len(kept) == 1:
        return _("Đã đính kèm “%(name)s”.") % {"name": kept[0]}
    return ngettext("Đã đính kèm %(count)s tệp.", "Đã đính kèm %(count)s tệp.", len(kept)) % {"count": len(kept)}


def _reused(request: SignedInRequest, preparing: DossierDraft, paper: RequiredDocument, form: DraftPaperForm) -> str:
    """Attach a paper of the person's store; return what is to be said."""
    at = timezone.now()
    number = request.POST["reuse"]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404(_("Giấy tờ này không còn trong kho của Ông/Bà."))
    try:
        document = draft_choices.reuse(preparing, paper, int(number), at=at, today=timezone.localdate(at))
    except DossierError as error:
        form.full_clean()
        form.errors.clear()
        form.add_error("file", str(error))
        return ""
    return _("Đã dùng lại “%(name)s”.") % {"name": document.file.name}


def _row(
    request: SignedInRequest, preparing: DossierDraft, paper: RequiredDocument, form: DraftPaperForm, said: str
) -> HttpResponse:
    """Answer a page that sends files by itself with the one paper as it is now."""
    page = queries.documents_page(preparing, today=timezone.localdate())
    context = {"draft": preparing, "row": _row_of(page, paper, form if form.errors else None), "said": said}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "dossiers/citizen/draft_paper_fragment.html", context, status=status)


def _row_of(page: queries.DocumentsPage, required: RequiredDocument, form: DraftPaperForm | None) -> dict[str, Any]:
    return {
        "required": required,
        "must": drafts.must_be_attached(required),
        "files": page.files_of[required.pk],
        "offered": page.offered[required.pk],
        "form": form or _form(required),
    }


def _form(paper: RequiredDocument, request: HttpRequest | None = None) -> DraftPaperForm:
    sent = (request.POST, request.FILES) if request is not None else ()
    return DraftPaperForm(*sent, prefix=f"paper-{paper.pk}")


def _errors(paper: RequiredDocument, form: DraftPaperForm) -> list[dict[str, str]]:
    """Return what was refused, for the error summary."""
    return [
        {"message": f"{paper.name}: {message}", "target": form[name].id_for_label}
        for name in ("file", "photo")
        for message in form.errors.get(name, [])
    ]


def _paper_named(required: list[RequiredDocument], number: str) -> RequiredDocument:
    for paper in required:
        if str(paper.pk) == number:
            return paper
    raise Http404(_("Giấy tờ này không thuộc thành phần hồ sơ của thủ tục."))


def _is_in_passing(request: HttpRequest) -> bool:
    """Say whether the page itself sends a file and wants only the paper back."""
    return request.headers.get("Prefer") == "return=representation"

"""A citizen prepares and submits a linked request: parts, one declaration, each paper once, everything kept."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers import linked_drafts as drafts
from dossiers.draft_choices import choose_party
from dossiers.errors import DossierError
from dossiers.forms.citizen import PaperForm
from dossiers.forms.declaration import DeclarationForm, PartyForm, ReviewForm
from dossiers.forms.linked import PartsForm
from dossiers.queries import linked_submission as queries
from dossiers.queries.known import known_applicant
from dossiers.queries.mandates import party_chosen, party_named
from dossiers.views.declaring import Sheet, answered
from dossiers.views.files import served
from dossiers.views.preparing import READ_OR_POST, answer, is_attached, pressed, take_back
from procedures.queries.groups import AskedPaper, get_group, group_terms

CRUMBS = "dossiers/linked/_crumbs.html"


@require_http_methods(READ_OR_POST)
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what will be asked; on a press begin a draft, or go on with the one begun before."""
    at = timezone.now()
    group = get_group(code)
    if request.method == "POST":
        try:
            draft = drafts.start(group, user=request.user, at=at)
        except DossierError as error:
            messages.error(request, str(error))
            return redirect("procedures:group", code)
        return redirect("dossiers:linked_draft", draft.key)
    terms = group_terms(group, today=timezone.localdate(at))
    return render(request, "dossiers/linked/start.html", {"group": group, "terms": terms})


@require_safe
def draft(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show what is done and what is still to do."""
    try:
        preparing = drafts.get_draft(request.user, key)
    except Http404:
        return _to_what_it_became(request, key)
    page = queries.draft_page(preparing, today=timezone.localdate())
    return render(request, "dossiers/linked/draft.html", {"draft": preparing, "page": page})


@require_http_methods(READ_OR_POST)
def parts(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask which optional parts are wanted, and which of several agencies resolves each."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    terms = drafts.terms_of(preparing, today=timezone.localdate(at))
    form = PartsForm(request.POST if request.method == "POST" else None, draft=preparing, parts=terms.every_part)
    if request.method == "POST" and form.is_valid():
        drafts.choose(preparing, left_out=form.left_out, agencies=form.agencies, at=at)
        return redirect("dossiers:linked_draft", key)
    context = {"draft": preparing, "form": form, "terms": terms}
    return answer(request, "dossiers/linked/draft_parts.html", context, form)


@require_http_methods(READ_OR_POST)
def party(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask in whose name the whole request is: the person's own, an organisation's, that of who gave them a mandate."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    parties = queries.parties_of(preparing, today=timezone.localdate(at))
    now = party_chosen(parties, organisation=preparing.organisation_id, mandate=preparing.mandate_id)
    typed = request.POST if request.method == "POST" else None
    form = PartyForm(typed, parties=parties, initial={"party": now.key if now else ""})
    if request.method == "POST" and form.is_valid():
        chosen = party_named(parties, form.cleaned_data["party"])
        if chosen is None:
            raise Http404(_("Ông/Bà không nộp được hồ sơ cho người này."))
        choose_party(preparing, chosen, at=at)
        return redirect("dossiers:linked_draft", key)
    home = reverse("dossiers:linked_draft", args=[key])
    context = {"draft": preparing, "form": form, "home": home, "crumbs": CRUMBS}
    return answer(request, "dossiers/citizen/draft_party.html", context, form)


@require_http_methods(READ_OR_POST)
def declaration(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask once who applies and for what; what is typed is kept as it is typed, also where it is not yet right."""
    preparing = drafts.get_draft(request.user, key)
    acting = queries.acting_for(preparing, today=timezone.localdate())
    kept = preparing.declaration
    known = {} if kept else known_applicant(request.user, acting)
    initial = kept or {name: one.value for name, one in known.items()}
    form = DeclarationForm(request.POST if request.method == "POST" else None, initial=initial, party=acting)
    sheet = Sheet(
        preparing,
        form,
        form.fields,
        known,
        False,
        "dossiers/linked/draft_declaration.html",
        keep=drafts.declare,
        home="dossiers:linked_draft",
        crumbs=CRUMBS,
    )
    return answered(request, sheet, request.POST)


@require_http_methods(READ_OR_POST)
def documents(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Take the papers one by one, each once for all parts: a file is refused at once with the reason, or kept."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    page = queries.documents_page(preparing, today=timezone.localdate(at))
    tried: tuple[AskedPaper, PaperForm] | None = None
    if request.method == "POST":
        if "remove" in request.POST:
            take_back(request, lambda number: drafts.detach(preparing, number, at=at))
            return redirect("dossiers:linked_draft_documents", key)
        paper = _paper_named(page.terms.asked, request.POST.get("paper", ""))
        form = PaperForm(request.POST, request.FILES, prefix=f"paper-{paper.key}")
        if is_attached(request, form, lambda file: drafts.attach(preparing, paper, file, at=at)):
            return redirect(f"{reverse('dossiers:linked_draft_documents', args=[key])}#paper-{paper.key}")
        tried = (paper, form)
    context = {"draft": preparing, "terms": page.terms, **_paper_rows(page, tried)}
    return answer(request, "dossiers/linked/draft_documents.html", context, tried[1] if tried else None)


@require_safe
@never_cache
def draft_file(request: HttpRequest, key: UUID, file_key: UUID) -> HttpResponseBase:
    """Send a file of a draft to the person who is preparing it."""
    attached = drafts.get_draft(request.user, key).documents.select_related("file")
    return served(get_object_or_404(attached, file_id=file_key).file, is_download="tai-ve" in request.GET)


@require_http_methods(READ_OR_POST)
def review(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show every answer once more; on a press submit, once however often it is pressed."""
    at = timezone.now()
    try:
        preparing = drafts.get_draft(request.user, key)
    except Http404:
        return _to_what_it_became(request, key)
    today = timezone.localdate(at)
    declared = DeclarationForm(preparing.declaration, party=queries.acting_for(preparing, today=today))
    page = queries.review_page(preparing, declared, today=today)
    if not page.is_complete:
        messages.warning(request, _("Ông/Bà hoàn thành các phần còn lại rồi kiểm tra và nộp."))
        return redirect("dossiers:linked_draft", key)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    submit = partial(drafts.submit, preparing, actor=request.user, at=at)
    if request.method == "POST" and form.is_valid() and (code := pressed(form, declared, submit)):
        return redirect("dossiers:linked_submitted", code)
    return answer(request, "dossiers/linked/draft_review.html", {"draft": preparing, "page": page, "form": form}, form)


@require_POST
def discard(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard(drafts.get_draft(request.user, key))
    messages.success(request, _("Đã xóa yêu cầu đang soạn."))
    return redirect("dossiers:mine")


def _paper_rows(page: queries.DocumentsPage, tried: tuple[AskedPaper, PaperForm] | None) -> dict[str, Any]:
    """Return the papers with their forms, the refused form in its place, and its errors for the summary."""
    refused = {tried[0].key: tried[1]} if tried else {}
    rows = [
        {
            "paper": paper,
            "must": paper.is_always_needed,
            "files": page.files_of[paper.key],
            "form": refused.get(paper.key) or PaperForm(prefix=f"paper-{paper.key}"),
        }
        for paper in page.terms.asked
    ]
    errors = [
        {"message": f"{tried[0].name}: {message}", "target": tried[1]["file"].id_for_label}
        for message in (tried[1].errors.get("file", []) if tried else [])
        if tried
    ]
    return {"rows": rows, "errors": errors}


def _paper_named(asked: list[AskedPaper], key: str) -> AskedPaper:
    for paper in asked:
        if paper.key == key:
            return paper
    raise Http404(_("Giấy tờ này không thuộc thành phần hồ sơ của nhóm thủ tục."))


def _to_what_it_became(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Lead from a draft that was submitted to its request: a second press, or the browser's way back."""
    code = drafts.submitted_code(request.user, key)
    if code is None:
        raise Http404(_("Không tìm thấy yêu cầu đang soạn này."))
    return redirect("dossiers:linked_submitted", code)

"""An agency writes its result letters: which there are, their words, how they will look."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from agencies.vietnamese import normalised
from dossiers.access import get_dossier
from dossiers.errors import DossierError, InvalidInput
from dossiers.forms.result_templates import WordingForm
from dossiers.models import Result, ResultTemplate
from dossiers.papers.result_letter import FOR_LETTER, ResultLetter, letter_of, result_letter_pdf, sample_letter
from dossiers.papers.vocabulary import FIELDS, problems_of, sample_values
from dossiers.queries import result_templates as queries
from dossiers.queries.result_templates import LetterPage
from dossiers.services.result_templates import (
    StaleTemplate,
    TemplateRefused,
    publish_template,
    withdraw_template,
)
from dossiers.views.counter import page_number
from dossiers.views.files import pdf_answer

CONFLICT = 409
UNPROCESSABLE = 422


@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """List the procedures of one's agency and which letters are written for them."""
    today = timezone.localdate()
    if not queries.agencies_written_for(request.user, today=today):
        raise PermissionDenied(_("Trang này dành cho người phê duyệt và cán bộ kiểm soát thủ tục của cơ quan."))
    words = normalised(request.GET.get("q", ""))[:100]
    found = queries.letter_rows(request.user, words=words, page=page_number(request), today=today)
    return render(request, "dossiers/result_templates/list.html", {"found": found, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: SignedInRequest, agency: str, code: str, slug: str) -> HttpResponse:
    """Show one letter with its fields and versions; take a new version."""
    at = timezone.now()
    page = queries.letter_page(request.user, agency, code, slug, today=timezone.localdate(at))
    if request.method != "POST":
        return _page(request, page, WordingForm.showing(page.newest))
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, page, form, status=UNPROCESSABLE)
    try:
        saved = publish_template(
            page.procedure,
            page.agency,
            page.outcome,
            form.wording(),
            seen=form.cleaned_data["seen"],
            actor=request.user,
            at=at,
        )
    except TemplateRefused as refusal:
        for problem in refusal.problems:
            form.add_error("body", problem)
        return _page(request, page, form, status=UNPROCESSABLE)
    except DossierError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        is_stale = isinstance(refusal, StaleTemplate)
        return _page(request, page, form, status=CONFLICT if is_stale else UNPROCESSABLE)
    messages.success(request, _("Đã lưu phiên bản %(number)s của mẫu văn bản.") % {"number": saved.number})
    return redirect("dossiers:result_template", page.agency.code, page.procedure.code, slug)


@require_POST
def preview(request: SignedInRequest, agency: str, code: str, slug: str) -> HttpResponse:
    """Show the words that are being typed as a letter: of a made-up dossier, or of a real one by its code."""
    at = timezone.now()
    page = queries.letter_page(request.user, agency, code, slug, today=timezone.localdate(at))
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, page, form, status=UNPROCESSABLE)
    problems = problems_of(form.cleaned_data["body"], outcome=page.outcome, version=page.version)
    if problems:
        for problem in problems:
            form.add_error("body", problem)
        return _page(request, page, form, status=UNPROCESSABLE)
    typed = ResultTemplate(procedure=page.procedure, agency=page.agency, outcome=page.outcome, **asdict(form.wording()))
    try:
        shown = _shown(request, typed, page, code=form.cleaned_data["dossier"], at=at)
    except InvalidInput as refusal:
        form.add_error("dossier", str(refusal.message))
        return _page(request, page, form, status=UNPROCESSABLE)
    pdf, _places = result_letter_pdf(shown, at=at)
    return pdf_answer(pdf, f"xem-truoc-{page.procedure.code}-{slug}.pdf")


@require_safe
def version_pdf(request: SignedInRequest, agency: str, code: str, slug: str, ordinal: int) -> HttpResponse:
    """Show a version as a letter of a made-up dossier."""
    page = queries.letter_page(request.user, agency, code, slug, today=timezone.localdate())
    template = next((one for one in page.versions if one.number == ordinal), None)
    if template is None:
        raise Http404(_("Không tìm thấy phiên bản này."))
    pdf, _places = result_letter_pdf(sample_letter(template, page.version), at=template.made_at)
    return pdf_answer(pdf, f"mau-{page.procedure.code}-{slug}-{ordinal}.pdf")


@require_POST
def withdraw(request: SignedInRequest, agency: str, code: str, slug: str) -> HttpResponse:
    """Stop using a letter."""
    at = timezone.now()
    page = queries.letter_page(request.user, agency, code, slug, today=timezone.localdate(at))
    if page.newest is None:
        raise Http404(_("Không tìm thấy mẫu văn bản này."))
    try:
        withdraw_template(page.newest, at=at)
    except StaleTemplate as refusal:
        return _page(request, page, WordingForm.showing(page.newest), status=CONFLICT, refusal=str(refusal.message))
    messages.success(request, _("Đã ngừng dùng mẫu văn bản."))
    return redirect("dossiers:result_template", page.agency.code, page.procedure.code, slug)


def _shown(
    request: SignedInRequest, typed: ResultTemplate, page: LetterPage, *, code: str, at: datetime
) -> ResultLetter:
    """Return the letter that a preview shows. A dossier without a decision is shown with sample reasons."""
    if not code.strip():
        return sample_letter(typed, page.version)
    try:
        dossier = get_dossier(request.user, code, today=timezone.localdate(at), related=FOR_LETTER)
    except Http404 as error:
        raise InvalidInput(str(error), field="dossier") from error
    result = getattr(dossier, "result", None)
    if result is None or result.outcome != page.outcome:
        samples = sample_values()
        result = Result(outcome=page.outcome, reason=str(samples["lý do"]), legal_ground=str(samples["căn cứ"]))
    return replace(letter_of(dossier, result, typed), is_preview=True)


def _page(
    request: SignedInRequest, page: LetterPage, form: WordingForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "form": form, "fields": FIELDS, "refusal": refusal}
    return render(request, "dossiers/result_templates/letter.html", context, status=status)

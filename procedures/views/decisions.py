"""Decisions as editors work on them: the list, the first page, the PDF, the desk of one decision."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from procedures.forms.decisions import AddChangesForm, FirstPageForm, SeenForm, SignedPdfForm, show_refusal
from procedures.models import Promulgation, PromulgationDeed, PromulgationState
from procedures.queries import decisions as queries
from procedures.services import decisions
from procedures.services.decisions import DecisionError, NotDraft, Obstacle
from procedures.views.change import WHERE
from procedures.views.guard import for_editors

UNPROCESSABLE, CONFLICT = 422, 409
SHUT_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""What a served PDF may do: be looked at."""

TABS = (
    ("", gettext_lazy("Tất cả")),
    ("soan", gettext_lazy("Đang soạn")),
    ("cho", gettext_lazy("Chờ ngày hiệu lực")),
    ("hieu-luc", gettext_lazy("Đã có hiệu lực")),
)

DEED_TONES = {PromulgationDeed.ISSUE: "ok", PromulgationDeed.UNDO: "warn"}


@require_safe
@for_editors
def decision_list(request: SignedInRequest) -> HttpResponse:
    """List the decisions that somebody entered."""
    today = timezone.localdate()
    state = request.GET.get("muc", "")
    page, counts = queries.decision_list(state=state, page=page_number(request), today=today)
    tabs = [
        {
            "label": label,
            "url": f"?muc={key}" if key else reverse("procedures:decisions"),
            "count": counts[key],
            "current": key == state,
        }
        for key, label in TABS
    ]
    rows = [{"decision": decision, "badge": badge_of(decision, today=today)} for decision in page.object_list]
    context = {"page": page, "rows": rows, "tabs": tabs, "query": f"muc={state}" if state in counts and state else ""}
    return render(request, "procedures/decisions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decision_new(request: SignedInRequest) -> HttpResponse:
    """Ask for the first page of a new decision, and enter it."""
    form = FirstPageForm(request.POST or None, initial=FirstPageForm.initial_of(None))
    if request.method == "POST" and form.is_valid():
        try:
            decision = decisions.enter(form.first_page, actor=request.user, at=timezone.now())
        except DecisionError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Đã lưu. Tiếp theo, Ông/Bà đính kèm bản PDF và thêm các thủ tục thay đổi."))
            return redirect("procedures:decision_desk", decision.slug)
    return _first_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decision_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change the first page of a draft; of a page that is out of date nothing typed is lost."""
    decision = entered_or_404(slug)
    if decision.state != PromulgationState.DRAFT:
        messages.warning(request, str(NotDraft()))
        return redirect("procedures:decision_desk", slug)
    seen = decisions.last_event(decision)
    form = FirstPageForm(request.POST or None, initial=FirstPageForm.initial_of(decision, seen=seen))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            looked_at = form.cleaned_data["seen"] or 0
            decision = decisions.edit(decision, form.first_page, seen=looked_at, actor=request.user, at=timezone.now())
        except DecisionError as error:
            show_refusal(form, error)
            status = UNPROCESSABLE if error.field else CONFLICT
            form = _with_seen(form, seen)
        else:
            return redirect("procedures:decision_desk", decision.slug)
    return _first_page(request, form, decision, status=status)


@require_safe
@for_editors
def decision_desk(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a decision: what it says, what is missing, its procedures, what was done with it."""
    return desk_page(request, entered_or_404(slug))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_editors
def decision_file(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the PDF of a decision to an editor, or take the signed one in."""
    decision = entered_or_404(slug)
    if request.method != "POST":
        return pdf_of(decision)
    form = SignedPdfForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            decisions.attach(decision, form.cleaned_data["document"], actor=request.user, at=timezone.now())
        except DecisionError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Đã đính kèm bản PDF."))
            return redirect("procedures:decision_desk", slug)
    return desk_page(request, decision, pdf_form=form, status=UNPROCESSABLE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decision_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask whether a draft is to be thrown away, and do it."""
    decision = entered_or_404(slug)
    if request.method == "POST":
        try:
            decisions.discard(decision)
        except DecisionError as error:
            messages.error(request, str(error))
            return redirect("procedures:decision_desk", slug)
        messages.success(request, _("Đã xóa bản soạn %s.") % decision.number)
        return redirect("procedures:decisions")
    question = {
        "heading": _("Xóa bản soạn Quyết định số %s?") % decision.number,
        "consequences": [_("Mọi nội dung đã soạn trong quyết định này mất đi, không lấy lại được.")],
        "button": _("Xóa bản soạn"),
        "is_danger": True,
    }
    return ask(request, decision, question)


# ── What the pages of a decision share ───────────────────────────────────────────────────────────


def entered_or_404(slug: str) -> Promulgation:
    """Return a decision that somebody entered."""
    decision = queries.decision_of(slug)
    if decision is None:
        raise Http404(_("Không có quyết định này."))
    return decision


def page_number(request: HttpRequest) -> str:
    """Return the page that an address asks for, as a paginator takes it."""
    return request.GET.get("page", "")[:6]


def desk_page(
    request: SignedInRequest,
    decision: Promulgation,
    *,
    pdf_form: forms.Form | None = None,
    add_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the desk of a decision, with the form that somebody filled in wrongly."""
    today = timezone.localdate()
    desk = queries.decision_desk(decision, today=today)
    context = {
        "desk": desk,
        "decision": decision,
        "badge": badge_of(decision, today=today),
        "is_draft": decision.state == PromulgationState.DRAFT,
        "can_undo": not desk.undo_refusal,
        "obstacles": [told(decision, obstacle) for obstacle in desk.obstacles if not obstacle.code],
        "facts": _facts(decision),
        "events": [
            {
                "at": event.at,
                "title": event.get_deed_display(),
                "who": str(event.actor),
                "note": event.note,
                "tone": DEED_TONES.get(PromulgationDeed(event.deed), "neutral"),
            }
            for event in desk.events
        ],
        "pdf_form": pdf_form or SignedPdfForm(),
        "add_form": add_form or AddChangesForm(),
        "wrong_form": add_form or pdf_form,
    }
    return render(request, "procedures/decisions/desk.html", context, status=status)


def told(decision: Promulgation, obstacle: Obstacle) -> dict[str, str]:
    """Return an obstacle with the address where it is mended."""
    desk = reverse("procedures:decision_desk", args=[decision.slug])
    if not obstacle.code:
        anchors = {"document": "#ban-pdf", "changes": "#them"}
        edit = reverse("procedures:decision_edit", args=[decision.slug])
        url = f"{desk}{anchors[obstacle.where]}" if obstacle.where in anchors else f"{edit}#id_{obstacle.where}"
        return {"text": obstacle.text, "url": url}
    if obstacle.is_stale:
        url = reverse("procedures:change_renew", args=[decision.slug, obstacle.code])
    elif obstacle.where == "replaces":
        url = reverse("procedures:change_replaced", args=[decision.slug, obstacle.code])
    elif obstacle.where:
        edit = reverse("procedures:change_edit", args=[decision.slug, obstacle.code])
        url = f"{edit}?{urlencode({WHERE: obstacle.where})}"
    else:
        url = reverse("procedures:change_remove", args=[decision.slug, obstacle.code])
    return {"text": obstacle.text, "url": url}


def badge_of(decision: Promulgation, *, today: Any) -> dict[str, str]:
    """Return how a decision stands today."""
    if decision.state == PromulgationState.DRAFT:
        return {"label": _("Đang soạn"), "tone": "neutral"}
    if decision.effective_on and decision.effective_on > today:
        return {"label": _("Chờ ngày hiệu lực"), "tone": "info"}
    return {"label": _("Đã có hiệu lực"), "tone": "ok"}


def ask(
    request: SignedInRequest,
    decision: Promulgation,
    question: dict[str, Any],
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a question before a deed: heading, consequences, button, [is_danger], [back]."""
    form = form or SeenForm(initial={"seen": decisions.last_event(decision)})
    context = {"decision": decision, "form": form, "back": _back(decision), **question}
    return render(request, "procedures/decisions/ask.html", context, status=status)


def pdf_of(decision: Promulgation) -> FileResponse:
    """Return the signed PDF as an answer that a browser shows and does not run."""
    if not decision.document:
        raise Http404(_("Quyết định chưa có bản PDF."))
    try:
        content = decision.document.open("rb")
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho lưu trữ. Ông/Bà báo cho bộ phận một cửa.")) from None
    response = FileResponse(content, filename=f"quyet-dinh-{decision.slug}.pdf", content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT_PDF
    return response


def _back(decision: Promulgation) -> str:
    return reverse("procedures:decision_desk", args=[decision.slug])


def _first_page(
    request: SignedInRequest, form: forms.Form, decision: Promulgation | None, *, status: int = 200
) -> HttpResponse:
    if form.errors and status < CONFLICT:
        status = UNPROCESSABLE
    context = {"form": form, "decision": decision}
    return render(request, "procedures/decisions/first_page.html", context, status=status)


def _with_seen(form: FirstPageForm, seen: int) -> FirstPageForm:
    """Return the form as typed, but knowing what was done last: who sends it again has read the warning."""
    form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]
    return form


def _facts(decision: Promulgation) -> list[dict[str, Any]]:
    rows = [
        (_("Trích yếu"), decision.title),
        (_("Cơ quan ban hành"), decision.issuer),
        (_("Người ký"), decision.signer),
        (_("Ngày ban hành"), f"{decision.issued_on:%d/%m/%Y}" if decision.issued_on else ""),
        (_("Ngày có hiệu lực"), f"{decision.effective_on:%d/%m/%Y}" if decision.effective_on else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows]

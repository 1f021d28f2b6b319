"""What a decision will do, seen in advance; issuing it; taking it back before its day."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from procedures.forms.decisions import SeenForm, UndoForm
from procedures.models import ChangeKind, Promulgation, PromulgationState
from procedures.queries import decisions as queries
from procedures.queries.processes import draft_processes
from procedures.running import running_list
from procedures.services import decisions
from procedures.services.decisions import CannotIssue, DecisionError
from procedures.views.decisions import CONFLICT, UNPROCESSABLE, ask, badge_of, entered_or_404, page_number, told
from procedures.views.guard import for_editors

PAGE_SIZE = 50


@require_safe
@for_editors
def decision_preview(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show what a decision will change, what stands against it, and which running dossiers it touches."""
    return _preview_page(request, entered_or_404(slug))


@require_safe
@for_editors
def decision_running(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the dossiers that are not finished under the procedures of a decision; all of them keep their version."""
    decision = entered_or_404(slug)
    dossiers = running_list(queries.touched_versions(decision))
    page = Paginator(dossiers, PAGE_SIZE).get_page(page_number(request))
    return render(request, "procedures/decisions/running.html", {"decision": decision, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decision_issue(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask once more, and issue a decision; where something stands against it, show what."""
    decision, today = entered_or_404(slug), timezone.localdate()
    if decision.state != PromulgationState.DRAFT:
        messages.warning(request, _("Quyết định số %s đã được ban hành.") % decision.number)
        return redirect("procedures:decision_desk", slug)
    if request.method != "POST":
        if decisions.obstacles(decision, today=today):
            return _preview_page(request, decision, status=CONFLICT)
        return ask(request, decision, _issue_question(decision))
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else 0
    try:
        decision = decisions.issue(decision, seen=seen, actor=request.user, at=timezone.now())
    except CannotIssue:
        return _preview_page(request, decision, status=UNPROCESSABLE)
    except DecisionError as error:
        messages.error(request, str(error))
        return _preview_page(request, decision, status=CONFLICT)
    text = _("Đã ban hành Quyết định số %(number)s, có hiệu lực từ ngày %(day)s.")
    messages.success(request, text % {"number": decision.number, "day": f"{decision.effective_on:%d/%m/%Y}"})
    return redirect("procedures:decision_desk", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def decision_undo(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask why, and take an issued decision back to a draft; from its day on only say why not."""
    decision = entered_or_404(slug)
    changes = list(decision.changes.select_related("version"))
    if refusal := decisions.undo_refusal(decision, changes, today=timezone.localdate()):
        messages.error(request, refusal)
        return redirect("procedures:decision_desk", slug)
    form = UndoForm(request.POST or None, initial={"seen": decisions.last_event(decision)})
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if form.errors else 200
        return ask(request, decision, _undo_question(decision), form=form, status=status)
    typed = form.cleaned_data
    try:
        decisions.undo(decision, seen=typed["seen"], note=typed["note"], actor=request.user, at=timezone.now())
    except DecisionError as error:
        messages.error(request, str(error))
    else:
        text = _("Đã thu hồi Quyết định số %s về bản soạn; danh mục trở lại như trước khi ban hành.")
        messages.success(request, text % decision.number)
    return redirect("procedures:decision_desk", slug)


def _preview_page(request: SignedInRequest, decision: Promulgation, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    preview = queries.preview(decision, today=today)
    records = [one.change.record for one in preview.changes]
    context = {
        "preview": preview,
        "decision": decision,
        "badge": badge_of(decision, today=today),
        "is_draft": decision.state == PromulgationState.DRAFT,
        "obstacles": [told(decision, obstacle) for obstacle in preview.obstacles],
        "rows": [
            {
                "change": one,
                "obstacles": [told(decision, obstacle) for obstacle in one.obstacles],
                "processes": processes,
            }
            for one, processes in zip(preview.changes, draft_processes(records), strict=True)
        ],
        "obstacle_count": len(preview.obstacles) + sum(len(one.obstacles) for one in preview.changes),
    }
    return render(request, "procedures/decisions/preview.html", context, status=status)


def _issue_question(decision: Promulgation) -> dict[str, Any]:
    kinds = list(decision.changes.values_list("kind", flat=True))
    words = {
        ChangeKind.CREATE: ngettext("%(count)s thủ tục mới", "%(count)s thủ tục mới", kinds.count("create")),
        ChangeKind.AMEND: ngettext("sửa đổi %(count)s thủ tục", "sửa đổi %(count)s thủ tục", kinds.count("amend")),
        ChangeKind.REPLACE: ngettext(
            "%(count)s thủ tục thay thế", "%(count)s thủ tục thay thế", kinds.count("replace")
        ),
        ChangeKind.REPEAL: ngettext("bãi bỏ %(count)s thủ tục", "bãi bỏ %(count)s thủ tục", kinds.count("repeal")),
    }
    told_kinds = [text % {"count": kinds.count(kind)} for kind, text in words.items() if kind in kinds]
    day = {"day": f"{decision.effective_on:%d/%m/%Y}", "kinds": ", ".join(told_kinds)}
    return {
        "heading": _("Ban hành Quyết định số %s?") % decision.number,
        "consequences": [
            _("Từ ngày %(day)s: %(kinds)s.") % day,
            _("Hồ sơ đã nộp, đã tiếp nhận trước ngày đó giữ nguyên nội dung, quy trình và ngày hẹn trả."),
            _("Nội dung mới được công khai ngay là “sắp áp dụng”. Trước ngày %(day)s, Ông/Bà còn thu hồi được.") % day,
        ],
        "button": _("Ban hành"),
    }


def _undo_question(decision: Promulgation) -> dict[str, Any]:
    return {
        "heading": _("Thu hồi Quyết định số %s về bản soạn?") % decision.number,
        "consequences": [
            _("Danh mục trở lại đúng như trước khi ban hành; trang công khai của quyết định không còn."),
            _("Nội dung đã soạn được giữ, Ông/Bà sửa rồi ban hành lại được."),
        ],
        "button": _("Thu hồi"),
        "is_danger": True,
    }

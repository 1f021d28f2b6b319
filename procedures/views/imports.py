"""Bringing files into the catalogue: an editor's pages. A file is tried, what came of it is read, then it counts."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from procedures.forms.imports import ImportForm, NotesForm
from procedures.interchange.codes import CODE
from procedures.models import ImportRun, ImportState, Source
from procedures.queries import imports as queries
from procedures.services import imports
from procedures.services.imports import NotNow
from procedures.tasks import run_import
from procedures.views.guard import for_editors

UNPROCESSABLE = 422
STILL_OPEN = (ImportState.WAITING, ImportState.RUNNING)

FIGURES = {
    "limits": gettext_lazy("Thời hạn"),
    "fees": gettext_lazy("Mức phí, lệ phí"),
    "documents": gettext_lazy("Giấy tờ"),
    "legal_bases": gettext_lazy("Căn cứ pháp lý"),
}
"""Parts of which a report counts how many could be read."""

PARTS = {"refused": ("tu-choi", gettext_lazy("Từ chối")), "warnings": ("canh-bao", gettext_lazy("Cảnh báo"))}


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def import_list(request: SignedInRequest) -> HttpResponse:
    """List the imports, and take a file in for its trial."""
    today = timezone.localdate()
    form = ImportForm(request.POST or None, request.FILES or None, today=today)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        run = imports.ask(
            file, name=file.name, valid_from=form.cleaned_data["valid_from"], actor=request.user, at=timezone.now()
        )
        _wake_worker(run)
        return redirect("procedures:import_run", run.slug)
    page = queries.runs(page=request.GET.get("page", "")[:6])
    rows = [{"run": run, "badge": _badge(run)} for run in page.object_list]
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "procedures/imports/list.html", {"form": form, "page": page, "rows": rows}, status=status)


@require_safe
@never_cache
@for_editors
def import_run_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how far an import is, or what came of it; while it runs, the part that moves can be asked for alone."""
    run = queries.run_or_404(slug)
    is_part = "HX-Request" in request.headers
    if run.state in STILL_OPEN:
        context = {"run": run, "is_silent": imports.is_silent(run, at=timezone.now())}
        name = "_progress.html" if is_part else "waiting.html"
        return render(request, f"procedures/imports/{name}", context)
    if is_part:
        # What follows is another page; htmx loads it as a whole.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.state == ImportState.FAILED:
        return render(request, "procedures/imports/failed.html", {"run": run})
    return render(request, "procedures/imports/report.html", _report(request, run))


@require_POST
@for_editors
def import_bring_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Do what a trial showed."""
    trial = queries.run_or_404(slug)
    try:
        run = imports.bring_in(trial, actor=request.user, at=timezone.now())
    except NotNow:
        messages.error(request, _("Chỉ nhập được tệp đã xem trước xong."))
        return redirect("procedures:import_run", slug)
    _wake_worker(run)
    return redirect("procedures:import_run", run.slug)


@require_POST
@for_editors
def import_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start an import anew that was interrupted or failed."""
    run = queries.run_or_404(slug)
    try:
        imports.ask_again(run, at=timezone.now())
    except NotNow:
        messages.error(request, _("Lần nhập này đang chạy hoặc đã xong."))
    else:
        _wake_worker(run)
    return redirect("procedures:import_run", slug)


@require_safe
@never_cache
@for_editors
def import_original(_request: SignedInRequest, slug: str) -> HttpResponseBase:
    """Send the file of an import as it came."""
    run = queries.run_or_404(slug)
    return FileResponse(
        run.file.open("rb"), as_attachment=True, filename=run.file_name, content_type="application/octet-stream"
    )


def _wake_worker(run: ImportRun) -> None:
    """Tell a worker; where none can be told, the row waits and its page offers to ask again."""
    transaction.on_commit(lambda: run_import.delay(run.pk), robust=True)


def _badge(run: ImportRun) -> dict[str, Any]:
    if imports.is_silent(run, at=timezone.now()):
        return {"label": _("Bị gián đoạn"), "tone": "warn"}
    tones = {ImportState.DONE: "ok", ImportState.FAILED: "bad"}
    return {"label": run.get_state_display(), "tone": tones.get(ImportState(run.state), "info")}


def _report(request: SignedInRequest, run: ImportRun) -> dict[str, Any]:
    form = NotesForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    asked = request.GET.get("muc", "")
    part = next((name for name, (key, _label) in PARTS.items() if key == asked), None)
    part = part or ("refused" if run.report["refused"] else "warnings")
    notes = queries.notes_of(run, part=part, text=text, page=request.GET.get("page", "")[:6])
    later = queries.later_run(run) if run.is_trial else None
    return {
        "run": run,
        "kind": Source(run.report["kind"]).label,
        "tiles": _tiles(run),
        "figure_rows": _figure_rows(run),
        "figure_columns": [
            {"label": _("Phần")},
            {"label": _("Đọc được"), "numeric": True},
            {"label": _("Giữ nguyên văn, chưa đọc được"), "numeric": True},
        ],
        "form": form,
        "part": PARTS[part][0],
        "tabs": [
            {
                "label": label,
                "url": "?" + urlencode({"muc": key, **({"q": text} if text else {})}),
                "count": notes.counts[name],
                "current": name == part,
            }
            for name, (key, label) in PARTS.items()
        ],
        "caption": PARTS[part][1],
        "note_columns": [{"label": _("Dòng")}, {"label": _("Mã thủ tục")}, {"label": _("Nội dung")}],
        "note_rows": [_note_row(note, is_linked=not run.is_trial) for note in notes.page.object_list],
        "page": notes.page,
        "query": urlencode({"muc": PARTS[part][0], **({"q": text} if text else {})}),
        "later": later,
    }


def _tiles(run: ImportRun) -> list[dict[str, Any]]:
    refused, warned = len(run.report["refused"]), len(run.report["warnings"])
    return [
        {"value": run.report["created"], "label": _("Thủ tục mới")},
        {"value": run.report["changed"], "label": _("Thủ tục thay đổi")},
        {"value": run.report["unchanged"], "label": _("Giữ nguyên")},
        {"value": refused, "label": _("Dòng bị từ chối"), "tone": "bad" if refused else "ok", "url": "?muc=tu-choi"},
        {"value": warned, "label": _("Cảnh báo"), "tone": "warn" if warned else "ok", "url": "?muc=canh-bao"},
    ]


def _figure_rows(run: ImportRun) -> list[list[dict[str, Any]]]:
    figures = run.report["figures"]
    return [
        [{"text": label}, {"text": figures.get(name, 0)}, {"text": figures.get(f"{name}_unread", 0)}]
        for name, label in FIGURES.items()
    ]


def _note_row(note: dict[str, Any], *, is_linked: bool) -> list[dict[str, Any]]:
    code = {"text": note["code"] or "–"}
    if is_linked and CODE.fullmatch(note["code"]):
        code["url"] = reverse("procedures:detail", args=[note["code"]])
    return [{"text": note["row"] or _("cả tệp")}, code, {"text": note["reason"]}]

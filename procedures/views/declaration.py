"""The editor's page of a procedure's electronic declaration in a decision: its questions, kept with the draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from procedures.forms.change import RowsEdit
from procedures.forms.declaration import DeclarationForm
from procedures.models import ProcedureChange, PromulgationState
from procedures.queries.change import change_of
from procedures.records import BadRecord
from procedures.services import decisions
from procedures.views.guard import for_editors

UNPROCESSABLE, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def declaration_edit(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Show the questions of a draft, take a button of their rows, or keep what was typed."""
    change = change_of(slug, code)
    if change is None:
        raise Http404(_("Quyết định này không có thủ tục ấy để sửa."))
    if request.method != "POST":
        return _page(request, change, DeclarationForm(change.record))
    typed = request.POST.copy()
    if change.promulgation.state != PromulgationState.DRAFT:
        form = DeclarationForm(change.record, typed=typed)
        form.forgive()
        return _page(request, change, form, status=CONFLICT, refusal=str(decisions.NotDraft()))
    if edit := RowsEdit.of(typed.get("edit", "")):
        return _edited(request, change, edit, typed)
    return _saved(request, change, DeclarationForm(change.record, typed=typed))


def _edited(request: SignedInRequest, change: ProcedureChange, edit: RowsEdit, typed: QueryDict) -> HttpResponse:
    """Show the form with its rows changed and nothing else."""
    focus = edit.apply(typed)
    form = DeclarationForm(change.record, typed=typed)
    form.forgive()
    return _page(request, change, form, focus=focus)


def _saved(request: SignedInRequest, change: ProcedureChange, form: DeclarationForm) -> HttpResponse:
    """Keep the questions in the draft, or show what is wrong with them and everything that was typed."""
    if not form.is_sound():
        return _page(request, change, form, status=UNPROCESSABLE)
    seen = request.POST.get("seen", "")
    try:
        decisions.save_change(
            change,
            form.record(),
            seen_revision=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
            actor=request.user,
            at=timezone.now(),
        )
    except BadRecord as error:
        form.tell(error.problems)
        return _page(request, change, form, status=UNPROCESSABLE)
    except decisions.DecisionError as error:
        return _page(request, change, form, status=CONFLICT, refusal=str(error))
    messages.success(request, _("Đã lưu tờ khai lúc %s.") % f"{timezone.localtime():%H:%M}")
    return redirect(request.path)


def _page(
    request: SignedInRequest,
    change: ProcedureChange,
    form: DeclarationForm,
    *,
    status: int = 200,
    focus: str = "",
    refusal: str = "",
) -> HttpResponse:
    slug = change.promulgation.slug
    context = {
        "change": change,
        "decision": change.promulgation,
        "form": form,
        "focus": focus,
        "refusal": refusal,
        "seen": request.POST.get("seen", change.revision),
        "has_questions": bool(form.kept["declaration"]),
        "is_fixed": change.promulgation.state != PromulgationState.DRAFT,
        "back_url": reverse("procedures:change_edit", args=[slug, change.code]),
        "preview_url": reverse("dossiers:declaration_preview", args=[slug, change.code]),
    }
    return render(request, "procedures/declaration/edit.html", context, status=status)

"""An editor fills in a declaration that is still a draft, as a citizen will; nothing of it is kept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from dossiers.forms.answers import AnswersForm, rows_name
from dossiers.queries.declared import answer_sections
from dossiers.views.preparing import READ_OR_POST
from procedures.declarations import definition_of
from procedures.queries.change import change_of
from procedures.views.guard import for_editors


@require_http_methods(READ_OR_POST)
@for_editors
def declaration_preview(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Show the questions of a draft as a form, and what would be kept of the answers that somebody tries."""
    change = change_of(slug, code)
    sections = change.record.get("declaration") if change else None
    if change is None or not sections:
        raise Http404(_("Bản soạn này không có tờ khai điện tử."))
    definition, today = definition_of(sections), timezone.localdate()
    typed: Any = request.POST.copy() if request.method == "POST" else None
    form = AnswersForm(typed, definition=definition, today=today)
    shown: list[dict[str, Any]] = []
    if typed is not None and (table := typed.get("more", "")) and rows_name(table) in form.names:
        typed[rows_name(table)] = form.rows_of(table) + 1
        form = AnswersForm(typed, definition=definition, today=today)
        form.errors.clear()
    elif typed is not None and form.is_valid():
        shown = answer_sections(definition, form.answers, provenance={})
    context = {
        "change": change,
        "form": form,
        "shown": shown,
        "back_url": reverse("procedures:declaration_edit", args=[slug, code]),
    }
    return render(request, "dossiers/declaration_preview.html", context, status=422 if form.errors else 200)

"""A citizen says who applies, whether they meet the requirements, and fills in the declaration; all of it is kept."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from dossiers import draft_choices, drafts
from dossiers.errors import StaleDraft
from dossiers.forms.answers import AnswersForm, rows_name
from dossiers.forms.declaration import DeclarationForm, EligibilityForm, PartyForm
from dossiers.models import DossierDraft, LinkedDraft
from dossiers.queries.declared import definition_for
from dossiers.queries.known import known_answers, known_applicant
from dossiers.queries.mandates import Party, parties_for, party_chosen, party_named
from dossiers.queries.submission import conditions_of, explained
from dossiers.typed import Known, mark_of, part_of
from dossiers.views.preparing import READ_OR_POST, answer

CONFLICT = 409
CRUMBS = "dossiers/citizen/_draft_crumbs.html"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a declaration: the draft, the form with the names that are kept of it, what it was filled in from.

    `keep` writes what was typed, `home` names the address of the draft's task list, `crumbs` the way back to it.
    """

    draft: DossierDraft | LinkedDraft
    form: forms.Form
    names: Collection[str]
    known: Mapping[str, Known]
    of_answers: bool
    template: str
    keep: Callable[..., None] = drafts.declare
    home: str = "dossiers:draft"
    crumbs: str = CRUMBS

    @property
    def kept(self) -> dict[str, str]:
        """What the draft keeps of this page."""
        return part_of(self.draft.declaration, of_answers=self.of_answers)


# ── Who, and whether ─────────────────────────────────────────────────────────────────────
@require_http_methods(READ_OR_POST)
def party(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask in whose name the dossier is: the person's own, an organisation's, that of whoever gave them a mandate."""
    at = timezone.now()
    preparing = drafts.get_draft(request.user, key)
    parties = parties_for(request.user, preparing.version.procedure, timezone.localdate(at))
    now = party_chosen(parties, organisation=preparing.organisation_id, mandate=preparing.mandate_id)
    form = PartyForm(
        request.POST if request.method == "POST" else None,
        parties=parties,
        initial={"party": now.key if now else ""},
    )
    if request.method == "POST" and form.is_valid():
        chosen = party_named(parties, form.cleaned_data["party"])
        if chosen is None:
            raise Http404(_("Ông/Bà không nộp được hồ sơ cho người này."))
        draft_choices.choose_party(preparing, chosen, at=at)
        return redirect("dossiers:draft", key)
    context = {"draft": preparing, "form": form, "home": reverse("dossiers:draft", args=[key]), "crumbs": CRUMBS}
    return answer(request, "dossiers/citizen/draft_party.html", context, form)


@require_http_methods(READ_OR_POST)
def eligibility(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask whether the person meets each requirement; an answer is explained, and none of them stops anybody."""
    preparing = drafts.get_draft(request.user, key)
    conditions = conditions_of(preparing.version)
    form = EligibilityForm(
        request.POST if request.method == "POST" else None, conditions=conditions, initial=preparing.answers
    )
    if request.method == "POST" and form.is_valid():
        draft_choices.judge(preparing, form.answers, at=timezone.now())
        if explained(conditions, preparing.answers):
            return redirect(f"{reverse('dossiers:draft_eligibility', args=[key])}#giai-thich")
        return redirect("dossiers:draft", key)
    rows = [{"condition": condition, "field": form[str(condition.pk)]} for condition in conditions]
    notes = [] if request.method == "POST" else explained(conditions, preparing.answers)
    context = {"draft": preparing, "form": form, "rows": rows, "notes": notes}
    return answer(request, "dossiers/citizen/draft_eligibility.html", context, form)


# ── The two pages that are kept while somebody types ─────────────────────────────────────
@require_http_methods(READ_OR_POST)
def declaration(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask who applies and for what; what is typed is kept even where it is not yet right."""
    preparing = drafts.get_draft(request.user, key)
    acting = acting_for(request, preparing)
    kept = part_of(preparing.declaration, of_answers=False)
    known = {} if kept else known_applicant(request.user, acting)
    initial = kept or {name: one.value for name, one in known.items()}
    form = DeclarationForm(request.POST if request.method == "POST" else None, initial=initial, party=acting)
    sheet = Sheet(preparing, form, form.fields, known, False, "dossiers/citizen/draft_declaration.html")
    return answered(request, sheet, request.POST)


@require_http_methods(READ_OR_POST)
def answers(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Ask what the procedure's own declaration asks, under its conditions; kept as it is typed."""
    preparing = drafts.get_draft(request.user, key)
    definition = definition_for(preparing.version)
    if not definition:
        raise Http404(_("Thủ tục này không có tờ khai điện tử."))
    kept = part_of(preparing.declaration, of_answers=True)
    known = {} if kept else known_answers(preparing, definition, acting_for(request, preparing))
    initial = kept or {name: one.value for name, one in known.items()}
    today = timezone.localdate()
    typed: Any = None
    if request.method == "POST":
        typed = request.POST.copy()
        form = AnswersForm(typed, definition=definition, today=today)
        if (table := request.POST.get("more", "")) and rows_name(table) in form.names:
            typed[rows_name(table)] = form.rows_of(table) + 1
    form = AnswersForm(typed, definition=definition, today=today, initial=initial)
    sheet = Sheet(preparing, form, form.names, known, True, "dossiers/citizen/draft_answers.html")
    return answered(request, sheet, typed)


def acting_for(request: SignedInRequest, preparing: DossierDraft) -> Party | None:
    """Return in whose name a draft is, None in the person's own; no query for the latter."""
    if preparing.organisation_id is None and preparing.mandate_id is None:
        return None
    parties = parties_for(request.user, preparing.version.procedure, timezone.localdate())
    return party_chosen(parties, organisation=preparing.organisation_id, mandate=preparing.mandate_id)


def answered(request: SignedInRequest, sheet: Sheet, typed: Mapping[str, Any]) -> HttpResponse:
    """Show a page, or keep what was typed: in passing, with one line more, or pressed to be done."""
    if request.method != "POST":
        return _page(request, sheet)
    at = timezone.now()
    is_complete = sheet.form.is_valid()
    try:
        sheet.keep(
            sheet.draft,
            typed,
            fields=sheet.names,
            is_complete=is_complete,
            at=at,
            seen=request.POST.get("seen", ""),
            known=sheet.known,
        )
    except StaleDraft as error:
        return _conflict(request, sheet, typed, error)
    if _is_in_passing(request):
        words = _("Đã lưu lúc %(moment)s.") % {"moment": f"{timezone.localtime(at):%H:%M}"}
        return JsonResponse({"words": words, "seen": mark_of(sheet.kept)})
    if table := request.POST.get("more", ""):
        return redirect(f"{request.path}#{rows_name(table)}")
    if is_complete:
        return redirect(sheet.home, sheet.draft.key)
    return _page(request, sheet)


def _page(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    labels = {name: origin["label"] for name, origin in sheet.draft.provenance.items()}
    if not sheet.kept:
        labels = {name: one.label for name, one in sheet.known.items()}
    for name, field in sheet.form.fields.items():
        field.origin = labels.get(name, "")  # type: ignore[attr-defined]
    context = {"draft": sheet.draft, "form": sheet.form, "seen": mark_of(sheet.kept)}
    return answer(request, sheet.template, context, sheet.form)


def _conflict(request: SignedInRequest, sheet: Sheet, typed: Mapping[str, Any], error: StaleDraft) -> HttpResponse:
    """Show both versions of a page that two devices saved; whoever asked in passing is only told."""
    if _is_in_passing(request):
        return JsonResponse({"words": str(error)}, status=CONFLICT)
    kept = sheet.kept
    rows = []
    for name, field in sheet.form.fields.items():
        mine, theirs = str(typed.get(name, "")), kept.get(name, "")
        if mine != theirs:
            choices = {str(value): str(label) for value, label in getattr(field, "choices", ())}
            rows.append({"label": field.label, "mine": choices.get(mine, mine), "theirs": choices.get(theirs, theirs)})
    context = {
        "draft": sheet.draft,
        "crumbs": sheet.crumbs,
        "rows": rows,
        "typed": [(name, typed[name]) for name in sheet.names if name in typed],
        "seen": mark_of(kept),
        "message": str(error),
    }
    return render(request, "dossiers/citizen/draft_conflict.html", context, status=CONFLICT)


def _is_in_passing(request: SignedInRequest) -> bool:
    """Say whether the page itself saves while somebody types."""
    return request.headers.get("Prefer") == "return=minimal"

"""The editor's page of one procedure in a decision: everything on one page, saved as often as one likes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from procedures.forms.change import ChangeForm, KnownAgencies, RowsEdit
from procedures.models import ProcedureChange, PromulgationState
from procedures.queries.change import Vocabulary, change_of, form_templates, vocabulary
from procedures.records import BadRecord, problems_of
from procedures.services import decisions
from procedures.services.form_templates import keep_form_template
from procedures.views.guard import for_editors

SECTIONS = (
    ("general", gettext_lazy("Thông tin chung")),
    ("terms", gettext_lazy("Cách nộp, thời hạn, phí")),
    ("papers", gettext_lazy("Thành phần hồ sơ")),
    ("outcome", gettext_lazy("Kết quả, điều kiện, căn cứ")),
    ("process", gettext_lazy("Quy trình nội bộ")),
)
"""The parts of the page, in its order, by the id of their headings."""

WHERE = "cho"
"""The parameter of an address that names the path of a value: `?cho=ways.0.limits.0.amount`."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def change_edit(request: SignedInRequest, slug: str, code: str) -> HttpResponse:
    """Show the draft of one procedure, take a button of its rows, or keep what was typed."""
    change = change_of(slug, code)
    if change is None:
        raise Http404(_("Quyết định này không có thủ tục ấy để sửa."))
    page = _Page(request, change)
    if request.method != "POST":
        where = request.GET.get(WHERE, "")
        return page.led_to(where) if where else page.shown()
    typed = request.POST.copy()
    if change.promulgation.state != PromulgationState.DRAFT:
        return page.too_late(page.bound(typed))
    form = page.bound(typed, files=request.FILES)
    refused = _keep_files(form, typed)
    edit = RowsEdit.of(typed.get("edit", ""))
    return page.edited(form, edit, refused) if edit else page.saved(form)


class _Page:
    """One request to the page."""

    def __init__(self, request: SignedInRequest, change: ProcedureChange) -> None:
        self.request, self.change = request, change
        self.on = change.promulgation.effective_on or timezone.localdate()
        self.known: Vocabulary = vocabulary(on=self.on)
        self.agencies = KnownAgencies.of(self.known.agencies)

    def bound(self, typed: QueryDict, *, files: Any = None) -> ChangeForm:
        """Return the form with what was typed."""
        digests = [value for name, value in typed.items() if name.endswith("-form_template")]
        known = form_templates(str(digest) for digest in digests)
        return ChangeForm(self.change.record, agencies=self.agencies, form_templates=known, typed=typed, files=files)

    def edited(self, form: ChangeForm, edit: RowsEdit, refused: dict[str, list[str]]) -> HttpResponse:
        """Show the form with its rows changed and nothing else; only a refused file is told of."""
        typed = form.typed
        assert typed is not None  # noqa: S101 - a form that was sent
        obstacle, focus = None, ""
        if edit.verb == "split":
            obstacle = form.share_out(edit)
        else:
            focus = edit.apply(typed)
        form = self.bound(typed)
        form.forgive()
        for row in form.documents:
            for text in refused.get(str(row.prefix), ()):
                row.add_error("file", text)
        for process in form.processes:
            if obstacle and process.stages.name == edit.name:
                process.stages.errors.append(obstacle)
        return self.shown(form, focus=focus)

    def saved(self, form: ChangeForm) -> HttpResponse:
        """Keep the draft, or show what is wrong with it and everything that was typed."""
        if not form.is_sound():
            return self.shown(form, status=422)
        record = form.record()
        try:
            decisions.save_change(
                self.change,
                record,
                seen_revision=_number(self.request.POST.get("seen", "")),
                actor=self.request.user,
                at=timezone.now(),
            )
        except BadRecord as error:
            form.tell(error.problems, record)
            return self.shown(form, status=422)
        except decisions.DecisionError as error:
            return self.shown(form, status=409, refusal=str(error))
        messages.success(self.request, _("Đã lưu bản soạn lúc %s.") % f"{timezone.localtime():%H:%M}")
        return redirect(self.request.path)

    def too_late(self, form: ChangeForm) -> HttpResponse:
        """Refuse what was typed while the decision was issued, and give it back to be copied."""
        form.forgive()
        return self.shown(form, status=409, refusal=str(decisions.NotDraft()))

    def led_to(self, where: str) -> HttpResponse:
        """Lead to the field of a value of the record, as a list of problems elsewhere names it."""
        if where.partition(".")[0] == "declaration":
            return redirect(_ways_out(self.change)["declaration_url"])
        form, _gaps = self._opened()
        target = form.places(form.kept).target(where)
        return redirect(f"{self.request.path}#{target}" if target else self.request.path)

    def shown(
        self, form: ChangeForm | None = None, *, status: int = 200, focus: str = "", refusal: str = ""
    ) -> HttpResponse:
        """Show the page; a page that was only opened says what is still missing."""
        gaps: list[dict[str, str]] = []
        if form is None:
            form, gaps = self._opened()
        context = {
            "change": self.change,
            "decision": self.change.promulgation,
            "form": form,
            "gaps": gaps,
            "sections": [{"id": name, "title": title} for name, title in SECTIONS],
            "sectors": self.known.sectors,
            "agency_labels": self.agencies.labels,
            "seen": self.request.POST.get("seen", self.change.revision),
            "focus": focus,
            "refusal": refusal,
            **_ways_out(self.change),
            "questions": sum(len(part["questions"]) for part in form.kept["declaration"]),
            "is_fixed": self.change.promulgation.state != PromulgationState.DRAFT,
        }
        return render(self.request, "procedures/change/edit.html", context, status=status)

    def _opened(self) -> tuple[ChangeForm, list[dict[str, str]]]:
        """Return the draft as it is kept, and what it still lacks to be issued."""
        record = self.change.record
        papers = record.get("required_documents") or ()
        known = form_templates(paper.get("form_template", "") for paper in papers)
        form = ChangeForm(record, agencies=self.agencies, form_templates=known)
        (outside,) = decisions.outside_problems([form.kept], on=self.on)
        return form, form.lines([*problems_of(form.kept, complete=True), *outside], form.kept)


def _ways_out(change: ProcedureChange) -> dict[str, str]:
    """Return the links that lead from the page back to its decision."""
    decision = change.promulgation
    return {
        "back_url": reverse("procedures:decision_desk", args=[decision.slug]),
        "preview_url": reverse("procedures:decision_preview", args=[decision.slug]),
        "declaration_url": reverse("procedures:declaration_edit", args=[decision.slug, change.code]),
    }


def _keep_files(form: ChangeForm, typed: QueryDict) -> dict[str, list[str]]:
    """Keep each good file at once, so that no mistake elsewhere loses it; return why others are refused, by row."""
    refused: dict[str, list[str]] = {}
    for row in form.documents:
        name = row.add_prefix("form_template")
        if row["drop_file"].value():
            typed[name] = ""
            typed.pop(row.add_prefix("drop_file"), None)
        if row["file"].errors:
            refused[str(row.prefix)] = [str(text) for text in row["file"].errors]
        elif row.is_bound and (upload := row.cleaned_data.get("file")):
            kept = keep_form_template(upload, name=row.cleaned_data.get("form", ""))
            typed[name] = kept.sha256
            form.options["form_templates"][kept.sha256] = kept
    return refused


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

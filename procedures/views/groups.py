"""Linked groups: what everybody reads of them, and where an editor founds and changes them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from procedures.forms.groups import (
    MOST_PAPERS,
    MOST_PARTS,
    GroupForm,
    PaperRows,
    PartRows,
    Rows,
    one_row_more,
    paper_initial,
    papers_entered,
    parts_entered,
    show_problems,
)
from procedures.models import LinkedGroup
from procedures.queries.groups import get_group, group_cards, group_terms, names_of
from procedures.services.groups import BadGroup, save_group, save_papers
from procedures.views.guard import for_editors

READ_OR_POST = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422
ONE_MORE = "add"
"""The button that asks for another row."""


# ── Everybody ────────────────────────────────────────────────────────────────────────────────────


@require_safe
@login_not_required
def groups(request: HttpRequest) -> HttpResponse:
    """List the groups that take requests."""
    cards = group_cards(today=timezone.localdate())
    return render(request, "procedures/groups/list.html", {"cards": cards})


@require_safe
@login_not_required
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Show one group: its parts in their waves, what each promises and charges, each paper once."""
    terms = group_terms(get_group(code), today=timezone.localdate())
    return render(request, "procedures/groups/detail.html", {"group": terms.group, "terms": terms})


# ── The editor ───────────────────────────────────────────────────────────────────────────────────


@require_safe
@for_editors
def groups_edit(request: HttpRequest) -> HttpResponse:
    """List every group, also those that are closed."""
    cards = group_cards(today=timezone.localdate(), only_open=False)
    return render(request, "procedures/groups/edit_list.html", {"cards": cards})


@require_http_methods(READ_OR_POST)
@for_editors
def group_new(request: HttpRequest) -> HttpResponse:
    """Found a group."""
    return _edit(request, LinkedGroup())


@require_http_methods(READ_OR_POST)
@for_editors
def group_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group and its parts."""
    return _edit(request, get_group(code))


@require_http_methods(READ_OR_POST)
@for_editors
def group_papers(request: HttpRequest, code: str) -> HttpResponse:
    """Say which papers are asked for once, chosen from the papers of the parts."""
    changed = get_group(code)
    today = timezone.localdate()
    terms = group_terms(changed, today=today)
    options: dict[str, Any] = {"prefix": "papers", "form_kwargs": {"parts": terms.every_part}}
    if request.method != "POST":
        known = paper_initial(terms.shared, terms.every_part)
        rows: Rows = PaperRows(initial=[*known, {}], **options)
        return _papers_page(request, changed, rows)
    if ONE_MORE in request.POST:
        return _papers_page(request, changed, one_row_more(PaperRows, request.POST, most=MOST_PAPERS, **options))
    rows = PaperRows(request.POST, **options)
    if rows.is_valid():
        entered = papers_entered(rows, terms.every_part)
        try:
            save_papers(changed, [paper for _place, paper in entered], today=today)
        except BadGroup as error:
            show_problems(None, rows, [place for place, _paper in entered], error.problems)
        else:
            messages.success(request, _("Đã lưu giấy tờ dùng chung của nhóm."))
            return redirect("procedures:group", changed.code)
    return _papers_page(request, changed, rows, status=UNPROCESSABLE)


def _edit(request: HttpRequest, changed: LinkedGroup) -> HttpResponse:
    """Ask for a group and its parts; “Thêm dòng” keeps all that is typed and judges nothing."""
    if request.method != "POST":
        return _group_page(request, GroupForm(instance=changed), _part_rows(changed))
    if ONE_MORE in request.POST:
        form = GroupForm(initial=request.POST.dict() | {"is_open": "is_open" in request.POST}, instance=changed)
        return _group_page(request, form, one_row_more(PartRows, request.POST, prefix="parts", most=MOST_PARTS))
    form, rows = GroupForm(request.POST, instance=changed), PartRows(request.POST, prefix="parts")
    if all([form.is_valid(), rows.is_valid()]):
        entered = parts_entered(rows)
        try:
            saved = save_group(form.save(commit=False), [part for _place, part in entered], today=timezone.localdate())
        except BadGroup as error:
            show_problems(form, rows, [place for place, _part in entered], error.problems)
        else:
            messages.success(request, _("Đã lưu nhóm. Chọn tiếp những giấy tờ chỉ phải nộp một lần."))
            return redirect("procedures:group_papers", saved.code)
    return _group_page(request, form, rows, status=UNPROCESSABLE)


def _part_rows(changed: LinkedGroup) -> Rows:
    if not changed.pk:
        return PartRows(initial=[{"wave": 1}, {"wave": 2}], prefix="parts")
    known = [
        {"code": part.procedure.code, "wave": part.wave, "is_optional": part.is_optional}
        for part in changed.parts.select_related("procedure").order_by("wave", "ordinal")
    ]
    return PartRows(initial=known, prefix="parts")


def _group_page(request: HttpRequest, form: GroupForm, rows: Rows, *, status: int = 200) -> HttpResponse:
    errors = _errors([form, *rows.forms], rows) if status != 200 else []
    codes = [str(row["code"].value() or "").strip() for row in rows.forms]
    names = names_of(codes, today=timezone.localdate())
    context = {
        "form": form,
        "rows": rows,
        "named_rows": [(row, names.get(code, "")) for row, code in zip(rows.forms, codes, strict=True)],
        "errors": errors,
        "is_new": not form.instance.pk,
    }
    return render(request, "procedures/groups/edit.html", context, status=status)


def _papers_page(request: HttpRequest, changed: LinkedGroup, rows: Rows, *, status: int = 200) -> HttpResponse:
    errors = _errors(rows.forms, rows) if status != 200 else []
    context = {"group": changed, "rows": rows, "errors": errors}
    return render(request, "procedures/groups/edit_papers.html", context, status=status)


def _errors(forms: Any, rows: Rows) -> list[dict[str, str]]:
    """Return what is wrong for the error summary, each with the field that it leads to."""
    found = [{"message": str(message), "target": ""} for message in rows.non_form_errors()]
    for form in forms:
        for name, messages_of_field in form.errors.items():
            target = form[name].auto_id if name in form.fields else ""
            found += [{"message": str(message), "target": target} for message in messages_of_field]
    return found

"""Tables that leaders put together themselves: choose, read, take away as a file, keep under a name."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from reporting.builder import saved
from reporting.builder.access import places_of, within
from reporting.builder.columns import COLUMNS, USUAL
from reporting.builder.tables import Choice, file_columns, file_rows, headings, rows, total
from reporting.builder.writing import cells, written_row
from reporting.formats.lists import FORMS, list_file
from reporting.forms.builder import BuildForm, NameForm
from reporting.publishing.access import sees_reports

PAGE_SIZE = 50
BAD_REQUEST, UNPROCESSABLE = 400, 422


@require_http_methods(["GET", "HEAD", "POST"])
def build(request: SignedInRequest) -> HttpResponse:
    """Show what was chosen and its answer; a post keeps the choice under a name, or forgets a kept one."""
    _only_concerned(request)
    if request.method == "POST":
        return _keep_or_forget(request)
    return _page(request, _form(request, request.GET))


@require_safe
def build_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Give the whole answer as a file, row by row."""
    _only_concerned(request)
    chosen = _form(request, request.GET)
    if form not in FORMS:
        raise Http404(_("Không có tệp dạng này."))
    if not chosen.is_valid():
        return _page(request, chosen)
    at = timezone.now()
    found = file_rows(chosen.choice, within(request.user, today=timezone.localdate(at)))
    return list_file(file_columns(chosen.choice), found, form=form, name="bang-tu-lap", title=chosen.words, at=at)


def _only_concerned(request: SignedInRequest) -> None:
    if not sees_reports(request.user, today=timezone.localdate()):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo và người lập báo cáo."))


def _form(request: SignedInRequest, asked: QueryDict) -> BuildForm:
    """Return the choice; who has not chosen yet begins with the usual columns."""
    agencies, sectors = places_of(request.user, today=timezone.localdate())
    if not asked:
        asked = QueryDict(mutable=True)
        asked.setlist("columns", [*USUAL])
    return BuildForm(asked, agencies=agencies, sectors=sectors)


def _page(
    request: SignedInRequest, form: BuildForm, *, name: NameForm | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "name_form": name or NameForm(),
        "documented": COLUMNS,
        "is_new": not request.GET,
        "saved": saved.tables_of(request.user),
        "crumbs": [{"label": _("Báo cáo"), "url": reverse("reporting:reports")}],
    }
    if not form.is_valid():
        refused = UNPROCESSABLE if request.method == "POST" else BAD_REQUEST
        return render(request, "reporting/builder/build.html", context, status=refused)
    answer = _answer(request, form.choice)
    files = [
        {"label": label, "url": f"{reverse('reporting:build_file', args=[key])}?{form.question}"}
        for key, label in FORMS.items()
    ]
    context |= {"answer": answer, "question": form.question, "words": form.words, "files": files}
    return render(request, "reporting/builder/build.html", context, status=status)


def _answer(request: SignedInRequest, choice: Choice) -> dict[str, Any]:
    """Return one page of the answer as the table component takes it."""
    dossiers = within(request.user, today=timezone.localdate())
    page = Paginator(rows(choice, dossiers), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = headings(choice)
    foot = None
    if choice.groups:
        foot = written_row(columns, {**total(choice, dossiers)}, skip=len(choice.groups))
    return {
        "page": page,
        "columns": [{"label": column.label, "numeric": column.is_number} for column in columns],
        "rows": [cells(columns, row) for row in page.object_list],
        "foot": foot,
    }


def _keep_or_forget(request: SignedInRequest) -> HttpResponse:
    deed = request.POST.get("viec", "")
    if deed == "xoa":
        table = saved.get_table(request.user, request.POST.get("bang", ""))
        table.delete()
        messages.success(request, _("Đã xóa bảng “%(name)s”.") % {"name": table.name})
        return redirect("reporting:build")
    if deed != "luu":
        raise Http404
    form = _form(request, QueryDict(request.POST.get("loc", "")[: saved.LONGEST]))
    name = NameForm(request.POST)
    if not form.is_valid() or not name.is_valid():
        return _page(request, form, name=name, status=UNPROCESSABLE)
    try:
        with transaction.atomic():
            saved.keep(request.user, name.cleaned_data["name"], form.question, at=timezone.now())
    except IntegrityError:
        name.add_error("name", _("Ông/Bà đã có bảng mang tên này."))
        return _page(request, form, name=name, status=UNPROCESSABLE)
    messages.success(request, _("Đã lưu bảng."))
    return redirect(f"{reverse('reporting:build')}?{form.question}")

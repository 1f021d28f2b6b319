"""Administrators' pages that must know dossiers: a post that ends with its queue, posts that come in a workbook."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.administration import trail
from accounts.administration.access import require_administrator
from accounts.administration.forms import ROLES
from accounts.models import Post
from accounts.requests import SignedInRequest
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.forms.staffing import EndPostForm, PostsFileForm
from dossiers.papers.tables import Column, write_workbook
from dossiers.services import staffing as services
from dossiers.staffing_file import COLUMNS, bring
from dossiers.views.desk import CONFLICT, UNPROCESSABLE
from dossiers.views.exports import XLSX


@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what hangs on a post, and end it with its queue handed over."""
    require_administrator(request.user)
    at = timezone.now()
    today = timezone.localdate(at)
    post = get_object_or_404(Post.objects.select_related("user", "agency", "office"), pk=pk)
    queue = services.queue_of(post, today=today)
    people = services.successors_for(post, queue, today=today)
    is_sent = request.method == "POST"
    form = EndPostForm(
        request.POST if is_sent else None,
        people=people,
        needs_successor=queue.needs_successor,
        initial={"seen": trail.last_seen(post)},
    )
    status, stale = (UNPROCESSABLE if is_sent else 200), ""
    if is_sent and form.is_valid():
        given = form.cleaned_data
        try:
            moved = services.end_post(
                post,
                successor=form.successor_chosen(),
                words=given["words"],
                seen=given["seen"],
                actor=request.user,
                at=at,
            )
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except StaleDossier as error:
            status, stale = CONFLICT, str(error)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _ended(post, len(moved)))
            return redirect("administration:person", post.user_id)
    context = {"post": post, "queue": queue, "people": people, "form": form, "stale": stale}
    return render(request, "administration/end_post.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def import_posts(request: SignedInRequest) -> HttpResponse:
    """Try a workbook of people and posts row by row, or write it where every row is right."""
    require_administrator(request.user)
    is_sent = request.method == "POST"
    form = PostsFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    trial, is_trial, at = None, request.POST.get("viec") != "ghi", timezone.now()
    if is_sent and form.is_valid():
        file: Any = form.cleaned_data["file"]
        try:
            trial = bring(file, is_trial=is_trial, actor=request.user, at=at)
        except DossierError as error:
            form.add_error("file", str(error))
            if not is_trial:
                file.seek(0)
                trial = _tried(file, request, at)
        else:
            if not is_trial:
                said = _("Đã ghi %(posts)s vị trí, thêm %(people)s người.")
                messages.success(request, said % {"posts": trial.new_posts, "people": trial.new_people})
                return redirect("administration:people")
    is_wrong = is_sent and (form.errors or (trial is not None and trial.wrong))
    context = {"form": form, "trial": trial, "roles": [label for _value, label in ROLES], "columns": COLUMNS.values()}
    return render(request, "administration/import_posts.html", context, status=UNPROCESSABLE if is_wrong else 200)


@require_safe
@never_cache
def posts_template(request: SignedInRequest) -> HttpResponseBase:
    """Send an empty workbook with the headings, one row shown as an example."""
    require_administrator(request.user)
    example = {
        "full_name": "Nguyễn Thị Hòa",
        "email": "hoa@vidu.vn",
        "phone": "0912 345 678",
        "role": str(ROLES[1][1]),
        "agency": "H98.03",
        "title": "Chuyên viên",
        "valid_from": "01/12/2026",
        "words": "Quyết định số 45/QĐ-STP",
    }
    columns = [Column(label, lambda row, name=name: row.get(name, ""), 24) for name, label in COLUMNS.items()]  # type: ignore[misc]
    # Closed by the answer that sends it.
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    write_workbook(file, columns, [example], title=_("Mẫu nhập vị trí công tác"), at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="mau-vi-tri-cong-tac.xlsx", content_type=XLSX)


def _tried(file: Any, request: SignedInRequest, at: Any) -> Any:
    try:
        return bring(file, is_trial=True, actor=request.user, at=at)
    except DossierError:
        return None


def _ended(post: Post, moved: int) -> str:
    if not moved:
        return _("Đã kết thúc vị trí của %(name)s.") % {"name": post.user}
    said = ngettext(
        "Đã kết thúc vị trí của %(name)s và bàn giao %(count)s hồ sơ.",
        "Đã kết thúc vị trí của %(name)s và bàn giao %(count)s hồ sơ.",
        moved,
    )
    return said % {"name": post.user, "count": moved}

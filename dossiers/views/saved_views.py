"""The views of the inbox that an officer has named: kept from the list, put in order on a page of their own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from dossiers.errors import InvalidInput
from dossiers.forms.saved_views import ViewForm
from dossiers.queries import saved_views as queries
from dossiers.queries.inbox import inbox_posts
from dossiers.services import saved_views as services
from dossiers.views.desk import UNPROCESSABLE

STEPS = {"len": -1, "xuong": 1}


@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: SignedInRequest) -> HttpResponse:
    """Show the views, keep a new one, or do to one what its button says."""
    if not inbox_posts(request.user, at=timezone.now()):
        raise PermissionDenied(_("Trang này dành cho cán bộ xử lý hồ sơ."))
    if request.method != "POST":
        return _page(request)
    deed = request.POST.get("viec", "")
    if deed == "luu":
        return _keep(request)
    view = queries.get_view(request.user, request.POST.get("bo_loc", ""))
    if deed == "doi-ten":
        form = ViewForm(request.POST)
        try:
            if not form.is_valid():
                return _page(request, form=form, renamed=view.name)
            services.rename_view(view, form.cleaned_data["name"])
        except InvalidInput as error:
            form.add_error("name", str(error))
            return _page(request, form=form, renamed=view.name)
        messages.success(request, _("Đã đổi tên bộ lọc."))
    elif deed == "xoa":
        services.drop_view(view)
        messages.success(request, _("Đã xóa bộ lọc “%(name)s”.") % {"name": view.name})
    elif deed in STEPS:
        services.move_view(view, by=STEPS[deed])
    else:
        raise Http404
    return redirect("dossiers:saved_views")


def _keep(request: SignedInRequest) -> HttpResponse:
    """Keep the choice of the inbox from which somebody comes, and lead back to it."""
    chosen = queries.chosen_in(QueryDict(request.POST.get("loc", "")[:2000]))
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, form=form)
        services.save_view(form.cleaned_data["name"], page=queries.INBOX, chosen=chosen, actor=request.user)
    except InvalidInput as error:
        form.add_error("name", str(error))
        return _page(request, form=form)
    messages.success(request, _("Đã lưu bộ lọc “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return redirect(f"{reverse('dossiers:inbox')}?{urlencode(chosen)}")


def _page(request: SignedInRequest, *, form: ViewForm | None = None, renamed: str = "") -> HttpResponse:
    """Show the page; `form` with its mistakes is that of the view that is being renamed, else of a new one."""
    context = {
        "views": queries.saved_views(request.user, chosen={}),
        "form": form,
        "renamed": renamed,
        "loc": request.POST.get("loc", request.GET.get("loc", ""))[:2000],
        "crumbs": [{"label": _("Hồ sơ cần xử lý"), "url": reverse("dossiers:inbox")}],
    }
    return render(request, "dossiers/inbox/saved_views.html", context, status=UNPROCESSABLE if form else 200)

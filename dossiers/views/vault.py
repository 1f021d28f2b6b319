"""The store of papers of a person: what was issued to them, what they handed in, what they keep there."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers.access import vault_of
from dossiers.errors import InvalidInput
from dossiers.forms.vault import VaultDocumentForm, VaultUploadForm
from dossiers.models import VaultDocument
from dossiers.queries.citizen import get_own
from dossiers.queries.vault import PAGE_SIZE, vault_rows
from dossiers.services import vault as services
from dossiers.views.counter import page_number
from dossiers.views.files import served

UNPROCESSABLE = 422
READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
def vault(request: SignedInRequest) -> HttpResponse:
    """List what is in somebody's store; put one more file there."""
    at = timezone.now()
    if request.method != "POST":
        return _list(request, VaultUploadForm())
    form = VaultUploadForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.add(
                given["file"],
                name=given["name"],
                issued_on=given["issued_on"],
                valid_to=given["valid_to"],
                actor=request.user,
                at=at,
            )
        except InvalidInput as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Đã lưu “%s” vào kho.") % given["name"])
            return redirect("dossiers:vault")
    return _list(request, form, status=UNPROCESSABLE)


def _list(request: SignedInRequest, form: VaultUploadForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(vault_of(request.user, today=today), PAGE_SIZE).get_page(page_number(request))
    context = {"form": form, "page": page, "rows": vault_rows(page.object_list, today=today)}
    return render(request, "dossiers/vault/list.html", context, status=status)


@require_http_methods(READ_OR_POST)
def document(request: SignedInRequest, file_key: UUID) -> HttpResponse:
    """Change the name of a paper and until when it holds, or take it out of the store."""
    kept = _kept(request, file_key)
    if request.method != "POST":
        known = {"name": kept.name, "issued_on": kept.issued_on, "valid_to": kept.valid_to}
        return render(request, "dossiers/vault/document.html", {"kept": kept, "form": VaultDocumentForm(initial=known)})
    if "remove" in request.POST:
        services.remove(kept, at=timezone.now())
        messages.success(request, _("Đã bỏ “%s” khỏi kho.") % kept.name)
        return redirect("dossiers:vault")
    form = VaultDocumentForm(request.POST)
    if form.is_valid():
        try:
            services.change(kept, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("dossiers:vault")
    return render(request, "dossiers/vault/document.html", {"kept": kept, "form": form}, status=UNPROCESSABLE)


@require_safe
@never_cache
def file(request: SignedInRequest, file_key: UUID) -> HttpResponseBase:
    """Send a file of the store to whose it is."""
    return served(_kept(request, file_key).file, is_download="tai-ve" in request.GET)


@require_POST
def keep(request: SignedInRequest, code: str) -> HttpResponse:
    """Put the papers of a dossier into the store."""
    at = timezone.now()
    dossier = get_own(request.user, code, at=at)
    count = services.keep_papers(dossier, actor=request.user, at=at)
    if count:
        words = ngettext("Đã lưu %(count)s giấy tờ vào kho.", "Đã lưu %(count)s giấy tờ vào kho.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("Giấy tờ của hồ sơ này đã có trong kho."))
    return redirect("dossiers:detail", dossier.code)


def _kept(request: SignedInRequest, file_key: UUID) -> VaultDocument:
    found = vault_of(request.user, today=timezone.localdate()).filter(file=file_key).first()
    if found is None:
        raise Http404(_("Không tìm thấy giấy tờ này trong kho."))
    return found

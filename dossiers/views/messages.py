"""Messages about a dossier: the applicant's page of them, and the office's."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from dossiers.access import get_dossier, is_only_consulted
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.forms.messages import MessageForm
from dossiers.models import Dossier, StoredFile
from dossiers.queries.citizen import get_own
from dossiers.queries.desk import get_for_work
from dossiers.queries.messages import thread_of
from dossiers.services import messages as services
from dossiers.services.opening import record_opening
from dossiers.views.files import served

FORBIDDEN, UNPROCESSABLE = 403, 422
READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
def of_citizen(request: SignedInRequest, code: str) -> HttpResponse:
    """Show an applicant what was written about their dossier; take what they write."""
    at = timezone.now()
    dossier = get_own(request.user, code, at=at)
    return _answer(request, dossier, "dossiers:citizen_messages", at=at)


@require_http_methods(READ_OR_POST)
def of_office(request: SignedInRequest, code: str) -> HttpResponse:
    """Show an officer what was written about a dossier; take what they write to its applicant."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at)
    except NotAllowed as error:
        return render(request, "dossiers/desk/refused.html", {"code": code, "message": error}, status=FORBIDDEN)
    return _answer(request, dossier, "dossiers:office_messages", at=at)


@require_POST
def read_by_citizen(request: SignedInRequest, code: str) -> HttpResponse:
    """Note that the applicant has read what the office wrote."""
    at = timezone.now()
    dossier = get_own(request.user, code, at=at)
    services.mark_read(dossier, actor=request.user, at=at)
    if request.headers.get("HX-Request"):
        # The page has told by itself that it was seen; it stays as it is.
        return HttpResponse(status=204)
    return redirect("dossiers:citizen_messages", dossier.code)


@require_POST
def read_by_office(request: SignedInRequest, code: str) -> HttpResponse:
    """Note that the office has read what the applicant wrote."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at)
    except NotAllowed as error:
        return render(request, "dossiers/desk/refused.html", {"code": code, "message": error}, status=FORBIDDEN)
    services.mark_read(dossier, actor=request.user, at=at)
    return redirect("dossiers:office_messages", dossier.code)


@require_safe
@never_cache
def file(request: SignedInRequest, code: str, file_key: UUID) -> HttpResponseBase:
    """Send the file of a message to both sides; an officer's opening is noted."""
    today = timezone.localdate()
    dossier = get_dossier(request.user, code, today=today)
    sent = StoredFile.objects.filter(pk__in=dossier.messages.values("file"))
    if is_only_consulted(request.user, dossier, today=today):
        sent = sent.none()
    stored = get_object_or_404(sent, pk=file_key)
    if request.method == "GET":
        record_opening(dossier, paper=stored.name, file=stored, actor=request.user, at=timezone.now())
    return served(stored, is_download="tai-ve" in request.GET)


def _answer(request: SignedInRequest, dossier: Dossier, address: str, *, at: datetime) -> HttpResponse:
    if request.method != "POST":
        return _page(request, dossier, at=at)
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, dossier, at=at, form=form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        services.send(dossier, words=given["words"], file=given["file"], key=given["key"], actor=request.user, at=at)
    except InvalidInput as error:
        form.add_error(error.field, str(error))
        return _page(request, dossier, at=at, form=form, status=UNPROCESSABLE)
    except NotAllowed as error:
        form.add_error(None, str(error))
        return _page(request, dossier, at=at, form=form, status=FORBIDDEN)
    notes.success(request, _("Đã gửi tin nhắn."))
    return redirect(address, dossier.code)


def _page(
    request: SignedInRequest, dossier: Dossier, *, at: datetime, form: MessageForm | None = None, status: int = 200
) -> HttpResponse:
    thread = thread_of(request.user, dossier, at=at, form=form)
    template = "dossiers/messages/citizen.html" if thread.is_applicant else "dossiers/messages/office.html"
    return render(request, template, {"dossier": dossier, "thread": thread, "form": form}, status=status)

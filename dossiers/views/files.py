"""Files go out through here alone, to those who may see the dossier, and never as something a browser would run."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from dossiers import drafts
from dossiers.access import get_dossier
from dossiers.models import Dossier, IntakeReceipt, StoredFile
from dossiers.papers.receipt import receipt_pdf as make_receipt
from dossiers.workflow import Status

SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/jpeg", "image/png"})
PDF = "application/pdf"
SHUT = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""What a served file may do: be looked at."""

SHUT_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""The same for PDF, which some browsers do not show in a sandbox; their viewers run nothing of ours or of the file."""


@require_safe
@never_cache
def file(request: HttpRequest, code: str, file_key: UUID) -> HttpResponseBase:
    """Send a paper or the result of a dossier to anyone who may see the dossier."""
    dossier = get_dossier(request.user, code, today=timezone.localdate(), related=("result",))
    stored = get_object_or_404(_files_of(dossier, request.user), pk=file_key)
    return served(stored, is_download="tai-ve" in request.GET)


@require_safe
@never_cache
def draft_file(request: HttpRequest, key: UUID, file_key: UUID) -> HttpResponseBase:
    """Send a file of a draft to the person who is preparing it."""
    document = get_object_or_404(drafts.get_draft(request.user, key).documents.select_related("file"), file_id=file_key)
    return served(document.file, is_download="tai-ve" in request.GET)


@require_safe
@never_cache
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Send the receipt with the return date, once the office has received the dossier."""
    dossier = get_dossier(request.user, code, today=timezone.localdate(), related=("agency", "version"))
    try:
        content = make_receipt(dossier)
    except IntakeReceipt.DoesNotExist:
        raise Http404(_("Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận.")) from None
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="giay-tiep-nhan-{dossier.code}.pdf"'
    response["Content-Security-Policy"] = SHUT_PDF
    return response


def served(stored: StoredFile, *, is_download: bool = False) -> FileResponse:
    """Return a stored file as an answer that no browser runs: typed by us, not sniffed, shut off from the site."""
    try:
        content = stored.content.open("rb")
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho lưu trữ. Ông/Bà báo cho bộ phận một cửa.")) from None
    is_shown = stored.media_type in SHOWN_IN_BROWSER and not is_download
    response = FileResponse(content, as_attachment=not is_shown, filename=stored.name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT_PDF if stored.media_type == PDF and is_shown else SHUT
    return response


def _files_of(dossier: Dossier, user: User | AnonymousUser) -> QuerySet[StoredFile]:
    """Return the files of a dossier that a person may open: its applicant sees the result when it is ready."""
    mine = Q(documents__dossier=dossier)
    result = getattr(dossier, "result", None)
    is_told = dossier.submitter_id != user.pk or dossier.status in (Status.RESULT_READY, Status.RETURNED)
    if result is not None and result.file_id and is_told:
        mine |= Q(pk=result.file_id)
    return StoredFile.objects.filter(mine).distinct()

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
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers import drafts
from dossiers.access import get_dossier, is_only_consulted, is_own, is_party
from dossiers.models import (
    Consultation,
    DiscontinuanceNotice,
    Dossier,
    PostalIntake,
    RefusalNotice,
    StoredFile,
    Verification,
)
from dossiers.papers import apology, control_sheet, discontinuance, fee_receipt, hand_over, refusal, supplement
from dossiers.papers.receipt import issued_receipt
from dossiers.papers.together import joined
from dossiers.queries import slips
from dossiers.queries.citizen import visible_result
from dossiers.queries.stages import reports_of
from dossiers.services.opening import record_opening

SHOWN_IN_BROWSER = frozenset({"application/pdf", "image/jpeg", "image/png"})
PDF = "application/pdf"
FOR_PAPERS = ("agency__parent", "office__agency", "regime", "version")
"""What a dossier must carry so that its papers ask the database for their own rows only."""

SHUT = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""What a served file may do: be looked at."""

SHUT_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""The same for PDF, which some browsers do not show in a sandbox; their viewers run nothing of ours or of the file."""


@require_safe
@never_cache
def file(request: SignedInRequest, code: str, file_key: UUID) -> HttpResponseBase:
    """Send a paper or the result of a dossier to whoever may see the dossier; an officer's opening is noted."""
    dossier = get_dossier(request.user, code, today=timezone.localdate(), related=("result",))
    stored = get_object_or_404(_files_of(dossier, request.user), pk=file_key)
    if request.method == "GET":
        record_opening(dossier, paper=stored.name, file=stored, actor=request.user, at=timezone.now())
    return served(stored, is_download="tai-ve" in request.GET)


@require_safe
@never_cache
def draft_file(request: HttpRequest, key: UUID, file_key: UUID) -> HttpResponseBase:
    """Send a file of a draft to the person who is preparing it."""
    document = get_object_or_404(drafts.get_draft(request.user, key).documents.select_related("file"), file_id=file_key)
    return served(document.file, is_download="tai-ve" in request.GET)


@require_safe
@never_cache
def receipt_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the receipt that holds (form 01), once the office has received the dossier."""
    dossier = _dossier(request, code)
    receipt = next((one for one in slips.receipts_of(dossier) if one.voided_at is None), None)
    if receipt is None:
        raise Http404(_("Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận."))
    pdf = issued_receipt(dossier, receipt, calendar=calendar_of(dossier.agency))
    return _paper(request, dossier, pdf, _("Giấy tiếp nhận %(number)s") % {"number": receipt.number}, "giay-tiep-nhan")


@require_safe
@never_cache
def intake_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send what a clerk prints at once: the receipt that holds, and after it each receipt for money that holds."""
    dossier = _dossier(request, code, is_internal=True)
    receipt = next((one for one in slips.receipts_of(dossier) if one.voided_at is None), None)
    if receipt is None:
        raise Http404(_("Hồ sơ chưa được tiếp nhận nên chưa có giấy tiếp nhận."))
    paid = [one for one in slips.payments_of(dossier) if one.voided_at is None]
    pdfs = [issued_receipt(dossier, receipt, calendar=calendar_of(dossier.agency))]
    pdfs += [fee_receipt.fee_receipt_pdf(fee_receipt.fee_receipt_of(dossier, one)) for one in paid]
    return _paper(request, dossier, joined(pdfs), _("Giấy tiếp nhận và biên lai"), "giay-tiep-nhan-va-bien-lai")


@require_safe
@never_cache
def old_receipt_pdf(request: SignedInRequest, code: str, ordinal: int) -> HttpResponse:
    """Send one of the receipts of a dossier; one that was voided is marked so and names what replaces it."""
    dossier = _dossier(request, code)
    receipt = slips.nth(slips.receipts_of(dossier), ordinal)
    pdf = issued_receipt(dossier, receipt, calendar=calendar_of(dossier.agency))
    name = _("Giấy tiếp nhận %(number)s") % {"number": receipt.number}
    return _paper(request, dossier, pdf, name, f"giay-tiep-nhan-{ordinal}")


@require_safe
@never_cache
def supplement_pdf(request: SignedInRequest, code: str, ordinal: int) -> HttpResponse:
    """Send one of the requests for supplement (form 02)."""
    dossier = _dossier(request, code)
    sent = slips.nth(slips.sent_requests_of(dossier), ordinal)
    pdf = supplement.supplement_pdf(supplement.supplement_of(dossier, sent))
    return _paper(
        request, dossier, pdf, _("Phiếu yêu cầu bổ sung %(number)s") % {"number": sent.number}, f"bo-sung-{ordinal}"
    )


@require_safe
@never_cache
def refusal_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the refusal (form 03)."""
    dossier = _dossier(request, code)
    notice = get_object_or_404(RefusalNotice.objects.select_related("issued_by"), dossier=dossier)
    pdf = refusal.refusal_pdf(refusal.refusal_of(dossier, notice))
    return _paper(request, dossier, pdf, _("Phiếu từ chối %(number)s") % {"number": notice.number}, "tu-choi")


@require_safe
@never_cache
def apology_pdf(request: SignedInRequest, code: str, ordinal: int) -> HttpResponse:
    """Send one of the apologies that were signed (form 04)."""
    dossier = _dossier(request, code)
    signed = slips.nth(slips.signed_apologies_of(dossier), ordinal)
    pdf = apology.apology_pdf(apology.apology_of(dossier, signed, calendar=calendar_of(dossier.agency)))
    return _paper(
        request, dossier, pdf, _("Phiếu xin lỗi %(number)s") % {"number": signed.number}, f"xin-loi-{ordinal}"
    )


@require_safe
@never_cache
def discontinuance_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the notice that a dossier is no longer handled (form 05)."""
    dossier = _dossier(request, code)
    notice = get_object_or_404(DiscontinuanceNotice.objects.select_related("issued_by"), dossier=dossier)
    pdf = discontinuance.discontinuance_pdf(discontinuance.discontinuance_of(dossier, notice))
    return _paper(request, dossier, pdf, _("Thông báo %(number)s") % {"number": notice.number}, "dung-giai-quyet")


@require_safe
@never_cache
def fee_receipt_pdf(request: SignedInRequest, code: str, ordinal: int) -> HttpResponse:
    """Send one of the receipts for fees and charges."""
    dossier = _dossier(request, code)
    payment = slips.nth(slips.payments_of(dossier), ordinal)
    pdf = fee_receipt.fee_receipt_pdf(fee_receipt.fee_receipt_of(dossier, payment))
    return _paper(request, dossier, pdf, _("Biên lai %(number)s") % {"number": payment.number}, f"bien-lai-{ordinal}")


@require_safe
@never_cache
def control_sheet_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the control sheet, as the events say it now; it stays inside the offices."""
    dossier = _dossier(request, code, is_internal=True)
    at = timezone.now()
    report = reports_of([dossier], at=at)[dossier.pk]
    try:
        sheet = control_sheet.control_sheet_of(dossier, report, at=at, calendar=calendar_of(dossier.agency))
    except Dossier.DoesNotExist:
        raise Http404(_("Hồ sơ chưa được tiếp nhận nên chưa có phiếu kiểm soát.")) from None
    return _paper(request, dossier, control_sheet.control_sheet_pdf(sheet), _("Phiếu kiểm soát"), "phieu-kiem-soat")


@require_safe
@never_cache
def postal_record_pdf(request: SignedInRequest, code: str) -> HttpResponse:
    """Send the record of what came with this dossier by post; it stays inside the offices."""
    dossier = _dossier(request, code, is_internal=True)
    intakes = PostalIntake.objects.filter(dossier=dossier)
    record = get_object_or_404(
        intakes.select_related("dossier__version", "dossier__office__agency", "dossier__received_by")
    )
    pdf = hand_over.postal_record_pdf(hand_over.postal_intake_of([record]))
    return _paper(request, dossier, pdf, _("Biên bản giao nhận %(number)s") % {"number": record.number}, "giao-nhan")


def _dossier(request: SignedInRequest, code: str, *, is_internal: bool = False) -> Dossier:
    """Return a dossier with what its papers need; an internal paper is not there for the applicant."""
    today = timezone.localdate()
    dossier = get_dossier(request.user, code, today=today, related=FOR_PAPERS)
    if is_internal and is_own(request.user, dossier, today=today):
        raise Http404(_("Không tìm thấy hồ sơ này."))
    return dossier


def _paper(request: SignedInRequest, dossier: Dossier, pdf: bytes, name: str, slug: str) -> HttpResponse:
    """Return a paper as an answer, and write down who of an office opened it."""
    if request.method == "GET":
        record_opening(dossier, paper=name, actor=request.user, at=timezone.now())
    return pdf_answer(pdf, f"{slug}-{dossier.code}.pdf")


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """Return a PDF of ours, to be looked at in the browser."""
    response = HttpResponse(pdf, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{name}"'
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
    """Return the files of a dossier that a person may open: its applicant sees the result when it is ready.

    Whose agency was only asked for its opinion sees the papers that were handed in, and its own answer.
    """
    mine = Q(documents__dossier=dossier)
    today = timezone.localdate()
    if is_only_consulted(user, dossier, today=today):
        own = Consultation.objects.filter(dossier=dossier, answered_by=user.pk)
        return StoredFile.objects.filter(mine | Q(pk__in=own.values("file"))).distinct()
    is_applicant = is_party(user, dossier, today=today)
    if not is_applicant:
        for asked in (Consultation, Verification):
            mine |= Q(pk__in=asked.objects.filter(dossier=dossier, file__isnull=False).values("file"))
    result = getattr(dossier, "result", None)
    is_told = not is_applicant or visible_result(dossier) is not None
    if result is not None and result.file_id and is_told:
        mine |= Q(pk=result.file_id)
    return StoredFile.objects.filter(mine).distinct()

"""The signature pad at the counter: the slip on one side, the place to sign on the other."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.access import get_dossier, roles_in
from dossiers.errors import DossierError, InvalidInput, NotAllowed
from dossiers.forms.acknowledging import AcknowledgementForm
from dossiers.models import Dossier, DrawnSignature
from dossiers.services.acknowledging import SLIPS, acknowledge, digest_of, slip_pdf
from dossiers.views.files import PDF, SHUT_PDF

UNPROCESSABLE, FORBIDDEN = 422, 403
FOR_SLIPS = ("agency", "office", "regime", "process", "version", "result__file")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pad(request: SignedInRequest, code: str, slip: str) -> HttpResponse:
    """Show a slip beside the pad, and keep what is drawn for it."""
    dossier, at = _dossier(request, code, slip), timezone.now()
    if request.method != "POST":
        return _shown(request, dossier, slip, None)
    form = AcknowledgementForm(request.POST)
    if not form.is_valid():
        return _shown(request, dossier, slip, form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        if given["strokes"]:
            acknowledge(
                dossier,
                slip=slip,
                slip_sha256=given["slip_sha256"],
                signer_name=given["signer_name"],
                strokes=given["strokes"],
                device=given["device"],
                actor=request.user,
                at=at,
                calendar=calendar_of(dossier.agency),
            )
            messages.success(request, _("Đã lưu chữ ký nhận của %(name)s.") % {"name": given["signer_name"]})
        else:
            messages.success(request, _("Người nhận ký trên bản giấy; Ông/Bà lưu bản giấy có chữ ký."))
    except NotAllowed as error:
        form.add_error(None, str(error.message))
        return _shown(request, dossier, slip, form, status=FORBIDDEN)
    except DossierError as error:
        form.add_error(None, str(error.message))
        return _shown(request, dossier, slip, form, status=UNPROCESSABLE)
    return redirect("dossiers:desk", code=dossier.code)


@require_safe
@never_cache
@xframe_options_sameorigin
def slip_shown(request: SignedInRequest, code: str, slip: str) -> HttpResponse:
    """Send the slip that is being acknowledged, exactly as its digest is taken."""
    dossier = _dossier(request, code, slip)
    response = HttpResponse(_pdf(dossier, slip), content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{slip}-{dossier.code}.pdf"'
    response["Content-Security-Policy"] = SHUT_PDF
    return response


def _dossier(request: SignedInRequest, code: str, slip: str) -> Dossier:
    """Return a dossier of the clerk's own office; anything else does not exist here."""
    today = timezone.localdate()
    dossier = get_dossier(request.user, code, today=today, related=FOR_SLIPS)
    if slip not in SLIPS or Role.CLERK not in roles_in(request.user, dossier, today=today):
        raise Http404(_("Không tìm thấy hồ sơ này."))
    return dossier


def _pdf(dossier: Dossier, slip: str) -> bytes:
    try:
        return slip_pdf(dossier, slip, calendar=calendar_of(dossier.agency))
    except InvalidInput as error:
        raise Http404(str(error.message)) from error


def _shown(
    request: SignedInRequest, dossier: Dossier, slip: str, form: AcknowledgementForm | None, *, status: int = 200
) -> HttpResponse:
    digest = digest_of(_pdf(dossier, slip))
    if form is None:
        form = AcknowledgementForm(initial={"signer_name": dossier.applicant_name, "slip_sha256": digest})
    elif form["slip_sha256"].value() != digest:
        # The slip is another one now: what was drawn was not drawn for it.
        form.data = {**request.POST.dict(), "slip_sha256": digest, "strokes": ""}
    drawn = DrawnSignature.objects.filter(dossier=dossier, slip=slip, slip_sha256=digest).select_related("officer")
    words = {
        "dossier": dossier,
        "slip": SLIPS[slip],
        "slip_url": reverse("dossiers:slip_to_acknowledge", args=[dossier.code, slip]),
        "form": form,
        "drawn": drawn.first(),
        "crumbs": [
            {"label": _("Quầy"), "url": reverse("dossiers:counter")},
            {"label": dossier.code, "url": reverse("dossiers:desk", args=[dossier.code])},
        ],
    }
    return render(request, "dossiers/counter/pad.html", words, status=status)

"""Anybody who holds a result may ask whether it is what was issued."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers.checking import LOOK_UPS, UPLOADS, check_file
from dossiers.forms.checking import CheckCodeForm, CheckFileForm
from dossiers.queries.issued import IssuedPaper, issued_paper

NOT_FOUND, UNPROCESSABLE, TOO_MANY = 404, 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file or a code; say who signed the file and when, and whether a byte has changed since."""
    if request.method != "POST":
        return _asked(request, CheckFileForm(prefix="tep"), CheckCodeForm(prefix="ma"))
    if "ma-code" in request.POST:
        by_code = CheckCodeForm(request.POST, prefix="ma")
        if by_code.is_valid():
            return redirect("dossiers:check_issued", code=by_code.cleaned_data["code"])
        return _asked(request, CheckFileForm(prefix="tep"), by_code, status=UNPROCESSABLE)
    return _answered(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def check_issued(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was issued under a code: number, agency, when; and compare a file with it.

    An unknown code and one whose paper is not finished get the same answer.
    """
    client, at = get_adapter().get_client_ip(request), timezone.now()
    if LOOK_UPS.are_used_up(client, at=at):
        return render(request, "dossiers/checking/too_many.html", status=TOO_MANY)
    issued = issued_paper(code[:40])
    if issued is None:
        LOOK_UPS.count(client, at=at)
        typed = CheckCodeForm({"ma-code": code[:40]}, prefix="ma")
        # What cannot be a code at all has been told so by the form.
        if typed.is_valid():
            typed.add_error("code", _("Không có văn bản nào mang mã kiểm tra này. Ông/Bà xem lại từng chữ."))
        return _asked(request, CheckFileForm(prefix="tep"), typed, status=NOT_FOUND)
    if request.method == "POST":
        return _answered(request, issued)
    return _asked(request, CheckFileForm(prefix="tep"), None, issued=issued)


def _answered(request: HttpRequest, issued: IssuedPaper | None) -> HttpResponse:
    client, at = get_adapter().get_client_ip(request), timezone.now()
    form = CheckFileForm(request.POST, request.FILES, prefix="tep")
    by_code = None if issued else CheckCodeForm(prefix="ma")
    if not form.is_valid():
        return _asked(request, form, by_code, issued=issued, status=UNPROCESSABLE)
    if UPLOADS.are_used_up(client, at=at):
        form.add_error(None, _("Đã kiểm tra nhiều tệp trong ít phút. Ông/Bà chờ 10 phút rồi kiểm tra tiếp."))
        return _asked(request, form, by_code, issued=issued, status=TOO_MANY)
    UPLOADS.count(client, at=at)
    checked = check_file(form.cleaned_data["file"], expected=issued, at=at)
    name = getattr(request.FILES.get("tep-file"), "name", "")
    return render(request, "dossiers/checking/verdict.html", {"checked": checked, "name": name})


def _asked(
    request: HttpRequest,
    form: CheckFileForm,
    by_code: CheckCodeForm | None,
    *,
    issued: IssuedPaper | None = None,
    status: int = 200,
) -> HttpResponse:
    words = {"form": form, "by_code": by_code, "issued": issued}
    return render(request, "dossiers/checking/ask.html", words, status=status)

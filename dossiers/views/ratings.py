"""Rating how a dossier was handled: from the account, or with the slip at the counter and by its code."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from dossiers.errors import InvalidInput
from dossiers.forms.ratings import RatingForm, SlipRatingForm
from dossiers.forms.tracking import TrackingForm
from dossiers.models import Dossier
from dossiers.queries.citizen import get_own
from dossiers.queries.ratings import is_rated
from dossiers.services.ratings import AlreadyRated, rate, rate_with_secret
from dossiers.tracking import NothingFound, TooManyTries, dossier_of_slip, look_up, slip_shown
from dossiers.workflow import FINAL

NOT_FOUND, CONFLICT, UNPROCESSABLE, TOO_MANY = 404, 409, 422, 429
READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
def rating(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask the applicant once how a dossier that is over was handled."""
    at = timezone.now()
    dossier = get_own(request.user, code, at=at)
    if request.method != "POST":
        if dossier.status not in FINAL or is_rated(dossier):
            words = _("Hồ sơ chưa kết thúc nên chưa đánh giá được.")
            messages.info(request, str(AlreadyRated()) if dossier.status in FINAL else words)
            return redirect("dossiers:detail", dossier.code)
        return render(request, "dossiers/ratings/own.html", {"dossier": dossier, "form": RatingForm()})
    form = RatingForm(request.POST)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            rate(dossier, form.grades, words=form.cleaned_data["words"], actor=request.user, at=at)
        except AlreadyRated as error:
            messages.info(request, str(error))
            return redirect("dossiers:detail", dossier.code)
        except InvalidInput as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Cảm ơn Ông/Bà đã đánh giá."))
            return redirect("dossiers:detail", dossier.code)
    return render(request, "dossiers/ratings/own.html", {"dossier": dossier, "form": form}, status=status)


@require_http_methods(READ_OR_POST)
@never_cache
@login_not_required
def rate_by_slip(request: HttpRequest, *, is_at_counter: bool = False) -> HttpResponse:
    """Let whoever holds the slip rate: its two codes first, then the grades; nobody is named.

    `is_at_counter` is the screen that stands at the counter: it returns to its beginning for the next person.
    """
    if request.method != "POST":
        form = TrackingForm(initial={"code": request.GET.get("ma", "")[:60]})
        return _ask(request, form, is_at_counter=is_at_counter)
    at = timezone.now()
    if "slip" in request.POST:
        try:
            dossier = dossier_of_slip(request.POST["slip"], at=at)
        except NothingFound:
            codes = TrackingForm({})
            codes.errors.clear()
            codes.add_error(None, _("Đã quá 30 phút. Ông/Bà nhập lại hai mã trên giấy."))
            return _ask(request, codes, is_at_counter=is_at_counter, status=UNPROCESSABLE)
        return _by_slip(request, dossier, is_at_counter=is_at_counter, at=at)
    codes = TrackingForm(request.POST)
    if not codes.is_valid():
        return _ask(request, codes, is_at_counter=is_at_counter, status=UNPROCESSABLE)
    try:
        client = get_adapter().get_client_ip(request)
        dossier = look_up(codes.cleaned_data["code"], codes.cleaned_data["secret"], client=client, at=at)
    except NothingFound:
        codes.add_error(None, _("Không có hồ sơ nào có mã và mã bí mật này. Ông/Bà xem lại từng chữ trên giấy."))
        return _ask(request, codes, is_at_counter=is_at_counter, status=NOT_FOUND)
    except TooManyTries:
        codes.add_error(None, _("Đã thử sai quá nhiều lần. Ông/Bà chờ 10 phút rồi thử lại."))
        return _ask(request, codes, is_at_counter=is_at_counter, status=TOO_MANY)
    return _by_slip(request, dossier, is_at_counter=is_at_counter, at=at)


def _by_slip(request: HttpRequest, dossier: Dossier, *, is_at_counter: bool, at: datetime) -> HttpResponse:
    """Show the grades, or keep those that were chosen; a dossier that cannot be rated now says why."""
    codes = TrackingForm({"code": dossier.code})
    codes.errors.clear()
    if dossier.status not in FINAL:
        codes.add_error(None, _("Hồ sơ chưa kết thúc nên chưa đánh giá được. Mời Ông/Bà trở lại khi đã nhận kết quả."))
        return _ask(request, codes, is_at_counter=is_at_counter, status=UNPROCESSABLE)
    if is_rated(dossier):
        codes.add_error(None, str(AlreadyRated()))
        return _ask(request, codes, is_at_counter=is_at_counter, status=CONFLICT)
    is_asked = "rate" not in request.POST
    form = SlipRatingForm(initial={"slip": slip_shown(dossier, at=at)}) if is_asked else SlipRatingForm(request.POST)
    if is_asked or not form.is_valid():
        context = {"form": form, "code": dossier.code, "is_at_counter": is_at_counter}
        return render(request, "dossiers/ratings/slip.html", context, status=200 if is_asked else UNPROCESSABLE)
    try:
        words = form.cleaned_data["words"]
        rate_with_secret(dossier, form.grades, words=words, is_at_counter=is_at_counter, at=at)
    except AlreadyRated as error:
        codes.add_error(None, str(error))
        return _ask(request, codes, is_at_counter=is_at_counter, status=CONFLICT)
    return render(request, "dossiers/ratings/thanks.html", {"is_at_counter": is_at_counter})


def _ask(request: HttpRequest, form: TrackingForm, *, is_at_counter: bool, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_at_counter": is_at_counter}
    return render(request, "dossiers/ratings/ask.html", context, status=status)

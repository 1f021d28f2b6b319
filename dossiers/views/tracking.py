"""Everybody's look-up by code and second secret."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers.forms.tracking import TrackingForm
from dossiers.path import Path
from dossiers.tracking import NothingFound, TooManyTries, look_up, slip_shown, what_is_public

NOT_FOUND, UNPROCESSABLE, TOO_MANY = 404, 422, 429


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def track(request: HttpRequest) -> HttpResponse:
    """Ask for code and secret; show how far the dossier has come, and nothing about a person.

    A wrong code and a wrong secret get the same answer. The secret travels in the body of a POST, never in an address.
    """
    if request.method != "POST":
        form = TrackingForm(initial={"code": request.GET.get("ma", "")[:60]})
        return render(request, "dossiers/track.html", {"form": form})
    at = timezone.now()
    form = TrackingForm(request.POST)
    if not form.is_valid():
        return render(request, "dossiers/track.html", {"form": form}, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        client = get_adapter().get_client_ip(request)
        dossier = look_up(given["code"], given["secret"], client=client, at=at)
    except NothingFound:
        form.add_error(
            None, _("Không có hồ sơ nào có mã và mã bí mật này. Ông/Bà xem lại từng chữ trên giấy tiếp nhận.")
        )
        return render(request, "dossiers/track.html", {"form": form}, status=NOT_FOUND)
    except TooManyTries:
        form.add_error(None, _("Đã thử sai quá nhiều lần. Ông/Bà chờ 10 phút rồi tra cứu lại."))
        return render(request, "dossiers/track.html", {"form": form}, status=TOO_MANY)
    known = what_is_public(dossier, at=at)
    path = Path(known.stations, due=known.due_at, standing=known.standing, is_paused=known.waits_for_applicant)
    return render(
        request, "dossiers/track_result.html", {"known": known, "path": path, "slip": slip_shown(dossier, at=at)}
    )

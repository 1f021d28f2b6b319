"""Who is away and who stands in for whom: pages of the approvers of an agency."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Absence, Post
from accounts.requests import SignedInRequest
from agencies.models import Agency
from dossiers.errors import InvalidInput, NotAllowed
from dossiers.forms.deputising import AbsenceForm, StandInForm
from dossiers.queries import deputising as queries
from dossiers.services import deputising as services
from dossiers.views.desk import UNPROCESSABLE

Done = Callable[[], Any]


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """Show what is in force or comes, and end one of them."""
    at = timezone.now()
    agency = _agency(request, at=at)
    if request.method == "POST":
        _end(request, agency, at=at)
        return redirect(_list(request))
    context = {
        "found": queries.deputies_of(agency, at=at),
        "agencies": queries.approved_agencies(request.user, at=at),
        "today": timezone.localdate(at),
    }
    return render(request, "dossiers/deputising/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_absence(request: SignedInRequest) -> HttpResponse:
    """Record the days on which somebody is away."""
    at = timezone.now()
    agency = _agency(request, at=at)
    initial = {"first_on": timezone.localdate(at)}
    form = AbsenceForm(_typed(request), staff=queries.staff_of(agency, at=at), initial=initial)

    def done() -> Any:
        given = form.cleaned_data
        officer = form.staff[given.pop("officer")]
        services.record_absence(officer, agency, **given, actor=request.user, at=at)
        return _("Đã ghi vắng mặt: %(name)s.") % {"name": officer}

    return _answer(request, agency, form, done, heading=_("Ghi vắng mặt"))


@require_http_methods(["GET", "HEAD", "POST"])
def appoint_stand_in(request: SignedInRequest) -> HttpResponse:
    """Let somebody stand in for another."""
    at = timezone.now()
    agency = _agency(request, at=at)
    principals, staff = queries.principals_of(agency, at=at), queries.staff_of(agency, at=at)
    initial = {"valid_from": timezone.localdate(at)}
    form = StandInForm(_typed(request), principals=principals, staff=staff, initial=initial)

    def done() -> Any:
        given = form.cleaned_data
        principal, deputy = form.principals[given.pop("principal")], form.staff[given.pop("deputy")]
        services.appoint_stand_in(principal, deputy, **given, actor=request.user, at=at)
        return _("Đã giao %(deputy)s thay %(name)s.") % {"deputy": deputy, "name": principal.user}

    return _answer(request, agency, form, done, heading=_("Giao người thay"))


def _answer(request: SignedInRequest, agency: Agency, form: forms.Form, done: Done, *, heading: str) -> HttpResponse:
    """Do what a valid form says and go back to the list; else show it with its mistakes."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, done())
        except NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect(_list(request))
    context = {"form": form, "heading": heading, "agency": agency, "list_url": _list(request)}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/deputising/form.html", context, status=status)


def _end(request: SignedInRequest, agency: Agency, *, at: datetime) -> None:
    """End the absence or the stand-in that a button names; somebody else may have ended it already."""
    kind, _colon, number = request.POST.get("ket_thuc", "").partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    try:
        if kind == "vang-mat":
            staff = Post.objects.filter(agency=agency).values("user")
            absence = get_object_or_404(Absence, pk=number, user__in=staff)
            services.end_absence(absence, agency, actor=request.user, at=at)
        elif kind == "thay":
            post = get_object_or_404(Post.objects.select_related("agency"), pk=number, agency=agency)
            services.end_stand_in(post, actor=request.user, at=at)
        else:
            raise Http404
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    messages.success(request, _("Đã kết thúc."))


def _agency(request: SignedInRequest, *, at: datetime) -> Agency:
    """Return the agency of the address, else the first that the person approves for; nobody else comes here."""
    agencies = queries.approved_agencies(request.user, at=at)
    if not agencies:
        raise PermissionDenied(_("Trang này dành cho lãnh đạo phê duyệt."))
    wanted = request.GET.get("co-quan", "")
    return next((agency for agency in agencies if agency.code == wanted), agencies[0])


def _typed(request: SignedInRequest) -> Any:
    """Return what was sent, also where it is nothing at all; None where somebody only looks."""
    return request.POST if request.method == "POST" else None


def _list(request: SignedInRequest) -> str:
    """Return the address of the list, for the agency of this one."""
    address, wanted = reverse("dossiers:absences"), request.GET.get("co-quan", "")
    return f"{address}?{urlencode({'co-quan': wanted})}" if wanted else address

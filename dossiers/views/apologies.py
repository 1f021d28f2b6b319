"""Apologies at the agency: the list of what is to be done, and the page of one dossier."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.access import roles_in
from dossiers.delays import is_reappointable
from dossiers.errors import InvalidInput, NotAllowed, StaleDossier
from dossiers.forms.moves.apologies import ApologiseForm, DeliveryForm, ReappointForm
from dossiers.models import Dossier
from dossiers.queries import apology_tasks as queries
from dossiers.queries.apologies import Prepared, needs_preparing, written_or_proposed
from dossiers.queries.buttons import buttons_of
from dossiers.queries.desk import OwnDossier, get_for_work
from dossiers.queries.slips import nth, signed_apologies_of
from dossiers.queries.stages import reports_of
from dossiers.services import apologies
from dossiers.views.counter import page_number
from dossiers.workflow import Action

UNPROCESSABLE, FORBIDDEN, CONFLICT = 422, 403, 409
RELATED = ("agency", "office", "regime", "process", "version", "result", "officer")


@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """Show an officer the apologies that wait for them."""
    at = timezone.now()
    posts = queries.writers_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho người thụ lý, lãnh đạo phê duyệt và bộ phận một cửa."))
    shown = queries.task_page(request.user, posts, request.GET.dict(), page=page_number(request), at=at)
    return render(request, "dossiers/apologies/tasks.html", {"shown": shown, "at": at})


@require_http_methods(["GET", "HEAD", "POST"])
def apology(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what the apology of a dossier says and whether it arrived; an officer confirms what it shall say."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at, related=RELATED)
    except NotAllowed as error:
        return _refused(request, code, error)
    if request.method != "POST":
        return _page(request, dossier, at=at)
    form = _form_class(dossier)(request.POST)
    if not form.is_valid():
        return _page(request, dossier, at=at, form=form, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        if given["seen"] != dossier.revision:
            raise StaleDossier
        apologies.prepare(
            dossier,
            cause=given["cause"],
            reason=given["reason"],
            step=given["step"],
            new_due_on=given.get("new_due_on"),
            actor=request.user,
            at=at,
            calendar=calendar_of(dossier.agency),
        )
    except StaleDossier as error:
        form = _again(form, dossier)
        form.add_error(None, str(error))
        return _page(request, dossier, at=at, form=form, status=CONFLICT)
    except NotAllowed as error:
        return _refused(request, code, error)
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, dossier, at=at, form=form, status=UNPROCESSABLE)
    messages.success(request, _("Đã xác nhận phiếu xin lỗi của hồ sơ %(code)s; chờ lãnh đạo ký.") % {"code": code})
    return redirect("dossiers:apology", dossier.code)


@require_POST
def delivered(request: SignedInRequest, code: str, ordinal: int) -> HttpResponse:
    """Record that a person has brought a signed apology to the applicant, with what proves it."""
    at = timezone.now()
    try:
        dossier = get_for_work(request.user, code, at=at, related=RELATED)
    except NotAllowed as error:
        return _refused(request, code, error)
    signed = nth(signed_apologies_of(dossier), ordinal)
    signed.dossier = dossier
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return _page(request, dossier, at=at, delivery=form, ordinal=ordinal, status=UNPROCESSABLE)
    given = form.cleaned_data
    try:
        apologies.record_delivery(signed, channel=given["channel"], proof=given["proof"], at=at, actor=request.user)
    except NotAllowed as error:
        return _refused(request, code, error)
    except InvalidInput as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, dossier, at=at, delivery=form, ordinal=ordinal, status=UNPROCESSABLE)
    messages.success(request, _("Đã ghi nhận phiếu xin lỗi %(number)s đến người nộp.") % {"number": signed.number})
    return redirect("dossiers:apology", dossier.code)


# ── Answers ──────────────────────────────────────────────────────────────────────────────


def _page(
    request: SignedInRequest,
    dossier: Dossier,
    *,
    at: datetime,
    form: forms.Form | None = None,
    delivery: forms.Form | None = None,
    ordinal: int | None = None,
    status: int = 200,
) -> HttpResponse:
    roles = roles_in(request.user, dossier, today=timezone.localdate(at))
    prepared: Prepared | None = None
    calendar = calendar_of(dossier.agency)
    if dossier.received_at is not None and needs_preparing(dossier, at=at):
        prepared = written_or_proposed(dossier, at=at, calendar=calendar)
    if prepared is not None and form is None and roles.keys() & set(apologies.PREPARING):
        form = _form_class(dossier)(initial={"seen": dossier.revision, **prepared.initial})
    signing = [
        button
        for button in buttons_of(request.user, dossier, tab="", at=at)
        if button.action in (Action.REAPPOINT, Action.APOLOGISE)
    ]
    context: dict[str, Any] = {
        "dossier": dossier,
        "delay": queries.delay_of(dossier, reports_of([dossier], at=at)[dossier.pk], at=at, calendar=calendar),
        "prepared": prepared,
        "form": form if prepared is not None else None,
        "signing": signing[0] if signing else None,
        "signed": queries.signed_of(dossier),
        "may_deliver": bool(roles.keys() & set(apologies.DELIVERING)),
        "delivery": delivery or DeliveryForm(),
        "failed_ordinal": ordinal,
        "is_clerk": set(roles) == {Role.CLERK},
        "crumbs": [
            {"label": _("Phiếu xin lỗi"), "url": reverse("dossiers:apology_tasks")},
            {"label": dossier.code, "url": reverse("dossiers:desk", args=[dossier.code])},
        ],
    }
    return render(request, "dossiers/apologies/dossier.html", context, status=status)


def _form_class(dossier: Dossier) -> type[ApologiseForm]:
    return ReappointForm if is_reappointable(dossier) else ApologiseForm


def _again(form: ApologiseForm, dossier: Dossier) -> ApologiseForm:
    """Return the same form with what was typed, for the dossier as it is now."""
    typed: Any = form.data
    typed = typed.copy()
    typed["seen"] = str(dossier.revision)
    again = type(form)(typed)
    again.is_valid()
    return again


def _refused(request: SignedInRequest, code: str, error: NotAllowed) -> HttpResponse:
    back = "" if isinstance(error, OwnDossier) else reverse("dossiers:desk", args=[code])
    return render(request, "dossiers/desk/refused.html", {"message": str(error), "desk_url": back}, status=FORBIDDEN)

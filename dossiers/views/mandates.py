"""Mandates: what a person gave and was given; at the counter, those on paper, and organisations to confirm."""

from datetime import date
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import queries as people
from accounts.errors import AccountError
from accounts.models import Organisation
from accounts.requests import SignedInRequest
from accounts.services import organisations
from dossiers.access import may_revoke, represented_by
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.forms.mandates import MandateForm, PaperMandateForm, RevokeForm, ScopeForm, sought
from dossiers.models import Mandate
from dossiers.queries import mandates as queries
from dossiers.services import mandates as services
from dossiers.views.files import served

UNPROCESSABLE, CONFLICT = 422, 409


# ── A person's own ───────────────────────────────────────────────────────────────────────
@never_cache
@require_http_methods(["GET", "HEAD"])
def mandates(request: SignedInRequest) -> HttpResponse:
    """Show what a person gave and what was given to them."""
    found = queries.my_mandates(request.user, today=timezone.localdate())
    return render(request, "dossiers/mandates/list.html", {"found": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: SignedInRequest) -> HttpResponse:
    """Let a person give a mandate."""
    at, user = timezone.now(), request.user
    today = timezone.localdate(at)
    form = MandateForm(
        _typed(request),
        organisations=represented_by(user, today=today),
        name=user.full_name,
        offered=_offered(request, today=today),
        today=today,
    )
    if form.is_bound and form.looks_for_procedures:
        return _looked(request, "dossiers/mandates/give.html", {"form": form})
    if request.method == "POST" and form.is_valid():
        try:
            agent = _agent(request, form)
            mandate = services.give(agent, form.scope(), organisation=form.organisation(), actor=user, at=at)
        except DossierError as error:
            _say(form, error)
        else:
            messages.success(request, _("Đã ủy quyền cho %(name)s.") % {"name": mandate.agent.full_name})
            return redirect("dossiers:mandates")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/mandates/give.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask why a mandate ends, and end it."""
    at = timezone.now()
    mandate = _mandate(request, code, today=timezone.localdate(at))
    form = RevokeForm(_typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke(mandate, **form.cleaned_data, actor=request.user, at=at)
        except StaleDossier:
            form.add_error(None, _("Ủy quyền này đã được chấm dứt trước đó."))
            status = CONFLICT
        else:
            messages.success(request, _("Đã chấm dứt ủy quyền %(code)s.") % {"code": mandate.code})
            is_clerks = mandate.confirmed_by_id == request.user.pk
            return redirect("dossiers:paper_mandates" if is_clerks else "dossiers:mandates")
    elif request.method == "POST":
        status = UNPROCESSABLE
    return render(request, "dossiers/mandates/revoke.html", {"form": form, "mandate": mandate}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD"])
def document(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Send the scan of a mandate on paper to whoever may end it."""
    mandate = _mandate(request, code, today=timezone.localdate())
    if mandate.document is None:
        raise Http404(_("Ủy quyền này không có văn bản kèm theo."))
    return served(mandate.document, is_download="tai-ve" in request.GET)


# ── At the counter ───────────────────────────────────────────────────────────────────────
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_mandates(request: SignedInRequest) -> HttpResponse:
    """Write a mandate on paper down, and show what was written down lately."""
    at, user = timezone.now(), request.user
    today = _clerks_day(request)
    offered = _offered(request, today=today)
    form = PaperMandateForm(_typed(request), _files(request), offered=offered, today=today)
    if form.is_bound and form.looks_for_procedures:
        rows = queries.paper_mandates(user, today=today)
        return _looked(request, "dossiers/mandates/paper.html", {"form": form, "rows": rows})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            mandate = services.record_paper(
                _agent(request, form),
                form.party(),
                form.scope(),
                document_number=given["document_number"],
                document=given["document"],
                actor=user,
                at=at,
            )
        except DossierError as error:
            _say(form, error)
        else:
            messages.success(request, _("Đã ghi ủy quyền %(code)s.") % {"code": mandate.code})
            return redirect("dossiers:paper_mandates")
    context = {"form": form, "rows": queries.paper_mandates(user, today=today)}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/mandates/paper.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_organisation(request: SignedInRequest) -> HttpResponse:
    """Show the organisations that wait for a clerk to see their papers, and confirm one with its representative."""
    today = _clerks_day(request)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        organisation = get_object_or_404(Organisation, pk=_number(request.POST.get("to_chuc", "")))
        members = {str(one.user_id): one.user for one in people.members_of(organisation, today=today)}
        chosen = members.get(request.POST.get("representative", ""))
        if chosen is None:
            errors = [{"message": _("Ông/Bà chọn người đại diện trong số những người đã khai báo."), "target": ""}]
        else:
            try:
                organisations.confirm(organisation, chosen, actor=request.user, at=timezone.now())
            except AccountError as error:
                errors = [{"message": str(error), "target": ""}]
            else:
                messages.success(request, _("Đã xác nhận %(name)s.") % {"name": organisation.name})
                return redirect("dossiers:confirm_organisation")
    query = request.GET.get("q", "")[:100]
    context = {"rows": people.declared_organisations(query, today=today), "query": query, "errors": errors}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "dossiers/mandates/organisations.html", context, status=status)


# ── What these pages do alike ────────────────────────────────────────────────────────────
def _mandate(request: SignedInRequest, code: str, *, today: date) -> Mandate:
    mandate = Mandate.objects.select_related("organisation", "agent", "document").filter(code=code.upper()).first()
    if mandate is None or not may_revoke(request.user, mandate, today=today):
        raise Http404(_("Không tìm thấy ủy quyền này."))
    return mandate


def _offered(request: SignedInRequest, *, today: date) -> queries.OfferedProcedures:
    typed = request.POST
    return queries.offered_procedures(
        today, find=typed.get("find", ""), sector=typed.get("sector", ""), chosen=typed.getlist("procedures")
    )


def _looked(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show the form with the procedures that were looked for, everything typed in it, and no errors yet."""
    form: ScopeForm = context["form"]
    typed = request.POST.copy()
    typed["searched"] = sought(typed)
    form.data = typed
    form.errors.clear()
    return render(request, template, {**context, "is_looking": True})


def _agent(request: SignedInRequest, form: forms.Form) -> Any:
    if not ratelimit.consume(request, action="name_account", user=request.user):
        raise InvalidInput(_("Ông/Bà đã thử nhiều lần. Vui lòng thử lại sau một giờ."), field="contact")
    given = form.cleaned_data
    return services.find_agent(contact=given["contact"], full_name=given["full_name"])


def _clerks_day(request: SignedInRequest) -> date:
    today = timezone.localdate()
    try:
        services.check_clerk(request.user, today=today)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return today


def _say(form: forms.Form, error: DossierError) -> None:
    if isinstance(error, NotAllowed):
        raise PermissionDenied(str(error)) from error
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _typed(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _files(request: SignedInRequest) -> Any:
    return request.FILES if request.method == "POST" else None

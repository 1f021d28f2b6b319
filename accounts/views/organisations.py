"""The organisations a person belongs to, their members and invitations."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.codes import is_phone
from accounts.errors import AccountError, NotYours, Refused
from accounts.forms.organisations import InvitationForm, OrganisationForm
from accounts.models import Membership, MembershipRole, Organisation
from accounts.requests import SignedInRequest
from accounts.sending import NotSent, send_text
from accounts.services import organisations as services
from accounts.views.answers import UNPROCESSABLE, typed

CONFLICT = 409


@never_cache
@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    """List the organisations a person belongs to."""
    found = queries.organisations_of(request.user, today=timezone.localdate())
    return render(request, "accounts/organisations/list.html", {"memberships": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: SignedInRequest) -> HttpResponse:
    """Take what a person says of their organisation."""
    form = OrganisationForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            organisation = services.declare(**form.cleaned_data, actor=request.user, at=timezone.now())
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Đã ghi khai báo: %(name)s.") % {"name": organisation.name})
            return redirect("accounts:organisation", organisation.pk)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/organisations/declare.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: SignedInRequest, number: int) -> HttpResponse:
    """Show an organisation with its members to one of them, and end a membership."""
    mine = _membership(request, number)
    if request.method == "POST":
        return _ended(request, mine)
    return _page(request, mine)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, number: int) -> HttpResponse:
    """Send an invitation to a phone or mailbox."""
    mine = _membership(request, number)
    if mine.role != MembershipRole.REPRESENTATIVE or mine.organisation.confirmed_at is None:
        raise PermissionDenied(_("Việc này dành cho người đại diện của tổ chức đã được xác nhận."))
    form = InvitationForm(typed(request))
    if request.method == "POST" and form.is_valid():
        refusal = _sent(request, mine.organisation, form)
        if refusal is None:
            messages.success(request, _("Đã gửi lời mời. Lời mời có hiệu lực bảy ngày."))
            return redirect("accounts:organisation", number)
        form.add_error("contact", refusal)
    context = {"form": form, "organisation": mine.organisation}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/organisations/invite.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SignedInRequest, token: str) -> HttpResponse:
    """Show an invitation to whom it was sent, and let them accept it."""
    at = timezone.now()
    try:
        invited = services.read_invitation(token, at=at)
        if request.method == "POST":
            membership = services.accept(token, actor=request.user, at=at)
            messages.success(request, _("Ông/Bà đã là thành viên của %(name)s.") % {"name": membership.organisation})
            return redirect("accounts:organisation", membership.organisation_id)
    except AccountError as error:
        refused = {"refusal": str(error)}
        return render(request, "accounts/organisations/invitation.html", refused, status=CONFLICT)
    context = {"invitation": invited, "is_mine": services.owns(request.user, invited.contact)}
    return render(request, "accounts/organisations/invitation.html", context)


def _membership(request: SignedInRequest, number: int) -> Membership:
    found = queries.organisations_of(request.user, today=timezone.localdate())
    mine = next((one for one in found if one.organisation_id == number), None)
    if mine is None:
        raise Http404(_("Không tìm thấy tổ chức này."))
    return mine


def _page(request: SignedInRequest, mine: Membership, *, refusal: str = "") -> HttpResponse:
    context = {
        "mine": mine,
        "organisation": mine.organisation,
        "members": queries.members_of(mine.organisation, today=timezone.localdate()),
        "leads": mine.role == MembershipRole.REPRESENTATIVE and mine.organisation.confirmed_at is not None,
        "errors": [{"message": refusal}] if refusal else [],
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "accounts/organisations/detail.html", context, status=status)


def _ended(request: SignedInRequest, mine: Membership) -> HttpResponse:
    number = request.POST.get("ket_thuc", "")
    members = {str(one.pk): one for one in queries.members_of(mine.organisation, today=timezone.localdate())}
    ended = members.get(number)
    if ended is None:
        raise Http404(_("Không tìm thấy thành viên này."))
    try:
        services.end_membership(ended, actor=request.user, at=timezone.now())
    except NotYours as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        return _page(request, mine, refusal=str(error))
    messages.success(request, _("Đã kết thúc: %(name)s.") % {"name": ended.user.full_name})
    return redirect("accounts:organisations" if ended.pk == mine.pk else request.path)


def _sent(request: SignedInRequest, organisation: Organisation, form: InvitationForm) -> str | None:
    """Send an invitation; return why it could not be sent, or None."""
    if not ratelimit.consume(request, action="name_account", user=request.user):
        return _("Ông/Bà đã gửi nhiều lời mời. Vui lòng thử lại sau một giờ.")
    at, contact = timezone.now(), form.cleaned_data["contact"]
    role = MembershipRole(form.cleaned_data["role"])
    token = services.invite(organisation, contact=contact, role=role, actor=request.user, at=at)
    url = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
    names = {"name": request.user.full_name, "organisation": organisation.name, "url": url}
    if not is_phone(contact):
        get_adapter(request).send_mail("account/email/organisation_invitation", contact, names)
        return None
    try:
        text = _("%(name)s mời Ông/Bà làm thành viên của %(organisation)s trên Một Cửa: %(url)s") % names
        send_text(contact, text, key=f"invitation:{organisation.pk}:{at.timestamp()}", at=at)
    except NotSent as error:
        return str(error)
    return None

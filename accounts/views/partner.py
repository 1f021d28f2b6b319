"""Sign-in with the partner (VNeID): there, back, and whose account the identity opens."""

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import codes, queries
from accounts.codes import Purpose
from accounts.errors import Refused
from accounts.forms.codes import CodeForm
from accounts.forms.partner import PASSWORD, ClaimForm, NewLinkedAccountForm, Way, ways_to
from accounts.models import User
from accounts.partner.client import Partner, Pending, partner
from accounts.partner.contract import Claims, PartnerError
from accounts.requests import SignedInRequest
from accounts.services import identities as services
from accounts.views.answers import UNPROCESSABLE, typed
from accounts.views.entering import TOO_MANY, is_answered, own_address, resend, send_code, signed_in

PENDING, PROVED = "accounts_partner_pending", "accounts_partner_proved"
"""In the session: what must come back from the partner; whom it vouched for, until an account is found."""

HOLDS = timedelta(minutes=15)
NOT_BELIEVED = 400

log = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send a person to the partner."""
    try:
        url, pending = _partner().begin(_return_address())
    except PartnerError as error:
        return _failed(request, error, status=503)
    request.session[PENDING] = {
        **pending.as_json(),
        "at": timezone.now().isoformat(),
        "next": own_address(request, request.POST.get("next", "")),
        "user": request.user.pk if request.user.is_authenticated else None,
    }
    return redirect(url)


@login_not_required
@never_cache
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take who comes back from the partner.

    The protocol brings people back by GET. What is asked for here was begun by this browser's own POST, holds once,
    and without it nothing is written.
    """
    there, at = _partner(), timezone.now()
    kept = request.session.get(PENDING)
    if not kept or not constant_time_compare(kept["state"], request.GET.get("state", "")):
        return _failed(request, PartnerError("a state that nobody asked for"))
    del request.session[PENDING]
    if kept["user"] != (request.user.pk if request.user.is_authenticated else None):
        return _failed(request, PartnerError("begun by somebody else"))
    if request.GET.get("error") == "access_denied":
        messages.info(request, _("Ông/Bà đã dừng đăng nhập bằng VNeID."))
        return redirect("accounts:profile" if kept["user"] else "account_login")
    if at - datetime.fromisoformat(kept["at"]) > HOLDS:
        return _failed(request, PartnerError("too late"))
    try:
        pending = Pending(kept["state"], kept["nonce"], kept["verifier"])
        claims = there.finish(request.GET.get("code", ""), pending, _return_address())
    except PartnerError as error:
        return _failed(request, error)
    return _arrived(request, claims, next_url=kept["next"], at=at)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Ask whose account a proved identity is to open: one that says the same number, or a new one."""
    at = timezone.now()
    proved = _proved(request, at=at)
    if proved is None:
        return redirect("account_login")
    claims, next_url = proved
    is_new = "moi" in request.POST
    claim = ClaimForm(None if is_new else typed(request), ways=ways_to(services.accounts_like(claims)))
    fresh = NewLinkedAccountForm(
        typed(request) if is_new else None, initial={"full_name": "" if claims.is_organisation else claims.name}
    )
    if is_new and fresh.is_valid():
        user = services.open_linked(claims, full_name=fresh.cleaned_data["full_name"], at=at)
        return _entered(request, user, next_url=next_url)
    if request.method == "POST" and not is_new and claim.is_valid():
        way = claim.ways[claim.cleaned_data["way"]]
        answered = _claimed(request, claim, way, claims, next_url=next_url, at=at)
        if answered is not None:
            return answered
    context = {"claims": claims, "claim": claim, "fresh": fresh}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/partner/account.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def claim_by_code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent to the account which the identity is to open."""
    at = timezone.now()
    proved, challenge = _proved(request, at=at), codes.waiting(request.session, Purpose.CLAIM, at=at)
    if proved is None or challenge is None:
        return redirect("accounts:partner_account")
    if "resend" in request.POST:
        return resend(request, Purpose.CLAIM, challenge, at=at, back="accounts:partner_code")
    form = CodeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        if is_answered(request, Purpose.CLAIM, form, at=at):
            user = User.objects.filter(pk=challenge.about, is_active=True).first()
            return _linked(request, user, proved[0], next_url=proved[1], at=at)
        if codes.waiting(request.session, Purpose.CLAIM, at=at) is None:
            messages.error(request, TOO_MANY)
            return redirect("accounts:partner_account")
    context = {"form": form, "challenge": challenge, "is_claim": True}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/code.html", context, status=status)


@never_cache
@require_POST
def unlink(request: SignedInRequest, number: int) -> HttpResponse:
    """Let an identity open the account no more."""
    identity = queries.identities_of(request.user).filter(pk=number).first()
    if identity is None:
        raise Http404(_("Không tìm thấy liên kết này."))
    try:
        services.unlink(identity, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã bỏ liên kết VNeID."))
    return redirect("accounts:profile")


# ── Steps ────────────────────────────────────────────────────────────────────────────────
def _arrived(request: HttpRequest, claims: Claims, *, next_url: str, at: datetime) -> HttpResponse:
    """Sign in whose account the identity opens, link it to who is signed in, or ask whose it is."""
    if isinstance(request.user, User):
        return _linked(request, request.user, claims, next_url=next_url, at=at)
    if user := services.account_behind(claims):
        services.represent_by(user, claims, at=at)
        return _entered(request, user, next_url=next_url)
    request.session[PROVED] = {"claims": asdict(claims), "next": next_url, "at": at.isoformat()}
    return redirect("accounts:partner_account")


def _claimed(
    request: HttpRequest, form: ClaimForm, way: Way, claims: Claims, *, next_url: str, at: datetime
) -> HttpResponse | None:
    """Let a person prove that an account is theirs; None where the form says why not."""
    if way.kind != PASSWORD:
        refusal = send_code(request, Purpose.CLAIM, way.contact, at=at, about=str(way.user.pk))
        if refusal is None:
            return redirect("accounts:partner_code")
        form.add_error("way", refusal)
        return None
    try:
        password = form.cleaned_data["password"]
        user = get_adapter(request).authenticate(request, email=way.user.email, password=password)
    except ValidationError as error:
        form.add_error("password", error)
        return None
    if user is None or user.pk != way.user.pk:
        form.add_error("password", _("Mật khẩu không đúng."))
        return None
    return _linked(request, way.user, claims, next_url=next_url, at=at)


def _linked(request: HttpRequest, user: User | None, claims: Claims, *, next_url: str, at: datetime) -> HttpResponse:
    if user is None:
        return redirect("accounts:partner_account")
    try:
        services.link(user, claims, at=at)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts:profile" if request.user.is_authenticated else "accounts:partner_account")
    if request.user.is_authenticated:
        messages.success(request, _("Đã liên kết VNeID với tài khoản của Ông/Bà."))
        return redirect("accounts:profile")
    return _entered(request, user, next_url=next_url)


def _entered(request: HttpRequest, user: User, *, next_url: str) -> HttpResponse:
    request.session.pop(PROVED, None)
    return signed_in(request, user, next_url=next_url)


def _proved(request: HttpRequest, *, at: datetime) -> tuple[Claims, str] | None:
    kept = request.session.get(PROVED)
    if not kept or at - datetime.fromisoformat(kept["at"]) > HOLDS or request.user.is_authenticated:
        return None
    return Claims(**kept["claims"]), kept["next"]


def _partner() -> Partner:
    there = partner()
    if there is None:
        raise Http404(_("Cổng này chưa nối với VNeID."))
    return there


def _return_address() -> str:
    return f"{settings.PORTAL_URL}{reverse('accounts:partner_back')}"


def _failed(request: HttpRequest, error: PartnerError, *, status: int = NOT_BELIEVED) -> HttpResponse:
    log.warning("sign_in_partner_failed", reason=str(error))
    return render(request, "accounts/partner/failed.html", {"is_away": status != NOT_BELIEVED}, status=status)

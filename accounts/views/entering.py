"""Sign-up and sign-in by a code: one way for both, so that nobody learns who has an account.

A code goes to whatever contact was typed. Who answers it is signed in; who has no account yet says name and number.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import codes, services
from accounts.codes import Purpose
from accounts.errors import ContactTaken
from accounts.forms.codes import CodeForm, ContactForm, NewAccountForm
from accounts.models import User
from accounts.queries import account_of
from accounts.sending import NotSent, send_text
from accounts.views.answers import UNPROCESSABLE, typed

PROVED = "accounts_proved"
"""In the session: the contact that answered a code and names no account yet."""

TEXT = gettext_lazy("Một Cửa: mã xác nhận %(code)s, dùng trong 10 phút. Không đưa mã cho bất kỳ ai, kể cả cán bộ.")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for a contact and send it a code."""
    if request.user.is_authenticated:
        return redirect(_destination(request, ""))
    form = ContactForm(typed(request))
    next_url = own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        contact, at = form.cleaned_data["contact"], timezone.now()
        refusal = send_code(request, Purpose.ENTER, contact, at=at, next_url=next_url)
        if refusal is None:
            return redirect("accounts:answer_code")
        form.add_error("contact", refusal)
    context = {"form": form, "next_url": next_url}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/contact.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def answer_code(request: HttpRequest) -> HttpResponse:
    """Take the code; sign its owner in, or lead on to a new account."""
    at = timezone.now()
    challenge = codes.waiting(request.session, Purpose.ENTER, at=at)
    if challenge is None:
        return redirect("accounts:ask_code")
    form = CodeForm(typed(request))
    if "resend" in request.POST:
        return resend(request, Purpose.ENTER, challenge, at=at, back="accounts:answer_code")
    if request.method == "POST" and form.is_valid():
        if is_answered(request, Purpose.ENTER, form, at=at):
            return enter(request, challenge.contact, next_url=challenge.next_url)
        if codes.waiting(request.session, Purpose.ENTER, at=at) is None:
            messages.error(request, TOO_MANY)
            return redirect("accounts:ask_code")
    context = {"form": form, "challenge": challenge}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/code.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """Ask who has proved a contact for name and number, and open their account."""
    proved = request.session.get(PROVED)
    if not proved or request.user.is_authenticated:
        return redirect("accounts:ask_code")
    form = NewAccountForm(typed(request))
    if request.method == "POST" and form.is_valid():
        contact, by_phone = proved["contact"], codes.is_phone(proved["contact"])
        names = {"phone": contact, "phone_is_proved": True} if by_phone else {"email": contact}
        try:
            user = services.open_account(**form.cleaned_data, **names, at=timezone.now())
        except ContactTaken:
            # The second of two presses: the first has made the account.
            return enter(request, contact, next_url=proved["next_url"])
        return signed_in(request, user, contact=contact, next_url=proved["next_url"], is_new=True)
    context = {"form": form, "contact": proved["contact"]}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/open.html", context, status=status)


# ── What other pages with a code do alike ────────────────────────────────────────────────
TOO_MANY = gettext_lazy("Mã đã nhập sai năm lần nên không còn dùng được. Ông/Bà xin mã mới.")


def send_code(
    request: HttpRequest, purpose: Purpose, contact: str, *, at: datetime, next_url: str = "", about: str = ""
) -> str | None:
    """Send a new code to a contact; return why it could not be sent, or None."""
    if not ratelimit.consume(request, action="send_code", key=contact):
        return _("Đã gửi nhiều mã đến đây. Ông/Bà chờ mười phút rồi thử lại.")
    challenge, code = codes.begin(request.session, purpose, contact, at=at, next_url=next_url, about=about)
    try:
        if challenge.is_phone:
            send_text(contact, TEXT % {"code": code}, key=f"code:{challenge.key}", at=at)
        else:
            get_adapter(request).send_mail("account/email/code", contact, {"code": code})
    except NotSent as error:
        codes.forget(request.session, purpose)
        return str(error)
    return None


def resend(
    request: HttpRequest, purpose: Purpose, challenge: codes.Challenge, *, at: datetime, back: str
) -> HttpResponse:
    """Send another code to the same contact and show the page again."""
    refusal = send_code(request, purpose, challenge.contact, at=at, next_url=challenge.next_url, about=challenge.about)
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, _("Đã gửi mã mới. Mã cũ không còn dùng được."))
    return redirect(back)


def is_answered(request: HttpRequest, purpose: Purpose, form: CodeForm, *, at: datetime) -> bool:
    """Say whether the form carries the code that was sent; if not, say so at its field."""
    challenge = codes.waiting(request.session, purpose, at=at)
    if challenge is None:
        return False
    # The session counts tries, too; of many requests at the same moment only this counter sees each.
    if not ratelimit.consume(request, action="try_code", key=challenge.key):
        codes.forget(request.session, purpose)
        return False
    if codes.answer(request.session, purpose, form.cleaned_data["code"], at=at):
        return True
    left = challenge.tries_left - 1
    form.add_error("code", _("Mã không đúng. Ông/Bà còn %(count)d lần nhập.") % {"count": left})
    return False


def enter(request: HttpRequest, contact: str, *, next_url: str) -> HttpResponse:
    """Sign in whose contact it is, or remember it until they have told who they are."""
    user = account_of(contact)
    if user is None:
        request.session[PROVED] = {"contact": contact, "next_url": next_url}
        return redirect("accounts:open_account")
    if not codes.is_phone(contact):
        was_demanded = EmailVerificationMethod.MANDATORY.value == settings.ACCOUNT_EMAIL_VERIFICATION
        services.prove_email(user, was_demanded=was_demanded)
    return signed_in(request, user, contact=contact, next_url=next_url)


def signed_in(
    request: HttpRequest, user: User, *, contact: str = "", next_url: str = "", is_new: bool = False
) -> HttpResponse:
    """Sign a person in who has proved who they are, and lead them on."""
    request.session.pop(PROVED, None)
    method = "code" if contact else "partner"
    record_authentication(request, user, method=method)
    response: HttpResponse = perform_login(
        request, user, email_verification=EmailVerificationMethod.NONE, redirect_url=next_url or None, signup=is_new
    )
    return response


def own_address(request: HttpRequest, address: str) -> str:
    """Return an address of this portal, or nothing: nobody is led out of it."""
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=False)
    return address if is_own and address.startswith("/") else ""


def _destination(request: HttpRequest, next_url: str) -> str:
    return next_url or get_adapter(request).get_login_redirect_url(request)

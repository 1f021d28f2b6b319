"""The phone number as a name of the account: confirmed by a code, changed by a code."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import codes, services
from accounts.codes import Purpose
from accounts.errors import ContactTaken
from accounts.forms.codes import ChangePhoneForm, CodeForm
from accounts.requests import SignedInRequest
from accounts.views.answers import UNPROCESSABLE, typed
from accounts.views.entering import TOO_MANY, is_answered, resend, send_code


@never_cache
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_phone(request: SignedInRequest) -> HttpResponse:
    """Ask for the number that shall open the account, and send it a code."""
    user, at = request.user, timezone.now()
    initial = {"phone": "" if user.phone_confirmed_at else user.phone}
    form = ChangePhoneForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        if user.phone_confirmed_at and phone == user.phone:
            form.add_error("phone", _("Ông/Bà đang dùng số này để đăng nhập."))
        elif refusal := send_code(request, Purpose.PHONE, phone, at=at):
            form.add_error("phone", refusal)
        else:
            return redirect("accounts:confirm_phone")
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/phone.html", {"form": form}, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_phone(request: SignedInRequest) -> HttpResponse:
    """Take the code that was sent to the number."""
    at = timezone.now()
    challenge = codes.waiting(request.session, Purpose.PHONE, at=at)
    if challenge is None:
        return redirect("accounts:change_phone")
    if "resend" in request.POST:
        return resend(request, Purpose.PHONE, challenge, at=at, back="accounts:confirm_phone")
    form = CodeForm(typed(request))
    if request.method == "POST" and form.is_valid():
        if is_answered(request, Purpose.PHONE, form, at=at):
            return _confirmed(request, challenge.contact)
        if codes.waiting(request.session, Purpose.PHONE, at=at) is None:
            messages.error(request, TOO_MANY)
            return redirect("accounts:change_phone")
    context = {"form": form, "challenge": challenge, "is_phone_change": True}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "accounts/entering/code.html", context, status=status)


def _confirmed(request: SignedInRequest, phone: str) -> HttpResponse:
    try:
        services.confirm_phone(request.user, phone=phone, at=timezone.now())
    except ContactTaken as error:
        messages.error(request, str(error))
        return redirect("accounts:change_phone")
    messages.success(request, _("Đã xác nhận số điện thoại. Từ nay Ông/Bà đăng nhập được bằng số này."))
    return redirect("accounts:profile")

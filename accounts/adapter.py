"""How allauth's sign-up and sign-in behave here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import roles_held
from accounts.models import Role, User

CITIZENS_DESK = "/ho-so/"

DESKS = {
    Role.CLERK: "/quay/",
    Role.APPRAISER: "/xu-ly/",
    Role.APPROVER: "/xu-ly/",
    Role.SEAL_KEEPER: "/xu-ly/",
    Role.LEADER: "/lanh-dao/",
    Role.EDITOR: "/bien-tap/",
}
"""Where an officer begins the day; of several roles the first one counts. Addresses, because the rooms above are
unknown here."""


class AccountAdapter(DefaultAccountAdapter):
    """Knows the person's name and desk, and speaks Vietnamese."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang tạm khóa."),
        "cannot_remove_primary_email": _("Không thể bỏ địa chỉ thư điện tử đang dùng để đăng nhập."),
        "duplicate_email": _("Ông/Bà đang dùng địa chỉ thư điện tử này."),
        "email_password_mismatch": _("Thư điện tử hoặc mật khẩu không đúng. Ông/Bà kiểm tra rồi nhập lại."),
        "email_taken": _(
            "Không mở được tài khoản với địa chỉ này. Nếu đã có tài khoản, Ông/Bà hãy đăng nhập hoặc lấy lại mật khẩu."
        ),
        "enter_current_password": _("Mật khẩu hiện tại không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "invalid_login": _("Thư điện tử hoặc mật khẩu không đúng. Ông/Bà kiểm tra rồi nhập lại."),
        "invalid_or_expired_key": _("Đường dẫn không đúng hoặc đã hết hạn."),
        "invalid_password_reset": _("Đường dẫn đặt lại mật khẩu không đúng hoặc đã dùng."),
        "max_email_addresses": _("Chỉ được dùng tối đa %d địa chỉ thư điện tử."),
        "rate_limited": _("Ông/Bà thao tác quá nhanh. Vui lòng chờ ít phút rồi thử lại."),
        "same_as_current": _("Giá trị mới phải khác giá trị đang dùng."),
        "too_many_login_attempts": _("Ông/Bà đã nhập sai nhiều lần. Vui lòng chờ 5 phút rồi thử lại."),
        "unknown_email": _("Địa chỉ thư điện tử này chưa có tài khoản."),
        "unverified_primary_email": _("Địa chỉ thư điện tử đang dùng chưa được xác nhận."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Give the new user the name and the phone of the form."""
        user.full_name = form.cleaned_data["full_name"]
        user.phone = form.cleaned_data["phone"]
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Say whether an address now belongs to its owner; it cannot where another account signs in with it."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            template, words = "account/messages/email_confirmation_failed.txt", {"email": email_address.email}
            self.add_message(request, messages.ERROR, template, words)
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a person begins: officers at their desk, citizens with their dossiers."""
        roles = roles_held(request.user, today=timezone.localdate())
        return next((desk for role, desk in DESKS.items() if role in roles), CITIZENS_DESK)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Return where a new citizen begins."""
        return CITIZENS_DESK

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the page from which the password was to be changed."""
        return reverse("accounts:profile")

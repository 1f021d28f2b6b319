"""The forms of the entrance: sign-up, sign-in, and what guards the account.

They are allauth's, with our fields and our words.
"""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.forms import EmailField, FullNameField, PersonalIdField, PhoneField
from accounts.models import User

MAX_PASSWORD_LENGTH = 256
"""Longer than anybody types; hashing a megabyte is work that a stranger could order."""

GOOD_PASSWORD = _("Ít nhất 10 ký tự, có cả chữ; không dùng họ tên, số điện thoại hay mật khẩu dễ đoán.")

WORDS: dict[str, tuple[Any, Any]] = {
    "password": (_("Mật khẩu"), ""),
    "oldpassword": (_("Mật khẩu hiện tại"), ""),
    "password1": (_("Mật khẩu mới"), GOOD_PASSWORD),
    "password2": (_("Nhập lại mật khẩu mới"), ""),
}


class PasswordWords(forms.Form):
    """A form of allauth whose password fields speak our language."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (label, hint) in WORDS.items():
            if name in self.fields:
                field = self.fields[name]
                field.label, field.help_text = label, hint
                field.error_messages["required"] = _("Ông/Bà nhập mật khẩu.")
                field.widget.attrs.pop("placeholder", None)
                field.widget.attrs["maxlength"] = str(MAX_PASSWORD_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Compare the two passwords in our words; allauth finds nothing left to say."""
        for name in WORDS:
            if len(self.cleaned_data.get(name) or "") > MAX_PASSWORD_LENGTH:
                self.add_error(name, _("Mật khẩu dài quá %(count)d ký tự.") % {"count": MAX_PASSWORD_LENGTH})
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập mật khẩu không giống nhau."))
        return super().clean() or self.cleaned_data

    def full_clean(self) -> None:
        """Say one thing at a time about a password: “123” is too short, too common and only digits."""
        super().full_clean()
        for name in WORDS:
            del self.errors.get(name, forms.utils.ErrorList()).data[1:]


class SignupForm(PasswordWords, allauth_forms.SignupForm):
    """A citizen opens an account; with it they submit dossiers and see where each one stands."""

    full_name = FullNameField()
    personal_id = PersonalIdField()
    phone = PhoneField()
    field_order = ["full_name", "personal_id", "phone", "email", "password1", "password2"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"] = EmailField(
            help_text=_("Dùng để đăng nhập và nhận thông báo về hồ sơ. Ví dụ: ten@vidu.vn.")
        )
        self.fields["password1"].label = _("Mật khẩu")
        self.fields["password2"].label = _("Nhập lại mật khẩu")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Refuse a password made of the person's own name or phone."""
        cleaned = super().clean()
        person = User(full_name=cleaned.get("full_name", ""), phone=cleaned.get("phone", ""))
        if password := cleaned.get("password1"):
            try:
                UserAttributeSimilarityValidator(("full_name", "phone")).validate(password, person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def save(self, request: HttpRequest) -> User:
        """Create the user and their profile, both or neither."""
        with transaction.atomic():
            user: User = super().save(request)
        return user

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the rest of what was told (allauth calls this once the user is saved)."""
        services.open_profile(user, personal_id=self.cleaned_data["personal_id"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account; of a double press the second finds it made and is asked to sign in."""
        try:
            result: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            return None, redirect("account_login")
        return result


class LoginForm(PasswordWords, allauth_forms.LoginForm):
    """A person signs in with the e-mail address."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"] = EmailField(help_text="")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.order_fields(["login", "password"])


class ReauthenticateForm(PasswordWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""


class ChangePasswordForm(PasswordWords, allauth_forms.ChangePasswordForm):
    """A new password for the old one."""


class SetPasswordForm(PasswordWords, allauth_forms.SetPasswordForm):
    """A first password."""


class ResetPasswordKeyForm(PasswordWords, allauth_forms.ResetPasswordKeyForm):
    """A new password through the link that was mailed."""


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Ask for a link to choose a new password; the answer is the same for every address."""

    email = EmailField(help_text=_("Địa chỉ Ông/Bà dùng để đăng nhập."))


class AddEmailForm(allauth_forms.AddEmailForm):
    """Another e-mail address instead of the present one, once it is confirmed."""

    email = EmailField(label=_("Địa chỉ mới"))

    def save(self, request: HttpRequest) -> EmailAddress:
        """Send the confirmation; until it is answered the present address stays.

        Allauth would drop a present address that was never confirmed, and with it the way to sign in. That the
        person is signed in with it and has just repeated the password is confirmation enough to keep it.
        """
        if self.user.email:
            EmailAddress.objects.update_or_create(
                user=self.user, email=self.user.email, defaults={"verified": True, "primary": True}
            )
        added: EmailAddress = super().save(request)
        return added

"""Forms of the entrance by code, and of a phone number that is confirmed."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import identity
from accounts.codes import DIGITS
from accounts.forms.fields import FullNameField, LineField, PersonalIdField, PhoneField

_MOBILE_OF_VIETNAM = re.compile(r"\+84[35789]\d{8}")


def mobile(phone: str) -> str:
    """Return a parsed phone number that a code can reach, or raise `InvalidPhone`."""
    if not _MOBILE_OF_VIETNAM.fullmatch(phone):
        raise identity.InvalidPhone(
            _t("Mã chỉ gửi được đến số di động tại Việt Nam. Ông/Bà nhập số di động, hoặc dùng thư điện tử.")
        )
    return phone


class ContactField(LineField):
    """A mobile number or an e-mail address; its clean value is in the form in which it is stored."""

    default_error_messages = {"required": _("Ông/Bà nhập số điện thoại hoặc địa chỉ thư điện tử.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Số điện thoại hoặc thư điện tử"))
        options.setdefault("help_text", _("Ví dụ: 0912 345 678 hoặc ten@vidu.vn."))
        options.setdefault("max_length", 254)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser fill in what the person signs in with."""
        extra = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        return {**super().widget_attrs(widget), **extra}

    def clean(self, value: Any) -> str:
        """Return an e-mail address in lower case, or a phone number in E.164."""
        text = super().clean(value)
        if not text:
            return text
        try:
            return identity.parse_email(text) if "@" in text else mobile(identity.parse_phone(text))
        except identity.InvalidIdentity as error:
            raise ValidationError(str(error), code="invalid") from error


class ContactForm(forms.Form):
    """Where a code is sent."""

    contact = ContactField()


class CodeForm(forms.Form):
    """The code that was sent."""

    code = LineField(
        label=_("Mã xác nhận"),
        help_text=_("Sáu chữ số trong tin nhắn hoặc thư vừa gửi."),
        max_length=20,
        error_messages={"required": _("Ông/Bà nhập mã xác nhận.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false", "class": "tabular"}
        ),
    )

    def clean_code(self) -> str:
        """Return the digits, however they were set apart."""
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["code"])
        if not (digits.isascii() and digits.isdigit() and len(digits) == DIGITS):
            raise ValidationError(_("Mã gồm đúng sáu chữ số. Ông/Bà xem lại tin nhắn hoặc thư."), code="invalid")
        return digits


class NewAccountForm(forms.Form):
    """Who somebody is that has proved a contact."""

    full_name = FullNameField()
    personal_id = PersonalIdField()


class MobileField(PhoneField):
    """A phone number that a code can reach."""

    def clean(self, value: Any) -> str:
        """Return a mobile number in E.164."""
        try:
            return mobile(super().clean(value))
        except identity.InvalidPhone as error:
            raise ValidationError(str(error), code="invalid") from error


class ChangePhoneForm(forms.Form):
    """The number that shall be a name of the account."""

    phone = MobileField(help_text=_("Cổng gửi mã xác nhận đến số này. Ví dụ: 0912 345 678."))

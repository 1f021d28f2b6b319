"""Fields that parse what people say about themselves.

Other rooms take the fields from here, so that a number typed at sign-up, in a declaration and at the counter is
judged by one rule and stored in one form.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import identity
from agencies.vietnamese import normalised

EARLIEST_BIRTH = date(1900, 1, 1)

MAX_ADDRESS_LENGTH = 300


class LineField(forms.CharField):
    """One line of text in NFC: invisible characters dropped, spaces single."""

    def to_python(self, value: Any) -> str:
        """Return the text as it is stored."""
        return " ".join(normalised(super().to_python(value) or "").split())


class ParagraphField(forms.CharField):
    """Text of several lines in NFC: invisible characters dropped, line breaks kept."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text as it is stored."""
        return normalised(super().to_python(value) or "")


class ParsedField(LineField):
    """A line that one of the parsers in `accounts.identity` reads; its words become the field's error."""

    parse: Callable[[str], str]
    attributes: dict[str, str] = {}

    def __init__(self, **options: Any) -> None:
        # Longer than any right answer, so that a pasted one with spaces is judged and not cut.
        options.setdefault("max_length", 254)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser what is asked for: the right keyboard, and what it may fill in."""
        return {**super().widget_attrs(widget), **self.attributes}

    def clean(self, value: Any) -> str:
        """Return the value in its stored form."""
        text = super().clean(value)
        if not text:
            return text
        try:
            return type(self).parse(text)
        except identity.InvalidIdentity as error:
            raise ValidationError(str(error), code="invalid") from error


class PersonalIdField(ParsedField):
    """Twelve digits of a personal identification number."""

    parse = staticmethod(identity.parse_personal_id)
    attributes = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
    default_error_messages = {"required": _("Ông/Bà nhập số định danh cá nhân.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Số định danh cá nhân"))
        options.setdefault("help_text", _("12 số trên thẻ căn cước hoặc căn cước công dân."))
        super().__init__(**options)


class TaxCodeField(ParsedField):
    """A tax code, which is also the number of an enterprise."""

    parse = staticmethod(identity.parse_tax_code)
    attributes = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
    default_error_messages = {"required": _("Ông/Bà nhập mã số thuế.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Mã số thuế"))
        options.setdefault("help_text", _("Mã số doanh nghiệp cũng là mã số thuế; 10 hoặc 13 số."))
        super().__init__(**options)


class PhoneField(ParsedField):
    """A phone number; its clean value is in E.164, and it is shown again as people read it."""

    parse = staticmethod(identity.parse_phone)
    widget = forms.TextInput(attrs={"type": "tel"})
    attributes = {"inputmode": "tel", "autocomplete": "tel"}
    default_error_messages = {"required": _("Ông/Bà nhập số điện thoại.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Số điện thoại"))
        options.setdefault("help_text", _("Để cơ quan liên hệ khi cần. Ví dụ: 0912 345 678."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number without its country code."""
        return identity.national_phone(value) if isinstance(value, str) else value


class FullNameField(ParsedField):
    """A person's full name, family name first."""

    parse = staticmethod(identity.parse_full_name)
    attributes = {"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
    default_error_messages = {"required": _("Ông/Bà nhập họ và tên.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Họ và tên"))
        options.setdefault("help_text", _("Viết có dấu, đúng như trên thẻ căn cước. Ví dụ: Nguyễn Thị Hòa."))
        super().__init__(**options)


class EmailField(ParsedField):
    """An e-mail address in lower case."""

    parse = staticmethod(identity.parse_email)
    widget = forms.EmailInput
    attributes = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
    default_error_messages = {"required": _("Ông/Bà nhập địa chỉ thư điện tử.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Thư điện tử"))
        options.setdefault("help_text", _("Ví dụ: ten@vidu.vn."))
        super().__init__(**options)


class AddressField(LineField):
    """Where somebody lives or has its seat, on one line."""

    default_error_messages = {"required": _("Ông/Bà nhập địa chỉ.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Địa chỉ"))
        options.setdefault("help_text", _("Số nhà, đường hoặc thôn, xã/phường, tỉnh/thành phố."))
        options.setdefault("max_length", MAX_ADDRESS_LENGTH)
        super().__init__(**options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the browser fill the address in."""
        return {**super().widget_attrs(widget), "autocomplete": "street-address"}


class BirthDateField(forms.DateField):
    """A date of birth, typed as in Vietnamese papers: 24/11/1990."""

    default_error_messages = {
        "required": _("Ông/Bà nhập ngày sinh."),
        "invalid": _("Ngày sinh không đúng. Ông/Bà nhập ngày/tháng/năm, ví dụ 24/11/1990."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Ngày sinh"))
        options.setdefault("help_text", _("Ngày/tháng/năm, ví dụ 24/11/1990."))
        options.setdefault("input_formats", ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
        options.setdefault(
            "widget", forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "bday"})
        )
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        """Refuse a date at which nobody alive was born; whether it lies ahead, the form knows, being told `today`."""
        super().validate(value)
        if value and value < EARLIEST_BIRTH:
            raise ValidationError(self.error_messages["invalid"], code="invalid")

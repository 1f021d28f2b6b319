"""The form of the public look-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField


class TrackingForm(forms.Form):
    """The code of a dossier and the second secret printed beside it."""

    code = LineField(
        label=_("Mã hồ sơ"),
        help_text=_("In trên giấy tiếp nhận, ví dụ H99.03-261120-0001."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Ông/Bà nhập mã hồ sơ.")},
    )
    secret = LineField(
        label=_("Mã bí mật tra cứu"),
        help_text=_("Tám chữ và số, in cạnh mã hồ sơ."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Ông/Bà nhập mã bí mật.")},
    )

"""Forms of the store of papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField
from dossiers.forms.uploads import UploadField

READ = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day as it stands on papers: 24/11/2026."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("input_formats", READ)
        options.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs={"autocomplete": "off"}))
        options.setdefault("error_messages", {"invalid": _("Ông/Bà nhập ngày/tháng/năm, ví dụ 24/11/2026.")})
        super().__init__(**options)


class VaultDocumentForm(forms.Form):
    """How a paper is called, and from when until when it holds."""

    name = LineField(
        label=_("Tên giấy tờ"),
        max_length=300,
        help_text=_("Ví dụ: Bằng tốt nghiệp đại học."),
        error_messages={"required": _("Ông/Bà ghi tên giấy tờ.")},
    )
    issued_on = DayField(label=_("Ngày cấp"), help_text=_("Ngày/tháng/năm trên giấy tờ."))
    valid_to = DayField(label=_("Có giá trị đến hết ngày"), help_text=_("Để trống nếu không có thời hạn."))


class VaultUploadForm(VaultDocumentForm):
    """A file of one's own."""

    file = UploadField(label=_("Tệp"))
    field_order = ("file", "name", "issued_on", "valid_to")

"""Which part of the register of seal use somebody wants to read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from procedures.forms.decisions import DayField


class SealRegisterForm(forms.Form):
    """Agency and days; the names of the fields are the parameters of the address."""

    co_quan = forms.ChoiceField(label=_("Cơ quan"), error_messages={"invalid_choice": _("Ông/Bà chọn lại.")})
    tu = DayField(label=_("Từ ngày"), error_messages={"required": _("Ông/Bà nhập ngày bắt đầu.")})
    den = DayField(label=_("Đến hết ngày"), error_messages={"required": _("Ông/Bà nhập ngày kết thúc.")})

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["co_quan"].choices = [(agency.code, agency.name) for agency in agencies]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("tu"), given.get("den")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("den", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
        return given

"""A moment as somebody writes it: a day and an hour of the wall clock in Viet Nam."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WRITTEN = "%H:%M %d/%m/%Y"
FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Beyond these a year is a typing error."""

READ = (WRITTEN, "%H:%M, %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Hh%M %d/%m/%Y")


class MomentField(forms.DateTimeField):
    """Hour and day, such as 16:20 02/03/2026; its value is an aware instant."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Giờ và ngày, ví dụ 16:20 02/03/2026."))
        options.setdefault("widget", forms.DateTimeInput(format=WRITTEN, attrs={"autocomplete": "off"}))
        options.setdefault("input_formats", READ)
        messages = {
            "invalid": _("Ông/Bà ghi giờ và ngày, ví dụ 16:20 02/03/2026."),
            **options.pop("error_messages", {}),
        }
        super().__init__(error_messages=messages, **options)

    def validate(self, value: datetime | None) -> None:
        """Refuse years that are typing errors."""
        super().validate(value)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")

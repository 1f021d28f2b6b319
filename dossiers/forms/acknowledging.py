"""The form of a signature pad: what was drawn, for which slip, on what; or, without a pad, that paper was signed."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import LineField

MOST_LETTERS = 1_000_000


class AcknowledgementForm(forms.Form):
    """Somebody signs for a slip, on the pad or on its printed copy."""

    signer_name = LineField(
        label=gettext_lazy("Họ tên người ký nhận"),
        max_length=200,
        error_messages={"required": gettext_lazy("Ông/Bà ghi họ tên người ký nhận.")},
    )
    strokes = forms.CharField(required=False, max_length=MOST_LETTERS, widget=forms.HiddenInput)
    slip_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    device = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    is_signed_on_paper = forms.BooleanField(
        label=gettext_lazy("Người nhận đã ký trên bản giấy"),
        help_text=gettext_lazy("Dùng khi không có bàn ký; bản giấy có chữ ký lưu tại bộ phận một cửa."),
        required=False,
    )

    def clean_strokes(self) -> list[Any]:
        """Return what the pad recorded, an empty list where nothing was drawn."""
        given = self.cleaned_data["strokes"]
        if not given:
            return []
        try:
            strokes = json.loads(given)
        except (ValueError, RecursionError):
            strokes = None
        if not isinstance(strokes, list):
            raise forms.ValidationError(_("Chữ ký gửi lên không đọc được. Mời người nhận ký lại."))
        return strokes

    def clean(self) -> dict[str, Any]:
        """Refuse a form in which nobody has signed anything."""
        given = super().clean() or self.cleaned_data
        if not self.errors and not given["strokes"] and not given["is_signed_on_paper"]:
            self.add_error(
                "is_signed_on_paper", _("Bàn ký còn trống. Mời người nhận ký tên, hoặc xác nhận đã ký trên bản giấy.")
            )
        return given

"""What an approver says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import LineField, ParagraphField
from dossiers.forms.moves.fields import LONGEST_REASON, MoveForm, reason_field

LONGEST_EVIDENCE = 200


class SendBackForm(MoveForm):
    """Send a proposal, or what was approved already, back one step."""

    reason = reason_field(
        _("Lý do trả lại"), _("Ông/Bà ghi rõ lý do trả lại."), hint=_("Chỉ trong cơ quan; người nộp không đọc được.")
    )


class ApproveForm(MoveForm):
    """Approve the proposal, grant or denial."""

    words = ParagraphField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SignForm(MoveForm):
    """Sign, or seal, an electronic result with a key."""

    passphrase = forms.CharField(
        label=_("Mật khẩu khóa ký số"),
        required=False,
        help_text=_("Để trống nếu khóa do hệ thống của cơ quan giữ."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
    )


class ApproveAndSignForm(ApproveForm, SignForm):
    """Approve an electronic result, and sign it at once."""

    is_signed_now = forms.BooleanField(label=_("Ký số ngay khi phê duyệt"), required=False, initial=True)
    field_order = ("words", "is_signed_now", "passphrase")


class ExtendForm(MoveForm):
    """Extend the limit by an amount of the unit that the rule names."""

    amount = forms.DecimalField(
        max_digits=6,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("Ông/Bà ghi thời gian gia hạn."),
            "invalid": _("Ông/Bà ghi một con số, ví dụ 3."),
        },
    )
    evidence = LineField(
        label=_("Số quyết định, văn bản gia hạn"),
        max_length=LONGEST_EVIDENCE,
        error_messages={"required": _("Ông/Bà ghi số quyết định, văn bản gia hạn.")},
    )
    reason = reason_field(_("Lý do gia hạn"), _("Ông/Bà ghi rõ lý do gia hạn."), hint=_("Người nộp đọc được."))

    def __init__(self, *args: Any, unit: str, most: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].label = _("Gia hạn thêm (%(unit)s)") % {"unit": unit}
        self.fields["amount"].help_text = most


class ReopenForm(MoveForm):
    """Take a returned dossier up again."""

    reason = reason_field(
        _("Lý do mở lại hồ sơ"),
        _("Ông/Bà ghi rõ lý do mở lại hồ sơ."),
        hint=_("Người nộp đọc được. Hệ thống lập hồ sơ mới từ giấy tờ đã nộp, không thu phí."),
    )

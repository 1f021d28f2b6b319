"""What an officer says once for many dossiers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ParagraphField
from accounts.models import User
from dossiers.forms.moves.fields import LONGEST_REASON, reason_field
from dossiers.models import Dossier


class KeyForm(forms.Form):
    """The key with which electronic results are signed or sealed."""

    passphrase = forms.CharField(
        label=_("Mật khẩu khóa ký số"),
        required=False,
        help_text=_("Để trống nếu khóa do hệ thống của cơ quan giữ."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        max_length=200,
    )


class ApproveForm(KeyForm):
    """Approve all proposals; electronic results may be signed at once."""

    words = ParagraphField(
        label=_("Ý kiến chỉ đạo"),
        help_text=_("Ghi vào tất cả hồ sơ đã chọn."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_signed_now = forms.BooleanField(label=_("Ký số ngay các kết quả điện tử"), required=False, initial=True)
    field_order = ("words", "is_signed_now", "passphrase")

    def __init__(self, *args: Any, has_electronic: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_electronic:
            del self.fields["is_signed_now"], self.fields["passphrase"]


class SendBackForm(forms.Form):
    """Send all proposals back, for one reason."""

    reason = reason_field(
        _("Lý do trả lại"),
        _("Ông/Bà ghi rõ lý do trả lại."),
        hint=_("Ghi vào tất cả hồ sơ đã chọn. Chỉ trong cơ quan; người nộp không đọc được."),
    )


class AssignForm(forms.Form):
    """Give all dossiers to one appraiser, back to the shared queue, or let two colleagues exchange theirs."""

    officer = forms.ChoiceField(
        label=_("Người thụ lý"),
        error_messages={"required": _("Ông/Bà chọn người thụ lý."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    words = ParagraphField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    QUEUE, SWAP = "hang-cho", "doi-cho-nhau"

    def __init__(
        self, *args: Any, officers: Sequence[User], swapped: tuple[Dossier, Dossier] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.officers = {str(officer.pk): officer for officer in officers}
        self.fields["officer"].choices = [
            ("", _("Chọn người thụ lý")),
            *((key, officer.full_name) for key, officer in self.officers.items()),
            (self.QUEUE, _("Hàng chờ chung")),
        ]
        if swapped is not None:
            names = {"first": swapped[0].officer, "second": swapped[1].officer}
            self.fields["officer"].choices.append((self.SWAP, _("Đổi cho nhau: %(first)s và %(second)s") % names))

    @property
    def is_swap(self) -> bool:
        """Whether a valid form lets two colleagues exchange their dossiers."""
        return bool(self.cleaned_data["officer"] == self.SWAP)

    def chosen(self) -> User | None:
        """Return the officer whom a valid form names; None is the shared queue."""
        return self.officers.get(self.cleaned_data["officer"])

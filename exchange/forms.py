"""What is typed about notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import EmailField, LineField, ParagraphField, PhoneField
from accounts.identity import national_phone
from accounts.models import User
from exchange.channels.contract import ChannelName
from exchange.kinds import RULES, Audience, Kind
from exchange.models import Delivery
from exchange.wordings import is_broken, unknown_facts


class SendAgainForm(forms.Form):
    """Where a notice is sent again: the address as it was, or corrected."""

    def __init__(self, typed: Any = None, *, delivery: Delivery) -> None:
        super().__init__(typed, initial={"recipient": delivery.recipient})
        is_letter = delivery.channel == ChannelName.EMAIL
        self.fields["recipient"] = (
            EmailField(label=_("Gửi đến"), help_text=_("Sửa lại nếu địa chỉ ghi sai."))
            if is_letter
            else PhoneField(label=_("Gửi đến"), help_text=_("Sửa lại nếu số điện thoại ghi sai."))
        )


class SettleForm(forms.Form):
    """How somebody was told otherwise."""

    words = ParagraphField(
        label=_("Đã báo cho ai, bằng cách nào"),
        help_text=_("Ví dụ: gọi điện cho người nộp, đã nghe và hẹn đến nhận kết quả."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ông/Bà ghi rõ đã báo cho ai, bằng cách nào.")},
    )
    proof = LineField(
        label=_("Bằng chứng"),
        help_text=_("Ví dụ: số hiệu bưu gửi, giờ gọi và số máy, tên người ký nhận."),
        max_length=300,
        error_messages={"required": _("Ông/Bà ghi bằng chứng.")},
    )


class WordingForm(forms.Form):
    """The province's own words for a kind of notice; they may name its facts and no others."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    subject = LineField(
        label=_("Tiêu đề thư"), max_length=200, error_messages={"required": _("Ông/Bà ghi tiêu đề thư.")}
    )
    body = ParagraphField(
        label=_("Nội dung thư"),
        help_text=_("Lời chào, mã hồ sơ và nơi tiếp nhận được hệ thống ghi thêm quanh nội dung này."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Ông/Bà ghi nội dung thư.")},
    )
    status = LineField(
        label=_("Lời báo ngắn"),
        help_text=_(
            "Ghi sau mã hồ sơ trong tin SMS và Zalo; không ghi thông tin cá nhân. Để trống thì dùng lời có sẵn."
        ),
        max_length=160,
        required=False,
    )

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kind = kind
        if RULES[kind].audience == Audience.STAFF:
            del self.fields["status"]

    def clean(self) -> dict[str, Any]:
        """Refuse a fact that the kind does not know, by name, and what is left half written."""
        for name in ("subject", "body", "status"):
            text = self.cleaned_data.get(name) or ""
            if unknown := unknown_facts(self._kind, text):
                facts = ", ".join(unknown)
                self.add_error(name, _("Thông báo này không có dữ liệu: %(facts)s.") % {"facts": facts})
            elif is_broken(text):
                self.add_error(name, _("Có dấu ngoặc chưa đủ. Tên dữ liệu ghi như {{ code }}."))
        return self.cleaned_data


LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]


class PreferenceForm(forms.Form):
    """How a person wants to hear from us. Nothing is ticked for anybody who has not ticked it."""

    language = forms.ChoiceField(label=_("Ngôn ngữ của thông báo"), choices=LANGUAGES, widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        label=_("Tôi đồng ý nhận thông báo qua"),
        help_text=_("Chọn một hoặc nhiều cách. Ông/Bà thôi đồng ý lúc nào cũng được, bằng cách bỏ chọn rồi lưu."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Ông/Bà chọn ít nhất một cách, để không bỏ lỡ ngày hẹn.")},
    )

    def __init__(self, typed: Any = None, *, user: User, usable: list[ChannelName], initial: dict[str, Any]) -> None:
        super().__init__(typed, initial=initial)
        self._user = user
        ways: Any = self.fields["ways"]
        ways.choices = [(name.value, self._label(name)) for name in usable]

    def clean_ways(self) -> list[str]:
        """Refuse a way by phone to somebody whose number we do not know."""
        ways: list[str] = self.cleaned_data["ways"]
        if not self._user.phone and set(ways) & {ChannelName.SMS, ChannelName.ZALO}:
            raise forms.ValidationError(
                _("Ông/Bà chưa ghi số điện thoại. Ghi số ở trang “Thông tin của tôi” rồi chọn lại.")
            )
        return ways

    def _label(self, name: ChannelName) -> str:
        to = self._user.email if name is ChannelName.EMAIL else national_phone(self._user.phone)
        return f"{name.label} ({to})" if to else str(name.label)

"""What an agency types when it writes a result letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.models import ResultTemplate
from dossiers.services.result_templates import Wording


class WordingForm(forms.Form):
    """The words of a letter; whether its fields are right is for the service to say."""

    title = forms.CharField(
        label=_("Tên văn bản"), max_length=200, help_text=_("Ví dụ: Quyết định về việc cấp chứng chỉ hành nghề")
    )
    symbol = forms.CharField(
        label=_("Ký hiệu văn bản"), max_length=30, help_text=_("Phần sau số văn bản, ví dụ: QĐ-STP")
    )
    body = forms.CharField(
        label=_("Nội dung"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
        help_text=_(
            "Mỗi dòng là một đoạn. Trường viết trong hai dấu ngoặc nhọn, ví dụ {{chủ hồ sơ}}. Dòng bắt đầu bằng"
            " “Căn cứ” in nghiêng, “Điều 1.” in đậm, dòng chữ hoa đứng giữa trang, dòng bắt đầu bằng “- ” là một ý."
        ),
    )
    signing_title = forms.CharField(
        label=_("Quyền hạn, chức vụ người ký"),
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một phần, ví dụ: KT. GIÁM ĐỐC, dòng dưới: PHÓ GIÁM ĐỐC"),
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một nơi. Để trống thì ghi: Như trên; Lưu: VT, hồ sơ"),
    )
    dossier = forms.CharField(
        label=_("Xem trước với hồ sơ"),
        required=False,
        max_length=60,
        help_text=_("Mã hồ sơ của cơ quan. Để trống thì xem với dữ liệu mẫu."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def showing(cls, template: ResultTemplate | None) -> "WordingForm":
        """Return the form as it stands before somebody types: the newest version, or nothing."""
        if template is None:
            return cls(initial={"seen": 0})
        names = ("title", "symbol", "body", "signing_title", "recipients")
        initial: dict[str, Any] = {name: getattr(template, name) for name in names}
        return cls(initial={**initial, "seen": template.number})

    def wording(self) -> Wording:
        """Return what was typed."""
        typed = self.cleaned_data
        return Wording(
            title=typed["title"],
            symbol=typed["symbol"],
            body=typed["body"],
            signing_title=typed["signing_title"],
            recipients=typed["recipients"],
        )

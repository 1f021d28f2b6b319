"""Forms of feedback: what a sender writes, what narrows the lists, what the handling office does."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField, EmailField, FullNameField, LineField, ParagraphField, PhoneField
from agencies.models import Agency
from agencies.uploads import CheckedUpload, UploadRefused
from dossiers.forms.draft_papers import SeveralFilesInput, UploadsField
from dossiers.models import FeedbackChannel, FeedbackKind
from dossiers.petitions import Deed
from dossiers.services.feedback import MOST_FILES

CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
WRITTEN_DOWN = [choice for choice in FeedbackChannel.choices if choice[0] != FeedbackChannel.PORTAL]


class EnclosedField(UploadsField):
    """Files that come with a petition; its clean value is the list of `CheckedUpload`, none of them refused."""

    widget = SeveralFilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Tệp kèm theo"),
            required=False,
            help_text=_(
                "Ảnh chụp hoặc giấy tờ làm rõ việc phản ánh; nhiều nhất %(most)s tệp PDF, JPG, PNG, DOCX, XLSX."
            )
            % {"most": MOST_FILES},
            widget=SeveralFilesInput(attrs={"multiple": True}),
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> list[CheckedUpload]:  # type: ignore[override]
        """Return the files; raises `ValidationError` with the reason of each that is refused."""
        judged = super().clean(data, initial)
        if refused := [str(one) for one in judged if isinstance(one, UploadRefused)]:
            raise ValidationError(refused)
        if len(judged) > MOST_FILES:
            raise ValidationError(_("Mỗi lần gửi kèm nhiều nhất %(most)s tệp.") % {"most": MOST_FILES})
        return [one for one in judged if isinstance(one, CheckedUpload)]


class AgencyField(forms.ModelChoiceField):
    """One agency, by its code in the address and its name on the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Agency.objects.none(), to_field_name="code", **options)


class FeedbackForm(forms.Form):
    """A petition. Name and address are required by law; a dossier may be named, with its secret or as one's own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Ông/Bà muốn gửi điều gì?"),
        choices=FeedbackKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn một loại nội dung.")},
    )
    agency = AgencyField(
        label=_("Gửi đến cơ quan"),
        empty_label=_("Chọn cơ quan"),
        error_messages={
            "required": _("Ông/Bà chọn cơ quan."),
            "invalid_choice": _("Ông/Bà chọn một cơ quan trong danh sách."),
        },
    )
    code = LineField(
        label=_("Mã hồ sơ"),
        required=False,
        max_length=60,
        help_text=_("Nếu phản ánh về một hồ sơ."),
        widget=forms.TextInput(attrs=CODE),
    )
    secret = LineField(
        label=_("Mã bí mật tra cứu"),
        required=False,
        max_length=20,
        help_text=_("In cạnh mã hồ sơ; không cần nếu hồ sơ trong tài khoản của Ông/Bà."),
        widget=forms.TextInput(attrs=CODE),
    )
    subject = LineField(label=_("Tiêu đề"), max_length=200, error_messages={"required": _("Ông/Bà ghi tiêu đề.")})
    words = ParagraphField(
        label=_("Nội dung"),
        max_length=5000,
        help_text=_("Việc gì, ở đâu, khi nào; Ông/Bà mong cơ quan làm gì."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Ông/Bà viết nội dung phản ánh, kiến nghị.")},
    )
    files = EnclosedField()  # type: ignore[assignment]  # a declared field is no attribute of the form
    name = FullNameField(help_text=_("Luật yêu cầu ghi tên và địa chỉ; khi công khai cơ quan bỏ đi."))
    address = AddressField()
    phone = PhoneField(required=False, help_text=_("Để nhận tin khi có trả lời."))
    email = EmailField(required=False, help_text=_("Để nhận thư khi có trả lời."))

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["agency"].queryset = agencies


class RecordedFeedbackForm(FeedbackForm):
    """The same, written down by an officer for somebody who called, wrote or came."""

    channel = forms.ChoiceField(
        label=_("Hình thức gửi"),
        choices=WRITTEN_DOWN,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn hình thức gửi.")},
    )


class FeedbackTrackingForm(forms.Form):
    """The number of a petition and its secret."""

    number = LineField(
        label=_("Mã phản ánh"),
        help_text=_("Ví dụ PA-2026-0001."),
        max_length=24,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Ông/Bà nhập mã phản ánh.")},
    )
    secret = LineField(
        label=_("Mã bí mật tra cứu"),
        help_text=_("Tám chữ và số, nhận được khi gửi phản ánh."),
        max_length=20,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": _("Ông/Bà nhập mã bí mật.")},
    )


class ClarifyForm(forms.Form):
    """What a sender makes clear; `seen` is the revision they looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    words = ParagraphField(
        label=_("Ông/Bà làm rõ"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Ông/Bà viết điều cơ quan cần làm rõ.")},
    )
    files = EnclosedField()  # type: ignore[assignment]  # a declared field is no attribute of the form


class PublicFeedbackForm(forms.Form):
    """What narrows the public list; the names of the fields are parameters of the address."""

    loai = forms.ChoiceField(
        label=_("Nội dung về"), required=False, choices=[("", _("Mọi nội dung")), *FeedbackKind.choices]
    )
    co_quan = AgencyField(label=_("Cơ quan"), required=False, empty_label=_("Mọi cơ quan"))

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["co_quan"].queryset = agencies


# ── What the office does ─────────────────────────────────────────────────────────────────


class DeedForm(forms.Form):
    """One step of an officer; `seen` is the revision they looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RefuseForm(DeedForm):
    """Why it is not taken."""

    reason = ParagraphField(
        label=_("Lý do và hướng dẫn"),
        help_text=_("Ví dụ: là khiếu nại hoặc tố cáo, gửi theo luật riêng đến ai; đã trả lời ở phản ánh nào."),
        max_length=2000,
        error_messages={"required": _("Ông/Bà ghi lý do không thụ lý.")},
    )


class ForwardForm(DeedForm):
    """Where it goes, and why."""

    agency = AgencyField(label=_("Cơ quan của tỉnh"), required=False, empty_label=_("Không chọn"))
    outside = LineField(label=_("Hoặc cơ quan khác"), required=False, max_length=200)
    reason = ParagraphField(
        label=_("Vì sao chuyển"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Ông/Bà ghi vì sao chuyển.")},
    )

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["agency"].queryset = agencies


class AskForm(DeedForm):
    """What the sender shall make clear."""

    question = ParagraphField(
        label=_("Điều cần làm rõ"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Ông/Bà ghi điều cần người gửi làm rõ.")},
    )


class AnswerForm(DeedForm):
    """What is answered."""

    answer = ParagraphField(
        label=_("Nội dung trả lời"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Ông/Bà viết nội dung trả lời.")},
    )


class PublishForm(DeedForm):
    """Question and answer as anybody may read them."""

    public_words = ParagraphField(
        label=_("Nội dung phản ánh công khai"),
        help_text=_("Bỏ tên, địa chỉ, số điện thoại, mã hồ sơ và mọi điều cho biết ai đã gửi."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Ông/Bà viết nội dung phản ánh sẽ công khai.")},
    )
    public_answer = ParagraphField(
        label=_("Trả lời công khai"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Ông/Bà viết nội dung trả lời sẽ công khai.")},
    )


FORMS: Mapping[Deed, type[DeedForm]] = {
    Deed.ACCEPT: DeedForm,
    Deed.ANSWER: AnswerForm,
    Deed.ASK: AskForm,
    Deed.FORWARD: ForwardForm,
    Deed.REFUSE: RefuseForm,
    Deed.PUBLISH: PublishForm,
}
"""The form of each step."""

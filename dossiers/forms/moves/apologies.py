"""What is written about a delay: why, and until when now. The approver signs it, the officer may prepare it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dossiers.forms.moves.fields import MoveForm, reason_field
from dossiers.models import BY_HAND, DelayCause
from procedures.forms.decisions import DayField
from procedures.models import Step

LONGEST_PROOF = 300


class ApologiseForm(MoveForm):
    """An apology without a new day: the dossier has had one, or is finished."""

    step = forms.ChoiceField(
        label=_("Bước chậm"),
        choices=Step.choices,
        help_text=_("Bước đã dùng hết thời gian, theo sổ thời gian của hồ sơ; sửa nếu không đúng."),
        error_messages={"required": _("Ông/Bà chọn bước chậm."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    cause = forms.ChoiceField(
        label=_("Nguyên nhân"),
        choices=[("", _("Chọn nguyên nhân")), *DelayCause.choices],
        error_messages={"required": _("Ông/Bà chọn nguyên nhân."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    reason = reason_field(
        _("Lý do"),
        _("Ông/Bà ghi rõ lý do; người nộp đọc được."),
        hint=_("In trên phiếu xin lỗi, người nộp đọc được. Danh sách công khai chỉ nêu nguyên nhân, không nêu lý do."),
    )


class ReappointForm(ApologiseForm):
    """An apology with the one new day that the law allows."""

    new_due_on = DayField(
        label=_("Hẹn lại ngày"),
        help_text=_("Chỉ được hẹn lại một lần; hồ sơ vẫn được đánh giá theo ngày hẹn ban đầu."),
        error_messages={"required": _("Ông/Bà chọn ngày hẹn lại.")},
    )


class DeliveryForm(forms.Form):
    """A person says how an apology reached the applicant."""

    channel = forms.ChoiceField(
        label=_("Cách giao"),
        choices=[(channel.value, channel.label) for channel in BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/Bà chọn cách giao."), "invalid_choice": _("Ông/Bà chọn lại.")},
    )
    proof = reason_field(
        _("Giao cho ai, bằng chứng gì"),
        _("Ông/Bà ghi rõ giao cho ai, bằng chứng gì."),
        hint=_("Ví dụ: Ông Nguyễn Văn An ký nhận; số bưu gửi EH123456789VN."),
        rows=2,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["proof"].max_length = LONGEST_PROOF
        self.fields["proof"].widget.attrs["maxlength"] = LONGEST_PROOF

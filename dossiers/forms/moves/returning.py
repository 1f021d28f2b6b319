"""What a clerk says when a dossier leaves the office: with its result, by post, or withdrawn."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import AddressField, LineField, PhoneField
from accounts.models import User
from dossiers.forms.moments import MomentField
from dossiers.forms.moves.fields import LONGEST_NAME, MoveForm, reason_field
from dossiers.forms.papers import note_of, noted_file
from dossiers.forms.uploads import UploadField
from dossiers.models import StoredFile
from dossiers.services import Addressee
from dossiers.services.posting import ATTEMPTS_REQUIRED
from dossiers.uploads import store

LONGEST_ITEM_CODE = 40
MOST_ATTEMPTS = 20


class WithdrawForm(MoveForm):
    """Note at the counter that the applicant withdraws."""

    reason = reason_field(
        _("Lý do rút hồ sơ"),
        _("Ông/Bà ghi lý do người nộp rút hồ sơ."),
        hint=_("Ghi theo đơn hoặc lời đề nghị của người nộp tại quầy."),
    )
    returned_papers = reason_field(
        _("Giấy tờ, tiền trả lại"), "", hint=_("In trên thông báo dừng giải quyết."), required=False, rows=2
    )


class HandOverForm(MoveForm):
    """Hand the result over to the person at the counter."""

    collected_by = LineField(
        label=_("Họ tên người nhận kết quả"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người nhận kết quả.")},
    )
    mandate = LineField(
        label=_("Giấy ủy quyền hoặc giấy giới thiệu"),
        help_text=_("Bắt buộc khi người nhận không phải chủ hồ sơ: loại giấy, số, ngày."),
        max_length=LONGEST_NAME,
        required=False,
    )
    originals = LineField(
        label=_("Bản chính trả lại"),
        help_text=_("Giấy tờ gốc đã giữ để đối chiếu, nay trả lại cùng kết quả."),
        max_length=LONGEST_NAME,
        required=False,
    )


class HandToPostForm(MoveForm):
    """Give a result to the postman."""

    item_code = LineField(
        label=_("Số hiệu bưu gửi"),
        help_text=_("Quét mã vạch trên phiếu gửi, hoặc gõ số hiệu."),
        max_length=LONGEST_ITEM_CODE,
        error_messages={"required": _("Ông/Bà ghi hoặc quét số hiệu bưu gửi.")},
    )
    postman_name = LineField(
        label=_("Nhân viên bưu chính"),
        max_length=120,
        error_messages={"required": _("Ông/Bà ghi họ tên nhân viên bưu chính.")},
    )
    receiver_name = LineField(
        label=_("Người nhận"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người nhận.")},
    )
    receiver_address = AddressField(label=_("Địa chỉ nhận"))
    receiver_phone = PhoneField(label=_("Điện thoại người nhận"), required=False)

    @property
    def addressee(self) -> Addressee:
        """To whom a valid form sends it."""
        given = self.cleaned_data
        return Addressee(given["receiver_name"], given["receiver_address"], given["receiver_phone"])


class ConfirmDeliveryForm(MoveForm):
    """Note who signed for a result, and when; the signed slip may be kept as a scan."""

    received_by = LineField(
        label=_("Họ tên người ký nhận"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Ông/Bà ghi họ tên người ký nhận.")},
    )
    delivered_at = MomentField(
        label=_("Ký nhận lúc"), error_messages={"required": _("Ông/Bà ghi thời điểm người nhận ký.")}
    )
    proof = UploadField(
        label=_("Phiếu báo phát"), help_text=_("Bản quét có chữ ký người nhận, không quá 20 MB."), required=False
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def __init__(self, *args: Any, actor: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.kept_file: StoredFile | None = None
        if self.is_bound:
            self.kept_file = noted_file(self.data.get("kept", ""), actor)

    def keep_scans(self, *, at: datetime) -> None:
        """Store the scan that was sent, so that a mistake elsewhere does not lose it."""
        upload = self.cleaned_data.get("proof")
        if upload:
            self.kept_file = store(upload, actor=self.actor, at=at)
            noted = self.data.copy()
            noted["kept"] = note_of(self.kept_file, self.actor)
            self.data = noted


class TakeBackForm(MoveForm):
    """Take back what the post could not deliver."""

    attempts = forms.IntegerField(
        label=_("Bưu chính đã phát mấy lần"),
        min_value=0,
        max_value=MOST_ATTEMPTS,
        initial=ATTEMPTS_REQUIRED,
        error_messages={
            "required": _("Ông/Bà ghi số lần phát."),
            "invalid": _("Ông/Bà ghi số lần phát bằng chữ số."),
            "min_value": _("Số lần phát không thể âm."),
            "max_value": _("Số lần phát nhiều nhất là %(limit_value)s."),
        },
    )
    reason = reason_field(
        _("Lý do không phát được"),
        _("Ông/Bà ghi lý do không phát được."),
        hint=_("Người nộp đọc được. Phát chưa đủ 2 lần thì ghi rõ vì sao, ví dụ người nhận từ chối nhận."),
    )

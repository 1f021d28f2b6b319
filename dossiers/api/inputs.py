"""What the API takes in about dossiers."""

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import PartyKind
from agencies.api.strict import StrictSerializer, Text, WholeNumber
from dossiers.models import ReturnMethod
from procedures.models import Channel

EARLIEST_RECEPTION, LATEST_RECEPTION = datetime(2018, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class TrackingQuery(StrictSerializer):
    """Code and second secret."""

    code = Text(max_length=60, help_text="Mã hồ sơ, in trên giấy tiếp nhận.")
    secret = Text(max_length=20, help_text="Mã bí mật tra cứu, in cạnh mã hồ sơ.")


class DueDateQuery(StrictSerializer):
    """The moment of a reception and what else decides the date."""

    received_at = serializers.DateTimeField(
        required=False, help_text="Thời điểm tiếp nhận (ISO 8601); bỏ trống: ngay bây giờ."
    )
    channel = serializers.ChoiceField(
        choices=Channel.choices, default=Channel.ONLINE.value, help_text="Hình thức nộp; mặc định online."
    )
    case = serializers.IntegerField(
        min_value=1, max_value=99, default=1, help_text="Số thứ tự trường hợp thời hạn; mặc định 1."
    )
    agency = Text(
        max_length=35, required=False, help_text="Mã cơ quan giải quyết; bỏ trống: theo lịch làm việc chung của tỉnh."
    )

    def validate_received_at(self, value: datetime) -> datetime:
        """Refuse a moment for which no working calendar will ever be known."""
        if not EARLIEST_RECEPTION <= value < LATEST_RECEPTION:
            raise serializers.ValidationError(_("Thời điểm tiếp nhận phải từ năm 2018 đến năm 2099."))
        return value


class SubmissionSerializer(StrictSerializer):
    """The plain fields of a submission; the rules of the declaration are those of its form."""

    procedure = Text(max_length=40, help_text="Mã thủ tục.")
    version = serializers.IntegerField(
        min_value=1, max_value=32767, help_text="Lần công bố đã đọc (trường `version` của thủ tục)."
    )
    agency = Text(max_length=35, help_text="Mã cơ quan giải quyết.")
    applicant_kind = serializers.ChoiceField(choices=PartyKind.choices, help_text="Chủ hồ sơ là cá nhân hay tổ chức.")
    name = Text(max_length=200, help_text="Họ và tên, hoặc tên tổ chức.")
    personal_id = Text(max_length=254, required=False, allow_blank=True, help_text="Số định danh, với cá nhân.")
    tax_code = Text(max_length=254, required=False, allow_blank=True, help_text="Mã số thuế, với tổ chức.")
    phone = Text(max_length=254, help_text="Số điện thoại.")
    email = Text(max_length=254, required=False, allow_blank=True, help_text="Thư điện tử.")
    address = Text(max_length=300, help_text="Địa chỉ.")
    content = Text(max_length=2000, required=False, allow_blank=True, help_text="Nội dung yêu cầu giải quyết.")
    return_method = serializers.ChoiceField(choices=ReturnMethod.choices, help_text="Cách nhận kết quả.")
    declaration = Text(
        max_length=60_000,
        required=False,
        help_text="Tờ khai điện tử, dạng JSON: câu trả lời theo tên câu hỏi (`declaration` của thủ tục); ngày ghi"
        " YYYY-MM-DD, bảng là danh sách dòng. Giấy tờ mà tờ khai thay cho thì không gửi kèm.",
    )
    is_true = serializers.BooleanField(
        help_text="Phải là true: cam đoan điều đã khai và giấy tờ đính kèm là đúng sự thật."
    )

    def validate_is_true(self, value: bool) -> bool:
        """Nothing is submitted without the promise."""
        if not value:
            raise serializers.ValidationError(_("Ông/Bà phải cam đoan điều đã khai là đúng sự thật."))
        return value


class WithdrawalSerializer(StrictSerializer):
    """Why, and what the person has seen."""

    seen = WholeNumber(min_value=1, max_value=2**31 - 1, help_text="`revision` của hồ sơ khi đọc lần cuối.")
    reason = Text(max_length=1000, help_text="Lý do rút hồ sơ.")


class SupplementSerializer(StrictSerializer):
    """The plain field of a supplement."""

    seen = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="`revision` của hồ sơ khi đọc lần cuối."
    )

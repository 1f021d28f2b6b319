"""What the API gives out about dossiers."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyNameSerializer
from agencies.api.strict import Coded, coded
from agencies.vietnamese import masked_personal_id
from dossiers.api.queries import OwnDossier
from dossiers.models import Dossier, DossierEvent, Outcome, RefusalNotice, Result, ReturnMethod
from dossiers.path import holder_words, standing_badge
from dossiers.queries.citizen import event_words
from dossiers.workflow import Action, Status
from procedures.models import Channel


class LineSerializer(serializers.Serializer[Any]):
    """One line of an explained date."""

    kind = serializers.CharField(help_text="Loại dòng.")
    on = serializers.DateField(help_text="Ngày mà dòng này nói tới.")
    text = serializers.CharField(help_text="Lời giải thích.")
    ground = serializers.CharField(help_text="Căn cứ pháp lý; có thể rỗng.")


class DueDateSerializer(serializers.Serializer[Any]):
    """A due moment and its proof."""

    procedure = serializers.CharField(help_text="Mã thủ tục.")
    channel = serializers.CharField(help_text="Hình thức nộp.")
    case = serializers.IntegerField(help_text="Số thứ tự trường hợp thời hạn.")
    limit = serializers.CharField(help_text="Thời hạn, bằng chữ.")
    received_at = serializers.DateTimeField(help_text="Thời điểm tiếp nhận.")
    due_at = serializers.DateTimeField(help_text="Thời điểm hẹn trả kết quả.")
    basis = Coded(help_text="So theo ngày hay theo giờ khi đánh giá đúng hạn.")
    lines = LineSerializer(many=True, help_text="Cách tính, từng dòng.")


class StationSerializer(serializers.Serializer[Any]):
    """One of the four steps."""

    label = serializers.CharField(help_text="Tên bước.")  # type: ignore[assignment]
    state = serializers.ChoiceField(
        choices=["done", "current", "waiting", "skipped"], help_text="Đã qua, đang ở, chưa tới, không qua."
    )
    at = serializers.DateTimeField(allow_null=True, help_text="Thời điểm qua bước.")


class StandingSerializer(serializers.Serializer[Any]):
    """How a dossier stands against its date."""

    label = serializers.CharField(help_text="Còn hạn, sắp đến hạn, quá hạn, tạm dừng; hoặc trước, đúng, trễ hạn.")  # type: ignore[assignment]
    detail = serializers.CharField(help_text="Còn hoặc quá bao lâu; có thể rỗng.")


class ProgressSerializer(serializers.Serializer[Any]):
    """How far a dossier has come."""

    done = serializers.IntegerField(help_text="Số bước đã qua.")
    total = serializers.IntegerField(help_text="Tổng số bước.")
    percent = serializers.IntegerField(help_text="Phần trăm.")


class TrackedSerializer(serializers.Serializer[Any]):
    """What anybody with code and secret may know: nothing about a person."""

    code = serializers.CharField(help_text="Mã hồ sơ.")
    status = Coded(help_text="Trạng thái.")
    progress = ProgressSerializer(allow_null=True, help_text="null khi hồ sơ dừng trước khi qua hết các bước.")
    stations = StationSerializer(many=True, help_text="Bốn bước.")
    due_at = serializers.DateTimeField(allow_null=True, help_text="Hẹn trả kết quả, khi hồ sơ còn đang giải quyết.")
    standing = StandingSerializer(allow_null=True)
    waits_for_applicant = serializers.BooleanField(help_text="Đang chờ người nộp bổ sung.")
    is_ready = serializers.BooleanField(help_text="Đã có kết quả tại nơi trả.")


class ProcedureNameSerializer(serializers.Serializer[Any]):
    """The procedure of a dossier."""

    code = serializers.CharField(source="procedure.code", help_text="Mã thủ tục.")
    name = serializers.CharField(help_text="Tên thủ tục.")


class DossierBriefSerializer(serializers.Serializer[Dossier]):
    """One of my dossiers in the list; the context holds `at` and `calendar`."""

    code = serializers.CharField(help_text="Mã hồ sơ.")
    revision = serializers.IntegerField(help_text="Tăng sau mỗi lần hồ sơ thay đổi; gửi lại là `seen` khi ghi.")
    procedure = ProcedureNameSerializer(source="version")
    agency = AgencyNameSerializer()
    channel = serializers.ChoiceField(choices=Channel.choices, help_text="Hình thức nộp.")
    status = serializers.SerializerMethodField()
    holder = serializers.SerializerMethodField(help_text="Đang ở đâu, theo vai trò; rỗng khi đã kết thúc.")
    submitted_at = serializers.DateTimeField(help_text="Nộp lúc.")
    received_at = serializers.DateTimeField(allow_null=True, help_text="Tiếp nhận lúc.")
    due_at = serializers.DateTimeField(allow_null=True, help_text="Hẹn trả kết quả.")
    answer_due_at = serializers.DateTimeField(allow_null=True, help_text="Hạn bổ sung, khi đang chờ bổ sung.")
    finished_at = serializers.DateTimeField(allow_null=True, help_text="Kết thúc lúc.")
    standing = serializers.SerializerMethodField()

    @extend_schema_field(Coded)
    def get_status(self, dossier: Dossier) -> dict[str, str]:
        """The status in code and words."""
        return coded(Status(dossier.status))

    def get_holder(self, dossier: Dossier) -> str:
        """Whose turn it is."""
        return holder_words(dossier)

    @extend_schema_field(StandingSerializer(allow_null=True))
    def get_standing(self, dossier: Dossier) -> Any:
        """How it stands against its date."""
        badge = standing_badge(dossier, at=self.context["at"], calendar=self.context["calendar"])
        return StandingSerializer(badge).data if badge else None


class EventSerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    at = serializers.DateTimeField(help_text="Lúc.")
    action = serializers.ChoiceField(choices=Action.choices, help_text="Việc.")
    label = serializers.CharField(source="get_action_display", help_text="Việc, bằng chữ.")  # type: ignore[assignment]
    who = serializers.SerializerMethodField(help_text="Ai, theo vai trò và cơ quan.")
    words = serializers.SerializerMethodField(help_text="Nội dung gửi người nộp; có thể rỗng.")

    def get_who(self, event: DossierEvent) -> str:
        """By role and agency, never by name."""
        return str(event_words(event)["who"])

    def get_words(self, event: DossierEvent) -> str:
        """Only what is addressed to the citizen, or their own."""
        return str(event_words(event)["note"])


class FileSerializer(serializers.Serializer[Any]):
    """A stored file; the context holds `request` and `dossier`."""

    name = serializers.CharField(help_text="Tên tệp.")
    size = serializers.IntegerField(help_text="Dung lượng (byte).")
    media_type = serializers.CharField(help_text="Loại tệp.")
    url = serializers.SerializerMethodField(help_text="Địa chỉ tải, dùng cùng phiên đăng nhập.")

    @extend_schema_field(serializers.URLField())
    def get_url(self, stored: Any) -> str:
        """Where it is served."""
        address = reverse("dossiers:file", args=[self.context["dossier"].code, stored.pk])
        return str(self.context["request"].build_absolute_uri(address))


class SubmittedDocumentSerializer(serializers.Serializer[Any]):
    """A paper of the dossier."""

    name = serializers.CharField(help_text="Tên giấy tờ.")
    form = serializers.CharField(help_text="Hình thức.")
    label = serializers.CharField(source="get_form_display", help_text="Hình thức, bằng chữ.")  # type: ignore[assignment]
    added_at = serializers.DateTimeField(help_text="Nộp lúc.")
    file = FileSerializer(allow_null=True)


class AskedPaperSerializer(serializers.Serializer[Any]):
    """One paper that is asked for."""

    number = serializers.IntegerField(help_text="Số thứ tự; tệp bổ sung nằm ở trường documents[số thứ tự].")
    name = serializers.CharField(help_text="Giấy tờ cần bổ sung.")
    reason = serializers.CharField(help_text="Lý do.")
    legal_ground = serializers.CharField(help_text="Căn cứ.")


class SupplementRequestSerializer(serializers.Serializer[Any]):
    """The last request for supplement."""

    number = serializers.CharField(help_text="Số phiếu.")
    reason = serializers.CharField(help_text="Lý do.")
    answer_due_at = serializers.DateTimeField(help_text="Hạn bổ sung.")
    answered_at = serializers.DateTimeField(allow_null=True, help_text="Đã bổ sung lúc.")
    papers = AskedPaperSerializer(many=True)


class RefusalSerializer(serializers.Serializer[RefusalNotice]):
    """Why the office did not take the dossier in."""

    number = serializers.CharField(help_text="Số phiếu.")
    reason = serializers.CharField(help_text="Lý do.")
    legal_ground = serializers.CharField(help_text="Căn cứ.")
    issued_at = serializers.DateTimeField(help_text="Lúc.")


class DecisionSerializer(serializers.Serializer[Result]):
    """The decision, once it may be told."""

    outcome = serializers.SerializerMethodField()
    number = serializers.CharField(help_text="Số văn bản.")
    denial_reason = serializers.SerializerMethodField(help_text="Lý do không đồng ý; rỗng khi đồng ý.")
    legal_ground = serializers.SerializerMethodField(help_text="Căn cứ không đồng ý; rỗng khi đồng ý.")
    file = FileSerializer(allow_null=True)

    @extend_schema_field(Coded)
    def get_outcome(self, result: Result) -> dict[str, str]:
        """Granted or denied."""
        return coded(Outcome(result.outcome))

    def get_denial_reason(self, result: Result) -> str:
        """What led to a grant is internal."""
        return result.reason if result.outcome == Outcome.DENIED else ""

    def get_legal_ground(self, result: Result) -> str:
        """The ground of a denial."""
        return result.legal_ground if result.outcome == Outcome.DENIED else ""


class ApplicantSerializer(serializers.Serializer[Dossier]):
    """Who asks; numbers only by their last digits."""

    kind = serializers.CharField(source="applicant_kind", help_text="Cá nhân hay tổ chức.")
    name = serializers.CharField(source="applicant_name", help_text="Chủ hồ sơ.")
    number = serializers.SerializerMethodField(help_text="Số định danh hoặc mã số thuế, che bớt.")

    def get_number(self, dossier: Dossier) -> str:
        """The masked number."""
        return masked_personal_id(dossier.personal_id or dossier.tax_code)


class DossierSerializer(DossierBriefSerializer):
    """One of my dossiers; the context holds `own`, `request`, `dossier`, `at` and `calendar`."""

    tracking_secret = serializers.CharField(help_text="Mã bí mật để tra cứu không cần đăng nhập.")
    applicant = ApplicantSerializer(source="*")
    content = serializers.CharField(help_text="Nội dung yêu cầu.")
    office = serializers.CharField(source="office.name", help_text="Nơi tiếp nhận, trả kết quả.")
    return_method = serializers.ChoiceField(choices=ReturnMethod.choices, help_text="Cách nhận kết quả.")
    first_due_at = serializers.DateTimeField(allow_null=True, help_text="Hẹn trả ghi trên giấy tiếp nhận.")
    stations = serializers.SerializerMethodField()
    clock = serializers.SerializerMethodField(help_text="Thời gian còn lại, đã dừng hoặc đã dùng; có thể rỗng.")
    is_paused = serializers.SerializerMethodField(help_text="Thời hạn đang tạm dừng.")
    due_lines = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    supplement = serializers.SerializerMethodField()
    refusal = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    receipt_url = serializers.SerializerMethodField(help_text="Giấy tiếp nhận (PDF); null khi chưa tiếp nhận.")
    actions = serializers.SerializerMethodField(help_text="Việc làm được lúc này.")

    @property
    def _own(self) -> OwnDossier:
        return self.context["own"]

    @extend_schema_field(StationSerializer(many=True))
    def get_stations(self, _dossier: Dossier) -> Any:
        """The four steps."""
        return StationSerializer(self._own.path.stations, many=True).data

    def get_clock(self, _dossier: Dossier) -> str:
        """The clock in a few words."""
        return self._own.path.clock

    def get_is_paused(self, _dossier: Dossier) -> bool:
        """Whether the clock stands still."""
        return self._own.path.is_paused

    @extend_schema_field(StandingSerializer(allow_null=True))
    def get_standing(self, _dossier: Dossier) -> Any:
        """How it stands, from its replayed clock."""
        return StandingSerializer(self._own.path.standing).data if self._own.path.standing else None

    @extend_schema_field(LineSerializer(many=True))
    def get_due_lines(self, _dossier: Dossier) -> Any:
        """How the date was computed."""
        return LineSerializer(self._own.due_lines, many=True).data

    @extend_schema_field(EventSerializer(many=True))
    def get_events(self, _dossier: Dossier) -> Any:
        """What happened, in its order."""
        return EventSerializer(self._own.events, many=True).data

    @extend_schema_field(SubmittedDocumentSerializer(many=True))
    def get_documents(self, _dossier: Dossier) -> Any:
        """The papers."""
        return SubmittedDocumentSerializer(self._own.documents, many=True, context=self.context).data

    @extend_schema_field(SupplementRequestSerializer(allow_null=True))
    def get_supplement(self, _dossier: Dossier) -> Any:
        """The last request for supplement."""
        asked = self._own.asked
        if not asked:
            return None
        request = asked[0].request
        return SupplementRequestSerializer(
            {
                "number": request.number,
                "reason": request.reason,
                "answer_due_at": request.answer_due_at,
                "answered_at": request.answered_at,
                "papers": [
                    {"number": number, "name": paper.name, "reason": paper.reason, "legal_ground": paper.legal_ground}
                    for number, paper in enumerate(asked, start=1)
                ],
            }
        ).data

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, _dossier: Dossier) -> Any:
        """Why it was not taken in."""
        return RefusalSerializer(self._own.refusal).data if self._own.refusal else None

    @extend_schema_field(DecisionSerializer(allow_null=True))
    def get_result(self, _dossier: Dossier) -> Any:
        """The decision."""
        return DecisionSerializer(self._own.result, context=self.context).data if self._own.result else None

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_receipt_url(self, dossier: Dossier) -> str | None:
        """Where the receipt is."""
        if dossier.received_at is None:
            return None
        address = reverse("dossiers:receipt_pdf", args=[dossier.code])
        return str(self.context["request"].build_absolute_uri(address))

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Action.choices)))
    def get_actions(self, _dossier: Dossier) -> list[str]:
        """What the person may do now."""
        return self._own.actions


class PublicApologySerializer(serializers.Serializer[Any]):
    """One apology as everybody may read it."""

    code = serializers.CharField(help_text="Mã hồ sơ.")
    number = serializers.CharField(help_text="Số phiếu xin lỗi.")
    procedure = serializers.CharField(help_text="Tên thủ tục; rỗng khi thủ tục có quá ít hồ sơ.")
    sector = serializers.CharField(help_text="Lĩnh vực.")
    agency = AgencyNameSerializer(help_text="Cơ quan xin lỗi.")
    signed_on = serializers.DateField(help_text="Ngày ký.")
    due_on = serializers.DateField(help_text="Ngày hẹn trả không giữ được.")
    new_due_on = serializers.DateField(allow_null=True, help_text="Ngày hẹn lại, nếu có.")
    cause = Coded(help_text="Nguyên nhân.")
    promise = Coded(help_text="Ngày hẹn lại có được giữ không.")

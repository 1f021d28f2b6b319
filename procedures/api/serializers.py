"""How procedures look in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.strict import Coded
from procedures.models import Channel, Competence, Fee, ProcedureVersion, RequiredDocument, Sector, TimeLimit
from procedures.models.promise import LIMIT_UNIT_LABELS
from procedures.queries import ProcedurePage


class SectorSerializer(serializers.ModelSerializer[Sector]):
    """A field of administration."""

    class Meta:
        model = Sector
        fields = ("code", "name")
        read_only_fields = fields
        extra_kwargs: dict[str, dict[str, Any]] = {
            "code": {"help_text": "Mã lĩnh vực."},
            "name": {"help_text": "Tên lĩnh vực."},
        }


class ProcedureBriefSerializer(serializers.Serializer[ProcedureVersion]):
    """One procedure in the list; `ways` is read ahead by the view."""

    code = serializers.CharField(source="procedure.code", help_text="Mã thủ tục trong cơ sở dữ liệu quốc gia.")
    version = serializers.IntegerField(source="number", help_text="Lần công bố đang áp dụng.")
    name = serializers.CharField(help_text="Tên thủ tục.")
    summary = serializers.CharField(help_text="Tóm tắt; có thể rỗng.")
    sector = SectorSerializer()
    levels = serializers.ListField(child=serializers.CharField(), help_text="Cấp thực hiện.")
    service_level = serializers.SerializerMethodField()
    channels = serializers.SerializerMethodField()

    @extend_schema_field(Coded)
    def get_service_level(self, version: ProcedureVersion) -> dict[str, str]:
        """The level of the online service."""
        return {"code": version.service_level, "label": str(version.get_service_level_display())}

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices)))
    def get_channels(self, version: ProcedureVersion) -> list[str]:
        """How it may be submitted."""
        return [way.channel for way in version.ways.all()]


class TimeLimitSerializer(serializers.ModelSerializer[TimeLimit]):
    """A time limit; the first is the usual case. One that could not be read has `text`, neither amount nor unit."""

    case = serializers.IntegerField(source="ordinal", help_text="Số thứ tự của trường hợp; 1 là trường hợp thường.")
    unit = serializers.SerializerMethodField()
    words = serializers.CharField(source="__str__", help_text="Thời hạn, bằng chữ; nguyên văn nếu chưa đọc được.")

    class Meta:
        model = TimeLimit
        fields = ("case", "amount", "unit", "words", "condition", "text")
        read_only_fields = fields
        extra_kwargs: dict[str, dict[str, Any]] = {
            "amount": {"help_text": "Số lượng; null: nguồn ghi không rõ, chỉ có nguyên văn."}
        }

    @extend_schema_field(serializers.ChoiceField(choices=LIMIT_UNIT_LABELS, allow_null=True))
    def get_unit(self, limit: TimeLimit) -> str | None:
        """The unit in which the amount counts."""
        return limit.unit or None


class FeeSerializer(serializers.ModelSerializer[Fee]):
    """A fee or charge."""

    class Meta:
        model = Fee
        fields = ("kind", "name", "amount", "condition", "exemption", "legal_basis", "text")
        read_only_fields = fields
        extra_kwargs: dict[str, dict[str, Any]] = {
            "amount": {"help_text": "Số tiền (đồng); null: do HĐND tỉnh quy định hoặc, nếu có `text`, chưa đọc được."}
        }


class WaySerializer(serializers.Serializer[Any]):
    """One way to submit."""

    channel = serializers.ChoiceField(choices=Channel.choices, help_text="Hình thức nộp.")
    label = serializers.CharField(help_text="Hình thức nộp, bằng chữ.")  # type: ignore[assignment]
    note = serializers.CharField(help_text="Mô tả; có thể rỗng.")
    limits = TimeLimitSerializer(many=True)
    fees = FeeSerializer(many=True)


class RequiredDocumentSerializer(serializers.ModelSerializer[RequiredDocument]):
    """A paper that the dossier must or may hold."""

    number = serializers.IntegerField(
        source="ordinal", help_text="Số thứ tự; khi nộp, tệp của giấy tờ này nằm ở trường documents[số thứ tự]."
    )
    form_sha256 = serializers.CharField(
        source="form_template.sha256", default=None, allow_null=True, help_text="SHA-256 của tệp biểu mẫu, nếu có."
    )

    class Meta:
        model = RequiredDocument
        fields = (
            "number",
            "group",
            "name",
            "form",
            "form_sha256",
            "originals",
            "certified_copies",
            "copies",
            "condition",
            "is_required",
            "is_shown_only",
            "is_reusable",
        )
        read_only_fields = fields


class CompetenceSerializer(serializers.ModelSerializer[Competence]):
    """An agency's part. One that the law only words has a name and no code."""

    code = serializers.CharField(
        source="agency.code", default=None, allow_null=True, help_text="Mã định danh của cơ quan; null: chỉ có tên."
    )
    name = serializers.SerializerMethodField()
    label = serializers.CharField(source="get_kind_display", help_text="Tư cách, bằng chữ.")  # type: ignore[assignment]

    class Meta:
        model = Competence
        fields = ("code", "name", "kind", "label")
        read_only_fields = fields

    def get_name(self, part: Competence) -> str:
        """The agency's name, or the words of the law."""
        return str(part.agency or part.name)


class ResultSerializer(serializers.Serializer[Any]):
    """What the procedure ends with."""

    name = serializers.CharField(help_text="Tên kết quả.")
    code = serializers.CharField(help_text="Mã kết quả; có thể rỗng.")
    validity = serializers.CharField(help_text="Thời hạn hiệu lực; có thể rỗng.")


class LegalBasisSerializer(serializers.Serializer[Any]):
    """A legal text that the procedure rests on."""

    number = serializers.CharField(help_text="Số, ký hiệu.")
    name = serializers.CharField(help_text="Tên văn bản.")
    article = serializers.CharField(help_text="Điều, khoản; có thể rỗng.")
    url = serializers.CharField(help_text="Địa chỉ toàn văn; có thể rỗng.")


class NeighbourSerializer(serializers.Serializer[Any]):
    """Another procedure that this one names."""

    code = serializers.CharField(help_text="Mã thủ tục.")
    name = serializers.CharField(help_text="Tên thủ tục; rỗng nếu danh mục của tỉnh không có.")


class ProcedureSerializer(serializers.Serializer[ProcedurePage]):
    """Everything that is said of one procedure."""

    code = serializers.CharField(source="version.procedure.code", help_text="Mã thủ tục.")
    version = serializers.IntegerField(source="version.number", help_text="Lần công bố; gửi lại khi nộp hồ sơ.")
    is_in_force = serializers.BooleanField(help_text="Còn hiệu lực hôm nay hay không.")
    can_submit_online = serializers.BooleanField(help_text="Có nộp trực tuyến được trên hệ thống này hay không.")
    valid_from = serializers.DateField(source="version.valid_from", help_text="Áp dụng từ ngày.")
    valid_to = serializers.DateField(source="version.valid_to", allow_null=True, help_text="Áp dụng đến ngày.")
    name = serializers.CharField(source="version.name", help_text="Tên thủ tục.")
    summary = serializers.CharField(source="version.summary", help_text="Tóm tắt; có thể rỗng.")
    sector = SectorSerializer(source="version.sector")
    levels = serializers.ListField(source="version.levels", child=serializers.CharField(), help_text="Cấp thực hiện.")
    audience = serializers.ListField(
        source="version.audience", child=serializers.CharField(), help_text="Đối tượng thực hiện."
    )
    category = serializers.CharField(source="version.category", help_text="Loại thủ tục; có thể rỗng.")
    keywords = serializers.ListField(source="version.keywords", child=serializers.CharField(), help_text="Từ khóa.")
    life_events = serializers.ListField(
        source="version.life_events", child=serializers.CharField(), help_text="Sự kiện trong đời."
    )
    service_level = serializers.SerializerMethodField()
    service_level_reason = serializers.CharField(
        source="version.service_level_reason", help_text="Lý do chưa toàn trình; có thể rỗng."
    )
    is_taken_in_at_centre = serializers.BooleanField(
        source="version.is_taken_in_at_centre", help_text="Có tiếp nhận tại bộ phận một cửa hay không."
    )
    not_taken_in_reason = serializers.CharField(
        source="version.not_taken_in_reason", help_text="Lý do không tiếp nhận; có thể rỗng."
    )
    is_four_step = serializers.BooleanField(
        source="version.is_four_step", help_text="Có thực hiện cả bốn bước tại trung tâm hay không."
    )
    reception_address = serializers.CharField(
        source="version.reception_address", help_text="Địa chỉ tiếp nhận ghi trong quyết định; có thể rỗng."
    )
    source = serializers.SerializerMethodField()  # type: ignore[assignment]
    is_compared = serializers.SerializerMethodField()
    promulgation = serializers.CharField(
        source="version.promulgation.number", default=None, allow_null=True, help_text="Số quyết định công bố."
    )
    steps = serializers.ListField(
        source="version.steps", child=serializers.CharField(), help_text="Trình tự thực hiện."
    )
    sets = serializers.IntegerField(source="version.sets", help_text="Số bộ hồ sơ.")
    ways = serializers.SerializerMethodField()
    documents = RequiredDocumentSerializer(many=True)
    results = ResultSerializer(many=True)
    conditions = serializers.ListField(child=serializers.CharField(), help_text="Yêu cầu, điều kiện.")
    legal_bases = LegalBasisSerializer(many=True)
    agencies = CompetenceSerializer(many=True)
    related = NeighbourSerializer(many=True)
    successor = NeighbourSerializer(allow_null=True)
    predecessors = NeighbourSerializer(many=True)

    @extend_schema_field(Coded)
    def get_service_level(self, page: ProcedurePage) -> dict[str, str]:
        """The level of the online service."""
        return {"code": page.version.service_level, "label": str(page.version.get_service_level_display())}

    @extend_schema_field(Coded)
    def get_source(self, page: ProcedurePage) -> dict[str, str]:
        """Who wrote this version: an editor by a decision, or a file."""
        return {"code": page.version.source, "label": str(page.version.get_source_display())}

    def get_is_compared(self, page: ProcedurePage) -> bool:
        """Whether an editor wrote it or has compared it with the decision."""
        return not page.awaits_comparison

    @extend_schema_field(WaySerializer(many=True))
    def get_ways(self, page: ProcedurePage) -> Any:
        """Each channel by itself, also where several share their terms."""
        rows = [
            {
                "channel": channel.value,
                "label": channel.label,
                "note": way.note,
                "limits": way.limits,
                "fees": way.fees,
            }
            for way in page.ways
            for channel in way.channels
        ]
        return WaySerializer(rows, many=True).data

"""How procedures look in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.strict import Coded
from procedures.models import Channel, Competence, Fee, ProcedureVersion, RequiredDocument, Sector, TimeLimit
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
    """A time limit; the first is the usual case."""

    case = serializers.IntegerField(source="ordinal", help_text="Số thứ tự của trường hợp; 1 là trường hợp thường.")
    words = serializers.CharField(source="limit", help_text="Thời hạn, bằng chữ.")

    class Meta:
        model = TimeLimit
        fields = ("case", "amount", "unit", "words", "condition", "text")
        read_only_fields = fields


class FeeSerializer(serializers.ModelSerializer[Fee]):
    """A fee or charge."""

    class Meta:
        model = Fee
        fields = ("kind", "name", "amount", "condition", "legal_basis")
        read_only_fields = fields
        extra_kwargs: dict[str, dict[str, Any]] = {
            "amount": {"help_text": "Số tiền (đồng); null: do Hội đồng nhân dân tỉnh quy định."}
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

    class Meta:
        model = RequiredDocument
        fields = (
            "number",
            "name",
            "form",
            "originals",
            "certified_copies",
            "copies",
            "condition",
            "is_required",
            "is_shown_only",
        )
        read_only_fields = fields


class CompetenceSerializer(serializers.ModelSerializer[Competence]):
    """An agency's part."""

    code = serializers.CharField(source="agency.code", help_text="Mã định danh của cơ quan.")
    name = serializers.CharField(source="agency.name", help_text="Tên cơ quan.")
    label = serializers.CharField(source="get_kind_display", help_text="Tư cách, bằng chữ.")  # type: ignore[assignment]

    class Meta:
        model = Competence
        fields = ("code", "name", "kind", "label")
        read_only_fields = fields


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
    service_level = serializers.SerializerMethodField()
    promulgation = serializers.CharField(
        source="version.promulgation.number", default=None, allow_null=True, help_text="Số quyết định công bố."
    )
    steps = serializers.ListField(
        source="version.steps", child=serializers.CharField(), help_text="Trình tự thực hiện."
    )
    sets = serializers.IntegerField(source="version.sets", help_text="Số bộ hồ sơ.")
    ways = serializers.SerializerMethodField()
    documents = RequiredDocumentSerializer(many=True)
    results = serializers.SerializerMethodField()
    conditions = serializers.ListField(child=serializers.CharField(), help_text="Yêu cầu, điều kiện.")
    legal_bases = serializers.SerializerMethodField()
    agencies = CompetenceSerializer(many=True)

    @extend_schema_field(Coded)
    def get_service_level(self, page: ProcedurePage) -> dict[str, str]:
        """The level of the online service."""
        return {"code": page.version.service_level, "label": str(page.version.get_service_level_display())}

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

    @extend_schema_field(ResultSerializer(many=True))
    def get_results(self, page: ProcedurePage) -> list[dict[str, str]]:
        """What it ends with when it is granted."""
        return [{"name": name, "code": code, "validity": validity} for name, code, validity in page.results]

    @extend_schema_field(LegalBasisSerializer(many=True))
    def get_legal_bases(self, page: ProcedurePage) -> list[dict[str, str]]:
        """The legal texts."""
        return [{"number": number, "name": name, "article": article} for name, number, article in page.legal_bases]

"""How published figures look in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from reporting import tables
from reporting.indicators import BY_KEY
from reporting.queries import MonthTotal, PeriodFigures, Row

_FIGURES = inline_serializer(
    "Figures",
    {
        column.key: serializers.IntegerField(min_value=0, help_text=str(BY_KEY[column.key].label))
        for column in tables.COLUMNS
    },
)


class RowSerializer(serializers.Serializer[Row]):
    """The figures of the whole, of one agency or of one channel."""

    code = serializers.CharField(help_text="Mã cơ quan hoặc hình thức nộp; rỗng ở dòng tổng cộng.")
    name = serializers.CharField(source="label", help_text="Tên; rỗng ở dòng tổng cộng.")
    figures = serializers.SerializerMethodField(help_text="Mỗi số liệu có định nghĩa trong `definitions`.")
    kept_rate = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        allow_null=True,
        help_text="Tỷ lệ trước hạn và đúng hạn trên số đã giải quyết (%); null khi chưa giải quyết hồ sơ nào.",
    )

    @extend_schema_field(_FIGURES)
    def get_figures(self, row: Row) -> dict[str, int]:
        """Every column of the published table."""
        return {column.key: column.of(row) for column in tables.COLUMNS}


class MonthSerializer(serializers.Serializer[Any]):
    """One month in the list; figures that do not add up are not given."""

    month = serializers.CharField(source="period.slug", help_text="Tháng, dạng năm-tháng.")
    last_day = serializers.DateField(help_text="Số liệu tính đến hết ngày.")
    is_complete = serializers.BooleanField(help_text="Đã tính đến hết tháng hay chưa.")
    adds_up = serializers.BooleanField(help_text="Số liệu có cân đối hay không; không cân đối thì không công bố.")
    whole = serializers.SerializerMethodField()

    @extend_schema_field(RowSerializer(allow_null=True))
    def get_whole(self, total: MonthTotal) -> Any:
        """The totals, or nothing where they do not add up."""
        return RowSerializer(total.whole).data if total.adds_up else None


class DefinitionSerializer(serializers.Serializer[Any]):
    """What a figure means."""

    key = serializers.CharField(help_text="Tên trong `figures`.")
    label = serializers.CharField(help_text="Tên gọi.")  # type: ignore[assignment]
    sentence = serializers.CharField(help_text="Định nghĩa.")
    law = serializers.CharField(help_text="Căn cứ; có thể rỗng.")


class MonthFiguresSerializer(serializers.Serializer[PeriodFigures]):
    """The figures of one month."""

    month = serializers.CharField(source="period.slug", help_text="Tháng, dạng năm-tháng.")
    first_day = serializers.DateField(source="period.first_on", help_text="Ngày đầu kỳ.")
    last_day = serializers.DateField(help_text="Số liệu tính đến hết ngày.")
    is_complete = serializers.BooleanField(help_text="Đã tính đến hết tháng hay chưa.")
    computed_at = serializers.DateTimeField(allow_null=True, help_text="Lần tính gần nhất.")
    whole = RowSerializer()
    by_agency = RowSerializer(many=True)
    by_channel = RowSerializer(many=True)
    definitions = serializers.SerializerMethodField()

    @extend_schema_field(DefinitionSerializer(many=True))
    def get_definitions(self, _figures: PeriodFigures) -> Any:
        """The meaning of each figure, as it stands under the published table."""
        return DefinitionSerializer(tables.definitions(), many=True).data

"""How agencies look in the API."""

from typing import Any

from rest_framework import serializers

from agencies.models import Agency


class AgencyNameSerializer(serializers.ModelSerializer[Agency]):
    """An agency by code and name."""

    class Meta:
        model = Agency
        fields = ("code", "name")
        extra_kwargs: dict[str, dict[str, Any]] = {
            "code": {"help_text": "Mã định danh của cơ quan.", "validators": []},
            "name": {"help_text": "Tên cơ quan."},
        }


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """An agency in service."""

    parent = serializers.CharField(  # type: ignore[assignment]
        source="parent.code", default=None, allow_null=True, help_text="Mã định danh của cơ quan cấp trên, nếu có."
    )
    kind_label = serializers.CharField(source="get_kind_display", help_text="Loại cơ quan, bằng chữ.")
    level_label = serializers.CharField(source="get_level_display", help_text="Cấp, bằng chữ.")

    class Meta:
        model = Agency
        fields = (
            "code",
            "name",
            "short_name",
            "kind",
            "kind_label",
            "level",
            "level_label",
            "parent",
            "address",
            "phone",
        )
        read_only_fields = fields

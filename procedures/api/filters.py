"""What a list of procedures can be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from agencies.models import Agency, Level
from procedures.models import CompetenceKind, ProcedureVersion, Sector, ServiceLevel
from procedures.search import LONGEST_QUERY


class ProcedureFilter(filters.FilterSet):
    """Words, sector, competent agency, level of government, level of the online service."""

    q = filters.CharFilter(
        method="leave_to_ranking",
        max_length=LONGEST_QUERY,
        help_text="Từ cần tìm, có dấu hay không dấu, ví dụ “ly lich tu phap”; kết quả xếp theo mức phù hợp.",
    )
    sector = filters.ModelChoiceFilter(
        queryset=Sector.objects.all(),
        to_field_name="code",
        help_text="Mã lĩnh vực.",
        error_messages={"invalid_choice": _("Không có lĩnh vực này.")},
    )
    agency = filters.ModelChoiceFilter(
        queryset=Agency.objects.all(),
        to_field_name="code",
        method="by_agency",
        help_text="Mã định danh của cơ quan có thẩm quyền.",
        error_messages={"invalid_choice": _("Không có cơ quan này.")},
    )
    level = filters.ChoiceFilter(choices=Level.choices, method="by_level", help_text="Cấp thực hiện.")
    service_level = filters.ChoiceFilter(choices=ServiceLevel.choices, help_text="Mức độ dịch vụ công trực tuyến.")

    class Meta:
        model = ProcedureVersion
        fields = ("q", "sector", "agency", "level", "service_level")

    def leave_to_ranking(self, versions: QuerySet[Any], _name: str, _words: str) -> QuerySet[Any]:
        """Pass everything: words order the list, too, which the view leaves to `queries.find`."""
        return versions

    @extend_schema_field(OpenApiTypes.STR)
    def by_agency(self, versions: QuerySet[Any], _name: str, agency: Agency) -> QuerySet[Any]:
        """Keep what the agency decides."""
        return versions.filter(competences__agency=agency, competences__kind=CompetenceKind.IMPLEMENTING)

    def by_level(self, versions: QuerySet[Any], _name: str, level: str) -> QuerySet[Any]:
        """Keep what is carried out at the level; the column is JSON, in which not every database can look."""
        fitting = [pk for pk, levels in versions.values_list("pk", "levels") if level in levels]
        return versions.filter(pk__in=fitting)

"""Agencies that resolve procedures, for everybody."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny

from agencies.api.filters import AgencyFilter
from agencies.api.serializers import AgencySerializer
from agencies.models import Agency


@extend_schema_view(
    get=extend_schema(
        operation_id="agencies",
        tags=["Danh mục"],
        summary="Các cơ quan giải quyết",
        description="Sở, ban, ngành, cơ quan ngành dọc, Ủy ban nhân dân xã, phường đang hoạt động, theo mã định danh.",
        auth=[],
    )
)
class AgencyList(ListAPIView[Agency]):
    """The agencies in service today."""

    permission_classes = (AllowAny,)
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter

    def get_queryset(self) -> QuerySet[Agency]:
        """Return them with the agency above."""
        return Agency.objects.in_service(timezone.localdate()).select_related("parent").order_by("code")

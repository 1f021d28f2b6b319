"""The catalogue, for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.strict import refuse_unknown_parameters
from procedures import queries
from procedures.api.filters import ProcedureFilter
from procedures.api.serializers import ProcedureBriefSerializer, ProcedureSerializer, SectorSerializer
from procedures.models import ProcedureVersion, Sector

PROCEDURE_CODE = OpenApiParameter(
    "code",
    str,
    OpenApiParameter.PATH,
    description="Mã thủ tục.",
    examples=[OpenApiExample("Mã thủ tục", value="2.000488")],
)


@extend_schema_view(
    get=extend_schema(
        operation_id="procedures",
        tags=["Danh mục"],
        summary="Tìm thủ tục",
        description="Các thủ tục đang có hiệu lực. Có `q` thì xếp theo mức phù hợp, không thì theo số hồ sơ.",
        parameters=[OpenApiParameter("agency", str, description="Mã định danh của cơ quan có thẩm quyền.")],
        auth=[],
    )
)
class ProcedureList(ListAPIView[ProcedureVersion]):
    """The procedures in force, found and ranked as on the page."""

    permission_classes = (AllowAny,)
    serializer_class = ProcedureBriefSerializer
    filterset_class = ProcedureFilter

    def get_queryset(self) -> QuerySet[ProcedureVersion]:
        """Return the versions in force."""
        return ProcedureVersion.objects.in_force(timezone.localdate())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page of what passes the filters, the best first."""
        passing = set(self.filter_queryset(self.get_queryset()).values_list("pk", flat=True))
        ranked = queries.find(request.query_params.get("q", ""), today=timezone.localdate())
        shown = self.paginate_queryset([pk for pk in ranked if pk in passing]) or []
        versions = (
            ProcedureVersion.objects.select_related("procedure", "sector").prefetch_related("ways").in_bulk(shown)
        )
        rows = self.get_serializer([versions[pk] for pk in shown], many=True)
        return self.get_paginated_response(rows.data)


class ProcedureDetail(APIView):
    """One procedure."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="procedure",
        tags=["Danh mục"],
        summary="Một thủ tục, đầy đủ",
        description=(
            "Cách nộp, thời hạn, phí và lệ phí, thành phần hồ sơ, kết quả, điều kiện, căn cứ pháp lý, cơ quan. Thủ tục"
            " đã hết hiệu lực vẫn xem được bản cuối (`is_in_force` là `false`)."
        ),
        parameters=[PROCEDURE_CODE],
        responses=ProcedureSerializer,
        auth=[],
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with all that is said of it."""
        refuse_unknown_parameters(request)
        today = timezone.localdate()
        version = queries.version_of(code, today=today)
        if version is None:
            raise Http404(_("Không có thủ tục này."))
        return Response(ProcedureSerializer(queries.procedure_page(version, today=today)).data)


@extend_schema_view(
    get=extend_schema(
        operation_id="sectors",
        tags=["Danh mục"],
        summary="Các lĩnh vực",
        description="Lĩnh vực có thủ tục đang hiệu lực, theo tên.",
        auth=[],
    )
)
class SectorList(ListAPIView[Sector]):
    """The sectors that have a procedure in force."""

    permission_classes = (AllowAny,)
    serializer_class = SectorSerializer

    def get_queryset(self) -> QuerySet[Sector]:
        """Return them by name."""
        in_force = ProcedureVersion.objects.in_force(timezone.localdate())
        return Sector.objects.filter(pk__in=in_force.values("sector")).order_by("name")

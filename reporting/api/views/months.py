"""The published figures, for everybody."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.strict import Conflict, refuse_unknown_parameters
from reporting import queries
from reporting.api.serializers import MonthFiguresSerializer, MonthSerializer
from reporting.periods import parse_month


class MonthList(APIView):
    """The months that have figures."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="figures",
        tags=["Số liệu"],
        summary="Các tháng có số liệu",
        description="Mỗi tháng với số tổng cộng, tháng mới nhất trước.",
        responses=MonthSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """Answer with all months, the newest first."""
        refuse_unknown_parameters(request)
        return Response(MonthSerializer(queries.month_totals(), many=True).data)


class MonthDetail(APIView):
    """The figures of one month."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="figures_of_month",
        tags=["Số liệu"],
        summary="Số liệu một tháng",
        description=(
            "Theo cơ quan, theo hình thức nộp và tổng cộng: `carried_over` + `received` = `resolved` + `in_progress` +"
            " `paused` + `refused` + `withdrawn` + `discontinued`, ở mọi dòng. Số liệu không cân đối thì không công bố"
            " (409)."
        ),
        parameters=[
            OpenApiParameter(
                "month",
                str,
                OpenApiParameter.PATH,
                description="Tháng, dạng năm-tháng.",
                examples=[OpenApiExample("Tháng 10 năm 2026", value="2026-10")],
            )
        ],
        responses=MonthFiguresSerializer,
        auth=[],
    )
    def get(self, request: Request, month: str) -> Response:
        """Answer with the figures of the month."""
        refuse_unknown_parameters(request)
        try:
            figures = queries.month_figures(parse_month(month))
        except ValueError as error:
            raise Http404(str(error)) from error
        if figures is None:
            raise Http404(_("Chưa có số liệu của tháng này."))
        if not figures.adds_up:
            raise Conflict(_("Số liệu của tháng này không cân đối nên chưa công bố."))
        return Response(MonthFiguresSerializer(figures).data)

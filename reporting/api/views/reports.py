"""The published reports, for everybody: which there are, and one with every figure as it was frozen."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.strict import refuse_unknown_parameters
from reporting.formats import FORMATS
from reporting.models import Report
from reporting.publishing import pages
from reporting.reports.kinds import BY_KEY

PUBLIC_KINDS = [(kind.key, kind.title) for kind in BY_KEY.values() if kind.is_public]


class ReportFilter(filters.FilterSet):
    """The kind of report."""

    kind = filters.ChoiceFilter(
        choices=PUBLIC_KINDS,
        help_text="Loại báo cáo.",
    )

    class Meta:
        model = Report
        fields = ("kind",)


class ReportSerializer(serializers.Serializer[Report]):
    """What a published report is, without its figures."""

    slug = serializers.CharField(help_text="Tên trong địa chỉ.")
    number = serializers.CharField(help_text="Số báo cáo.")
    kind = serializers.CharField(help_text="Loại báo cáo.")
    title = serializers.SerializerMethodField(help_text="Tên loại báo cáo.")
    period = serializers.CharField(help_text="Kỳ báo cáo.")
    first_on = serializers.DateField(help_text="Ngày đầu kỳ.")
    last_on = serializers.DateField(help_text="Ngày cuối kỳ.")
    scope = serializers.CharField(
        source="scope.code", default=None, allow_null=True, help_text="Mã cơ quan; null là toàn tỉnh."
    )
    version = serializers.IntegerField(help_text="Bản thứ mấy; bản sau đính chính bản trước.")
    corrects = serializers.CharField(
        source="corrects.slug", default=None, allow_null=True, help_text="Báo cáo mà bản này đính chính."
    )
    reason = serializers.CharField(help_text="Lý do đính chính; rỗng nếu không phải bản đính chính.")
    published_at = serializers.DateTimeField(help_text="Thời điểm công bố.")
    sha256 = serializers.CharField(help_text="SHA-256 của tệp JSON đã đóng băng.")
    files = serializers.SerializerMethodField(help_text="Địa chỉ của báo cáo theo từng định dạng.")

    def get_title(self, report: Report) -> str:
        """What its kind is called."""
        return str(BY_KEY[report.kind].title)

    def get_files(self, report: Report) -> dict[str, str]:
        """Where its files are, by form."""
        return {form: reverse("reporting:published_file", args=[report.slug, form]) for form in FORMATS}


class FrozenReportSerializer(ReportSerializer):
    """A published report with its figures."""

    content = serializers.SerializerMethodField(
        help_text=(
            "Ảnh chụp lúc công bố: cột, dòng, ô. Ô tỷ lệ là hai số đếm; thời lượng tính bằng giây; điểm tính bằng phần"
            " trăm điểm. Viết lại với khóa xếp theo thứ tự, không dấu cách, một dấu xuống dòng ở cuối thì SHA-256 trùng"
            " `sha256`."
        )
    )

    def get_content(self, report: Report) -> dict[str, Any]:
        """The snapshot."""
        content: dict[str, Any] = json.loads(bytes(report.content))
        return content


@extend_schema_view(
    get=extend_schema(
        operation_id="reports",
        tags=["Số liệu"],
        summary="Các báo cáo đã công bố",
        description="Mới nhất trước, kể cả bản đã được đính chính: cái đã công bố không bao giờ thay đổi.",
        auth=[],
    )
)
class ReportList(ListAPIView[Report]):
    """The published reports."""

    permission_classes = (AllowAny,)
    serializer_class = ReportSerializer
    filterset_class = ReportFilter

    def get_queryset(self) -> "QuerySet[Report]":
        """Return them, the newest first, without their contents."""
        return pages.public_reports().select_related("scope", "corrects").order_by("-published_at", "-pk")


class ReportDetail(APIView):
    """One published report."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="report",
        tags=["Số liệu"],
        summary="Một báo cáo đã công bố",
        description="Mọi con số đúng như lúc công bố, với mã băm để kiểm tra.",
        parameters=[
            OpenApiParameter(
                "slug",
                str,
                OpenApiParameter.PATH,
                description="Tên trong địa chỉ, như danh sách cho biết.",
                examples=[OpenApiExample("Bản tin số 1 năm 2026", value="2026-1-ban-tin")],
            )
        ],
        responses=FrozenReportSerializer,
        auth=[],
    )
    def get(self, request: Request, slug: str) -> Response:
        """Answer with the report and its figures."""
        refuse_unknown_parameters(request)
        report = pages.public_report(slug)
        if report is None:
            raise Http404(_("Không có báo cáo này."))
        return Response(FrozenReportSerializer(report).data)

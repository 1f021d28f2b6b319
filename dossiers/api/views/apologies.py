"""The public list of apologies, for programs."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from dossiers.api.filters import ApologyFilter
from dossiers.api.serializers import PublicApologySerializer
from dossiers.models import ApologyNotice
from dossiers.queries.public_apologies import public_rows, signed_apologies


@extend_schema_view(
    get=extend_schema(
        operation_id="apologies",
        tags=["Số liệu"],
        summary="Công khai xin lỗi",
        description=(
            "Các phiếu xin lỗi đã ký vì không trả kết quả đúng hẹn, mới nhất trước: đã hẹn ngày nào, nguyên nhân, hẹn"
            " lại ngày nào và có giữ được không. Không có dữ liệu cá nhân; thủ tục có rất ít hồ sơ chỉ nêu lĩnh vực."
        ),
        auth=[],
    )
)
class ApologyList(ListAPIView[ApologyNotice]):
    """The signed apologies, the newest first."""

    permission_classes = (AllowAny,)
    serializer_class = PublicApologySerializer
    filterset_class = ApologyFilter

    def get_queryset(self) -> QuerySet[ApologyNotice]:
        """Return the signed apologies."""
        return signed_apologies()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page of what passes the filters."""
        shown = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        rows = self.get_serializer(public_rows(shown, at=timezone.now()), many=True)
        return self.get_paginated_response(rows.data)

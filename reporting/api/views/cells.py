"""What the facts answer to a question, for officers: the same objects as `manage.py figures --json`."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.strict import refuse_unknown_parameters
from reporting.access import Reach, place_of, reach_of
from reporting.asked import ALWAYS, ONLY_IF_ANY, Misasked, Typed, answer, question_of
from reporting.indicators import BY_KEY
from reporting.questions import Key, Question, Where

MOST_DAYS = 3_660
"""A program may ask about ten years at once; the command has no such end."""

TRUTHS = {"": False, "false": False, "0": False, "true": True, "1": True}

PARAMETERS = [
    OpenApiParameter(
        "from",
        str,
        required=True,
        description="Ngày đầu kỳ, dạng năm-tháng-ngày.",
        examples=[OpenApiExample("Ngày đầu kỳ", value="2026-01-01")],
    ),
    OpenApiParameter(
        "to",
        str,
        required=True,
        description="Ngày cuối kỳ, dạng năm-tháng-ngày; kỳ dài nhất 10 năm.",
        examples=[OpenApiExample("Ngày cuối kỳ", value="2026-10-31")],
    ),
    OpenApiParameter(
        "as_of",
        str,
        description=(
            "Thời điểm xét (ISO 8601, dấu “+” viết là %2B); chỉ ghi ngày là hết ngày đó. Không ghi: xét vào cuối kỳ;"
            " với `cohort`: xét lúc này."
        ),
    ),
    OpenApiParameter("cohort", bool, description="`true`: chỉ hồ sơ tiếp nhận trong kỳ, xét tại thời điểm xét."),
    OpenApiParameter(
        "by", str, description=f"Các chiều phân tích, cách nhau dấu phẩy: {', '.join(f'`{key}`' for key in Key)}."
    ),
    OpenApiParameter("within", str, description="Mã cơ quan: chỉ tính cơ quan này và các đơn vị của nó."),
]

_CELL = inline_serializer(
    "Cell",
    {
        **{key.value: serializers.CharField(required=False, help_text=f"{key.label}, nếu được hỏi.") for key in Key},
        **{name: serializers.IntegerField(min_value=0, help_text=str(BY_KEY[name].label)) for name in ALWAYS},
        **{
            name: serializers.IntegerField(
                min_value=1, required=False, help_text=f"{BY_KEY[name].label}; chỉ có khi khác 0."
            )
            for name in ONLY_IF_ANY
        },
        "median_days": serializers.FloatField(allow_null=True, help_text="Trung vị số ngày của hồ sơ đã giải quyết."),
        "p90_days": serializers.FloatField(allow_null=True, help_text="Phân vị 90 số ngày của hồ sơ đã giải quyết."),
    },
    many=True,
)


class CellList(APIView):
    """The cells that answer a question; within what the person asking may see."""

    @extend_schema(
        operation_id="figures_cells",
        tags=["Số liệu"],
        summary="Số liệu theo kỳ và chiều tùy chọn",
        description=(
            "Dành cho lãnh đạo và người làm báo cáo, trong phạm vi của mình. Tính trực tiếp từ hồ sơ; mỗi ô một đối"
            " tượng. Không có `cohort`: chuyển sang, tiếp nhận và giải quyết trong kỳ, tình trạng vào cuối kỳ; có"
            " `cohort`: hồ sơ tiếp nhận trong kỳ, theo tháng tiếp nhận. Trung vị và phân vị 90 nội suy tuyến tính."
        ),
        parameters=PARAMETERS,
        responses=_CELL,
    )
    def get(self, request: Request) -> Response:
        """Answer with every cell that has any figure; without `by`, with one."""
        refuse_unknown_parameters(request, [parameter.name for parameter in PARAMETERS])
        now = timezone.now()
        reach = reach_of(request.user, today=timezone.localdate(now))
        response = Response([*answer(_question(request, reach, now=now))])
        response["Cache-Control"] = "no-store"
        return response


def _question(request: Request, reach: Reach, *, now: datetime) -> Question:
    """Read the parameters; raises `ValidationError` at the one that is wrong."""
    sent: Any = request.query_params
    where = Where(agency_pks=_place(sent.get("within", ""), reach))
    cohort = sent.get("cohort", "").lower()
    if cohort not in TRUTHS:
        raise ValidationError({"cohort": [_("Chỉ nhận `true` hoặc `false`.")]})
    by = ",".join(sent.getlist("by"))
    typed = Typed(sent.get("from", ""), sent.get("to", ""), sent.get("as_of", ""), TRUTHS[cohort], by)
    try:
        question = question_of(typed, where=where, now=now)
    except Misasked as error:
        raise ValidationError({error.field: [str(error)]}) from error
    if (question.period.last_on - question.period.first_on).days >= MOST_DAYS:
        raise ValidationError({"to": [_("Kỳ dài nhất là 10 năm; Ông/Bà hỏi từng phần.")]})
    return question


def _place(code: str, reach: Reach) -> Reach:
    try:
        return place_of(code, reach)[1]
    except Http404 as error:
        # An agency that is not there and one that is none of their business sound the same.
        raise ValidationError({"within": [str(error)]}) from error

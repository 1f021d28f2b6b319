"""What everybody may ask: where a dossier is, by code and secret, and when one would be due."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api.strict import coded
from agencies.calendars import calendar_of
from agencies.models import Agency
from dossiers import deadlines, drafts
from dossiers.api.inputs import DueDateQuery, TrackingQuery
from dossiers.api.serializers import DueDateSerializer, TrackedSerializer
from dossiers.deadlines import DeadlineError
from dossiers.models.dossier import DueBasis
from dossiers.tracking import WINDOW_SECONDS, NothingFound, TooManyTries, look_up, what_is_public
from procedures.api.views import PROCEDURE_CODE
from procedures.models import ProcedureVersion, TimeLimit
from procedures.queries import version_of


class Tracking(APIView):
    """The public look-up. It knows no session, so it needs no CSRF token either."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @extend_schema(
        operation_id="track",
        tags=["Tra cứu"],
        summary="Tra cứu một hồ sơ",
        description=(
            "Mã sai và mã bí mật sai có cùng một lời đáp (404). Quá 10 lần sai trong 10 phút từ một địa chỉ hoặc với"
            " một mã hồ sơ thì phải chờ (429)."
        ),
        request=TrackingQuery,
        responses=TrackedSerializer,
        examples=[
            OpenApiExample("Tra cứu", value={"code": "H99.03-261120-0001", "secret": "7KX2M9QA"}, request_only=True)
        ],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Answer how far the dossier has come."""
        query = TrackingQuery(data=request.data)
        query.is_valid(raise_exception=True)
        at = timezone.now()
        try:
            client = get_adapter().get_client_ip(request._request)
            dossier = look_up(**query.validated_data, client=client, at=at)
        except NothingFound:
            raise Http404(_("Không có hồ sơ nào có mã và mã bí mật này.")) from None
        except TooManyTries:
            raise Throttled(wait=WINDOW_SECONDS - at.timestamp() % WINDOW_SECONDS) from None
        response = Response(TrackedSerializer(what_is_public(dossier, at=at)).data)
        response["Cache-Control"] = "no-store"
        return response


class DueDate(APIView):
    """When a dossier received at some moment would be due, and why."""

    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="due_date",
        tags=["Danh mục"],
        summary="Tính ngày hẹn trả",
        description="Ngày hẹn trả của một hồ sơ tiếp nhận vào thời điểm đã cho, với từng dòng giải thích và căn cứ.",
        parameters=[PROCEDURE_CODE, DueDateQuery],
        responses=OpenApiResponse(
            DueDateSerializer,
            examples=[
                OpenApiExample(
                    "05 ngày làm việc",
                    value={
                        "procedure": "2.000488",
                        "channel": "online",
                        "case": 1,
                        "limit": "05 ngày làm việc",
                        "received_at": "2026-03-02T08:00:00+07:00",
                        "due_at": "2026-03-09T17:00:00+07:00",
                        "basis": {"code": "day", "label": "Theo ngày"},
                        "lines": [
                            {
                                "kind": "received",
                                "on": "2026-03-02",
                                "text": "Tiếp nhận lúc 08:00, Thứ Hai 02/03/2026.",
                                "ground": "",
                            }
                        ],
                    },
                )
            ],
        ),
        auth=[],
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with the date and its proof."""
        query = DueDateQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        at = timezone.now()
        today = timezone.localdate(at)
        version = version_of(code, today=today)
        if version is None:
            raise Http404(_("Không có thủ tục này."))
        received_at = asked.get("received_at") or at
        limit = _limit(version, asked["channel"], asked["case"])
        calendar = calendar_of(_agency(version, asked.get("agency"), at=at))
        try:
            due = deadlines.due_date(received_at, limit.limit, calendar)
        except (DeadlineError, ValueError) as error:
            raise ValidationError({"received_at": [str(error)]}) from error
        return Response(
            DueDateSerializer(
                {
                    "procedure": version.procedure.code,
                    "channel": asked["channel"],
                    "case": limit.ordinal,
                    "limit": str(limit.limit),
                    "received_at": received_at,
                    "due_at": due.at,
                    "basis": coded(DueBasis(due.basis)),
                    "lines": due.lines,
                }
            ).data
        )


def _limit(version: ProcedureVersion, channel: str, case: int) -> TimeLimit:
    promised = TimeLimit.objects.promised().filter(way__version=version, way__channel=channel)
    limits = {limit.ordinal: limit for limit in promised}
    if not limits:
        raise ValidationError({"channel": [_("Thủ tục này không nhận hồ sơ theo hình thức đã chọn.")]})
    if case not in limits:
        raise ValidationError({"case": [_("Trường hợp thời hạn đã chọn không có trong thủ tục.")]})
    return limits[case]


def _agency(version: ProcedureVersion, code: str | None, *, at: datetime) -> Agency | None:
    if code is None:
        return None
    for agency in drafts.agencies_for(version, today=timezone.localdate(at)):
        if agency.code == code:
            return agency
    raise ValidationError({"agency": [_("Cơ quan này không giải quyết thủ tục đã chọn.")]})

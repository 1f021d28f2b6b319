"""A citizen's own dossiers: list, read, submit, supplement, withdraw. Same services and access as the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from agencies.api.strict import Conflict, refuse_unknown_parameters
from agencies.calendars import calendar_of
from agencies.models import Agency
from dossiers import drafts, services
from dossiers.access import check
from dossiers.api import queries, submission
from dossiers.api.filters import OwnDossierFilter
from dossiers.api.inputs import SubmissionSerializer, SupplementSerializer, WithdrawalSerializer
from dossiers.api.serializers import DossierBriefSerializer, DossierSerializer
from dossiers.errors import AlreadySubmitted, InvalidInput
from dossiers.forms.declaration import DeclarationForm
from dossiers.made_papers import made_papers
from dossiers.models import Dossier, ReturnMethod
from dossiers.queries.citizen import asked_papers, get_own
from dossiers.services import Declared
from dossiers.workflow import Action
from procedures.models import ProcedureVersion, RequiredDocument

KEY_HEADER = "Idempotency-Key"
MINE = "Hồ sơ của tôi"

CODE = OpenApiParameter(
    "code",
    str,
    OpenApiParameter.PATH,
    description="Mã hồ sơ.",
    examples=[OpenApiExample("Mã hồ sơ", value="H99.03-261120-0001")],
)
FILES: dict[str, Any] = {
    "type": "array",
    "items": {"type": "string", "format": "binary"},
    "description": (
        "Tệp của giấy tờ số 1: PDF, JPG, PNG, DOCX hoặc XLSX, mỗi tệp không quá 20 MB. Giấy tờ số 2 nằm ở"
        " `documents[2]`, và tiếp tục như vậy."
    ),
}


def _multipart(serializer: type[SubmissionSerializer | SupplementSerializer]) -> dict[str, Any]:
    """Return the body of a request that carries files, as OpenAPI words it: plain fields, and `documents[n]`."""
    properties: dict[str, Any] = {}
    required = []
    for name, field in serializer().fields.items():
        kind = {"IntegerField": "integer", "BooleanField": "boolean"}.get(type(field).__name__, "string")
        properties[name] = {"type": kind, "description": str(field.help_text)}
        if choices := getattr(field, "choices", None):
            properties[name]["enum"] = list(choices)
        if field.required:
            required.append(name)
    properties[submission.field_of(1)] = FILES
    return {"multipart/form-data": {"type": "object", "properties": properties, "required": required}}


@extend_schema_view(
    get=extend_schema(
        operation_id="dossiers",
        tags=[MINE],
        summary="Hồ sơ của tôi",
        description="Hồ sơ do người đang đăng nhập nộp, mới nhất trước.",
    )
)
class DossierList(ListAPIView[Dossier]):
    """The person's own dossiers; a POST submits a new one."""

    serializer_class = DossierBriefSerializer
    filterset_class = OwnDossierFilter
    parser_classes = (MultiPartParser,)

    def get_queryset(self) -> QuerySet[Dossier]:
        """Return what the person follows as an applicant."""
        user = self.request.user
        if not isinstance(user, User):
            return Dossier.objects.none()
        return queries.own_dossiers(user, today=timezone.localdate())

    def get_serializer_context(self) -> dict[str, Any]:
        """Give the rows the moment and the calendar they are judged by."""
        is_described = getattr(self, "swagger_fake_view", False)
        return {} if is_described else {"at": timezone.now(), "calendar": calendar_of(None)}

    @extend_schema(
        operation_id="submit",
        tags=[MINE],
        summary="Nộp hồ sơ trực tuyến",
        description=(
            "Cùng quy tắc với trang nộp hồ sơ. Gửi lại với cùng `Idempotency-Key` không tạo hồ sơ mới: câu trả lời là"
            " hồ sơ đã nộp (200). Thủ tục đã đổi từ lúc đọc (`version` khác) thì phải đọc lại (409)."
        ),
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="UUID do phía gửi tạo, một cho mỗi hồ sơ.",
                examples=[OpenApiExample("UUID", value="6f1c2a5e-0b55-4c8e-9a46-1f5a0f2f8a11")],
            )
        ],
        request=_multipart(SubmissionSerializer),
        responses={200: DossierSerializer, 201: DossierSerializer},
    )
    def post(self, request: Request) -> Response:
        """Submit a dossier, once for each key."""
        refuse_unknown_parameters(request)
        at = timezone.now()
        actor = _person(request)
        key = _key(request)
        fields, papers = submission.parted(request.data)
        first = Dossier.objects.filter(submission_key=key).select_related("version__procedure", "agency").first()
        if first is not None:
            return _again(request, first, fields, at=at)
        asked = _Submission(fields, papers, at=at)
        try:
            dossier = submission.submit(
                asked.version,
                asked.form.applicant,
                asked.required,
                asked.uploads,
                agency=asked.agency,
                content=asked.form.cleaned_data["content"],
                return_method=ReturnMethod(asked.form.cleaned_data["return_method"]),
                key=key,
                declared=asked.declared,
                actor=actor,
                at=at,
            )
        except AlreadySubmitted as error:
            first = Dossier.objects.select_related("version__procedure", "agency").get(code=error.code)
            return _again(request, first, fields, at=at)
        except InvalidInput as error:
            raise _at_document(error, {paper.pk: paper.ordinal for paper in asked.required}) from error
        response = _shown(request, dossier.code, at=at, status_code=status.HTTP_201_CREATED)
        response["Location"] = request.build_absolute_uri(reverse("api:dossier", args=[dossier.code]))
        return response


class _Submission:
    """What a submission asks for, checked; all that is wrong with it is told at once."""

    def __init__(self, fields: dict[str, Any], papers: dict[int, list[Any]], *, at: datetime) -> None:
        plain = SubmissionSerializer(data=fields)
        plain.is_valid()
        faults: dict[str, Any] = dict(plain.errors)
        self.form = DeclarationForm({name: value for name, value in fields.items() if isinstance(value, str)})
        for name, messages in self.form.errors.items():
            faults.setdefault(name, [str(message) for message in messages])
        self.declared: Declared | None = None
        found = _procedure(fields, faults, at=at)
        if found is not None:
            self.version, self.agency = found
            self.required: list[RequiredDocument] = list(self.version.required_documents.order_by("ordinal"))
            numbers = [paper.ordinal for paper in self.required]
            self.uploads, faulty = submission.checked(papers, numbers)
            made: set[int] = set()
            if "declaration" in fields and "declaration" not in faults:
                text, today = str(fields["declaration"]), timezone.localdate(at)
                self.declared, wrong = submission.declared_in(text, self.version, today=today)
                faults |= wrong
                made = made_papers(self.version)
            faults |= submission.missing(self.required, papers, made=made) | faulty
        if faults:
            raise ValidationError(faults)
        if self.version.number != plain.validated_data["version"]:
            raise Conflict(_("Thủ tục đã thay đổi từ khi Ông/Bà đọc. Ông/Bà đọc lại thủ tục rồi nộp."))


def _procedure(
    fields: dict[str, Any], faults: dict[str, Any], *, at: datetime
) -> tuple[ProcedureVersion, Agency] | None:
    """Return the version in force and the agency that are named; notes the fault where there is none."""
    if "procedure" in faults or "agency" in faults:
        return None
    today = timezone.localdate(at)
    try:
        version = drafts.online_version(str(fields["procedure"]).strip(), today=today)
    except Http404 as error:
        faults["procedure"] = [str(error)]
        return None
    for agency in drafts.agencies_for(version, today=today):
        if agency.code == str(fields["agency"]).strip():
            return version, agency
    faults["agency"] = [_("Cơ quan này không giải quyết thủ tục đã chọn.")]
    return None


class DossierDetail(APIView):
    """One of the person's own dossiers."""

    @extend_schema(
        operation_id="dossier",
        tags=[MINE],
        summary="Một hồ sơ",
        description="Bốn bước, thời hạn với từng dòng giải thích, việc đã xảy ra, giấy tờ, kết quả.",
        parameters=[CODE],
        responses=DossierSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        """Answer with the dossier; anybody else's does not exist."""
        refuse_unknown_parameters(request)
        return _shown(request, code, at=timezone.now())


class Withdrawal(APIView):
    """The applicant takes a dossier back."""

    @extend_schema(
        operation_id="withdraw",
        tags=[MINE],
        summary="Rút hồ sơ",
        description="Chỉ khi chưa có kết quả. Hồ sơ đã thay đổi từ lúc đọc (`seen` cũ) thì phải đọc lại (409).",
        parameters=[CODE],
        request=WithdrawalSerializer,
        responses=DossierSerializer,
        examples=[OpenApiExample("Rút hồ sơ", value={"seen": 3, "reason": "Nộp nhầm thủ tục."}, request_only=True)],
    )
    def post(self, request: Request, code: str) -> Response:
        """Withdraw it."""
        refuse_unknown_parameters(request)
        at = timezone.now()
        dossier = get_own(_person(request), code, at=at)
        given = WithdrawalSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.withdraw(dossier, **given.validated_data, actor=_person(request), at=at)
        return _shown(request, code, at=at)


class Supplement(APIView):
    """The applicant supplies what was asked for."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        operation_id="supplement",
        tags=[MINE],
        summary="Bổ sung hồ sơ",
        description=(
            "Gửi một lần mọi giấy tờ trong phiếu yêu cầu: tệp của giấy tờ số n (trong `supplement.papers`) nằm ở"
            " `documents[n]`. Tệp đã đính kèm sẵn trên trang được gửi cùng."
        ),
        parameters=[CODE],
        request=_multipart(SupplementSerializer),
        responses=DossierSerializer,
    )
    def post(self, request: Request, code: str) -> Response:
        """Send the supplement; the clock runs again."""
        refuse_unknown_parameters(request)
        at = timezone.now()
        actor = _person(request)
        dossier = get_own(actor, code, at=at)
        fields, papers = submission.parted(request.data)
        given = SupplementSerializer(data=fields)
        given.is_valid()
        asked = asked_papers(dossier)
        uploads, faulty = submission.checked(papers, range(1, len(asked) + 1))
        if faults := {**given.errors, **faulty}:
            raise ValidationError(faults)
        check(actor, Action.SUPPLEMENT, dossier, at=at)
        try:
            submission.supplement(dossier, asked, uploads, seen=given.validated_data["seen"], actor=actor, at=at)
        except InvalidInput as error:
            raise _at_document(error, {paper.pk: number for number, paper in enumerate(asked, start=1)}) from error
        return _shown(request, code, at=at)


def _person(request: Request) -> User:
    """Return who is signed in; the permission has let nobody else through."""
    user = request.user
    return user if isinstance(user, User) else User()


def _key(request: Request) -> UUID:
    given = request.headers.get(KEY_HEADER, "")
    try:
        key = UUID(given)
    except ValueError:
        key = None
    if key is None or str(key) != given.lower():
        raise ValidationError({KEY_HEADER: [_("Tiêu đề Idempotency-Key phải là một UUID do phía gửi tạo.")]})
    return key


def _again(request: Request, first: Dossier, fields: dict[str, Any], *, at: datetime) -> Response:
    """Answer a repeated submission with the dossier that the first one made, if it can have been the same one."""
    is_same = (first.submitter_id, first.version.procedure.code, first.agency.code) == (
        request.user.pk,
        fields.get("procedure"),
        fields.get("agency"),
    )
    if not is_same:
        raise Conflict(_("Idempotency-Key này đã dùng cho một lần nộp khác. Ông/Bà tạo khóa mới."))
    return _shown(request, first.code, at=at)


def _at_document(error: InvalidInput, number_of: dict[int, int]) -> ValidationError | InvalidInput:
    """Return a refusal of the services with the name that the field has in the API."""
    kind, _dash, pk = (error.field or "").partition("-")
    if kind != "paper" or not pk.isdigit() or int(pk) not in number_of:
        return error
    return ValidationError({submission.field_of(number_of[int(pk)]): [str(error)]})


def _shown(request: Request, code: str, *, at: datetime, status_code: int = status.HTTP_200_OK) -> Response:
    own = queries.own_dossier(_person(request), code, at=at)
    context = {"request": request, "own": own, "dossier": own.dossier}
    response = Response(DossierSerializer(own.dossier, context=context).data, status=status_code)
    response["Cache-Control"] = "no-store"
    return response

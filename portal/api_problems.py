"""Every refusal of the API in one form, in Vietnamese: a problem document.

Law: RFC 9457 (problem details for HTTP APIs).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from agencies.api.strict import BodyTooLarge, Conflict
from dossiers.errors import DossierError, InvalidInput, StaleDossier

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal: the end of its `type` and its title."""

    slug: str
    title: Any

    @property
    def type(self) -> str:
        """The identifier that programs compare."""
        return f"urn:mot-cua:problem:{self.slug}"


PROBLEMS: Mapping[int, Problem] = {
    400: Problem("invalid-input", gettext_lazy("Dữ liệu gửi lên chưa đúng")),
    401: Problem("not-signed-in", gettext_lazy("Chưa đăng nhập")),
    403: Problem("not-allowed", gettext_lazy("Không được phép")),
    404: Problem("not-found", gettext_lazy("Không tìm thấy")),
    405: Problem("method-not-allowed", gettext_lazy("Phương thức không được hỗ trợ")),
    406: Problem("not-acceptable", gettext_lazy("Không có định dạng được yêu cầu")),
    409: Problem("conflict", gettext_lazy("Không khớp với tình trạng hiện tại")),
    413: Problem("too-large", gettext_lazy("Nội dung gửi lên quá lớn")),
    415: Problem("unsupported-media-type", gettext_lazy("Định dạng gửi lên không được hỗ trợ")),
    429: Problem("too-many-requests", gettext_lazy("Quá nhiều yêu cầu")),
}
"""Each status that the API refuses with, and no other."""


def problem_details(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the problem document of a refusal; None for a fault of ours, which the server reports as such."""
    refusal = _as_refusal(error)
    if refusal is None:
        return None
    set_rollback()
    headers: dict[str, str] = {}
    if header := getattr(refusal, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if seconds := _wait(refusal):
        headers["Retry-After"] = str(seconds)
    status = refusal.status_code
    problem = PROBLEMS.get(status, PROBLEMS[400])
    document = {
        "type": problem.type,
        "title": str(problem.title),
        "status": status,
        "detail": _detail(refusal, error),
        "errors": _errors(refusal, error),
    }
    if not document["errors"]:
        del document["errors"]
    return Response(document, status=status, headers=headers, content_type=MEDIA_TYPE)


def _as_refusal(error: Exception) -> exceptions.APIException | None:
    """Return what the framework would have raised; the services and Django have exceptions of their own."""
    match error:
        case exceptions.APIException():
            return error
        case StaleDossier():
            return Conflict(str(error))
        case InvalidInput():
            return exceptions.ValidationError({error.field or api_settings.NON_FIELD_ERRORS_KEY: [str(error)]})
        case DossierError():
            return exceptions.PermissionDenied(str(error))
        case Http404():
            return exceptions.NotFound(str(error) if error.args and isinstance(error.args[0], str) else None)
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return BodyTooLarge(_("Nội dung gửi lên quá lớn."))
        case MultiPartParserError() | SuspiciousOperation() | UnreadablePostError():
            return exceptions.ParseError(_("Nội dung gửi lên bị lỗi, không đọc được."))
    return None


def _wait(refusal: exceptions.APIException) -> int:
    """Return the seconds after which a throttled request may come again; 0 where nobody can tell."""
    wait: float | None = getattr(refusal, "wait", None)
    return 0 if wait is None else max(1, ceil(wait))


def _detail(refusal: exceptions.APIException, error: Exception) -> str:
    match refusal:
        case exceptions.ValidationError():
            count = len(_errors(refusal, error))
            words = ngettext(
                "Có %(count)s chỗ chưa đúng; xem “errors”.", "Có %(count)s chỗ chưa đúng; xem “errors”.", count
            )
            return words % {"count": count}
        case exceptions.Throttled() if seconds := _wait(refusal):
            words = ngettext(
                "Đã gửi quá nhiều yêu cầu. Ông/Bà chờ %(count)s giây rồi gửi lại.",
                "Đã gửi quá nhiều yêu cầu. Ông/Bà chờ %(count)s giây rồi gửi lại.",
                seconds,
            )
            return words % {"count": seconds}
        case exceptions.Throttled():
            return _("Đã gửi quá nhiều yêu cầu. Ông/Bà chờ ít phút rồi gửi lại.")
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return _("Ông/Bà đăng nhập trên trang trước khi dùng phần này của API.")
        case exceptions.MethodNotAllowed():
            return _("Địa chỉ này không nhận phương thức đã dùng.")
        case exceptions.NotAcceptable():
            return _("API trả lời bằng JSON; tiêu đề Accept phải cho phép application/json.")
        case exceptions.UnsupportedMediaType():
            return _("Địa chỉ này không nhận loại nội dung (Content-Type) đã gửi; xem tài liệu.")
    return str(refusal.detail)


def _errors(refusal: exceptions.APIException, error: Exception) -> list[dict[str, str]]:
    if not isinstance(refusal, exceptions.ValidationError):
        return []
    return [{"field": field, "message": message} for field, message in _flat(refusal.detail, "")]


def _flat(detail: Any, path: str) -> Iterator[tuple[str, str]]:
    """Give each message with the path of its field, “documents.2”; what concerns no one field has an empty path."""
    if isinstance(detail, Mapping):
        for name, part in detail.items():
            is_field = name != api_settings.NON_FIELD_ERRORS_KEY
            yield from _flat(part, f"{path}.{name}".lstrip(".") if is_field else path)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for number, part in enumerate(detail):
            yield from _flat(part, f"{path}.{number}".lstrip(".") if isinstance(part, Mapping) else path)
    else:
        yield path, str(detail)


def describe_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Add the problem document to the OpenAPI document, as the answer of every address that refuses."""
    text = {"type": "string"}
    fault = {
        "type": "object",
        "properties": {
            "field": {**text, "description": "Trường chưa đúng; rỗng khi không thuộc riêng trường nào."},
            "message": {**text, "description": "Chưa đúng ở đâu và cần làm gì."},
        },
        "required": ["field", "message"],
    }
    result["components"]["schemas"]["Problem"] = {
        "type": "object",
        "description": "Lời từ chối (RFC 9457).",
        "properties": {
            "type": {**text, "format": "uri", "enum": [problem.type for problem in PROBLEMS.values()]},
            "title": text,
            "status": {"type": "integer", "enum": list(PROBLEMS)},
            "detail": text,
            "errors": {"type": "array", "items": fault, "description": "Có khi `status` là 400 vì dữ liệu chưa đúng."},
        },
        "required": ["type", "title", "status", "detail"],
        "example": {
            "type": PROBLEMS[400].type,
            "title": str(PROBLEMS[400].title),
            "status": 400,
            "detail": "Có 1 chỗ chưa đúng; xem “errors”.",
            "errors": [{"field": "phone", "message": "Ông/Bà nhập số điện thoại."}],
        },
    }
    answer = {
        "description": "Lời từ chối.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["4XX"] = answer
    return result

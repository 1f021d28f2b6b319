"""What every room's API takes in by one rule: nothing unknown, nothing of another type, nothing endless."""

import json
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

CODE = r"(?P<code>[0-9A-Za-z][0-9A-Za-z._-]{0,59})"
"""A public code in an address; anything else has no page."""

CSRF_FIELD = "csrfmiddlewaretoken"


class BodyTooLarge(APIException):
    """More was sent than is read into memory."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class Conflict(APIException):
    """What was asked for contradicts how things stand now."""

    status_code = status.HTTP_409_CONFLICT


class BoundedJSONParser(JSONParser):
    """JSON of bounded size and depth."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the object that was sent; raises `BodyTooLarge` or `ParseError`."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(_("Nội dung gửi lên quá lớn."))
        try:
            sent = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("Nội dung gửi lên không phải JSON đúng cú pháp (UTF-8).")) from error
        if not isinstance(sent, dict):
            raise ParseError(_("Nội dung gửi lên phải là một đối tượng JSON, ví dụ {}."))
        return sent


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


class Text(serializers.CharField):
    """A text that was sent as a text: a number or a list in its place is refused, not turned into one."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text without spaces around it."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A whole number in JSON: its digits between quotes are a text, and refused."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer[Any]):
    """A request's fields; one that it does not know is refused by name, so that a misspelt one is never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the checked values; all faults are told at once."""
        unknown = unknown_names(data, self.fields) if _is_mapping(data) else []
        faults = {name: [_unknown_field()] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            detail = error.detail if isinstance(error.detail, dict) else {}
            raise ValidationError({**detail, **faults}) from error
        if faults:
            raise ValidationError(faults)
        return values


def _is_mapping(data: Any) -> bool:
    return isinstance(data, Mapping) or hasattr(data, "getlist")


def unknown_names(sent: Iterable[str], known: Collection[str]) -> list[str]:
    """Return what was sent and is not known, in its order; the CSRF token of a form is no field."""
    return [name for name in sent if name not in known and name != CSRF_FIELD]


def refuse_unknown_parameters(request: Request, known: Collection[str] = ()) -> None:
    """Raise `ValidationError` that names each unknown parameter of an address."""
    unknown = unknown_names(request.query_params, known)
    if unknown:
        raise ValidationError({name: [_unknown_parameter()] for name in unknown})


def _unknown_field() -> str:
    return _("Không có trường này. Ông/Bà xem lại tên trường trong tài liệu.")


def _unknown_parameter() -> str:
    return _("Không có tham số này. Ông/Bà xem lại tên tham số trong tài liệu.")


class Pages(PageNumberPagination):
    """Pages of 20, or of what `page_size` says up to 100."""

    page_size = 20
    page_size_query_param = "page_size"
    page_query_description = "Trang cần xem, bắt đầu từ 1."
    page_size_query_description = "Số dòng mỗi trang, từ 1 đến 100; mặc định 20."
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """Return the size that was asked for; one that is not a number from 1 to 100 is refused."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 1 <= len(asked) <= 3 and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({"page_size": [_("Số dòng mỗi trang phải từ 1 đến 100.")]})
        return int(asked)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the rows of the page that was asked for; one that does not exist raises `Http404`."""
        asked = request.query_params.get("page", "1")
        if not (asked.isascii() and asked.isdigit() and len(asked) <= 6):
            raise ValidationError({"page": [_("Số trang phải là số nguyên từ 1.")]})
        self.get_page_size(request)
        try:
            return super().paginate_queryset(queryset, request, view=view)
        except APIException as error:
            raise Http404(_("Không có trang này.")) from error


class StrictFilterBackend(DjangoFilterBackend):
    """The filters of a list; a parameter that is neither a filter nor a page is refused by name."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return the rows that pass all filters."""
        filters = self.get_filterset_class(view, queryset)
        refuse_unknown_parameters(request, {"page", "page_size", *(filters.base_filters if filters else ())})
        return super().filter_queryset(request, queryset, view)


class Coded(serializers.Serializer[Any]):
    """A value with its word."""

    code = serializers.CharField(help_text="Mã, không đổi theo ngôn ngữ.")
    label = serializers.CharField(help_text="Tên gọi.")  # type: ignore[assignment]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Show a member of `TextChoices` as it is, too."""
        return super().to_representation(coded(instance) if isinstance(instance, Enum) else instance)


def coded(choice: Any) -> dict[str, str]:
    """Return a member of `TextChoices` as `Coded` shows it."""
    return {"code": str(choice.value), "label": str(choice.label)}

"""The documentation of the API, and the answer where it has no address."""

from functools import lru_cache
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


@lru_cache(maxsize=4)
def _description(language: str) -> dict[str, Any]:
    """Return the OpenAPI document, made once for each language and process: it changes with the code alone."""
    with translation.override(language):
        return SchemaGenerator().get_schema(request=None, public=True)


class Schema(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the document."""
        suffix = self.perform_content_negotiation(request, force=True)[0].format
        headers = {"Content-Disposition": f'inline; filename="mot-cua-v1.{suffix}"'}
        return Response(_description(translation.get_language() or "vi"), headers=headers)


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class Documentation(SpectacularSwaggerSplitView):
    """The browsable documentation, from our own files.

    Swagger UI writes inline styles, so this one address allows them; scripts stay as strict as everywhere.
    """

    title = "API Một Cửa"
    template_name = "portal/api_documentation.html"
    url_name = "api:schema"
    permission_classes = (AllowAny,)


class Nowhere(APIView):
    """Every address under `/api/v1/` that is none."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say where to look, whatever the method is."""
        super().initial(request, *args, **kwargs)
        where = reverse("api:docs")
        raise NotFound(_("API không có địa chỉ này. Xem tài liệu tại %(where)s.") % {"where": where})

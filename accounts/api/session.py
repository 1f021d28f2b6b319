"""Who calls the API: the person who is signed in on the site, with the same protection of every write."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class SignedIn(SessionAuthentication):
    """The session of the site. Whoever is not signed in is told so (401), a write without CSRF token is refused."""

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, without which the answer could not be 401."""
        return 'Session realm="mot-cua"'

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write that another site could have made in the person's name."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(
                _("Yêu cầu thiếu mã chống giả mạo (CSRF). Gửi giá trị của cookie CSRF trong tiêu đề X-CSRFToken."),
                code="csrf",
            ) from error


class SignedInScheme(OpenApiAuthenticationExtension):
    """How the documentation describes `SignedIn`."""

    target_class = "accounts.api.session.SignedIn"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI knows it."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "Phiên đăng nhập trên trang. Mọi yêu cầu ghi phải kèm tiêu đề X-CSRFToken.",
        }

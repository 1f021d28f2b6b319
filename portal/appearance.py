"""Light or dark: what a person chose, kept by the browser and nowhere else."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext_lazy

COOKIE = "giao_dien"
YEAR_SECONDS = 365 * 24 * 3600
DEVICE = "device"
CHOICES = {
    DEVICE: pgettext_lazy("giao diện", "Theo máy"),
    "light": pgettext_lazy("giao diện", "Sáng"),
    "dark": pgettext_lazy("giao diện", "Tối"),
}


def chosen(request: HttpRequest) -> str:
    """Return `light` or `dark`, or nothing where the person's device decides."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in CHOICES and theme != DEVICE else ""


def offered(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the choices for the switch."""
    now = chosen(request) or DEVICE
    return [{"value": value, "label": label, "is_chosen": value == now} for value, label in CHOICES.items()]


def remember(response: HttpResponse, theme: str) -> None:
    """Let the browser remember a choice for a year; what its device says needs no remembering."""
    if theme == DEVICE:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )

"""What the pages of the entrance know besides their own subject."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def entrance(request: HttpRequest) -> dict[str, Any]:
    """Say whether this installation has a sign-in partner."""
    return {"has_partner": bool(settings.SIGN_IN_PARTNER["issuer"])}

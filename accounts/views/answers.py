"""What the pages of accounts answer alike."""

from typing import Any

from django.http import HttpRequest

UNPROCESSABLE = 422


def typed(request: HttpRequest) -> Any:
    """Return what was sent, also where it is nothing at all; None where somebody only looks."""
    return request.POST if request.method == "POST" else None

"""What no keyboard types: the NUL character, which PostgreSQL stores in no text and SQLite cuts a text at."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\x00"


class StrayBytesMiddleware:
    """Read each NUL in a question or a form as a space, once for all views, before any of them asks a database.

    Stands below the CSRF check, which reads a form first. What is exempt from that check is the API: it reads its own
    bodies and refuses a NUL by the name of its field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done once it is known that a view will answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Clean the question and, where one was sent, the form; what an address names with a NUL does not exist."""
        if any(NUL in part for part in kwargs.values() if isinstance(part, str)):
            raise Http404
        if getattr(view, "csrf_exempt", False):
            return
        request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = without_nul(request.POST)  # type: ignore[assignment]


def without_nul(given: QueryDict) -> QueryDict:
    """Return the same fields, each NUL in a name or value made a space; the very object where there is none."""
    if not any(NUL in text for name, values in given.lists() for text in (name, *values)):
        return given
    cleaned = QueryDict(mutable=True, encoding=given.encoding)
    for name, values in given.lists():
        cleaned.setlist(name.replace(NUL, " "), [value.replace(NUL, " ") for value in values])
    cleaned._mutable = False
    return cleaned

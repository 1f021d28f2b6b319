"""The door to the editor's pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.access import is_editor

View = Callable[..., HttpResponseBase]


def for_editors(view: View) -> View:
    """Let only editors of the catalogue reach a view; for everybody else it does not exist (`Http404`)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_editor(request.user, today=timezone.localdate()):
            raise Http404(_("Không có trang này."))
        return view(request, *args, **kwargs)

    return guarded

"""Who may change the catalogue: the officers of procedure control (kiểm soát thủ tục hành chính), nobody else.

Law: Nghị định 63/2010/NĐ-CP (kiểm soát thủ tục hành chính).
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import roles_held
from accounts.models import Role, User

View = Callable[..., HttpResponseBase]


def is_editor(user: User | AnonymousUser, *, today: date) -> bool:
    """Say whether a person edits the catalogue today."""
    return Role.EDITOR in roles_held(user, today=today)


def for_editors(view: View) -> View:
    """Let only editors of the catalogue reach a view; for everybody else it does not exist (`Http404`)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_editor(request.user, today=timezone.localdate()):
            raise Http404(_("Không có trang này."))
        return view(request, *args, **kwargs)

    return guarded

"""The work list of those who appraise, approve, seal or watch."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.queries.counter import clerk_posts
from dossiers.queries.inbox import inbox as read_inbox
from dossiers.queries.inbox import inbox_posts
from dossiers.views.counter import page_number


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """Show what waits for the officer, the most endangered first; who only sits at a counter goes there."""
    at = timezone.now()
    posts = inbox_posts(request.user, at=at)
    if not posts:
        if clerk_posts(request.user, at=at):
            return redirect("dossiers:counter")
        raise PermissionDenied(_("Trang này dành cho cán bộ xử lý hồ sơ."))
    work = read_inbox(
        request.user,
        posts,
        muc=request.GET.get("muc", ""),
        parameters=request.GET,
        page=page_number(request),
        at=at,
    )
    has_counter = bool(clerk_posts(request.user, at=at))
    return render(request, "dossiers/inbox/list.html", {"work": work, "has_counter": has_counter})

"""The work list of those who appraise, approve, seal or watch."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.requests import SignedInRequest
from dossiers.queries.batches import deeds_for
from dossiers.queries.counter import clerk_posts
from dossiers.queries.inbox import inbox as read_inbox
from dossiers.queries.inbox import inbox_posts
from dossiers.queries.opinions import answering_posts, open_questions
from dossiers.queries.saved_views import saved_views
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
    takes_papers = any(post.role in (Role.APPRAISER, Role.SEAL_KEEPER) for post in posts)
    context = {
        "work": work,
        "views": saved_views(request.user, chosen=request.GET),
        "has_counter": has_counter,
        "takes_papers": takes_papers,
        "deeds": deeds_for(work.tab.slug, {Role(post.role) for post in posts}) if work.rows else [],
        "is_all_chosen": "chon-het" in request.GET,
        "is_asked": bool(answering_posts(request.user, at=at)),
        "questions": open_questions(request.user, at=at),
        "writes_apologies": any(post.role in (Role.APPRAISER, Role.APPROVER) for post in posts),
        "reads_seals": any(post.role in (Role.SEAL_KEEPER, Role.APPROVER) for post in posts),
        "keeps_absences": any(post.role == Role.APPROVER for post in posts),
    }
    return render(request, "dossiers/inbox/list.html", context)

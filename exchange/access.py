"""Whose business a notice that did not go out is."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Post, Role, User
from dossiers.access import sees_whole_province
from exchange.models import Delivery, DeliveryState

SEES_TO_IT = frozenset({Role.CLERK, Role.LEADER})


def posts_for_tasks(user: User, *, today: date) -> list[Post]:
    """Return the posts from which a person sees to notices that did not go out."""
    return [post for post in posts_of(user, today=today) if post.role in SEES_TO_IT]


def require_tasks(user: User, *, today: date) -> None:
    """Let clerks, leaders and administrators in; raises `PermissionDenied`."""
    if not (user.is_staff or posts_for_tasks(user, today=today)):
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và lãnh đạo theo dõi."))


def seen_by(user: User, *, today: date) -> "QuerySet[Delivery]":
    """Return the deliveries that a person sees to: of the dossiers of their office or agency, never of their own.

    What concerns no dossier is the administrators' business.
    """
    reach = Q(pk=None)
    if user.is_staff:
        reach |= Q(notice__dossier=None)
    for post in posts_for_tasks(user, today=today):
        if post.role == Role.CLERK:
            reach |= Q(notice__dossier__office=post.office_id)
        elif sees_whole_province(post):
            reach |= Q(notice__dossier__isnull=False)
        else:
            reach |= Q(notice__dossier__agency=post.agency_id)
    return Delivery.objects.filter(reach).exclude(notice__dossier__submitter=user)


def get_task(user: User, key: UUID, *, today: date) -> Delivery:
    """Return a delivery that failed, with its notice and dossier; absent and not theirs both raise `Http404`."""
    tasks = seen_by(user, today=today).exclude(state__in=[DeliveryState.WAITING, DeliveryState.REPLACED])
    found = tasks.filter(key=key).select_related("notice__dossier__version", "notice__dossier__office").first()
    if found is None:
        raise Http404(_("Không tìm thấy thông báo này."))
    return found

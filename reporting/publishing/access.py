"""Who sees which report, who makes, checks and publishes one, and who approves it: the only place that answers.

Administrators, the officers of procedure control and the leaders of the provincial centre work on any report, other
leaders on those about their agency and its units. Leaders approve, and nobody approves what they made.
"""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.administration.access import is_administrator
from accounts.models import Post, Role, User
from dossiers.access import Person, sees_whole_province
from reporting.answers import agency_tree
from reporting.models import Report, ReportState


def makes_any(user: Person, *, today: date) -> bool:
    """Say whether a person works on reports about the whole province."""
    posts = posts_of(user, today=today)
    return is_administrator(user) or any(post.role == Role.EDITOR or sees_whole_province(post) for post in posts)


def led_trees(user: Person, *, today: date) -> frozenset[int]:
    """Return the keys of the agencies where a person leads, with all their units; one query for each post."""
    led = {post.agency_id for post in posts_of(user, today=today) if post.role == Role.LEADER}
    return frozenset().union(*(agency_tree(pk) for pk in led))


def sees_reports(user: Person, *, today: date) -> bool:
    """Say whether the officers' pages of reports are a person's business."""
    return makes_any(user, today=today) or any(post.role == Role.LEADER for post in posts_of(user, today=today))


def reports_seen_by(user: Person, *, today: date) -> "QuerySet[Report]":
    """Return the reports that a person sees, without their contents: what is published, and what they work on."""
    reports = Report.objects.defer("content")
    if makes_any(user, today=today):
        return reports
    if not sees_reports(user, today=today):
        return reports.none()
    return reports.filter(Q(state=ReportState.PUBLISHED) | Q(scope__in=led_trees(user, today=today)))


def get_report(user: Person, key: UUID, *, today: date) -> Report:
    """Return a report that a person may see, with its contents; absent and forbidden both raise `Http404`."""
    related = ("scope", "made_by", "checked_by", "approved_by", "corrects")
    found = reports_seen_by(user, today=today).defer(None).filter(key=key).select_related(*related).first()
    if found is None:
        raise Http404(_("Không tìm thấy báo cáo này."))
    return found


def may_make(user: Person, scope_pk: int | None, *, today: date) -> bool:
    """Say whether a person may make, count again, check, publish and correct a report about this part."""
    if makes_any(user, today=today):
        return True
    return scope_pk is not None and scope_pk in led_trees(user, today=today)


def approving_post(user: User, report: Report, *, today: date) -> Post | None:
    """Return the leader's post from which a person may approve a report, or None; never their own."""
    if user.pk == report.made_by_id:
        return None
    posts = [post for post in posts_of(user, today=today) if post.role == Role.LEADER]
    whole = next((post for post in posts if sees_whole_province(post)), None)
    if whole is not None or report.scope_id is None:
        return whole
    return next((post for post in posts if report.scope_id in agency_tree(post.agency_id)), None)

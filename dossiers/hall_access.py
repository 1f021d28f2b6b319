"""Who calls numbers at an office, and who keeps its waiting hall: the part of `access` that is about no dossier."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role, User
from agencies.models import OneStopOffice
from dossiers.errors import NotAllowed


def offices_called_at(user: User, *, today: date) -> list[OneStopOffice]:
    """Return the offices at whose counters a person sits today, each once; no query beside the person's posts."""
    posts = posts_of(user, today=today)
    return list({post.office.pk: post.office for post in posts if post.role == Role.CLERK and post.office}.values())


def offices_headed_by(user: User, *, today: date) -> list[OneStopOffice]:
    """Return the offices whose hall a person keeps: of the agencies where they lead, all for administrators.

    One query, and none for whoever is neither.
    """
    if user.is_staff:
        return list(OneStopOffice.objects.all())
    agencies = {post.agency_id for post in posts_of(user, today=today) if post.role == Role.LEADER}
    return list(OneStopOffice.objects.filter(agency__in=agencies)) if agencies else []


def offices_watched_by(user: User, *, today: date) -> list[OneStopOffice]:
    """Return the offices whose waiting times a person reads: where they sit or whose hall they keep."""
    offices = [*offices_called_at(user, today=today), *offices_headed_by(user, today=today)]
    return list({office.pk: office for office in offices}.values())


def chosen(offices: Sequence[OneStopOffice], code: str) -> OneStopOffice:
    """Return the office of an address, the first where none is named; one that is not in the list answers 404."""
    if not code:
        return offices[0]
    for office in offices:
        if office.code == code:
            return office
    raise Http404(_("Không tìm thấy bộ phận một cửa này."))


def check_clerk(user: User, office_pk: int, *, today: date) -> None:
    """Raise `NotAllowed` for whoever is no clerk of the office today."""
    if office_pk not in {office.pk for office in offices_called_at(user, today=today)}:
        raise NotAllowed(_("Ông/Bà không phải cán bộ của bộ phận một cửa này."))


def check_head(user: User, office_pk: int, *, today: date) -> None:
    """Raise `NotAllowed` for whoever does not keep the hall of the office today."""
    if office_pk not in {office.pk for office in offices_headed_by(user, today=today)}:
        raise NotAllowed(_("Việc này dành cho lãnh đạo của bộ phận một cửa."))

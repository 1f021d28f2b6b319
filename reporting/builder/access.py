"""Whose dossiers a table of one's own may show: the whole province's, or those of the agencies where one leads."""

from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from agencies.models import Agency
from dossiers.models import Dossier
from procedures.models import Sector
from reporting.publishing.access import led_trees, makes_any


def within(user: User, *, today: date) -> "QuerySet[Dossier]":
    """Return the dossiers that somebody may put into a table."""
    if makes_any(user, today=today):
        return Dossier.objects.all()
    return Dossier.objects.filter(agency__in=led_trees(user, today=today))


def places_of(user: User, *, today: date) -> tuple[list[Agency], list[Sector]]:
    """Return the agencies and the sectors that somebody may filter by."""
    agencies = Agency.objects.order_by("code")
    if not makes_any(user, today=today):
        agencies = agencies.filter(pk__in=led_trees(user, today=today))
    return list(agencies), list(Sector.objects.order_by("name"))

"""Whose figures somebody sees, beside those that are public: the only place that answers."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from agencies.models import Agency
from dossiers.access import Person
from reporting.answers import agency_tree
from reporting.publishing.access import led_trees, makes_any

Reach = frozenset[int] | None
"""The keys of the agencies that a person may see; None: every one."""


def reach_of(user: Person, *, today: date) -> Reach:
    """Return whose figures somebody sees: the province's who works on its reports, else of agencies where they lead.

    Raises `PermissionDenied` for whoever does neither. One query for each agency led, beside the person's posts.
    """
    if user.is_authenticated and makes_any(user, today=today):
        return None
    trees = led_trees(user, today=today)
    if not trees:
        raise PermissionDenied(_("Trang này dành cho lãnh đạo theo dõi, đôn đốc."))
    return trees


def place_of(code: str, reach: Reach) -> tuple[Agency | None, Reach]:
    """Return the agency that an address names and the keys of its tree; without a code, all that a person may see.

    Absent and forbidden both raise `Http404`. Two queries where an agency is named.
    """
    if not code:
        return None, reach
    agency = Agency.objects.filter(code=code).first()
    if agency is None or (reach is not None and agency.pk not in reach):
        raise Http404(_("Không tìm thấy cơ quan này."))
    return agency, agency_tree(agency.pk)

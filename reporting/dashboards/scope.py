"""Which part of the province a leader's dashboards show: all of it, or the agencies that they lead with their units."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role
from agencies.models import Agency
from dossiers.access import Person
from reporting.access import place_of, reach_of
from reporting.questions import Where


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the province: its name, its agencies' keys (None: all), and the agency, where it is one with units."""

    name: str
    agency_pks: frozenset[int] | None
    agency: Agency | None = None

    @property
    def where(self) -> Where:
        """The part as a question names it."""
        return Where(agency_pks=self.agency_pks)


def scope_of(user: Person, *, today: date) -> Scope:
    """Return the widest part that a leader sees; raises `PermissionDenied` for everybody else."""
    agencies = {post.agency_id: post.agency for post in posts_of(user, today=today) if post.role == Role.LEADER}
    if not agencies:
        raise PermissionDenied(_("Trang này dành cho lãnh đạo theo dõi, đôn đốc."))
    reach = reach_of(user, today=today)
    if reach is None:
        return Scope(_("Toàn tỉnh"), None)
    only = next(iter(agencies.values())) if len(agencies) == 1 else None
    return Scope(only.name if only else _("Các cơ quan Ông/Bà phụ trách"), reach, only)


def scope_about(user: Person, code: str, *, today: date) -> Scope:
    """Return one agency with its units, if the leader sees it; absent and forbidden both raise `Http404`."""
    agency, pks = place_of(code, scope_of(user, today=today).agency_pks)
    return Scope(agency.name if agency else "", pks, agency)

"""What the observatory shows figures of: an agency with its units, a sector, a procedure."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency
from procedures.models import ProcedureVersion, Sector
from reporting.answers import agency_tree
from reporting.questions import Key, Where

PATHS = {Key.AGENCY: "agency", Key.SECTOR: "sector", Key.PROCEDURE: "procedure"}


@dataclass(frozen=True, slots=True)
class Subject:
    """One agency, sector or procedure; `where` is its part of a question, `about` the page that tells what it is."""

    key: Key
    code: str
    name: str
    where: Where
    about: str = ""

    @property
    def url(self) -> str:
        """The address of its page in the observatory."""
        return url_of(self.key, self.code)

    def file_url(self, table: str, form: str) -> str:
        """Return the address of one of the tables of its page as a file."""
        return reverse(f"reporting:observed_{PATHS[self.key]}_file", args=[self.code, table, form])


def url_of(key: Key, code: str) -> str:
    """Return the address of a subject in the observatory."""
    return reverse(f"reporting:observed_{PATHS[key]}", args=[code])


def subject(key: Key, code: str) -> Subject:
    """Return a subject by its code; raises `Http404` for what nobody knows. At most two queries."""
    found: Any = None
    if key is Key.AGENCY:
        found = Agency.objects.filter(code=code).first()
        if found:
            return Subject(key, code, found.name, Where(agency_pks=agency_tree(found.pk)))
    elif key is Key.SECTOR:
        found = Sector.objects.filter(code=code).first()
        if found:
            return Subject(key, code, found.name, Where(sector_pks=frozenset({found.pk})))
    else:
        versions = ProcedureVersion.objects.filter(procedure__code=code).order_by("-number")
        found = versions.values_list("procedure", "name").first()
        if found:
            about = reverse("procedures:detail", args=[code]) if "/" not in code and " " not in code else ""
            return Subject(key, code, found[1], Where(procedure_pks=frozenset({found[0]})), about)
    raise Http404(_("Không tìm thấy."))

"""Which one-stop office a dossier goes to."""

from django.db.models import BigIntegerField

from agencies.compiled import CompiledQuery
from agencies.models import Agency, AgencyKind, OneStopOffice

OFFICES = OneStopOffice.objects.select_related("agency").order_by("code")
PROVINCIAL_CENTRES = CompiledQuery(lambda: OFFICES.filter(is_provincial_centre=True)[:1])
OFFICES_OF = CompiledQuery(lambda agency: OFFICES.filter(agency=agency)[:1], agency=BigIntegerField())


def office_for(agency: Agency) -> OneStopOffice | None:
    """Return the office that takes in an agency's dossiers sent online: a commune's own, else the provincial centre.

    One query; None where the agency has no office yet.
    """
    found = OFFICES_OF(agency=agency.pk) if agency.kind == AgencyKind.COMMUNE else PROVINCIAL_CENTRES()
    return found[0] if found else None

"""Which one-stop office a dossier goes to."""

from agencies.models import Agency, AgencyKind, OneStopOffice


def office_for(agency: Agency) -> OneStopOffice | None:
    """Return the office that takes in an agency's dossiers sent online: a commune's own, else the provincial centre.

    One query; None where the agency has no office yet.
    """
    offices = OneStopOffice.objects.select_related("agency")
    if agency.kind == AgencyKind.COMMUNE:
        return offices.filter(agency=agency).order_by("code").first()
    return offices.filter(is_provincial_centre=True).order_by("code").first()

"""What several papers read from a dossier: who issues, whose it is, which lines prove its date."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from accounts.models import PartyKind, Post, User
from agencies.models import Agency, AgencyKind, Level, OneStopOffice
from agencies.worktime import WorkCalendar
from dossiers import clock, deadlines
from dossiers.models import ClockEntry, Dossier, Mandate
from dossiers.papers.forms import Form, FormIdentity, form_of
from dossiers.papers.parts import Capacity, Explained, Letterhead, Mandated, Party, Signatory, signing_as
from dossiers.papers.printing import domestic

COMMITTEE = "Ủy ban nhân dân"
MANDATE = "ủy quyền"


def office_head(office: OneStopOffice, form: FormIdentity, *, number: str, at: datetime) -> Letterhead:
    """Return the head of a paper that a one-stop office issues; the office comes with its agency."""
    return Letterhead(
        superior=office.agency.name,
        issuer=office.name,
        number=number,
        place=office.place_name,
        issued_at=at,
        form=form,
    )


def agency_head(agency: Agency, form: FormIdentity, *, number: str, at: datetime) -> Letterhead:
    """Return the head of a paper that an agency issues; the agency comes with its parent."""
    return Letterhead(
        superior=superior_of(agency),
        issuer=agency.name,
        number=number,
        place=place_of(agency),
        issued_at=at,
        form=form,
    )


def superior_of(agency: Agency) -> str:
    """Return the body whose name stands above an agency's; a people's committee has none above it.

    Law: Nghị định 30/2020/NĐ-CP Phụ lục I (tên cơ quan chủ quản trực tiếp).
    """
    if agency.parent is not None:
        return agency.parent.name
    is_of_the_province = agency.kind == AgencyKind.DEPARTMENT and agency.level == Level.PROVINCE
    return f"{COMMITTEE} {settings.PROVINCE_NAME}" if is_of_the_province else ""


def place_of(agency: Agency) -> str:
    """Return the place that an agency's papers are dated from: the commune, or the province, by its bare name.

    Law: Nghị định 30/2020/NĐ-CP Phụ lục I (địa danh).
    """
    if agency.kind == AgencyKind.COMMUNE:
        name = agency.name.removeprefix(COMMITTEE).strip()
        return name[:1].upper() + name[1:]
    return settings.PROVINCE_NAME.removeprefix("tỉnh ").removeprefix("thành phố ")


def form_for(dossier: Dossier, form: Form) -> FormIdentity:
    """Return a form as the regime of a dossier has it; the dossier comes with its regime."""
    return form_of(form, dossier.regime.forms_set)


def party_of(dossier: Dossier) -> Party:
    """Return whose dossier it is."""
    is_person = dossier.applicant_kind == PartyKind.PERSON
    return Party(
        name=dossier.applicant_name,
        is_person=is_person,
        number=dossier.personal_id if is_person else dossier.tax_code,
        address=dossier.address,
        phone=domestic(dossier.phone),
        email=dossier.email,
    )


def mandated_of(dossier: Dossier, papers: Iterable[str]) -> Mandated | None:
    """Return who acts for the applicant: whoever holds the mandate, else the account of another person; one query.

    `papers` are the names of the papers handed in, among which a mandate on paper is looked for.
    """
    if dossier.mandate_id is not None:
        return _agent_of(Mandate.objects.select_related("agent__profile").get(pk=dossier.mandate_id))
    if dossier.submitter_id is None or not dossier.personal_id:
        return None
    submitter = User.objects.select_related("profile").get(pk=dossier.submitter_id)
    profile = getattr(submitter, "profile", None)
    if profile is None or profile.personal_id in ("", dossier.personal_id):
        return None
    return Mandated(
        name=submitter.full_name,
        number=profile.personal_id,
        address=profile.address,
        phone=domestic(submitter.phone),
        email=submitter.email or "",
        paper=next((name for name in papers if MANDATE in name.lower()), ""),
    )


def _agent_of(mandate: Mandate) -> Mandated:
    profile = getattr(mandate.agent, "profile", None)
    return Mandated(
        name=mandate.agent.full_name,
        number=profile.personal_id if profile else "",
        address=profile.address if profile else "",
        phone=domestic(mandate.agent.phone),
        email=mandate.agent.email or "",
        paper=mandate.document_number or mandate.code,
    )


def content_of(dossier: Dossier) -> str:
    """Return what is asked for, or nothing where it is only the name of the procedure; comes with its version."""
    return dossier.content if dossier.content != dossier.version.name else ""


def clock_at(dossier: Dossier, at: datetime, *, calendar: WorkCalendar) -> deadlines.Clock:
    """Return the clock as it was once everything of an instant had been written; one query, or one more for calendars.

    `calendar` serves entries that name no revision of their own.
    """
    rows = ClockEntry.objects.filter(dossier=dossier, at__lte=at).order_by("ordinal")
    return deadlines.replay(clock.entries_of(dossier, rows), calendar)


def explained_by(due: deadlines.Due | None) -> tuple[Explained, ...]:
    """Return the lines that prove a date, drawn together as a slip has room for them."""
    lines = deadlines.condensed(due.lines) if due else ()
    return tuple(Explained(text=line.text, ground=line.ground) for line in lines)


def signatory_of(user: User, post: Post | None, *, agency: Agency) -> Signatory:
    """Return who signs for an agency, in the capacity of the post; it comes with the post that it stands in for.

    A deputy signs KT.; whoever was given the power by a document and is no deputy signs TUQ. A people's committee signs
    as a collective (TM.).

    Law: Nghị định 30/2020/NĐ-CP Điều 13, Phụ lục I.
    """
    collective = COMMITTEE if agency.kind == AgencyKind.COMMUNE else ""
    title = (post.title if post else "").strip() or "Thủ trưởng cơ quan, đơn vị"
    if title.lower().startswith("phó "):
        head = title[4:5].upper() + title[5:]
        return signing_as(Capacity.DEPUTY, title=title, head=head, collective=collective, name=user.full_name)
    if post is not None and post.stands_in_for is not None:
        head = post.stands_in_for.title or "Thủ trưởng"
        return signing_as(Capacity.DELEGATED, title=title, head=head, name=user.full_name)
    capacity = Capacity.COLLECTIVE if collective else Capacity.OWN
    return signing_as(capacity, title=title, collective=collective, name=user.full_name)

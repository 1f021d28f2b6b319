"""The register of seal use: every sealing of an agency, read from the events; it keeps no tally of its own.

Law: Nghị định 99/2016/NĐ-CP (an agency answers for every use of its seals, the second seal at the centre among them).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Role
from agencies.models import Agency
from dossiers.access import Person, sees_whole_province
from dossiers.models import DossierEvent, Signature
from dossiers.papers.tables import Column
from dossiers.queries.timeline import capacity_of
from dossiers.signing.fields import Field
from dossiers.workflow import Action

READERS = (Role.SEAL_KEEPER, Role.APPROVER, Role.LEADER)
"""Who reads the book of an agency's seals: who keeps them, and who answers for it."""

ROWS_SHOWN = 50
CHUNK = 500
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SealPeriod:
    """Which part of which book: an agency, from a local date to the end of another."""

    agency: Agency
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class SealRow:
    """One use of a seal. `seal` names it: the registered second seal, the agency's own, or its certificate."""

    at: datetime
    number: str
    kind: str
    seal: str
    code: str
    procedure: str
    applicant: str
    signed_by: str
    sealed_by: str
    capacity: str


def agencies_sealing(user: Person, *, today: date) -> list[Agency]:
    """Return the agencies whose book a person may read, by name; their posts, and one query for the whole province."""
    posts = posts_of(user, today=today)
    own = {post.agency_id: post.agency for post in posts if post.role in READERS}
    if any(sees_whole_province(post) for post in posts):
        sealing = DossierEvent.objects.filter(action=Action.SEAL).order_by().values("actor_agency")
        own |= {agency.pk: agency for agency in Agency.objects.filter(pk__in=sealing)}
    return sorted(own.values(), key=lambda agency: agency.name)


def seal_register(period: SealPeriod, *, page: int) -> Page[SealRow]:
    """Return one screen of the book in the order of time; two queries."""
    shown = Paginator(_events(period), ROWS_SHOWN).get_page(page)
    shown.object_list = [row_of(event) for event in shown.object_list]  # type: ignore[misc]
    return shown  # type: ignore[return-value]


def seal_rows(period: SealPeriod) -> Iterator[SealRow]:
    """Return the lines of the book one after the other, a few hundred in memory; one query."""
    return (row_of(event) for event in _events(period).iterator(chunk_size=CHUNK))


def row_of(event: DossierEvent) -> SealRow:
    """Return an event, with what `_events` adds, as a line of the book; no query."""
    dossier, certificate = event.dossier, getattr(event, "certificate", None)
    result = dossier.result
    if certificate:
        kind, seal = _("Chữ ký số cơ quan"), _("Chứng thư số %(serial)s") % {"serial": certificate}
    elif result.second_seal is not None:
        kind, seal = _("Con dấu thứ hai"), result.second_seal.serial_number
    else:
        kind, seal = _("Con dấu tại trụ sở"), ""
    return SealRow(
        at=event.at,
        number=result.number,
        kind=kind,
        seal=seal,
        code=dossier.code,
        procedure=dossier.version.name,
        applicant=dossier.applicant_name,
        signed_by=result.approved_by.full_name if result.approved_by else "",
        sealed_by=event.actor.full_name if event.actor else "",
        capacity=capacity_of(event),
    )


COLUMNS = (
    Column(gettext_lazy("Đóng dấu lúc"), lambda row: row.at, 18),
    Column(gettext_lazy("Số văn bản"), lambda row: row.number, 18),
    Column(gettext_lazy("Loại dấu"), lambda row: row.kind, 20),
    Column(gettext_lazy("Con dấu, chứng thư"), lambda row: row.seal, 28),
    Column(gettext_lazy("Mã hồ sơ"), lambda row: row.code, 22),
    Column(gettext_lazy("Thủ tục"), lambda row: row.procedure, 40),
    Column(gettext_lazy("Chủ hồ sơ"), lambda row: row.applicant, 26),
    Column(gettext_lazy("Người ký văn bản"), lambda row: row.signed_by, 24),
    Column(gettext_lazy("Người đóng dấu"), lambda row: row.sealed_by, 24),
    Column(gettext_lazy("Tư cách"), lambda row: row.capacity, 24),
)
"""The book as a spreadsheet has it."""


def _events(period: SealPeriod) -> QuerySet[DossierEvent]:
    zone = timezone.get_default_timezone()
    begins = datetime.combine(period.first_on, time.min, tzinfo=zone)
    ends = datetime.combine(period.last_on + ONE_DAY, time.min, tzinfo=zone)
    sealing = Signature.objects.filter(result__dossier=OuterRef("dossier"), field_name=Field.SEAL).order_by("-pk")
    events = DossierEvent.objects.filter(
        action=Action.SEAL, actor_agency=period.agency, at__gte=begins, at__lt=ends
    ).annotate(certificate=Subquery(sealing.values("identity__serial_number")[:1]))
    related = ("actor", "actor_post__stands_in_for__user", "dossier__version", "dossier__result__second_seal")
    return (
        events.select_related(*related, "dossier__result__approved_by")
        .order_by("at", "pk")
        .only(
            "at",
            "actor_role",
            "actor__full_name",
            "actor_post__title",
            "actor_post__delegation",
            "actor_post__stands_in_for__user__full_name",
            "dossier__code",
            "dossier__applicant_name",
            "dossier__version__name",
            "dossier__result__number",
            "dossier__result__second_seal__serial_number",
            "dossier__result__approved_by__full_name",
        )
    )

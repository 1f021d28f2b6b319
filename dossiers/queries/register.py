"""The register: every receipt of an office in a year, read from receipts and dossiers; it keeps no tally of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role
from agencies.models import OneStopOffice
from dossiers.access import Person, sees_whole_province
from dossiers.models import IntakeReceipt
from dossiers.papers.forms import Form, form_of
from dossiers.papers.printing import domestic
from dossiers.papers.register import RegisterBook, RegisterRow
from dossiers.papers.sources import office_head
from dossiers.workflow import FINAL, Status
from procedures.models import FormsSet, LegalRegime, Sector

ROWS_SHOWN = 50
ROWS_PRINTED = 250
"""How many lines are set in one PDF: about a second, and some thirty megabytes that a process keeps for a while. A
longer book is printed in parts."""

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Extract:
    """Which part of which book: an office, a year, perhaps one sector, perhaps one month (of reception)."""

    office: OneStopOffice
    year: int
    sector: Sector | None = None
    month: int | None = None


def offices_kept_by(user: Person, *, today: date) -> list[OneStopOffice]:
    """Return the offices whose books a person may read, the provincial centre first; posts, and one query for leaders.

    Clerks read the book of their counter; leaders that of their office, of their agency's offices, or every book where
    they watch the whole province.
    """
    posts = posts_of(user, today=today)
    if any(sees_whole_province(post) for post in posts):
        return list(OneStopOffice.objects.select_related("agency"))
    keys = {post.office_id for post in posts if post.role in (Role.CLERK, Role.LEADER) and post.office_id}
    agencies = {post.agency_id for post in posts if post.role == Role.LEADER and not post.office_id}
    if not keys and not agencies:
        return []
    found = OneStopOffice.objects.filter(pk__in=keys) | OneStopOffice.objects.filter(agency__in=agencies)
    return list(found.select_related("agency"))


def years_of(office: OneStopOffice, *, today: date) -> list[int]:
    """Return the years in which an office has a book, this year's first; one query."""
    years = IntakeReceipt.objects.filter(office=office).order_by().values_list("register_year", flat=True).distinct()
    return sorted({*years, today.year}, reverse=True)


def sectors_of(office: OneStopOffice, year: int) -> list[Sector]:
    """Return the sectors that occur in a book, by name; one query."""
    keys = IntakeReceipt.objects.filter(office=office, register_year=year).values("dossier__version__sector")
    return list(Sector.objects.filter(pk__in=keys).order_by("name"))


def receipts_in(extract: Extract) -> QuerySet[IntakeReceipt]:
    """Return the receipts of an extract in the order of the book, with what a line needs."""
    rows = IntakeReceipt.objects.filter(office=extract.office, register_year=extract.year)
    if extract.sector is not None:
        rows = rows.filter(dossier__version__sector=extract.sector)
    if extract.month is not None:
        rows = rows.filter(issued_at__month=extract.month)
    return (
        rows.select_related("dossier__version", "dossier__agency", "dossier__result")
        .only(
            "register_number",
            "voided_at",
            "dossier__code",
            "dossier__status",
            "dossier__applicant_name",
            "dossier__address",
            "dossier__phone",
            "dossier__received_at",
            "dossier__due_at",
            "dossier__returned_at",
            "dossier__return_method",
            "dossier__version__name",
            "dossier__agency__name",
            "dossier__result__collected_by_name",
        )
        .order_by("register_number")
    )


def register_page(extract: Extract, *, page: int) -> Page[RegisterRow]:
    """Return one screen of an extract; two queries."""
    shown = Paginator(receipts_in(extract), ROWS_SHOWN).get_page(page)
    shown.object_list = [row_of(receipt) for receipt in shown.object_list]  # type: ignore[misc]
    return shown  # type: ignore[return-value]


def rows_of(extract: Extract) -> Iterator[RegisterRow]:
    """Return the lines of an extract one after the other, holding a few hundred in memory; one query."""
    return (row_of(receipt) for receipt in receipts_in(extract).iterator(chunk_size=CHUNK))


def parts_of(extract: Extract) -> int:
    """Return in how many parts an extract is printed; one query."""
    return max(1, -(-receipts_in(extract).count() // ROWS_PRINTED))


def book_of(extract: Extract, *, part: int = 1, at: datetime) -> RegisterBook:
    """Return a part of an extract as it is printed; three queries. The form is that of the circular at year's end.

    Raises `Http404` for a part that there is not.
    """
    last_day = min(date(extract.year, 12, 31), timezone.localdate(at))
    regime = LegalRegime.objects.filter(valid_from__lte=last_day).order_by("-valid_from").first()
    form = form_of(Form.REGISTER, regime.forms_set if regime else FormsSet.TT03_2025)
    receipts = receipts_in(extract)
    total = receipts.count()
    parts = max(1, -(-total // ROWS_PRINTED))
    if not 1 <= part <= parts:
        raise Http404(_("Không tìm thấy phần này của sổ."))
    notes = [
        f"Sổ đã đóng ngày 31/12/{extract.year}." if timezone.localdate(at).year > extract.year else "Sổ đang mở.",
        f"Trích tháng {extract.month}." if extract.month else "",
        f"Phần {part}/{parts}." if parts > 1 else "",
    ]
    return RegisterBook(
        head=office_head(extract.office, form, number="", at=at),
        year=extract.year,
        sector=extract.sector.name if extract.sector else "",
        closing_note=" ".join(filter(None, notes)),
        total=total,
        rows=tuple(row_of(receipt) for receipt in receipts[(part - 1) * ROWS_PRINTED : part * ROWS_PRINTED]),
    )


def row_of(receipt: IntakeReceipt) -> RegisterRow:
    """Return a receipt as a line of the book; a voided one keeps its number and says so."""
    dossier = receipt.dossier
    result = getattr(dossier, "result", None)
    has_ended = dossier.status in FINAL and dossier.returned_at is None
    ended = "Giấy tiếp nhận đã hủy" if receipt.voided_at else ""
    if not ended and has_ended:
        ended = str(Status(dossier.status).label)
    return RegisterRow(
        number=receipt.register_number,
        code=dossier.code,
        procedure=dossier.version.name,
        applicant=dossier.applicant_name,
        contact="\n".join(filter(None, (dossier.address, domestic(dossier.phone)))),
        agency=dossier.agency.name,
        received_at=dossier.received_at or receipt.issued_at,
        due_at=dossier.due_at,
        returned_at=None if receipt.voided_at else dossier.returned_at,
        ended=ended,
        return_method=dossier.get_return_method_display(),
        collected_by=result.collected_by_name if result and not receipt.voided_at else "",
    )

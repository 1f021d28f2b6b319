"""The register of an office: on the screen, as PDF, as workbook."""

from dataclasses import dataclass
from tempfile import TemporaryFile

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.forms.register import RegisterForm
from dossiers.papers.register import register_pdf
from dossiers.papers.register_workbook import write_register
from dossiers.queries import register as queries
from dossiers.queries.register import Extract
from dossiers.views.counter import page_number
from dossiers.views.files import pdf_answer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the form as it was filled, and the extract if it may be read."""

    form: RegisterForm
    extract: Extract

    @property
    def query(self) -> str:
        """The parameters of the address, without the page."""
        return urlencode({name: value for name, value in self.form.data.items() if value and name in self.form.fields})


@require_safe
def register(request: SignedInRequest) -> HttpResponse:
    """Show a page of the book, and offer it as PDF (in parts, if it is long) and as workbook."""
    asked = _asked(request)
    shown = queries.register_page(asked.extract, page=page_number(request))
    context = {
        "asked": asked,
        "extract": asked.extract,
        "shown": shown,
        "parts": range(1, queries.parts_of(asked.extract) + 1),
    }
    return render(request, "dossiers/register/list.html", context)


@require_safe
@never_cache
def register_paper(request: SignedInRequest) -> HttpResponse:
    """Send a part of the book as PDF, the first unless `phan` asks for another."""
    asked = _asked(request)
    typed = request.GET.get("phan", "1")
    part = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    book = queries.book_of(asked.extract, part=part, at=timezone.now())
    return pdf_answer(register_pdf(book), f"{_name(asked.extract)}-{part}.pdf")


@require_safe
@never_cache
def register_workbook(request: SignedInRequest) -> HttpResponseBase:
    """Send the book as workbook; written to disk row by row, however long it is."""
    asked = _asked(request)
    # Closed by the answer that sends it.
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    title = f"Sổ theo dõi hồ sơ – {asked.extract.office.name} – Quyển số {asked.extract.year}"
    write_register(file, queries.rows_of(asked.extract), title=title, at=timezone.now())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(asked.extract)}.xlsx", content_type=XLSX)


def _asked(request: SignedInRequest) -> Asked:
    """Return what was asked for; a book that is not one's own answers 404, and so does one that there is not."""
    today = timezone.localdate()
    offices = queries.offices_kept_by(request.user, today=today)
    if not offices:
        raise PermissionDenied(_("Sổ theo dõi dành cho cán bộ tiếp nhận và lãnh đạo."))
    code = request.GET.get("noi") or offices[0].code
    office = next((one for one in offices if one.code == code), None)
    if office is None:
        raise Http404(_("Không tìm thấy sổ theo dõi này."))
    years = queries.years_of(office, today=today)
    year = request.GET.get("nam") or str(years[0])
    sectors = queries.sectors_of(office, int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else []
    typed = {**request.GET.dict(), "noi": office.code, "nam": year}
    form = RegisterForm(typed, offices=offices, years=years, sectors=sectors)
    if not form.is_valid():
        raise Http404(_("Không tìm thấy sổ theo dõi này."))
    sector = next((one for one in sectors if one.code == form.cleaned_data["linh_vuc"]), None)
    return Asked(form, Extract(office, form.cleaned_data["nam"], sector, form.cleaned_data["thang"]))


def _name(extract: Extract) -> str:
    parts = [
        "so-theo-doi",
        extract.office.code,
        str(extract.year),
        f"thang-{extract.month}" if extract.month else "",
        extract.sector.code if extract.sector else "",
    ]
    return "-".join(filter(None, parts))

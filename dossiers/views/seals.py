"""The register of seal use: on the screen, as CSV, as workbook."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from dossiers.forms.seals import SealRegisterForm
from dossiers.queries import seals as queries
from dossiers.queries.seals import SealPeriod
from dossiers.views.counter import page_number
from dossiers.views.desk import UNPROCESSABLE
from dossiers.views.exports import table_file


@require_safe
def seal_register(request: SignedInRequest) -> HttpResponse:
    """Show a page of the book; days that cannot be are refused at their field."""
    form, period = _asked(request)
    context = {
        "form": form,
        "period": period,
        "shown": queries.seal_register(period, page=page_number(request)) if period else None,
        "query": urlencode({name: form.data.get(name, "") for name in form.fields}),
    }
    return render(request, "dossiers/seals/register.html", context, status=200 if period else UNPROCESSABLE)


@require_safe
@never_cache
def seal_register_file(request: SignedInRequest, form: str) -> HttpResponseBase:
    """Send the book as CSV or as workbook, written row by row."""
    _form, period = _asked(request)
    if period is None:
        raise Http404(_("Không tìm thấy sổ này."))
    name = f"so-dong-dau-{period.agency.code}-{period.first_on:%Y%m%d}-{period.last_on:%Y%m%d}"
    title = f"Sổ quản lý đóng dấu – {period.agency.name}"
    return table_file(queries.COLUMNS, queries.seal_rows(period), form=form, name=name, title=title, at=timezone.now())


def _asked(request: SignedInRequest) -> tuple[SealRegisterForm, SealPeriod | None]:
    """Return what was asked for, this month unless it says otherwise; a book that is not one's own answers 404."""
    today = timezone.localdate()
    agencies = queries.agencies_sealing(request.user, today=today)
    if not agencies:
        raise PermissionDenied(_("Sổ đóng dấu dành cho văn thư, lãnh đạo phê duyệt và lãnh đạo."))
    standard: dict[str, Any] = {
        "co_quan": agencies[0].code,
        "tu": f"{today.replace(day=1):%d/%m/%Y}",
        "den": f"{today:%d/%m/%Y}",
    }
    form = SealRegisterForm({**standard, **request.GET.dict()}, agencies=agencies)
    if not form.is_valid():
        if "co_quan" in form.errors:
            raise Http404(_("Không tìm thấy sổ này."))
        return form, None
    given = form.cleaned_data
    agency = next(one for one in agencies if one.code == given["co_quan"])
    return form, SealPeriod(agency, given["tu"], given["den"])

"""The working calendar: read by officers, changed by an editor and a leader together."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import is_officer
from accounts.requests import SignedInRequest
from agencies.calendar_changes import BadChange, Row, agencies_named, read_rows
from agencies.models import Agency, CalendarChange, ChangeState
from agencies.spreadsheets import BYTE_ORDER_MARK, no_formula
from dossiers.errors import DossierError, InvalidInput, NotAllowed
from dossiers.forms.calendar import ChangeForm, DayRows, DeclineForm, HoursRows, YearForm, drawn_together
from dossiers.queries import calendar as queries
from dossiers.services import calendar as services
from dossiers.tasks import recalendar

READ_OR_POST = ["GET", "HEAD", "POST"]
FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422
MOVED_SHOWN = 100
FIRST_YEAR, LAST_YEAR = 2018, 2099


@require_safe
def year(request: SignedInRequest) -> HttpResponse:
    """Show a year of the calendar: hours, special days with whose rule they are, months, changes."""
    today = timezone.localdate()
    _only_officers(request, today=today)
    shown = _year_in(request, today=today)
    agencies = list(Agency.objects.in_service(today).order_by("name"))
    agency = next((each for each in agencies if each.code == request.GET.get("co_quan")), None)
    page = queries.year_page(shown, agency, today=today)
    context = {
        "page": page,
        "changes": [_change_task(each) for each in page.changes],
        "form": YearForm(
            {"nam": shown, "co_quan": agency.code if agency else ""},
            years=range(max(FIRST_YEAR, min(shown, today.year - 8)), min(LAST_YEAR, max(shown, today.year + 3)) + 1),
            agencies=agencies,
        ),
        "day_columns": _columns(_("Ngày"), _("Tên ngày hoặc lý do"), _("Loại ngày"), _("Của"), _("Văn bản")),
        "hours_columns": _columns(_("Thứ"), _("Giờ làm việc"), _("Theo quy định của")),
        "month_columns": [
            {"label": _("Tháng")},
            {"label": _("Ngày làm việc"), "numeric": True},
            {"label": _("Nghỉ trong tuần")},
            {"label": _("Làm việc cuối tuần")},
        ],
        "may_propose": services.proposing_post(request.user, today=today) is not None,
        "may_decide": services.deciding_post(request.user, today=today) is not None,
    }
    return render(request, "dossiers/calendar/year.html", context)


CHANGE_TONES = {ChangeState.PROPOSED: "warn", ChangeState.APPLIED: "ok", ChangeState.DECLINED: "neutral"}


def _change_task(change: CalendarChange) -> dict[str, Any]:
    at = timezone.localtime(change.proposed_at)
    return {
        "title": change.words,
        "url": reverse("dossiers:calendar_change", args=[change.number]),
        "hint": f"{change.decision} · {change.proposed_by}, {at:%H:%M %d/%m/%Y}",
        "status": {
            "label": ChangeState(change.state).label,
            "tone": CHANGE_TONES[ChangeState(change.state)],
        },
    }


@require_http_methods(READ_OR_POST)
def propose(request: SignedInRequest) -> HttpResponse:
    """Ask for a change: the decision, the days, the hours. `?nam=` begins with the days of a year to be confirmed."""
    at = timezone.now()
    today = timezone.localdate(at)
    if services.proposing_post(request.user, today=today) is None:
        raise PermissionDenied(_("Trang này dành cho người biên tập được đề nghị thay đổi lịch làm việc."))
    agencies = list(Agency.objects.in_service(today).order_by("name"))
    if request.method == "POST" and "them-dong" not in request.POST:
        return _proposed(request, agencies, at=at)
    form, days, hours = _blank(request, agencies, today=today)
    return render(request, "dossiers/calendar/propose.html", {"form": form, "days": days, "hours": hours})


def _blank(request: HttpRequest, agencies: Sequence[Agency], *, today: date) -> tuple[ChangeForm, Any, Any]:
    """Return forms to be filled in: empty, with a year to be confirmed, or with what was typed and more rows."""
    options: dict[str, Any] = {"form_kwargs": {"agencies": agencies}}
    if request.method == "POST":
        typed = request.POST
        days = DayRows(prefix="ngay", initial=_typed_rows(DayRows(typed, prefix="ngay", **options), "first"), **options)
        hours = HoursRows(
            prefix="gio", initial=_typed_rows(HoursRows(typed, prefix="gio", **options), "weekday"), **options
        )
        return ChangeForm(initial=typed.dict()), days, hours
    initial = []
    if "nam" in request.GET:
        initial = drawn_together(queries.rows_to_confirm(_year_in(request, today=today)))
    return ChangeForm(), DayRows(prefix="ngay", initial=initial, **options), HoursRows(prefix="gio", **options)


def _typed_rows(rows: Any, telling: str) -> list[dict[str, Any]]:
    """Return what was typed into rows, as it was typed; a row whose telling field is empty says nothing."""
    if not rows.management_form.is_valid():
        return []
    typed = [{name: form[name].value() for name in form.fields} for form in rows.forms]
    return [row for row in typed if row[telling]]


def _proposed(request: SignedInRequest, agencies: Sequence[Agency], *, at: datetime) -> HttpResponse:
    options: dict[str, Any] = {"form_kwargs": {"agencies": agencies}}
    form = ChangeForm(request.POST)
    days: Any = DayRows(request.POST, prefix="ngay", **options)
    hours: Any = HoursRows(request.POST, prefix="gio", **options)
    if all([form.is_valid(), days.is_valid(), hours.is_valid()]):
        filled = [*days.filled(), *hours.filled()]
        rows: list[tuple[Any, Row]] = [(each, row) for each in filled for row in each.rows()]
        try:
            change = services.propose([row for _form, row in rows], actor=request.user, at=at, **form.cleaned_data)
        except BadChange as refusal:
            (form if refusal.row is None else rows[refusal.row][0]).add_error(None, str(refusal))
        except InvalidInput as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Đã ghi đề nghị. Lịch chưa thay đổi cho đến khi người thứ hai duyệt."))
            return redirect("dossiers:calendar_change", change.number)
    context = {"form": form, "days": days, "hours": hours, "faults": _faults(form, days, hours)}
    return render(request, "dossiers/calendar/propose.html", context, status=UNPROCESSABLE)


def _faults(form: Any, days: Any, hours: Any) -> list[dict[str, str]]:
    """Return all errors of the page, each with the field that it is about."""
    faults = []
    for each in (form, *days.forms, *hours.forms):
        for name, errors in each.errors.items():
            field = each[name] if name in each.fields else next(iter(each))
            faults += [{"message": str(error), "target": field.id_for_label} for error in errors]
    faults += [{"message": str(error), "target": ""} for rows in (days, hours) for error in rows.non_form_errors()]
    return faults


@require_safe
def change(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a change: its rows, and while it waits exactly which dossiers it would move."""
    return _change_page(request, number, DeclineForm())


def _change_page(request: SignedInRequest, number: int, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    _only_officers(request, today=today)
    found = _change(number)
    rows = read_rows(found.rows)
    preview, trouble = None, ""
    if found.state == ChangeState.PROPOSED:
        try:
            preview = services.preview(found, at=at)
        except BadChange as refusal:
            trouble = str(refusal)
    context = {
        "change": found,
        "rows": queries.row_words(rows, agencies_named(rows)),
        "preview": preview,
        "trouble": trouble,
        "row_columns": _columns(_("Ngày"), _("Thay đổi"), _("Tên ngày hoặc lý do"), _("Phạm vi")),
        "moved_columns": _columns(_("Mã hồ sơ"), _("Cơ quan"), _("Hẹn trả trước"), _("Hẹn trả sau")),
        "moved": [_moved_row(each) for each in preview.moved[:MOVED_SHOWN]] if preview else (),
        "moved_count": queries.moved_by(found) if found.state == ChangeState.APPLIED else 0,
        "obstacle": services.obstacle(found, request.user, today=today),
        "form": form,
    }
    return render(request, "dossiers/calendar/change.html", context, status=status)


def _columns(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label} for label in labels]


def _moved_row(moved: services.Moved) -> list[dict[str, Any]]:
    dossier = moved.dossier
    return [
        {"text": dossier.code, "detail": dossier.version.name},
        {"text": dossier.agency.short_name},
        {"text": f"{timezone.localtime(moved.before):%H:%M %d/%m/%Y}"},
        {"text": f"{timezone.localtime(moved.after):%H:%M %d/%m/%Y}"},
    ]


@require_safe
def moved(request: SignedInRequest, number: int) -> HttpResponse:
    """Every dossier that a proposed change would move, as a table for a spreadsheet."""
    at = timezone.now()
    _only_officers(request, today=timezone.localdate(at))
    found = _change(number)
    try:
        preview = services.preview(found, at=at) if found.state == ChangeState.PROPOSED else None
    except BadChange:
        preview = None
    if preview is None:
        raise Http404(_("Thay đổi này không còn chờ duyệt."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ho-so-thay-doi-ngay-hen-{number}.csv"'
    response.write(BYTE_ORDER_MARK)
    writer = csv.writer(response)
    writer.writerow([_("Mã hồ sơ"), _("Mã thủ tục"), _("Cơ quan"), _("Hẹn trả trước"), _("Hẹn trả sau")])
    for each in preview.moved:
        dates = [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in (each.before, each.after)]
        dossier = each.dossier
        writer.writerow([dossier.code, dossier.version.procedure.code, no_formula(dossier.agency.name), *dates])
    return response


@require_POST
def apply(request: SignedInRequest, number: int) -> HttpResponse:
    """Put a change into force; the dossiers are moved by a worker."""
    seen = request.POST.get("seen", "")
    try:
        services.apply(
            _change(number),
            seen=int(seen) if seen.isascii() and seen.isdigit() else -1,
            actor=request.user,
            at=timezone.now(),
        )
    except (DossierError, BadChange) as refusal:
        return _refused(request, number, refusal)
    transaction.on_commit(recalendar.delay, robust=True)
    messages.success(request, _("Đã áp dụng. Ngày hẹn của các hồ sơ liên quan đang được tính lại."))
    return redirect("dossiers:calendar_change", number)


@require_POST
def decline(request: SignedInRequest, number: int) -> HttpResponse:
    """Turn a change down, with the reason."""
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _change_page(request, number, form, status=UNPROCESSABLE)
    try:
        services.decline(_change(number), actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except (DossierError, BadChange) as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("Đã ghi: không duyệt thay đổi này."))
    return redirect("dossiers:calendar_change", number)


def _refused(request: SignedInRequest, number: int, refusal: Exception) -> HttpResponse:
    status = FORBIDDEN if isinstance(refusal, NotAllowed) else CONFLICT
    messages.error(request, str(refusal))
    return _change_page(request, number, DeclineForm(), status=status)


def _change(number: int) -> CalendarChange:
    related = CalendarChange.objects.select_related("proposed_by", "decided_by", "revision")
    return get_object_or_404(related, number=number)


def _only_officers(request: SignedInRequest, *, today: date) -> None:
    if not (request.user.is_staff or is_officer(request.user, today=today)):
        raise PermissionDenied(_("Trang này dành cho cán bộ của tỉnh."))


def _year_in(request: HttpRequest, *, today: date) -> int:
    """Return the year that the address asks for; this one where it asks for none that there is."""
    asked = request.GET.get("nam", "")
    found = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return found if FIRST_YEAR <= found <= LAST_YEAR else today.year

"""Reports at the officers' desks: the list, making one, one report with its steps, the list behind each cell."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import roles_held
from accounts.models import Role
from accounts.requests import SignedInRequest
from agencies.models import Agency
from reporting.formats import FORMATS
from reporting.forms.reports import MakeForm, ReasonForm
from reporting.models import Report, ReportDeed, ReportEvent, ReportState
from reporting.publishing import access, life, pages
from reporting.publishing.counting import snapshot_of
from reporting.publishing.errors import Blocked, ReportError, StaleReport
from reporting.reports.beside import LATE
from reporting.reports.kinds import BY_KEY
from reporting.views.published import file_of

CONFLICT, UNPROCESSABLE = 409, 422

TABS = (
    ("", gettext_lazy("Tất cả")),
    (ReportState.DRAFT.value, gettext_lazy("Dự thảo")),
    (ReportState.CHECKED.value, gettext_lazy("Chờ phê duyệt")),
    (ReportState.APPROVED.value, gettext_lazy("Chờ công bố")),
    (ReportState.PUBLISHED.value, gettext_lazy("Đã công bố")),
)


@require_safe
def listed(request: SignedInRequest) -> HttpResponse:
    """List the reports that an officer works on or may read."""
    today = timezone.localdate()
    _only_concerned(request)
    state = request.GET.get("tinh-trang", "")
    page = pages.staff_list(access.reports_seen_by(request.user, today=today), state=state, page=_page_number(request))
    tabs = [
        {"label": label, "url": f"?tinh-trang={value}" if value else "?", "current": value == state}
        for value, label in TABS
    ]
    query = f"tinh-trang={state}" if state in ReportState.values else ""
    return render(request, "reporting/reports/list.html", {"page": page, "tabs": tabs, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: SignedInRequest) -> HttpResponse:
    """Ask what is to be reported, and make the draft."""
    at = timezone.now()
    _only_concerned(request)
    today = timezone.localdate(at)
    makes_any = access.makes_any(request.user, today=today)
    scopes = Agency.objects.order_by("code")
    if not makes_any:
        scopes = scopes.filter(pk__in=access.led_trees(request.user, today=today))
    is_sent = request.method == "POST"
    form = MakeForm(request.POST if is_sent else None, today=today, scopes=[*scopes], makes_any=makes_any)
    if is_sent and form.is_valid():
        asked = {"period": form.chosen_period, "scope": form.chosen_scope, "key": form.cleaned_data["key"]}
        try:
            report = life.draft(form.cleaned_data["kind"], **asked, actor=request.user, at=at)
            return redirect("reporting:report", report.key)
        except (ReportError, ValueError) as error:
            form.add_error(None, str(error))
    status = UNPROCESSABLE if is_sent else 200
    return render(request, "reporting/reports/make.html", {"form": form}, status=status)


@require_safe
def report(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show one report: its table, how far it has come, what was done with it, and what may be done now."""
    return _report_page(request, access.get_report(request.user, key, today=timezone.localdate()))


@require_safe
def behind(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show the frozen list that a cell of a report counts."""
    found = access.get_report(request.user, key, today=timezone.localdate())
    if found.state == ReportState.WITHDRAWN:
        raise Http404(_("Dự thảo này đã bỏ."))
    snapshot = snapshot_of(found)
    asked = {"row_key": request.GET.get("dong", ""), "column_key": request.GET.get("cot", "")}
    shown = pages.list_behind(found, snapshot, **asked, page=_page_number(request))
    if shown is None:
        raise Http404(_("Không có danh sách này."))
    query = f"dong={asked['row_key']}&cot={asked['column_key']}"
    context = {"report": found, "snapshot": snapshot, "shown": shown, "query": query, "opens": _opens(request)}
    return render(request, "reporting/reports/behind.html", context)


@require_safe
def download(request: SignedInRequest, key: UUID, form: str) -> HttpResponse:
    """Send a published report as a file; the same bytes each time."""
    found = access.get_report(request.user, key, today=timezone.localdate())
    if found.state != ReportState.PUBLISHED or form not in FORMATS:
        raise Http404(_("Không có tệp này."))
    return file_of(found, FORMATS[form])


# ── Steps ────────────────────────────────────────────────────────────────────────────────
Deed = Callable[[SignedInRequest, Report, datetime, int], str]


def _check(request: SignedInRequest, report: Report, at: datetime, seen: int) -> str:
    broken = life.check(report, seen=seen, actor=request.user, at=at)
    return "" if broken else _("Báo cáo cân đối, chờ lãnh đạo phê duyệt.")


def _recount(request: SignedInRequest, report: Report, at: datetime, seen: int) -> str:
    life.recount(report, seen=seen, actor=request.user, at=at)
    return _("Đã tính lại từ hồ sơ.")


def _approve(request: SignedInRequest, report: Report, at: datetime, seen: int) -> str:
    life.approve(report, seen=seen, actor=request.user, at=at)
    return _("Đã phê duyệt báo cáo.")


def _publish(request: SignedInRequest, report: Report, at: datetime, seen: int) -> str:
    life.publish(report, seen=seen, actor=request.user, at=at)
    return _("Đã công bố báo cáo số %(number)s.") % {"number": report.number}


def _withdraw(request: SignedInRequest, report: Report, at: datetime, seen: int) -> str:
    life.withdraw(report, seen=seen, actor=request.user, at=at)
    return _("Đã bỏ dự thảo.")


DEEDS: Mapping[str, Deed] = {
    "kiem-tra": _check,
    "tinh-lai": _recount,
    "phe-duyet": _approve,
    "cong-bo": _publish,
    "bo": _withdraw,
}


@require_POST
def move(request: SignedInRequest, key: UUID, deed: str) -> HttpResponse:
    """Take a report one step further, or give it up."""
    at = timezone.now()
    found = access.get_report(request.user, key, today=timezone.localdate(at))
    if deed not in DEEDS:
        raise Http404(_("Không có việc này."))
    try:
        words = DEEDS[deed](request, found, at, _seen(request))
    except StaleReport as error:
        return _report_page(request, _again(request, key), refusal=str(error), status=CONFLICT)
    except Blocked:
        return redirect("reporting:report", key)
    except ReportError as error:
        return _report_page(request, _again(request, key), refusal=str(error), status=UNPROCESSABLE)
    if words:
        messages.success(request, words)
    return redirect("reporting:reports") if deed == "bo" else redirect("reporting:report", key)


@require_POST
def send_back(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Send a report back to its maker, with a reason."""
    at = timezone.now()
    found = access.get_report(request.user, key, today=timezone.localdate(at))
    form = ReasonForm(request.POST, prefix="tra-lai")
    if not form.is_valid():
        return _report_page(request, found, back_form=form, status=UNPROCESSABLE)
    try:
        life.send_back(found, words=form.cleaned_data["reason"], seen=_seen(request), actor=request.user, at=at)
    except ReportError as error:
        return _report_page(request, _again(request, key), refusal=str(error), status=CONFLICT)
    messages.success(request, _("Đã trả lại báo cáo."))
    return redirect("reporting:report", key)


@require_POST
def correct(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Begin a corrigendum of a published report, with the reason."""
    at = timezone.now()
    found = access.get_report(request.user, key, today=timezone.localdate(at))
    form = ReasonForm(request.POST, prefix="dinh-chinh")
    if not form.is_valid():
        return _report_page(request, found, correct_form=form, status=UNPROCESSABLE)
    try:
        made = life.correct(found, reason=form.cleaned_data["reason"], key=uuid4(), actor=request.user, at=at)
    except ReportError as error:
        return _report_page(request, found, refusal=str(error), status=UNPROCESSABLE)
    return redirect("reporting:report", made.key)


def _report_page(
    request: SignedInRequest,
    report: Report,
    *,
    refusal: str = "",
    back_form: ReasonForm | None = None,
    correct_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    trail = pages.trail_of(report)
    makes = access.may_make(request.user, report.scope_id, today=today)
    approves = access.approving_post(request.user, report, today=today) is not None
    context: dict[str, Any] = {
        "report": report,
        "line": pages.line_of(report),
        "steps": pages.steps_of(report),
        "told": [_told(event) for event in trail],
        "findings": trail[0].findings if trail and report.state == ReportState.DRAFT else [],
        "opens": _opens(request),
        "makes": makes,
        "approves": approves,
        "refusal": refusal,
        "back_form": back_form or ReasonForm(prefix="tra-lai"),
        "correct_form": correct_form or ReasonForm(prefix="dinh-chinh"),
        "formats": FORMATS.values(),
    }
    if report.state != ReportState.WITHDRAWN:
        snapshot, table = pages.snapshot_and_table(report, with_lists=True)
        later = pages.corrigendum_of(report) if report.state == ReportState.PUBLISHED else None
        context |= {
            "snapshot": snapshot,
            "table": table,
            # A row of the late list is a dossier: it opens itself, where others open the lists behind their figures.
            "opens_rows": _opens(request) and BY_KEY[report.kind].table is LATE,
            "amendments": pages.amendments_of(snapshot),
            "corrigendum": later,
        }
    return render(request, "reporting/reports/report.html", context, status=status)


def _told(event: ReportEvent) -> dict[str, Any]:
    """Return an event as the component `timeline` writes it."""
    tone = "bad" if event.deed == ReportDeed.BLOCK else ""
    return {
        "at": event.at,
        "title": event.get_deed_display(),
        "who": event.actor.full_name,
        "note": event.words,
        "tone": tone,
    }


def _only_concerned(request: SignedInRequest) -> None:
    if not access.sees_reports(request.user, today=timezone.localdate()):
        raise PermissionDenied(_("Trang này dành cho lãnh đạo và cán bộ kiểm soát thủ tục hành chính."))


def _opens(request: SignedInRequest) -> bool:
    """Say whether a person may open dossiers from here: leaders may, who controls procedures need not."""
    return Role.LEADER in roles_held(request.user, today=timezone.localdate())


def _again(request: SignedInRequest, key: UUID) -> Report:
    return access.get_report(request.user, key, today=timezone.localdate())


def _seen(request: SignedInRequest) -> int:
    """Return which revision the page showed; nonsense has seen nothing."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0


def _page_number(request: SignedInRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1

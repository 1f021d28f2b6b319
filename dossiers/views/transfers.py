"""Hand-over sheets on both sides: the counter gives dossiers and takes results, an agency takes and gives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import posts_of
from accounts.models import Post
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of
from dossiers.errors import DossierError
from dossiers.models import HandOverSheet, SheetKind
from dossiers.papers import hand_over
from dossiers.queries import transfers as queries
from dossiers.queries.counter import clerk_posts
from dossiers.services import transfers
from dossiers.services.transfers import GIVERS, TAKERS, Taken
from dossiers.views.files import pdf_answer

UNPROCESSABLE = 422
READ_OR_POST = ["GET", "HEAD", "POST"]
WORDS_SHOWN = 12
"""How many refusals are said one by one; of more than that, how many there are."""


@require_http_methods(READ_OR_POST)
def at_counter(request: SignedInRequest) -> HttpResponse:
    """Show a clerk what waits to go and what is coming back; make a sheet of what they choose."""
    at = timezone.now()
    posts = clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return _desk_of_papers(request, posts, gives=SheetKind.OUT, at=at)


@require_http_methods(READ_OR_POST)
def at_agency(request: SignedInRequest) -> HttpResponse:
    """Show an agency what is brought to it and which results it must bring; make a sheet of what they choose."""
    at = timezone.now()
    return _desk_of_papers(request, _agency_posts(request, at=at), gives=SheetKind.BACK, at=at)


def _agency_posts(request: SignedInRequest, *, at: datetime) -> list[Post]:
    posts = queries.may(
        posts_of(request.user, today=timezone.localdate(at)), {*GIVERS[SheetKind.BACK], *TAKERS[SheetKind.OUT]}
    )
    if not posts:
        raise PermissionDenied(_("Trang này dành cho chuyên viên thụ lý và văn thư của cơ quan giải quyết."))
    return posts


def _desk_of_papers(request: SignedInRequest, posts: Sequence[Post], *, gives: SheetKind, at: datetime) -> HttpResponse:
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        made, errors = _make(request, posts, gives=gives, at=at)
        if made is not None:
            return redirect(queries.sheet_url(made, at_counter=gives is SheetKind.OUT))
    page = queries.transfer_page(request.user, posts, gives=gives, at=at)
    context = {
        "page": page,
        "at_counter": gives is SheetKind.OUT,
        "errors": errors,
        "crumbs": _crumbs(at_counter=gives is SheetKind.OUT),
    }
    status = UNPROCESSABLE if errors else 200
    return render(request, "dossiers/transfers/list.html", context, status=status)


def _make(
    request: SignedInRequest, posts: Sequence[Post], *, gives: SheetKind, at: datetime
) -> tuple[HandOverSheet | None, list[dict[str, str]]]:
    """Make the sheet that was asked for; say of every dossier that is not on it why."""
    codes = list(dict.fromkeys(request.POST.getlist("dossier")))[: queries.MOST_CODES]
    dossiers = list(queries.dossiers_named(codes))
    if not dossiers:
        return None, [{"message": _("Ông/Bà chọn ít nhất một hồ sơ."), "target": ""}]
    office, agency = dossiers[0].office, dossiers[0].agency
    try:
        sheet, results = transfers.make_sheet(
            dossiers,
            kind=gives,
            office=office,
            agency=agency,
            actor=request.user,
            at=at,
            calendar=calendar_of(None),
        )
    except DossierError as error:
        return None, [{"message": str(error), "target": ""}]
    refused = [one for one in results if not one.is_done]
    if sheet is None:
        return None, [{"message": f"{one.code}: {one.words}", "target": ""} for one in refused]
    messages.success(request, _("Đã lập biên bản %(number)s.") % {"number": sheet.number})
    _say_refused(request, refused)
    return sheet, []


# ── One sheet ────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(READ_OR_POST)
def counter_sheet(request: SignedInRequest, number: str) -> HttpResponse:
    """Show a sheet to a clerk, who takes results from it item by item."""
    at = timezone.now()
    posts = clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return _sheet(request, number, posts, at_counter=True, at=at)


@require_http_methods(READ_OR_POST)
def agency_sheet(request: SignedInRequest, number: str) -> HttpResponse:
    """Show a sheet to an agency, whose officers take dossiers from it item by item."""
    at = timezone.now()
    return _sheet(request, number, _agency_posts(request, at=at), at_counter=False, at=at)


def _sheet(
    request: SignedInRequest, number: str, posts: Sequence[Post], *, at_counter: bool, at: datetime
) -> HttpResponse:
    sheet, may_take = queries.get_sheet(posts, number)
    refusing, errors = request.GET.get("khong-nhan", "")[:60], []
    if request.method == "POST":
        if not may_take:
            raise PermissionDenied(_("Bên giao không tự nhận biên bản của mình."))
        errors = _take(request, sheet, at=at)
        if not errors:
            return redirect(queries.sheet_url(sheet, at_counter=at_counter))
        refusing = request.POST.get("khong-nhan", "")[:60]
    page = queries.sheet_page(sheet, may_take=may_take)
    context: dict[str, Any] = {
        "page": page,
        "sheet": sheet,
        "at_counter": at_counter,
        "sheet_url": queries.sheet_url(sheet, at_counter=at_counter),
        "refused_item": next((item for item in page.items if item.dossier.code == refusing), None),
        "reason": request.POST.get("reason", ""),
        "typed": request.POST.get("scan", ""),
        "errors": errors,
        "crumbs": [*_crumbs(at_counter=at_counter), _list_crumb(at_counter=at_counter)],
    }
    return render(request, "dossiers/transfers/sheet.html", context, status=UNPROCESSABLE if errors else 200)


def _take(request: SignedInRequest, sheet: HandOverSheet, *, at: datetime) -> list[dict[str, str]]:
    """Take what was scanned or ticked, or refuse one item; return what was wrong with the form."""
    if code := request.POST.get("khong-nhan", ""):
        return _refuse(request, sheet, code, at=at)
    codes = [*queries.codes_in(request.POST.get("scan", "")), *request.POST.getlist("dossier")]
    if not codes:
        return [{"message": _("Ông/Bà quét, gõ mã hồ sơ, hoặc chọn hồ sơ trong danh sách."), "target": "scan"}]
    results = transfers.accept(sheet, codes[: queries.MOST_CODES], actor=request.user, at=at)
    done = [one for one in results if one.is_done]
    if done:
        words = ngettext("Đã nhận %(count)s hồ sơ: %(codes)s.", "Đã nhận %(count)s hồ sơ: %(codes)s.", len(done))
        shown = ", ".join(one.code for one in done[:WORDS_SHOWN])
        messages.success(request, words % {"count": len(done), "codes": shown})
    _say_refused(request, [one for one in results if not one.is_done])
    return []


def _refuse(request: SignedInRequest, sheet: HandOverSheet, code: str, *, at: datetime) -> list[dict[str, str]]:
    item = transfers.find_item(sheet, code)
    if item is None:
        raise Http404(_("Hồ sơ này không có trên biên bản."))
    try:
        transfers.refuse_item(item, reason=request.POST.get("reason", "")[:300], actor=request.user, at=at)
    except DossierError as error:
        return [{"message": str(error), "target": "reason"}]
    messages.success(request, _("Đã ghi không nhận hồ sơ %(code)s; hồ sơ vẫn ở bên giao.") % {"code": code})
    return []


def _say_refused(request: SignedInRequest, refused: Sequence[Taken]) -> None:
    for one in refused[:WORDS_SHOWN]:
        messages.warning(request, f"{one.code}: {one.words}")
    if len(refused) > WORDS_SHOWN:
        messages.warning(request, _("Và %(count)s mã khác không nhận được.") % {"count": len(refused) - WORDS_SHOWN})


@require_safe
@never_cache
def hand_over_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """Send a hand-over sheet as PDF to whoever gives or takes."""
    at = timezone.now()
    sheet, _may_take = queries.get_sheet(posts_of(request.user, today=timezone.localdate(at)), number)
    return pdf_answer(hand_over.hand_over_pdf(hand_over.hand_over_of(sheet)), f"{sheet.number}.pdf")


def _crumbs(*, at_counter: bool) -> list[dict[str, str]]:
    if at_counter:
        return [{"label": _("Quầy tiếp nhận"), "url": reverse("dossiers:counter")}]
    return [{"label": _("Hồ sơ cần xử lý"), "url": reverse("dossiers:inbox")}]


def _list_crumb(*, at_counter: bool) -> dict[str, str]:
    name = "dossiers:hand_overs" if at_counter else "dossiers:agency_hand_overs"
    return {"label": _("Bàn giao hồ sơ giấy"), "url": reverse(name)}

"""The counter: what waits there, taking a dossier in, and the slip that goes out of it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identity import InvalidIdentity
from accounts.models import Post
from accounts.requests import SignedInRequest
from agencies.calendars import calendar_of, calendar_under
from agencies.models import Agency
from dossiers import deadlines, services
from dossiers.access import FOR_ACTION, check
from dossiers.errors import AlreadySubmitted, DossierError, NotAllowed
from dossiers.forms.intake import CounterDeclarationForm, IntakeForm, card_in, fill_from_card, fill_from_dossier
from dossiers.models import Dossier, ReturnMethod
from dossiers.queries import counter as queries
from dossiers.queries.buttons import move_url
from dossiers.queries.citizen import line_words
from dossiers.queries.counter import Intake
from dossiers.queries.desk import get_for_work
from dossiers.queries.money import fees_at_counter, money_of
from dossiers.workflow import Action, Status
from procedures.models import Channel

UNPROCESSABLE = 422
FORBIDDEN = 403
CREATED, OK = 201, 200
MINIMAL = "return=minimal"
"""What a page that sends its form itself prefers (RFC 7240): where the slip is, and not the page of the slip."""

FILL, READ_CARD, PREVIEW, TAKE_FEES, FILL_KNOWN = "receive_all", "read_card", "preview", "take_fees", "fill_known"
FILLING = frozenset({FILL, READ_CARD, PREVIEW, TAKE_FEES, FILL_KNOWN})
"""Buttons of the intake form that fill it in further and take nothing in."""


@require_safe
def counter(request: SignedInRequest) -> HttpResponse:
    """Show the lists of the counter, or whom the clerk looks for."""
    at = timezone.now()
    work = queries.counter(
        request.user,
        _posts(request, at=at),
        muc=request.GET.get("muc", ""),
        parameters=request.GET,
        page=page_number(request),
        at=at,
    )
    keys = [{"key": "t", "label": _("Tiếp nhận hồ sơ")}]
    return render(request, "dossiers/counter/list.html", {"work": work, "keys": keys})


@require_safe
def intake_choose(request: SignedInRequest) -> HttpResponse:
    """Let the clerk choose a procedure by a few letters; the only answer, or its code, opens the form at once."""
    at = timezone.now()
    posts = _posts(request, at=at)
    text = " ".join(request.GET.get("q", "")[:200].split())
    found = queries.procedures_taken_in(text, posts, page=page_number(request), today=timezone.localdate(at))
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if text and not is_part:
        sole = found.object_list if found.paginator.count == 1 else [c for c in found if c.code == text]
        if sole:
            return redirect("dossiers:intake", sole[0].code)
    template = "dossiers/counter/_choices.html" if is_part else "dossiers/counter/choose.html"
    query = urlencode({"q": text} if text else {})
    context = {"found": found, "text": text, "query": query, "crumbs": _crumbs()}
    response = render(request, template, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: SignedInRequest, code: str) -> HttpResponse:
    """Take in somebody who stands at the counter, or what the post has brought."""
    at = timezone.now()
    asked = queries.intake_of(code, _posts(request, at=at), today=timezone.localdate(at))
    fees = fees_at_counter(asked.version.pk, asked.channels) if _speaks_of_money(request) else []
    if request.method != "POST":
        form = IntakeForm(intake=asked, actor=request.user, fees=fees, initial={"key": uuid4()})
        return _intake_page(request, form, at=at)
    typed, card_words, is_filled = _filled_in(request.POST)
    if FILL_KNOWN in typed:
        typed = _filled_from_last(typed, asked.version.procedure.code, _posts(request, at=at))
    form = IntakeForm(typed, request.FILES, intake=asked, actor=request.user, fees=fees)
    is_valid = form.is_valid()
    form.keep_scans(at=at)
    if FILL in typed:
        form.receive_all()
    if TAKE_FEES in typed:
        form.take_fees()
    if is_filled or FILLING & typed.keys():
        form.forgive()
        if card_words:
            form.add_error("card", card_words)
        return _intake_page(request, form, at=at, is_filled=is_filled)
    if not is_valid or card_words:
        if card_words:
            form.add_error("card", card_words)
        return _intake_page(request, form, at=at, status=UNPROCESSABLE)
    return _take_in(request, form, at=at)


def _speaks_of_money(request: SignedInRequest) -> bool:
    """Say whether the form has, or shall have, the rows of the fees."""
    return request.method != "POST" or any(name.startswith("fee-") for name in request.POST)


def _filled_in(typed: QueryDict) -> tuple[QueryDict, str, bool]:
    """Return the form with a scanned card written into it, what is wrong with the card, and whether it said more."""
    try:
        card = card_in(typed)
    except InvalidIdentity as error:
        return typed, str(error), False
    if card is None:
        return typed, "", False
    filled = typed.copy()
    return filled, "", fill_from_card(filled, card)


def _filled_from_last(typed: QueryDict, code: str, posts: list[Post]) -> QueryDict:
    """Return the form with what the last dossier of this applicant says of them; as it is where there is none."""
    known = _known(typed, posts, code=code)
    if not known.last:
        return typed
    filled = typed.copy()
    fill_from_dossier(filled, known.last[0])
    return filled


def _known(typed: Any, posts: list[Post], *, code: str) -> queries.Known:
    """Return what is known of the applicant in a form."""
    return queries.known_applicant(
        str(typed.get("personal_id") or ""), str(typed.get("tax_code") or ""), posts, procedure_code=code
    )


def _take_in(request: SignedInRequest, form: IntakeForm, *, at: datetime) -> HttpResponse:
    agency, given = form.chosen_agency, form.cleaned_data
    process = form.intake.process_at(agency)
    try:
        dossier, _receipt = services.take_in(
            process,
            form.applicant,
            form.papers(),
            payment=form.payment,
            postal=form.postal,
            office=form.chosen_office,
            content=given["content"],
            return_method=ReturnMethod(given["return_method"]),
            key=given["key"],
            actor=request.user,
            at=at,
            calendar=calendar_under(process.calendar_stamp, agency.pk),  # type: ignore[attr-defined]
            channel=form.chosen_channel,
            case=form.chosen_case,
        )
    except AlreadySubmitted as error:
        return _slip_of(request, error.code, status=OK)
    except DossierError as error:
        field = error.field if error.field in form.fields else f"{error.field}-form"
        form.add_error(field if field in form.fields else None, str(error))
        status = FORBIDDEN if isinstance(error, NotAllowed) else UNPROCESSABLE
        return _intake_page(request, form, at=at, status=status)
    return _slip_of(request, dossier.code, status=CREATED)


def _slip_of(request: SignedInRequest, code: str, *, status: int) -> HttpResponse:
    """Lead to the slip; a page that sends the form itself is only told where that is."""
    if request.headers.get("Prefer") != MINIMAL:
        return redirect("dossiers:intake_done", code)
    return HttpResponse(status=status, headers={"Location": reverse("dossiers:intake_done", args=[code])})


def _intake_page(
    request: SignedInRequest, form: IntakeForm, *, at: datetime, status: int = 200, is_filled: bool = False
) -> HttpResponse:
    typed = form.data if form.is_bound else {}
    code = form.intake.version.procedure.code
    context = {
        "form": form,
        "intake": form.intake,
        "version": form.intake.version,
        "is_filled": is_filled,
        "is_fresh": not form.is_bound,
        "known": _known(typed, _posts(request, at=at), code=code) if typed else None,
        "crumbs": [*_crumbs(), {"label": _("Chọn thủ tục"), "url": reverse("dossiers:intake_choose")}],
        "keys": [
            {"key": "F4", "label": _("Ô quét thẻ căn cước")},
            {"key": "F9", "label": _("Đã nhận đủ giấy tờ bắt buộc")},
            *([{"key": "F7", "label": _("Đã thu đủ các khoản phải thu")}] if form.fees else []),
            {"key": "F8", "label": _("Tiếp nhận, in giấy hẹn")},
        ],
        "preview_url": f"{reverse('dossiers:due_preview')}?{urlencode({'thu_tuc': code})}",
        **_preview(form.intake, typed, at=at),
    }
    return render(request, "dossiers/counter/intake.html", context, status=status)


@require_safe
def due_preview(request: SignedInRequest) -> HttpResponse:
    """Show, as a part of the intake form, until when the result would be promised now."""
    at = timezone.now()
    code = request.GET.get("thu_tuc", "")
    asked = queries.intake_of(code, _posts(request, at=at), today=timezone.localdate(at))
    return render(request, "dossiers/counter/_due.html", _preview(asked, request.GET, at=at))


def _preview(asked: Intake, typed: Any, *, at: datetime) -> dict[str, Any]:
    """Return the due moment that what is typed so far would give, with its lines; nothing where it cannot be known."""
    channels, cases = asked.channels, asked.cases
    channel = next((each for each in channels if each.value == typed.get("channel")), channels[0])
    case = next((each for each in cases if str(each) == typed.get("case")), next(iter(cases)))
    limit = asked.limit(channel, case)
    if limit is None:
        return {"due": None, "due_trouble": _("Hình thức này không có trường hợp thời hạn đã chọn.")}
    due = deadlines.due_date(at, limit.limit, calendar_of(_agency_in(asked, typed)))
    return {"due": due.at, "due_limit": str(limit), "due_lines": [line_words(line) for line in _short(due)]}


def _short(due: deadlines.Due) -> list[deadlines.Line]:
    return list(deadlines.condensed(due.lines))


def _agency_in(asked: Intake, typed: Any) -> Agency:
    return next((agency for agency in asked.agencies if agency.code == typed.get("agency")), asked.agencies[0])


@require_POST
def identity_card(request: SignedInRequest) -> HttpResponse:
    """Show the applicant's part of the intake form, filled from the card that was just scanned. Writes nothing."""
    at = timezone.now()
    posts = _posts(request, at=at)
    typed, trouble, is_filled = _filled_in(request.POST)
    code = request.POST.get("thu_tuc", "")
    if FILL_KNOWN in typed:
        typed, is_filled = _filled_from_last(typed, code, posts), True
    known = _known(typed, posts, code=code)
    words = typed.dict()
    if is_filled and known.last and not words.get("phone"):
        words["phone"] = known.last[0].phone
    form = CounterDeclarationForm(initial=words)
    context = {"form": form, "card_trouble": trouble, "is_filled": is_filled, "known": known, "is_part": True}
    return render(request, "dossiers/counter/_applicant.html", context)


@require_POST
def known_applicant(request: SignedInRequest) -> HttpResponse:
    """Show, as a part of the intake form, what is known of whose number was typed. Writes nothing."""
    posts = _posts(request, at=timezone.now())
    known = _known(request.POST, posts, code=request.POST.get("thu_tuc", ""))
    return render(request, "dossiers/counter/_known.html", {"known": known})


@require_safe
def intake_done(request: SignedInRequest, code: str) -> HttpResponse:
    """Say that a dossier was taken in: its code, the promised date, the slip to print."""
    at = timezone.now()
    _posts(request, at=at)
    try:
        dossier = get_for_work(request.user, code, at=at, related=(*FOR_ACTION, "version__procedure"))
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    if dossier.received_at is None:
        raise Http404(_("Hồ sơ này chưa được tiếp nhận."))
    keys = [
        {"key": "i", "label": _("In giấy tiếp nhận và hẹn trả, biên lai nếu có")},
        {"key": "t", "label": _("Hồ sơ tiếp theo")},
        {"key": "c", "label": _("Cùng thủ tục này")},
        {"key": "s", "label": _("Sửa giấy tiếp nhận")},
        {"key": "k", "label": _("Ký nhận trên bàn ký")},
        {"key": "o", "label": _("Mở hồ sơ")},
    ]
    context = {
        "dossier": dossier,
        "money": money_of(dossier),
        "correct_url": _correct_url(request, dossier, at=at),
        "is_repeated": "lai" in request.GET,
        "next_online": _next_online(request, dossier, at=at),
        "is_journey": dossier.status == Status.TO_AGENCY,
        "crumbs": _crumbs(),
        "keys": keys,
    }
    return render(request, "dossiers/counter/done.html", context)


def _next_online(request: SignedInRequest, dossier: Dossier, *, at: datetime) -> str:
    """Return where the next online submission is checked, for who has just received one; empty when none is left."""
    if dossier.channel != Channel.ONLINE:
        return ""
    muc = queries.TABS[0].slug
    code = queries.next_at_counter(request.user, _posts(request, at=at), muc=muc, after=dossier, at=at)
    return f"{reverse('dossiers:desk', args=[code])}?{urlencode({'muc': muc})}" if code else ""


def _correct_url(request: SignedInRequest, dossier: Dossier, *, at: datetime) -> str:
    """Return where the slip is corrected; empty for who may not, or not any more."""
    try:
        check(request.user, Action.CORRECT, dossier, at=at)
    except DossierError:
        return ""
    return move_url(dossier.code, Action.CORRECT)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Quầy tiếp nhận"), "url": reverse("dossiers:counter")}]


def page_number(request: HttpRequest) -> int:
    """Return the page that an address asks for; nonsense asks for the first."""
    number = request.GET.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1


def _posts(request: SignedInRequest, *, at: datetime) -> list[Post]:
    """Return the clerk's posts; nobody else comes behind the counter."""
    posts = queries.clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return posts

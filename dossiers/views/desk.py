"""One dossier on an officer's desk, and the actions that bring it on."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role, User
from accounts.requests import SignedInRequest
from dossiers.access import FOR_ACTION, Permit, check
from dossiers.errors import DossierError, InvalidInput, NotAllowed, StaleDossier
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import desk as queries
from dossiers.queries.buttons import move_url
from dossiers.queries.counter import TABS as COUNTER_TABS
from dossiers.queries.counter import clerk_posts, neighbours_at_counter, next_at_counter
from dossiers.queries.desk import OnlyConsulted, OwnDossier
from dossiers.queries.differences import is_comparable
from dossiers.queries.inbox import inbox_posts, next_in_inbox, tab_named
from dossiers.queries.timeline import last_event
from dossiers.views.deeds import DEEDS, Words
from dossiers.workflow import Action
from procedures.models import LegalBasis

UNPROCESSABLE, FORBIDDEN, CONFLICT = 422, 403, 409


@require_safe
def desk(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one dossier to an officer; for htmx only the paper that they want to read."""
    at = timezone.now()
    try:
        dossier = queries.get_for_work(request.user, code, at=at)
    except OnlyConsulted:
        return redirect("dossiers:opinion", code)
    except NotAllowed as error:
        return _refused(request, code, error)
    viewed, zoom, tab = request.GET.get("giay", ""), request.GET.get("co", ""), _tab(request.GET.get("muc", ""))
    if request.headers.get("HX-Target") == "giay-to":
        papers = queries.papers_of(dossier, tab=tab)
        part = {"papers": papers, "viewed": queries.viewed_paper(papers, viewed, zoom=zoom), "dossier": dossier}
        return _varied(render(request, "dossiers/desk/_papers.html", part))
    page = queries.desk_page(request.user, dossier, viewed=viewed, zoom=zoom, tab=tab, at=at)
    context = {
        "page": page,
        "dossier": dossier,
        "papers": page.papers,
        "viewed": page.viewed,
        "tab": tab,
        "list_url": (back := list_url(request.user, tab, at=at)),
        "neighbours": neighbours_at_counter(
            request.user, clerk_posts(request.user, at=at), muc=tab, dossier=dossier, at=at
        ),
        "crumbs": _crumbs(back),
        "keys": [
            *({"key": button.key, "label": button.label} for button in page.buttons),
            {"key": ", .", "label": _("Giấy tờ trước, giấy tờ sau")},
            {"key": "+ -", "label": _("Phóng to, thu nhỏ giấy tờ đang đọc")},
            {"key": "v", "label": _("Mở riêng giấy tờ đang đọc")},
            {"key": "i", "label": _("Giấy tiếp nhận và hẹn trả (PDF)")},
            {"key": "u", "label": _("Về danh sách")},
        ],
    }
    return _varied(render(request, "dossiers/desk/desk.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedInRequest, code: str, action: str) -> HttpResponse:
    """Ask what belongs to an action, and take it; of a page that is out of date nothing typed is lost."""
    at = timezone.now()
    chosen = _action(action)
    related = FOR_ACTION if request.method == "POST" else queries.FOR_DESK
    is_for_answer = chosen is Action.ANSWER
    try:
        dossier = queries.get_for_work(request.user, code, at=at, related=related, is_for_answer=is_for_answer)
    except NotAllowed as error:
        return _refused(request, code, error)
    try:
        permit = check(request.user, chosen, dossier, at=at)
    except DossierError as error:
        if request.method == "POST" and _was_mine(request, chosen, dossier):
            return _done(request, chosen, dossier, None, at=at)
        if isinstance(error, StaleDossier):
            return _stale(request, chosen, dossier, error, permit=None, at=at)
        return _refused(request, code, error)
    if request.method != "POST":
        initial = {"seen": dossier.revision, "muc": _tab(request.GET.get("muc", "")), **DEEDS[chosen].initial(dossier)}
        form = DEEDS[chosen].form(dossier, request.user, initial=initial)
        return _move_page(request, chosen, dossier, form, permit=permit, at=at)
    return _make(request, chosen, dossier, permit, at=at)


def _make(request: SignedInRequest, action: Action, dossier: Dossier, permit: Permit, *, at: datetime) -> HttpResponse:
    form = DEEDS[action].form(dossier, request.user, data=request.POST, files=request.FILES)
    is_valid = form.is_valid()
    if hasattr(form, "keep_scans"):
        form.keep_scans(at=at)
    try:
        if form.cleaned_data.get("seen") != dossier.revision:
            raise StaleDossier
        if not is_valid:
            return _move_page(request, action, dossier, form, permit=permit, at=at, status=UNPROCESSABLE)
        DEEDS[action].perform(dossier, form, {"seen": dossier.revision, "actor": request.user, "at": at})
    except StaleDossier as error:
        fresh = queries.get_for_work(request.user, dossier.code, at=at, is_for_answer=action is Action.ANSWER)
        if _was_mine(request, action, fresh):
            return _done(request, action, fresh, permit, at=at)
        return _stale(request, action, fresh, error, permit=permit, at=at, form=form)
    except NotAllowed as error:
        return _refused(request, dossier.code, error)
    except InvalidInput as error:
        # A verb may have moved the dossier in memory before it was refused, and undone it in the database.
        dossier = queries.get_for_work(request.user, dossier.code, at=at, is_for_answer=action is Action.ANSWER)
        form.add_error(_field_of(error, form), str(error))
        return _move_page(request, action, dossier, form, permit=permit, at=at, status=UNPROCESSABLE)
    return _done(request, action, dossier, permit, at=at)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────


def _move_page(
    request: SignedInRequest,
    action: Action,
    dossier: Dossier,
    form: forms.Form,
    *,
    permit: Permit | None,
    at: datetime,
    status: int = 200,
    stale: Words | None = None,
) -> HttpResponse:
    tab = _tab(form["muc"].value() or "")
    context = {
        "action": action,
        "action_url": move_url(dossier.code, action),
        "heading": _("Trả kết quả cho người dân") if action is Action.HAND_OVER else action.label,
        "dossier": dossier,
        "form": form,
        "form_template": DEEDS[action].template,
        "grounds": LegalBasis.objects.filter(version=dossier.version_id) if _has_grounds(form) else (),
        "result_rows": queries.result_rows(dossier) if action in WITH_RESULT else (),
        "is_comparable": action in WITH_RESULT - {Action.HAND_OVER} and is_comparable(dossier),
        "applicant": queries.applicant_rows(dossier) if action is not Action.ANSWER else (),
        "is_danger": action in DANGEROUS,
        "desk_url": (back := desk_url(dossier.code, tab)),
        "crumbs": [*_crumbs(list_url(request.user, tab, at=at)), {"label": dossier.code, "url": back}],
        "permit": permit,
        "at": at,
        "stale": stale,
    }
    return render(request, "dossiers/desk/move.html", context, status=status)


DANGEROUS = frozenset({Action.REFUSE, Action.WITHDRAW, Action.DISCONTINUE})
"""What ends a dossier without a result."""

STAYS_OPEN = frozenset(
    {Action.ASSIGN, Action.EXTEND, Action.CONSULT, Action.CLOSE_CONSULTATION, Action.REPORT_VERIFICATION}
)
"""After what an officer goes on with the same dossier."""

WITH_RESULT = frozenset({Action.APPROVE, Action.SIGN, Action.SEND_BACK, Action.SEAL, Action.HAND_OVER})
"""Where one must see the decision while deciding."""


def _stale(
    request: SignedInRequest,
    action: Action,
    dossier: Dossier,
    error: StaleDossier,
    *,
    permit: Permit | None,
    at: datetime,
    form: forms.Form | None = None,
) -> HttpResponse:
    """Say that somebody was faster, what happened, and give back what was typed; where it still fits, to send again."""
    can_still = permit is not None and _may_still(request.user, action, dossier, at=at)
    if form is None:
        data = request.POST if request.method == "POST" else {"muc": request.GET.get("muc", "")}
        form = DEEDS[action].form(dossier, request.user, data=data)
        form.is_valid()
    typed = [] if can_still else _typed(form)
    # What was wrong with the old page is not what matters now.
    form.errors.clear()
    if can_still:
        typed_again: Any = form.data
        form.data = again = typed_again.copy()
        again["seen"] = str(dossier.revision)
    stale = {"message": str(error), "event": last_event(dossier), "typed": typed, "can_still": can_still}
    return _move_page(request, action, dossier, form, permit=permit, at=at, status=CONFLICT, stale=stale)


def _may_still(user: User, action: Action, dossier: Dossier, *, at: datetime) -> bool:
    try:
        check(user, action, dossier, at=at)
    except DossierError:
        return False
    return True


def _typed(form: forms.Form) -> list[Words]:
    """Return what a person wrote, for a page on which it cannot be sent any more."""
    texts = [field for field in form if not field.is_hidden and isinstance(field.field, forms.CharField)]
    return [{"key": field.label, "value": value} for field in texts if (value := field.value())]


def _refused(request: SignedInRequest, code: str, error: DossierError) -> HttpResponse:
    context = {"message": str(error), "desk_url": "" if isinstance(error, OwnDossier) else desk_url(code, "")}
    return render(request, "dossiers/desk/refused.html", context, status=FORBIDDEN)


def _done(
    request: SignedInRequest, action: Action, dossier: Dossier, permit: Permit | None, *, at: datetime
) -> HttpResponse:
    """Say what was done, and lead on: to the slip, back to the dossier, to the next of the list, or to the list."""
    tab = _tab(request.POST.get("muc", ""))
    if action is Action.RECEIVE:
        return redirect("dossiers:intake_done", dossier.code)
    messages.success(request, DEEDS[action].done % {"code": dossier.code})
    if action is Action.ANSWER:
        return redirect("dossiers:opinions")
    if action in STAYS_OPEN:
        return redirect(desk_url(dossier.code, tab))
    if action is Action.TAKE:
        return redirect(desk_url(dossier.code, "cua-toi"))
    following = _next(request.user, dossier, tab, permit, at=at) if action is not Action.HAND_OVER else None
    if following:
        return redirect(desk_url(following, tab))
    return redirect(list_url(request.user, tab, at=at, role=permit.role if permit else None))


def _next(user: User, dossier: Dossier, tab: str, permit: Permit | None, *, at: datetime) -> str | None:
    if not tab:
        return None
    if permit is not None and permit.role is Role.CLERK:
        return next_at_counter(user, clerk_posts(user, at=at), muc=tab, after=dossier, at=at)
    before = permit.move.before if permit is not None else None
    return next_in_inbox(user, inbox_posts(user, at=at), muc=tab, after=dossier, before=before, at=at)


def _was_mine(request: SignedInRequest, action: Action, dossier: Dossier) -> bool:
    """Say whether this very press has already been carried out: a second press is no conflict."""
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
        return False
    return DossierEvent.objects.filter(
        dossier=dossier, ordinal=int(seen) + 1, actor=request.user, action=action
    ).exists()


def desk_url(code: str, tab: str) -> str:
    """Return the address of a dossier's desk, which remembers the list that the officer came from."""
    address = reverse("dossiers:desk", args=[code])
    return f"{address}?{urlencode({'muc': tab})}" if tab else address


def list_url(user: User, tab: str, *, at: datetime, role: Role | None = None) -> str:
    """Return the address of the list that an officer works from: the counter for clerks, else the inbox."""
    at_counter = role is Role.CLERK or tab_named(COUNTER_TABS, tab) is not None or not inbox_posts(user, at=at)
    address = reverse("dossiers:counter" if at_counter else "dossiers:inbox")
    return f"{address}?{urlencode({'muc': tab})}" if tab else address


def _crumbs(back: str) -> list[Words]:
    at_counter = back.startswith(reverse("dossiers:counter"))
    return [{"label": _("Quầy tiếp nhận") if at_counter else _("Hồ sơ cần xử lý"), "url": back}]


def _action(text: str) -> Action:
    """Return the action of an address, or raise `Http404` where it has no page."""
    try:
        action = Action(text.replace("-", "_"))
    except ValueError:
        raise Http404 from None
    if action not in DEEDS:
        raise Http404
    return action


def _field_of(error: InvalidInput, form: forms.Form) -> str | None:
    """Return the form's field for the one that a service names; None puts the words above the form."""
    for name in (error.field, f"{error.field}-form"):
        if name in form.fields:
            return name
    return None


def _has_grounds(form: forms.Form) -> bool:
    return any(field.widget.attrs.get("list") == "grounds" for field in form.fields.values())


def _tab(text: str) -> str:
    """Return the name of a list as it may stand in an address."""
    return slugify(text[:40])


def _varied(response: HttpResponse) -> HttpResponse:
    response["Vary"] = "HX-Request, HX-Target, Cookie"
    return response

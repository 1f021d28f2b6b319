"""Pages of notices: the office's tasks, what a dossier's citizen was told, and what a person prefers."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import is_officer
from accounts.administration.access import require_administrator
from accounts.requests import SignedInRequest
from dossiers.access import get_dossier, is_party
from dossiers.errors import InvalidInput, NotAllowed
from exchange import queries, services
from exchange.access import get_task, posts_for_tasks, require_tasks
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName
from exchange.forms import PreferenceForm, SendAgainForm, SettleForm, WordingForm
from exchange.kinds import Kind
from exchange.models import Delivery, DeliveryState
from exchange.services import NoTaskAnyMore
from exchange.wordings import filled, languages_of, listed_facts, samples, shipped_words

FORBIDDEN, CONFLICT, UNPROCESSABLE = 403, 409, 422


# ── The office ───────────────────────────────────────────────────────────────────────────
@require_safe
def tasks(request: SignedInRequest) -> HttpResponse:
    """Show clerks and leaders whom a notice did not reach, and how each channel is doing."""
    today = timezone.localdate()
    require_tasks(request.user, today=today)
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return render(request, "exchange/tasks.html", {"seen": queries.tasks(request.user, page=page, today=today)})


@require_safe
def task(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show one notice that did not go out, and what can be done about it."""
    return _task_page(request, _task(request, key))


@require_POST
def send_again(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Send a notice again, to the address that was typed."""
    delivery = _task(request, key)
    form = SendAgainForm(request.POST, delivery=delivery)
    if not form.is_valid():
        return _task_page(request, delivery, again=form, status=UNPROCESSABLE)
    try:
        services.send_again(delivery, recipient=form.cleaned_data["recipient"], at=timezone.now())
    except NoTaskAnyMore as error:
        return _task_page(request, _task(request, key), again=form, status=CONFLICT, stale=str(error))
    except InvalidInput as error:
        form.add_error(error.field, str(error))
        return _task_page(request, delivery, again=form, status=UNPROCESSABLE)
    messages.success(request, _("Thông báo đang được gửi lại."))
    return redirect("exchange:tasks")


@require_POST
def settle(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Note that the notice was told otherwise."""
    delivery = _task(request, key)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _task_page(request, delivery, otherwise=form, status=UNPROCESSABLE)
    try:
        services.settle(delivery, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except NoTaskAnyMore as error:
        return _task_page(request, _task(request, key), otherwise=form, status=CONFLICT, stale=str(error))
    except NotAllowed as error:
        form.add_error(None, str(error))
        return _task_page(request, delivery, otherwise=form, status=FORBIDDEN)
    messages.success(request, _("Đã ghi lại cách báo cho người nộp hồ sơ."))
    return redirect("exchange:tasks")


def _task(request: SignedInRequest, key: UUID) -> Delivery:
    today = timezone.localdate()
    require_tasks(request.user, today=today)
    return get_task(request.user, key, today=today)


def _task_page(
    request: SignedInRequest,
    delivery: Delivery,
    *,
    again: forms.Form | None = None,
    otherwise: forms.Form | None = None,
    status: int = 200,
    stale: str = "",
) -> HttpResponse:
    """Show a task; a form that was typed into stays as it was typed."""
    dossier = delivery.notice.dossier
    context = {
        "delivery": delivery,
        "row": queries.task_row(delivery),
        "state": queries.delivery_row(delivery),
        "dossier": dossier,
        "wrong": again if again and again.errors else otherwise,
        "again": again or SendAgainForm(delivery=delivery),
        "otherwise": otherwise or SettleForm(),
        "can_send": bool(delivery.recipient) and ChannelName(delivery.channel) in channels(),
        "is_open": delivery.state == DeliveryState.FAILED,
        "stale": stale,
    }
    return render(request, "exchange/task.html", context, status=status)


# ── The administrators ───────────────────────────────────────────────────────────────────
@require_safe
def wordings(request: SignedInRequest) -> HttpResponse:
    """Show administrators every kind of notice and whose words hold."""
    require_administrator(request.user)
    return render(request, "exchange/wordings.html", {"rows": queries.wording_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """Show the words of a kind with a preview, and take others as a new version."""
    require_administrator(request.user)
    told = _kind_told(kind, language)
    versions = queries.versions_of(told, language)
    held = versions[0] if versions and versions[0].withdrawn_at is None else None
    initial: dict[str, Any] = {"seen": versions[0].version if versions else 0}
    names = ("subject", "body", "status")
    initial |= {name: getattr(held, name) for name in names} if held else shipped_words(told, language)
    form = WordingForm(request.POST if request.method == "POST" else None, kind=told, initial=initial)
    status, stale, shown = 200, "", initial
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            texts = {name: form.cleaned_data.get(name, "") for name in names}
            shown, seen = texts, form.cleaned_data["seen"]
            if request.POST.get("viec") == "xem":
                status = 200
            else:
                try:
                    who: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
                    services.write_wording(told, language, seen=-1 if seen is None else seen, **texts, **who)
                except services.StaleWording as error:
                    status, stale = CONFLICT, str(error)
                except InvalidInput as error:
                    form.add_error(error.field if error.field in form.fields else None, str(error))
                else:
                    messages.success(request, _("Đã lưu; thông báo gửi từ nay dùng lời này."))
                    return redirect("exchange:wording", kind, language)
    context = {
        "kind": told,
        "language": language,
        "form": form,
        "stale": stale,
        "held": held,
        "versions": versions,
        "facts": listed_facts(told),
        "preview": {name: filled(str(text), samples(told)) for name, text in shown.items() if name in names},
    }
    return render(request, "exchange/wording.html", context, status=status)


@require_POST
def withdraw_wording(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """Bring the shipped words back."""
    require_administrator(request.user)
    told, seen = _kind_told(kind, language), request.POST.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1
    try:
        services.withdraw_wording(told, language, seen=number, actor=request.user, at=timezone.now())
    except services.StaleWording as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã trở lại lời có sẵn của hệ thống."))
    return redirect("exchange:wording", kind, language)


def _kind_told(kind: str, language: str) -> Kind:
    """Return a kind that is told in a language, or raise `Http404`."""
    if kind not in Kind.values or language not in dict(languages_of(Kind(kind))):
        raise Http404(_("Không có mẫu thông báo này."))
    return Kind(kind)


# ── A dossier ────────────────────────────────────────────────────────────────────────────
@require_safe
@never_cache
def of_dossier(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what was told of a dossier to whoever may open it; for htmx only the list."""
    today = timezone.localdate()
    dossier = get_dossier(request.user, code, today=today, related=("version",))
    is_staff = not is_party(request.user, dossier, today=today) and is_officer(request.user, today=today)
    context = {
        "dossier": dossier,
        "told": queries.told_of(dossier),
        "is_staff": is_staff,
        "sees_to_tasks": is_staff and bool(posts_for_tasks(request.user, today=today)),
        "layout": "layouts/staff.html" if is_staff else "layouts/citizen.html",
    }
    is_part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    response = render(request, "exchange/_told.html" if is_part else "exchange/of_dossier.html", context)
    response["Vary"] = "HX-Request, Cookie"
    return response


# ── A person ─────────────────────────────────────────────────────────────────────────────
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Let a person choose the language and the ways by which notices come."""
    chosen = queries.preference_of(request.user)
    form = PreferenceForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        usable=list(channels()),
        initial=chosen,
    )
    if request.method == "POST" and form.is_valid():
        language, ways = form.cleaned_data["language"], form.cleaned_data["ways"]
        services.choose(request.user, language=language, chosen=ways, at=timezone.now())
        messages.success(request, _("Đã lưu cách nhận thông báo của Ông/Bà."))
        return redirect("exchange:preferences")
    context = {"form": form, "chosen": chosen}
    return render(request, "exchange/preferences.html", context, status=422 if request.method == "POST" else 200)

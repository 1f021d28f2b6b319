"""The same deed for many dossiers of a work list: choose, look once more, do it, read what became of each."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from dossiers import services
from dossiers.forms import batches as forms_of
from dossiers.models import Dossier
from dossiers.queries import batches as queries
from dossiers.queries.batches import BATCHED, Chosen
from dossiers.queries.inbox import inbox_posts
from dossiers.services import batches
from dossiers.services.signing import approve_and_sign, sign
from dossiers.views.desk import UNPROCESSABLE, list_url
from dossiers.workflow import Action

KEPT_RESULTS = 5
"""How many result pages a session keeps."""


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: SignedInRequest) -> HttpResponse:
    """Show what was chosen, with what belongs to the deed; then do it to each, whatever becomes of the others."""
    at = timezone.now()
    asked = request.POST if request.method == "POST" else request.GET
    action = _action(asked.get("viec", ""))
    if not inbox_posts(request.user, at=at):
        raise PermissionDenied(_("Trang này dành cho cán bộ xử lý hồ sơ."))
    chosen = queries.chosen(request.user, action, asked.getlist("chon"), at=at)
    form = _form(action, chosen, data=request.POST if request.method == "POST" else None, at=at)
    if request.method != "POST" or not form.is_valid() or not chosen.ready:
        context = {
            "action": action,
            "chosen": chosen,
            "form": form,
            "muc": queries.tab_of(asked.get("muc", "")),
            "list_url": list_url(request.user, queries.tab_of(asked.get("muc", "")), at=at),
        }
        status = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "dossiers/batch/confirm.html", context, status=status)
    seen = queries.seen_in(asked.getlist("chon"))
    who: dict[str, Any] = {"actor": request.user, "at": at}
    if isinstance(form, forms_of.AssignForm) and form.is_swap:
        first, second = chosen.ready
        both, words = (seen[first.code], seen[second.code]), form.cleaned_data["words"]
        swapped = partial(services.swap, first, second, words=words, seen=both, **who)
        results = batches.together(chosen.ready, swapped)
    else:
        perform = PERFORMED[action]
        results = batches.each(
            chosen.ready, lambda dossier: perform(dossier, form, {"seen": seen[dossier.code], **who})
        )
    key = _keep(request, action, results, chosen, muc=asked.get("muc", ""))
    return redirect("dossiers:batch_done", key)


@require_safe
def done(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Show what became of each dossier of a batch."""
    kept = request.session.get("batches", {}).get(str(key))
    if kept is None:
        raise Http404(_("Không còn kết quả của lần xử lý này."))
    back = list_url(request.user, kept["muc"], at=timezone.now())
    context = {"kept": kept, "action": Action(kept["action"]), "list_url": back}
    return render(request, "dossiers/batch/done.html", context)


def _action(text: str) -> Action:
    if text not in BATCHED:
        raise Http404
    return Action(text)


def _form(action: Action, chosen: Chosen, *, data: Any, at: datetime) -> forms.Form:
    if action is Action.ASSIGN:
        officers, swapped = queries.officers_for(chosen, at=at), queries.swappable(chosen)
        return forms_of.AssignForm(data, officers=officers, swapped=swapped)
    if action is Action.SEND_BACK:
        return forms_of.SendBackForm(data)
    if action is Action.APPROVE:
        has_electronic = any(dossier.result.is_electronic for dossier in chosen.ready)
        return forms_of.ApproveForm(data, has_electronic=has_electronic)
    if action is Action.SIGN or any(dossier.result.is_electronic for dossier in chosen.ready):
        return forms_of.KeyForm(data)
    return forms.Form(data or {}) if data is not None else forms.Form()


def _approve(dossier: Dossier, form: Any, who: dict[str, Any]) -> None:
    given = form.cleaned_data
    if given.get("is_signed_now") and dossier.result.is_electronic:
        approve_and_sign(dossier, words=given["words"], secret=given["passphrase"], **who)
    else:
        services.approve(dossier, words=given["words"], **who)


def _assign(dossier: Dossier, form: Any, who: dict[str, Any]) -> None:
    officer: User | None = form.chosen()
    services.assign(dossier, officer=officer, words=form.cleaned_data["words"], **who)


PERFORMED: dict[Action, Callable[[Dossier, Any, dict[str, Any]], Any]] = {
    Action.APPROVE: _approve,
    Action.SEND_BACK: lambda dossier, form, who: services.send_back(dossier, reason=form.cleaned_data["reason"], **who),
    Action.SIGN: lambda dossier, form, who: sign(dossier, secret=form.cleaned_data["passphrase"], **who),
    Action.SEAL: lambda dossier, form, who: services.seal(
        dossier, secret=form.cleaned_data.get("passphrase", ""), **who
    ),
    Action.ASSIGN: _assign,
}


def _keep(
    request: SignedInRequest, action: Action, results: list[batches.ItemResult], chosen: Chosen, *, muc: str
) -> UUID:
    """Keep the results for their page, which may be read again; the oldest make room."""
    key = uuid4()
    items = [
        {"code": one.dossier.code, "applicant": one.dossier.applicant_name, "obstacle": one.obstacle} for one in results
    ]
    items += [{"code": code, "applicant": name, "obstacle": why} for code, name, why in chosen.refused]
    kept = dict(list(request.session.get("batches", {}).items())[-KEPT_RESULTS + 1 :])
    kept[str(key)] = {
        "action": action.value,
        "muc": queries.tab_of(muc),
        "rows": items,
        "total": len(items),
        "done": sum(not item["obstacle"] for item in items),
    }
    request.session["batches"] = kept
    return key

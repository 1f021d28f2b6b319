"""Somebody comes for results: who they are, what they may take, and all of it handed over at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.identity import InvalidIdentity
from accounts.identity_card import read_card
from accounts.models import Post
from accounts.requests import SignedInRequest
from dossiers import services
from dossiers.forms.collecting import CollectingForm
from dossiers.models import Dossier
from dossiers.queries import collecting as queries
from dossiers.queries.collecting import Collectable
from dossiers.queries.counter import clerk_posts
from dossiers.queries.transfers import codes_in
from dossiers.services import batches

UNPROCESSABLE = 422
MOST_CODES = 50


@require_http_methods(["GET", "HEAD", "POST"])
def collecting(request: SignedInRequest) -> HttpResponse:
    """Ask who comes, show what they may take, hand the chosen results over. A scan only fills in."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    if request.method != "POST":
        codes = codes_in(" ".join(request.GET.getlist("ma"))[:2000])[:MOST_CODES]
        return _page(request, posts, CollectingForm(), codes=codes, chosen=codes, at=at)
    form = CollectingForm(request.POST)
    is_valid = form.is_valid()
    codes, chosen = request.POST.getlist("listed")[:MOST_CODES], request.POST.getlist("dossier")[:MOST_CODES]
    if card_text := request.POST.get("card", "").strip():
        return _with_card(request, posts, form, card_text, codes=codes, chosen=chosen, at=at)
    if added := codes_in(request.POST.get("code", "")[:2000]):
        form.forget_code()
        form.forgive()
        return _page(request, posts, form, codes=[*codes, *added], chosen=[*chosen, *added], at=at)
    if "hand_over" not in request.POST:
        form.forgive()
        return _page(request, posts, form, codes=codes, chosen=None, at=at)
    return _hand_over(request, posts, form, codes=codes, chosen=chosen, is_valid=is_valid, at=at)


def _with_card(
    request: SignedInRequest,
    posts: list[Post],
    form: CollectingForm,
    card_text: str,
    *,
    codes: Sequence[str],
    chosen: Sequence[str],
    at: datetime,
) -> HttpResponse:
    """Show the form filled from a card, with everything that its owner may take chosen."""
    form.forgive()
    try:
        form.fill_from_card(read_card(card_text[:600]))
    except InvalidIdentity as error:
        form.add_error("card", str(error))
        return _page(request, posts, form, codes=codes, chosen=chosen, at=at, status=UNPROCESSABLE)
    return _page(request, posts, form, codes=codes, chosen=None, at=at)


def _hand_over(
    request: SignedInRequest,
    posts: list[Post],
    form: CollectingForm,
    *,
    codes: Sequence[str],
    chosen: Sequence[str],
    is_valid: bool,
    at: datetime,
) -> HttpResponse:
    """Hand each of the chosen results over by itself; one that cannot be stops no other."""
    taken = {one.dossier.pk: one for one in _found(request, posts, form, codes, at=at) if one.dossier.code in chosen}
    if not taken and chosen and (done := queries.returned_already(request.user, posts, chosen, at=at)):
        messages.info(request, _("Đã trả rồi: %(codes)s.") % {"codes": ", ".join(done)})
        return redirect("dossiers:collecting")
    if not form.judge(list(taken.values()), today=timezone.localdate(at)) or not is_valid:
        return _page(request, posts, form, codes=codes, chosen=chosen, at=at, status=UNPROCESSABLE)
    given = form.cleaned_data

    def give(dossier: Dossier) -> None:
        services.hand_over(
            dossier,
            collected_by=given["collected_by"],
            mandate=form.mandate_for(taken[dossier.pk]),
            originals=given["originals"],
            is_card_checked=form.is_card_checked,
            seen=dossier.revision,
            actor=request.user,
            at=at,
        )

    results = batches.each([one.dossier for one in taken.values()], give)
    if count := sum(one.is_done for one in results):
        words = ngettext("Đã trả %(count)s kết quả cho %(name)s.", "Đã trả %(count)s kết quả cho %(name)s.", count)
        messages.success(request, words % {"count": count, "name": given["collected_by"]})
    for one in results:
        if not one.is_done:
            messages.warning(request, f"{one.dossier.code}: {one.obstacle}")
    return redirect("dossiers:collecting")


def _found(
    request: SignedInRequest, posts: list[Post], form: CollectingForm, codes: Sequence[str], *, at: datetime
) -> list[Collectable]:
    """Return what whoever stands in the form may take, and what was scanned."""
    number = "".join(sign for sign in str(form["personal_id"].value() or "") if sign.isdigit())[:12]
    name = str(form["collected_by"].value() or "")[:200]
    return queries.collectable(request.user, posts, personal_id=number, name=name, codes=codes, at=at)


def _page(
    request: SignedInRequest,
    posts: list[Post],
    form: CollectingForm,
    *,
    codes: Sequence[str],
    chosen: Sequence[str] | None,
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    """Show the page; `chosen` None ticks all that was scanned and all that may be taken without a paper."""
    found = _found(request, posts, form, codes, at=at)
    rows: list[dict[str, Any]] = [
        {
            "one": one,
            "is_chosen": one.dossier.code in (codes if chosen is None else chosen)
            or (chosen is None and not one.needs_paper),
        }
        for one in found
    ]
    context = {
        "form": form,
        "rows": rows,
        "codes": list(dict.fromkeys(codes)),
        "needs_paper": any(one.needs_paper for one in found) or bool(form["mandate_number"].errors),
        "is_known": bool(form["collected_by"].value()),
        "missing": [code for code in dict.fromkeys(codes) if code not in {one.dossier.code for one in found}],
        "crumbs": [
            {"label": _("Quầy tiếp nhận"), "url": reverse("dossiers:counter")},
            {"label": _("Trả kết quả"), "url": reverse("dossiers:return_desk")},
        ],
        "keys": [
            {"key": "F4", "label": _("Ô quét thẻ căn cước")},
            {"key": "F7", "label": _("Ô quét giấy hẹn")},
            {"key": "F8", "label": _("Trả các kết quả đã chọn")},
        ],
    }
    return render(request, "dossiers/returns/collecting.html", context, status=status)


def _clerk(request: SignedInRequest, *, at: datetime) -> list[Post]:
    posts = clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return posts

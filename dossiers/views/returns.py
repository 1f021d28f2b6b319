"""The return desk: who comes for a result, what goes out electronically or by post, what nobody collects."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import posts_of
from accounts.models import Post, Role
from accounts.requests import SignedInRequest
from agencies.vietnamese import normalised
from dossiers import services
from dossiers.models import Dossier
from dossiers.papers import hand_over
from dossiers.queries import returns as queries
from dossiers.queries.buttons import move_url
from dossiers.queries.counter import clerk_posts
from dossiers.queries.transfers import codes_in
from dossiers.services import batches
from dossiers.services.batches import ItemResult
from dossiers.services.posting import bundle_number
from dossiers.views.counter import page_number
from dossiers.views.files import pdf_answer
from dossiers.workflow import Action, Status

UNPROCESSABLE = 422
READ_OR_POST = ["GET", "HEAD", "POST"]

DONE_AT = {Status.IN_DELIVERY: Action.CONFIRM_DELIVERY}
"""What a clerk does with a code that was scanned at the return desk."""


@require_safe
def return_desk(request: SignedInRequest) -> HttpResponse:
    """Show what can be handed out; a scanned code opens its page at once."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    text = normalised(request.GET.get("q", ""))[:200]
    if text:
        return _found(request, posts, text, at=at)
    page = queries.return_desk(request.user, posts, at=at)
    context = {"page": page, "crumbs": _crumbs(), "keys": [{"key": "/", "label": _("Ô quét mã")}]}
    return render(request, "dossiers/returns/desk.html", context)


def _found(request: SignedInRequest, posts: list[Post], text: str, *, at: datetime) -> HttpResponse:
    """Lead to the page of the only dossier with a scanned code, else to the counter's search."""
    codes = codes_in(text)
    dossier = queries.to_hand_out(request.user, posts, codes, at=at).first() if len(codes) == 1 else None
    if dossier is None:
        return redirect(f"{reverse('dossiers:counter')}?{urlencode({'q': codes[0] if len(codes) == 1 else text})}")
    if dossier.status == Status.RESULT_READY:
        return redirect(f"{reverse('dossiers:collecting')}?{urlencode({'ma': dossier.code})}")
    action = DONE_AT.get(Status(dossier.status))
    return redirect(move_url(dossier.code, action) if action else reverse("dossiers:desk", args=[dossier.code]))


@require_POST
def hand_over_electronically(request: SignedInRequest) -> HttpResponse:
    """Hand the chosen electronic results over, each by itself."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    chosen = list(queries.to_hand_out(request.user, posts, request.POST.getlist("dossier"), at=at))

    def give(dossier: Dossier) -> None:
        services.hand_over_electronically(dossier, seen=dossier.revision, actor=request.user, at=at)

    _say(request, batches.each(chosen, give), done=_("Đã trả điện tử %(count)s kết quả."))
    return redirect("dossiers:return_desk")


@require_http_methods(READ_OR_POST)
def post_bundle(request: SignedInRequest) -> HttpResponse:
    """Give the results that have an item code to one postman, with one record; the others wait."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    if request.method != "POST":
        return redirect("dossiers:return_desk")
    items = {
        name.removeprefix("item-"): code
        for name, value in request.POST.items()
        if name.startswith("item-") and (code := normalised(str(value))[:40])
    }
    postman = normalised(request.POST.get("postman_name", ""))[:120]
    errors = []
    if not items:
        errors.append({"message": _("Ông/Bà ghi số hiệu bưu gửi của ít nhất một kết quả."), "target": ""})
    if not postman:
        errors.append({"message": _("Ông/Bà ghi họ tên nhân viên bưu chính."), "target": "postman_name"})
    if errors:
        page = queries.return_desk(request.user, posts, at=at)
        for dossier in page.postal:
            dossier.typed_item = items.get(dossier.code, "")  # type: ignore[attr-defined]
        context: dict[str, Any] = {"page": page, "crumbs": _crumbs(), "errors": errors, "postman": postman}
        return render(request, "dossiers/returns/desk.html", context, status=UNPROCESSABLE)
    chosen = list(queries.to_hand_out(request.user, posts, items, at=at))
    record = bundle_number(chosen[0].office, at=at) if chosen else ""

    def send(dossier: Dossier) -> None:
        services.hand_to_post(
            dossier,
            item_code=items[dossier.code],
            postman_name=postman,
            record=record,
            seen=dossier.revision,
            actor=request.user,
            at=at,
        )

    done = _("Đã giao %(count)s kết quả cho bưu chính, biên bản {record}.").replace("{record}", record)
    _say(request, batches.each(chosen, send), done=done)
    return redirect("dossiers:return_desk")


def _say(request: SignedInRequest, results: list[ItemResult], *, done: str) -> None:
    """Say what became of each dossier of a batch."""
    count = sum(one.is_done for one in results)
    if count:
        messages.success(request, done % {"count": count})
    for one in results:
        if not one.is_done:
            messages.warning(request, f"{one.dossier.code}: {one.obstacle}")
    if not results:
        messages.warning(request, _("Ông/Bà chưa chọn kết quả nào còn chờ trả."))


@require_safe
@never_cache
def postal_bundle_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """Send the record of what a postman took away at one time."""
    at = timezone.now()
    shipments = queries.bundle(_clerk(request, at=at), number)
    if not shipments:
        raise Http404(_("Không tìm thấy biên bản giao nhận này."))
    pdf = hand_over.postal_record_pdf(hand_over.shipments_of(shipments))
    return pdf_answer(pdf, f"{shipments[0].record_number}.pdf")


@require_safe
def missing(request: SignedInRequest) -> HttpResponse:
    """Show clerks and leaders what is promised up to today and is not at the return desk."""
    at = timezone.now()
    posts = clerk_posts(request.user, at=at)
    is_leader = any(post.role == Role.LEADER for post in posts_of(request.user, today=timezone.localdate(at)))
    if not posts and not is_leader:
        raise PermissionDenied(_("Trang này dành cho cán bộ trả kết quả và lãnh đạo."))
    page = queries.missing_results(
        request.user,
        posts,
        muc=request.GET.get("muc", ""),
        parameters=request.GET,
        page=page_number(request),
        at=at,
    )
    crumbs = _crumbs() if posts else [{"label": _("Lãnh đạo"), "url": reverse("dossiers:lead")}]
    return render(request, "dossiers/returns/missing.html", {"page": page, "work": page.work, "crumbs": crumbs})


@require_safe
def uncollected(request: SignedInRequest) -> HttpResponse:
    """Show the results that nobody has come for, the oldest first, with their age."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    page = queries.uncollected(
        request.user,
        posts,
        muc=request.GET.get("muc", ""),
        parameters=request.GET,
        page=page_number(request),
        at=at,
    )
    context = {"work": page.work, "page": page, "crumbs": _crumbs()}
    return render(request, "dossiers/returns/uncollected.html", context)


def _clerk(request: SignedInRequest, *, at: datetime) -> list[Post]:
    posts = clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return posts


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Quầy tiếp nhận"), "url": reverse("dossiers:counter")}]

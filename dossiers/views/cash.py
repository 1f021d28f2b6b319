"""The cash desk of a counter: the day's receipts with their total, and the voiding of one that was wrong."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Post
from accounts.requests import SignedInRequest
from dossiers.errors import DossierError, NotAllowed, StaleDossier
from dossiers.forms.fees import VoidForm
from dossiers.models import PaymentReceipt
from dossiers.queries import money as queries
from dossiers.queries.counter import clerk_posts
from dossiers.services import fees

UNPROCESSABLE, FORBIDDEN, CONFLICT = 422, 403, 409
FIRST_DAY = date(2018, 6, 1)
"""Since when one-stop offices take money at all. Law: Nghị định 61/2018/NĐ-CP Điều 41."""


@require_safe
def cash_desk(request: SignedInRequest) -> HttpResponse:
    """Show what was taken on a day, today unless another one is asked for."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    today = timezone.localdate(at)
    day = _day(request.GET.get("ngay", ""), today=today)
    page = queries.cash_desk(posts, day=day)
    context = {
        "page": page,
        "today": today,
        "is_today": day == today,
        "before_url": f"?{urlencode({'ngay': (day - timedelta(days=1)).isoformat()})}",
        "after_url": f"?{urlencode({'ngay': (day + timedelta(days=1)).isoformat()})}" if day < today else "",
        "crumbs": _crumbs(),
    }
    return render(request, "dossiers/counter/cash.html", context)


def _day(text: str, *, today: date) -> date:
    """Return the day of an address; nonsense and the future are today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_DAY <= day <= today else today


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask why a receipt is void, and void it."""
    at = timezone.now()
    posts = _clerk(request, at=at)
    found = queries.receipts_at(posts).filter(number=number.strip().upper())
    receipt = found.select_related("dossier", "collected_by", "voided_by").first()
    if receipt is None:
        raise Http404(_("Không tìm thấy biên lai này."))
    form, status = VoidForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            fees.void(receipt, reason=form.cleaned_data["reason"], actor=request.user, at=at)
        except StaleDossier:
            receipt.refresh_from_db()
            form.add_error(None, _("Biên lai này vừa được hủy; không phải hủy lần nữa."))
            status = CONFLICT
        except DossierError as error:
            form.add_error("reason", str(error))
            status = FORBIDDEN if isinstance(error, NotAllowed) else UNPROCESSABLE
        else:
            messages.success(request, _("Đã hủy biên lai %(number)s.") % {"number": receipt.number})
            return redirect(_day_url(receipt))
    elif request.method == "POST":
        status = UNPROCESSABLE
    context: dict[str, Any] = {
        "receipt": receipt,
        "rows": [queries.receipt_row(receipt)],
        "form": form,
        "day_url": _day_url(receipt),
        "crumbs": [*_crumbs(), {"label": _("Thu phí, lệ phí"), "url": reverse("dossiers:cash_desk")}],
    }
    return render(request, "dossiers/counter/void_payment.html", context, status=status)


def _day_url(receipt: PaymentReceipt) -> str:
    day = timezone.localdate(receipt.collected_at)
    return f"{reverse('dossiers:cash_desk')}?{urlencode({'ngay': day.isoformat()})}"


def _clerk(request: SignedInRequest, *, at: datetime) -> list[Post]:
    posts = clerk_posts(request.user, at=at)
    if not posts:
        raise PermissionDenied(_("Trang này dành cho cán bộ tiếp nhận và trả kết quả."))
    return posts


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Quầy tiếp nhận"), "url": reverse("dossiers:counter")}]

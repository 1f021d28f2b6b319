"""What everybody may read: published reports, their files, their feed, and letters about new ones."""

from datetime import datetime
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reporting.formats import FORMATS, Format
from reporting.forms.reports import KindForm, SubscribeForm
from reporting.models import Report
from reporting.publishing import pages, subscribing
from reporting.reports.kinds import BY_KEY

TOO_MANY = 429
UNPROCESSABLE = 422


@require_safe
@login_not_required
def published_list(request: HttpRequest) -> HttpResponse:
    """List the published reports, all or of one kind."""
    kind = request.GET.get("loai", "")
    kind = kind if kind in BY_KEY else ""
    page = pages.public_list(kind=kind, page=_page_number(request))
    context = {"page": page, "form": KindForm({"loai": kind}), "query": f"loai={kind}" if kind else ""}
    return render(request, "reporting/published/list.html", context)


@require_safe
@login_not_required
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one published report: the table, what each figure counts, what was corrected, the hash, the files."""
    report = _report_or_404(slug)
    snapshot, table = pages.snapshot_and_table(report, with_lists=False)
    context = {
        "report": report,
        "line": pages.line_of(report),
        "snapshot": snapshot,
        "table": table,
        "amendments": pages.amendments_of(snapshot),
        "corrigendum": pages.corrigendum_of(report),
        "formats": FORMATS.values(),
    }
    return render(request, "reporting/published/report.html", context)


@require_safe
@login_not_required
def published_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Send a published report as a file; the same bytes each time."""
    report = _report_or_404(slug)
    if form not in FORMATS:
        raise Http404(_("Không có tệp này."))
    return file_of(report, FORMATS[form])


def file_of(report: Report, form: Format) -> HttpResponse:
    """Return a published report in one form, under its own name."""
    response = HttpResponse(pages.file_content(report, form.extension), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="bao-cao-{report.slug}.{form.extension}"'
    return response


class ReportFeed(Feed):
    """New reports, one entry for each. Law: RFC 4287 (Atom)."""

    feed_type = Atom1Feed
    title = gettext_lazy("Báo cáo đã công bố")
    subtitle = gettext_lazy("Báo cáo kết quả giải quyết thủ tục hành chính, và các bản đính chính.")

    def link(self) -> str:
        """Return the page that the feed is about."""
        return reverse("reporting:published")

    def feed_guid(self) -> str:
        """Return the identity of the feed."""
        return f"{settings.PORTAL_URL}{self.link()}"

    def items(self) -> list[Report]:
        """Return the newest reports."""
        return pages.newest_public()

    def item_title(self, item: Report) -> str:
        """Return kind, period and number."""
        line = pages.line_of(item)
        return f"{line.kind.title}, {line.period.name} ({item.number})"

    def item_description(self, item: Report) -> str:
        """Return what it is about, and why where it is a corrigendum."""
        scope = item.scope.name if item.scope else _("Toàn tỉnh")
        return f"{scope}. {_('Đính chính')}: {item.reason}" if item.reason else f"{scope}."

    def item_link(self, item: Report) -> str:
        """Return the page of the report."""
        return reverse("reporting:published_report", args=[item.slug])

    def item_guid(self, item: Report) -> str:
        """Return an identity that a new host name does not change."""
        return f"urn:uuid:{item.key}"

    def item_pubdate(self, item: Report) -> datetime | None:
        """Return when it was published."""
        return item.published_at

    def item_updateddate(self, item: Report) -> datetime | None:
        """Return when it was published: it never changes."""
        return item.published_at

    def item_categories(self, item: Report) -> list[str]:
        """Return its kind."""
        return [str(BY_KEY[item.kind].title)]


@require_safe
@login_not_required
def report_feed(request: HttpRequest) -> HttpResponse:
    """Give the published reports as an Atom feed."""
    return ReportFeed()(request)


# ── Letters about new reports ────────────────────────────────────────────────────────────
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take the address of somebody who wants to hear of new reports; they must confirm it from their mailbox."""
    is_sent = request.method == "POST"
    form = SubscribeForm(request.POST if is_sent else None, initial={"kind": request.GET.get("loai", "")})
    if is_sent and form.is_valid():
        if not ratelimit.consume(request, action="subscribe", key=form.cleaned_data["email"].lower()):
            form.add_error("email", _("Đã gửi nhiều thư đến đây. Ông/Bà thử lại sau một giờ."))
            return render(request, "reporting/published/subscribe.html", {"form": form}, status=TOO_MANY)
        wanted = {"kind": form.cleaned_data["kind"], "language": get_language() or "vi"}
        subscribing.ask(form.cleaned_data["email"], **wanted, at=timezone.now())
        return redirect("reporting:subscription_asked")
    status = UNPROCESSABLE if is_sent else 200
    return render(request, "reporting/published/subscribe.html", {"form": form}, status=status)


@require_safe
@login_not_required
def subscription_asked(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "reporting/published/asked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def subscription(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let the owner of an address confirm; opening the link alone confirms nothing, mail programs open links."""
    at = timezone.now()
    found = subscribing.waiting_for_confirmation(key, at=at)
    if found is None:
        raise Http404(_("Đường dẫn này đã hết hạn hoặc đã thôi nhận. Ông/Bà đăng ký lại."))
    if request.method == "POST":
        subscribing.confirm(found, at=at)
        return redirect("reporting:subscription", key)
    kind = BY_KEY[found.kind].title if found.kind in BY_KEY else _("Tất cả báo cáo")
    return render(request, "reporting/published/subscription.html", {"subscription": found, "kind": kind})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def unsubscribe(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a subscription by one press, here or in the mail program.

    Law: RFC 8058 (one-click unsubscription posts without a session; the key in the address is the secret).
    """
    if request.method == "POST":
        if not subscribing.end(key, at=timezone.now()):
            raise Http404(_("Không có đăng ký này."))
        return render(request, "reporting/published/ended.html")
    if not subscribing.is_known(key):
        raise Http404(_("Không có đăng ký này."))
    return render(request, "reporting/published/unsubscribe.html", {"key": key})


def _report_or_404(slug: str) -> Report:
    found = pages.public_report(slug)
    if found is None:
        raise Http404(_("Không có báo cáo này."))
    return found


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1

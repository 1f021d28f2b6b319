"""What everybody may know of the past and the future: versions of a procedure, decisions, their feed."""

from datetime import datetime, time
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import is_officer
from procedures.models import ProcedureVersion, Promulgation, PromulgationDeed
from procedures.queries import versions as queries
from procedures.views.decisions import page_number, pdf_of
from procedures.views.procedure import page_context


@require_safe
@login_not_required
def versions(request: HttpRequest, code: str) -> HttpResponse:
    """Show the history of a procedure, and what is coming."""
    today = timezone.localdate()
    rows = queries.version_rows(code, today=today)
    if not rows:
        raise Http404(_("Không có thủ tục này."))
    shown = next((row for row in rows if row.version.valid_from <= today), rows[0])
    context = {"rows": rows, "version": shown.version, "code": code}
    return render(request, "procedures/versions/list.html", context)


@require_safe
@login_not_required
def version(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show any version as the page of its procedure, with a line that says when it held or will hold."""
    found = _version_or_404(code, number)
    return render(request, "procedures/detail.html", page_context(found, request, today=timezone.localdate()))


@require_safe
@login_not_required
def version_difference(request: HttpRequest, code: str, number: int, other: int) -> HttpResponse:
    """Show what differs in a version from another one, in words; internal processes only to officers."""
    is_staff = is_officer(request.user, today=timezone.localdate())
    compared = queries.compare(code, old=other, new=number, is_staff=is_staff)
    if compared is None or number == other:
        raise Http404(_("Không có hai phiên bản này để so sánh."))
    return render(request, "procedures/versions/difference.html", {"compared": compared, "code": code})


@require_safe
@login_not_required
def public_decisions(request: HttpRequest) -> HttpResponse:
    """List the decisions in public, the newest first."""
    page = queries.issued_decisions(page=page_number(request))
    return render(request, "procedures/versions/decisions.html", {"page": page, "today": timezone.localdate()})


@require_safe
@login_not_required
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one decision and what it changes."""
    found, today = _issued_or_404(slug), timezone.localdate()
    changes = queries.public_changes(found, today=today)
    return render(request, "procedures/versions/decision.html", {"decision": found, "changes": changes, "today": today})


@require_safe
@login_not_required
def decision_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send the signed decision."""
    return pdf_of(_issued_or_404(slug))


class DecisionFeed(Feed):
    """What the province has decided about its procedures, one entry for each decision.

    Law: RFC 4287 (Atom); an entry's identity is its decision, so a reader sees a renewed one as the same.
    """

    feed_type = Atom1Feed
    title = gettext_lazy("Thay đổi danh mục thủ tục hành chính")
    subtitle = gettext_lazy("Các quyết định công bố, sửa đổi, thay thế, bãi bỏ thủ tục hành chính.")

    def link(self) -> str:
        """Return the page that the feed is about."""
        return reverse("procedures:public_decisions")

    def feed_guid(self) -> str:
        """Return the identity of the feed."""
        return f"{settings.PORTAL_URL}{self.link()}"

    def items(self) -> list[Promulgation]:
        """Return the newest decisions."""
        return queries.newest_decisions()

    def item_title(self, item: Promulgation) -> str:
        """Return number and subject."""
        return f"{item.number}: {item.title}"

    def item_description(self, item: Promulgation) -> str:
        """Return from when on what changes, as a list."""
        day = _("Có hiệu lực từ ngày %s.") % f"{item.effective_on:%d/%m/%Y}"
        lines = "".join(f"<li>{escape(words)}</li>" for words in queries.change_words(item))
        return f"<p>{day}</p><ul>{lines}</ul>"

    def item_link(self, item: Promulgation) -> str:
        """Return the page of the decision."""
        return reverse("procedures:decision", args=[item.slug])

    def item_guid(self, item: Promulgation) -> str:
        """Return an identity that neither a new host name nor a new subject changes."""
        return f"urn:mot-cua:quyet-dinh:{item.slug}"

    def item_pubdate(self, item: Promulgation) -> datetime | None:
        """Return when it was issued, by the day on its first page."""
        if item.issued_on is None:
            return None
        return datetime.combine(item.issued_on, time(), tzinfo=timezone.get_default_timezone())

    def item_updateddate(self, item: Promulgation) -> datetime | None:
        """Return when it was last issued here."""
        issued = [timezone.localtime(event.at) for event in item.events.all() if event.deed == PromulgationDeed.ISSUE]
        return max(issued, default=self.item_pubdate(item))

    def item_author_name(self, item: Promulgation) -> str:
        """Return who issued it."""
        return item.issuer

    def item_categories(self, item: Promulgation) -> list[str]:
        """Return what it does to procedures."""
        return sorted({str(change.get_kind_display()) for change in item.changes.all()})


@require_safe
@login_not_required
def decision_feed(request: HttpRequest) -> HttpResponse:
    """Give the decisions as an Atom feed."""
    return DecisionFeed()(request)


def _version_or_404(code: str, number: int) -> ProcedureVersion:
    found = queries.version_at(code, number)
    if found is None:
        raise Http404(_("Không có phiên bản này."))
    return found


def _issued_or_404(slug: str) -> Promulgation:
    found = queries.issued_decision(slug)
    if found is None:
        raise Http404(_("Không có quyết định này."))
    return found

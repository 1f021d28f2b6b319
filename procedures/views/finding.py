"""Finding a procedure otherwise than in the list: suggestions while one types, and a few questions."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from procedures.queries.guided import guided_page
from procedures.queries.listing import suggest
from procedures.search import LONGEST_QUERY


@require_safe
@login_not_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """Show the few procedures that fit what has been typed so far; who opens the address as a page gets the list."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
    if "HX-Request" not in request.headers:
        return redirect(f"{reverse('procedures:list')}?{urlencode({'q': text})}")
    suggested = suggest(text, today=timezone.localdate())
    response = render(request, "procedures/_suggestions.html", {"suggested": suggested, "text": text})
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_safe
@login_not_required
def guided(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask one question; each answer leads to the next question or to a procedure."""
    page = guided_page(slug, today=timezone.localdate())
    if page is None:
        raise Http404(_("Không có câu hỏi này."))
    crumbs = [
        {"label": _("Thủ tục hành chính"), "url": reverse("procedures:list")},
        *([{"label": _("Chọn từng bước"), "url": reverse("procedures:guided")}] if slug else []),
        *({"label": label, "url": url} for label, url in page.before[:-1]),
    ]
    chosen = page.before[-1][0] if page.before else ""
    return render(request, "procedures/guided.html", {"page": page, "crumbs": crumbs, "chosen": chosen})

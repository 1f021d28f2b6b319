"""Everybody's question before submitting: if I submit now, when is the result there?"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.vietnamese import normalised
from dossiers.queries.when import trouble, when_page

UNPROCESSABLE = 422


@login_not_required
@require_safe
def when(request: HttpRequest, code: str) -> HttpResponse:
    """Show the date that a receipt would promise for a moment, a way of submitting and an agency, line by line."""
    asked = {name: normalised(value) for name, value in request.GET.dict().items()}
    page = when_page(code, asked, at=timezone.now())
    if page is None:
        raise Http404(_("Không có thủ tục này."))
    return render(
        request,
        "dossiers/when.html",
        {"page": page, "version": page.version, "form": page.form, "trouble": trouble(page)},
        status=UNPROCESSABLE if page.form.errors and page.limits else 200,
    )

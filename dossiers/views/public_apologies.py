"""The public list of apologies."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dossiers.forms.apologies import PublicApologiesForm
from dossiers.queries import public_apologies as queries
from dossiers.views.counter import page_number


@require_safe
@login_not_required
def listed(request: HttpRequest) -> HttpResponse:
    """Show everybody which dates were not kept, why, and whether the new ones were."""
    agencies = queries.apologising_agencies().values_list("code", "short_name")
    form = PublicApologiesForm(request.GET, agencies=list(agencies))
    found = queries.signed_apologies()
    if not form.is_valid():
        found = found.none()
    elif form.cleaned_data["co_quan"]:
        found = found.filter(agency__code=form.cleaned_data["co_quan"])
    shown = Paginator(found, queries.PAGE_SIZE).get_page(page_number(request))
    chosen = {name: value for name, value in form.data.items() if value and name in form.fields}
    return render(
        request,
        "dossiers/apologies/public.html",
        {
            "form": form,
            "page": shown,
            "rows": queries.public_rows(shown.object_list, at=timezone.now()),
            "query": urlencode(chosen),
        },
    )

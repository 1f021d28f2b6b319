"""What every figure means, for everybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reporting.indicators import BY_KEY, BY_TOPIC, Indicator


@require_safe
@login_not_required
def indicators(request: HttpRequest) -> HttpResponse:
    """Show the definition of every figure under its heading; no query."""
    topics = [
        {"slug": topic.value, "label": topic.label, "definitions": [_definition(one) for one in defined]}
        for topic, defined in BY_TOPIC.items()
    ]
    return render(request, "reporting/indicators.html", {"topics": topics, "count": len(BY_KEY)})


def _definition(indicator: Indicator) -> dict[str, Any]:
    """Return a definition as the page writes it: its words, and from which counts it follows."""
    parts = [] if indicator.numerator == () else [str(BY_KEY[key].label) for key in indicator.numerator]
    whole = [str(BY_KEY[key].label) for key in indicator.denominator]
    is_rate = bool(parts and whole)
    return {
        "key": indicator.key,
        "label": indicator.label,
        "sentence": indicator.sentence,
        "law": indicator.law,
        "unit": indicator.unit.label,
        "formula": _("%(part)s / %(whole)s") % {"part": _sum(parts), "whole": _sum(whole)} if is_rate else "",
        "sum": " + ".join(parts) if len(parts) > 1 and not whole else "",
        "is_known": indicator.is_known,
    }


def _sum(labels: list[str]) -> str:
    """Return labels as a sum, in brackets where it is one."""
    return f"({' + '.join(labels)})" if len(labels) > 1 else "".join(labels)

"""The command palette: a page of its own, and the list in the dialog that Ctrl+K opens."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from portal.palette import commands_for

LONGEST_TEXT = 200


@require_safe
@never_cache
def palette(request: SignedInRequest) -> HttpResponse:
    """Show what the typed words find; with `mo`, open the only answer at once."""
    text = " ".join(request.GET.get("q", "")[:LONGEST_TEXT].replace("\x00", "").split())
    code = request.GET.get("ho_so", "")[:60].replace("\x00", "")
    groups = commands_for(request.user, text=text, code=code, at=timezone.now())
    total = sum(len(group.commands) for group in groups)
    if request.headers.get("X-Palette"):
        context = {"groups": groups, "total": total}
        response = render(request, "palette/_options.html", context)
        response["Vary"] = "X-Palette, Cookie"
        return response
    if "mo" in request.GET and total == 1:
        return redirect(groups[0].commands[0].url)
    return render(request, "palette/page.html", {"groups": groups, "total": total, "text": text, "code": code})

"""What a person chooses about the pages themselves, and what machines that read them are told."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from portal import appearance


@require_POST
@login_not_required
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's choice, and go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    # What is no choice changes nothing, as with the language.
    if (theme := request.POST.get("theme", "")) in appearance.CHOICES:
        appearance.remember(response, theme)
    return response


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to leave: each person's pages, and the offices' work."""
    left = ["/tai-khoan/", "/ho-so/", "/nop-ho-so/", "/xu-ly/", "/quay/", "/lanh-dao/", "/bien-tap/", "/quan-tri/"]
    doors = [reverse("account_login"), reverse("account_signup")]
    rules = [*(f"Allow: {address}" for address in doors), *(f"Disallow: {address}" for address in left)]
    lines = ["User-agent: *", *rules, ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

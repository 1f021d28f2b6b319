"""What we know about a person, and how they sign in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import queries, services
from accounts.access import is_officer
from accounts.forms import ProfileForm
from accounts.identity import national_phone
from accounts.models import CitizenProfile, User
from accounts.views.answers import UNPROCESSABLE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show a person what we know about them, and let them correct it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - LoginRequiredMiddleware lets nobody else come here
    today = timezone.localdate()
    told = CitizenProfile.objects.filter(user=user).first() or CitizenProfile()
    told.user = user
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        profile=told,
        today=today,
        personal_id_is_fixed=bool(told.personal_id) and is_officer(user, today=today),
    )
    if request.method == "POST" and form.is_valid():
        services.revise_profile(user, **form.cleaned_data)
        messages.success(request, _("Đã lưu thông tin của Ông/Bà."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "phone": national_phone(user.phone),
        "identities": queries.identities_of(user),
        "memberships": queries.organisations_of(user, today=today),
    }
    return render(request, "accounts/profile.html", context, status=UNPROCESSABLE if request.method == "POST" else 200)

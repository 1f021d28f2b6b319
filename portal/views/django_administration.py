"""Django's own administration for rare things, behind our door and in our dress.

Nearly all of it is for reading. What can be changed here leaves an `AdministrativeEvent` in the same transaction, as
the administrators' own pages do; nothing is deleted.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.administration import trail
from accounts.administration.access import is_administrator
from accounts.models import (
    Absence,
    AdministrativeAction,
    AdministrativeEvent,
    Membership,
    Organisation,
    Post,
    User,
)
from agencies.models import Agency, CalendarRevision, NumberSequence, OneStopOffice, SecondSeal
from exchange.models import ChannelState, NoticeWording
from procedures.models import ClockRule, LegalRegime, Sector


class Administration(admin.AdminSite):
    """The site at /quan-tri/django/: administrators come in by the portal's own door, there is no second one."""

    site_header = _("Quản trị chuyên sâu")
    site_title = "Một Cửa"
    index_title = _("Dữ liệu của hệ thống")
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let administrators in."""
        return is_administrator(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead whoever may not be here to the portal's own door; an officer without the right finds it shut."""
        if request.user.is_authenticated:
            return redirect("manage")
        return redirect_to_login(request.get_full_path())

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the portal's own way out."""
        return redirect("account_logout")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses that have a name and a use here: no second login, password page or redirect by type."""
        unused = {"password_change", "password_change_done", "view_on_site", "autocomplete"}
        kept = [one for one in super().get_urls() if getattr(one, "name", "") not in unused]
        for one in kept:
            if isinstance(one, URLPattern) and hasattr(one.callback, "login_url"):
                # A stranger is led to the portal's door at once, not by way of a page that leads there.
                one.callback.login_url = reverse_lazy("account_login")
        return kept


site = Administration(name="admin")


class ReadOnly(admin.ModelAdmin):
    """Rows that are looked at here and changed elsewhere, or nowhere."""

    show_full_result_count = False
    # Counts beside each filter would cost a query each.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_urls(self) -> list[URLPattern]:
        """Leave out the address without a name, which only leads on to another one."""
        return [one for one in super().get_urls() if one.name and not one.name.endswith("_delete")]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show what administrators may see."""
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let administrators read."""
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add nothing here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Change nothing here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Delete nothing, ever."""
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one trail of changes, narrowed to this row."""
        row = self.get_object(request, object_id)
        query = f"?{urlencode({'q': str(row)[:100]})}" if row is not None else ""
        return redirect(reverse("administration:trail") + query)


class Changeable(ReadOnly):
    """Rows that administrators may change; each change is an event."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let administrators change."""
        return is_administrator(request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        """Save a row and remember what differs; the event is written when Django logs the change."""
        before = type(obj)._default_manager.filter(pk=obj.pk).values(*form.changed_data).first() if change else None
        super().save_model(request, obj, form, change)
        request.changes = trail.differences(before or {}, obj)  # type: ignore[attr-defined]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write the event of a new row."""
        self._record(AdministrativeAction.CREATED, request, obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Write the event of a change; nothing where nothing differs."""
        if getattr(request, "changes", None):
            self._record(AdministrativeAction.CHANGED, request, obj)

    def _record(self, action: AdministrativeAction, request: HttpRequest, obj: Any) -> None:
        actor = request.user
        changes = getattr(request, "changes", {})
        trail.record(action, obj, actor=actor, at=timezone.now(), changes=changes)  # type: ignore[arg-type]


@admin.register(User, site=site)
class UserAdmin(Changeable):
    """Who administers the system: only whoever has every right gives that right."""

    list_display = ("full_name", "email", "is_active", "is_staff")
    list_filter = ("is_staff", "is_active")
    search_fields = ("full_name", "email")
    fields = ("full_name", "email", "phone", "is_active", "is_staff", "date_joined")
    readonly_fields = ("full_name", "email", "phone", "is_active", "date_joined")
    ordering = ("full_name", "pk")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let superusers change the rights of others, not their own."""
        user = request.user
        return is_administrator(user) and bool(user.is_superuser) and (obj is None or obj.pk != user.pk)


@admin.register(Sector, site=site)
class SectorAdmin(Changeable):
    """Sectors of procedures."""

    search_fields = ("code", "name")
    readonly_fields = ("code",)


@admin.register(LegalRegime, site=site)
class RegimeAdmin(ReadOnly):
    """The regimes under which dossiers run."""

    list_display = ("code", "name", "valid_from")


@admin.register(ClockRule, site=site)
class ClockRuleAdmin(ReadOnly):
    """What may stop or lengthen the clock."""

    list_display = ("regime", "procedure", "cause", "amount")
    list_select_related = ("regime", "procedure")


@admin.register(AdministrativeEvent, site=site)
class EventAdmin(ReadOnly):
    """What administrators changed."""

    list_display = ("at", "action", "subject_name", "actor")
    list_select_related = ("actor",)
    list_filter = ("action",)


@admin.register(Post, site=site)
class PostAdmin(ReadOnly):
    """Posts, with all that ended."""

    list_display = ("user", "role", "agency", "valid_from", "valid_to")
    list_select_related = ("user", "agency")
    list_filter = ("role",)
    search_fields = ("user__full_name",)


@admin.register(NoticeWording, site=site)
class WordingAdmin(ReadOnly):
    """Every version of the province's own words."""

    list_display = ("kind", "language", "version", "written_by", "written_at", "withdrawn_at")
    list_select_related = ("written_by",)
    list_filter = ("kind", "language")


for looked_at in (
    Absence,
    Agency,
    CalendarRevision,
    ChannelState,
    Membership,
    NumberSequence,
    OneStopOffice,
    Organisation,
    SecondSeal,
):
    site.register(looked_at, ReadOnly)

for registered in site._registry:
    # Vietnamese nouns have no plural; without a word of ours Django would add an English “s”.
    registered._meta.verbose_name_plural = registered._meta.verbose_name

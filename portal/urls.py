"""The root of all addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal.views import administration, appearance, django_administration, health, home
from portal.views.palette import palette
from portal.views.ui import ui

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("tro-giup/", home.help_page, name="help"),
    path("", include("procedures.urls")),
    path("", include("dossiers.urls")),
    path("", include("reporting.urls")),
    path("", include("exchange.urls")),
    path("api/", include("portal.api_urls")),
    path("quan-tri/", administration.manage, name="manage"),
    path("quan-tri/", include("accounts.administration.urls")),
    path("quan-tri/django/", django_administration.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("tai-khoan/", include("accounts.urls")),
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("giao-dien/", appearance.choose_theme, name="theme"),
    path("robots.txt", appearance.robots, name="robots"),
    path("lenh/", palette, name="palette"),
    path("ui/", ui, name="ui"),
]

"""The root of all addresses."""

from django.urls import URLPattern, URLResolver, include, path

from portal.views import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("tai-khoan/", include("allauth.account.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
]

"""Addresses of the API: each room's part under `/api/v1/`, the documentation at `/api/`."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.views import api

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", api.Documentation.as_view(), name="docs"),
    path("schema/", api.Schema.as_view(), name="schema"),
    path("v1/", include("procedures.api.urls")),
    path("v1/", include("dossiers.api.urls")),
    path("v1/", include("agencies.api.urls")),
    path("v1/", include("reporting.api.urls")),
    # A program that asks for what does not exist gets a problem document, not a page.
    re_path(r"^v1/(?:.*/)?$", api.Nowhere.as_view()),
]

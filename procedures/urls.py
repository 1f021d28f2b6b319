"""Addresses of the catalogue of procedures."""

from django.urls import path

import agencies.addresses  # noqa: F401 - registers the converter "code"
from procedures.views import public

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedures, name="list"),
    path("thu-tuc/<code:code>/", public.procedure, name="detail"),
]

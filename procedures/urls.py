"""Addresses of the catalogue of procedures."""

from django.urls import path

import agencies.addresses  # noqa: F401 - registers the converter "code"
from procedures.views import procedure, public

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedures, name="list"),
    path("thu-tuc/<code:code>/", procedure.procedure, name="detail"),
    path("thu-tuc/<code:code>.pdf", procedure.paper, name="paper"),
]

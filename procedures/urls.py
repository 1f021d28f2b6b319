"""Addresses of the catalogue of procedures."""

from django.urls import path

from procedures.views import public

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedures, name="list"),
    path("thu-tuc/<str:code>/", public.procedure, name="detail"),
]

"""Addresses of the published figures."""

from django.urls import path

from reporting.views import checking, definitions, public

app_name = "reporting"

urlpatterns = [
    path("kiem-tra-so-lieu/", checking.check_figures, name="check_figures"),
    path("thong-ke/", public.months, name="months"),
    path("thong-ke/chi-tieu/", definitions.indicators, name="indicators"),
    path("thong-ke/<str:slug>.csv", public.month_csv, name="month_csv"),
    path("thong-ke/<str:slug>/", public.month, name="month"),
]

"""Addresses of the published figures in the API."""

from django.urls import path, re_path

from reporting.api.views import MonthDetail, MonthList

urlpatterns = [
    path("figures/", MonthList.as_view(), name="figures"),
    re_path(r"^figures/(?P<month>[0-9]{4}-[0-9]{2})/$", MonthDetail.as_view(), name="figures_of_month"),
]

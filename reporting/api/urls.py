"""Addresses of figures and reports in the API."""

from django.urls import path, re_path

from reporting.api.cells import CellList
from reporting.api.reports import ReportDetail, ReportList
from reporting.api.views import MonthDetail, MonthList

urlpatterns = [
    path("figures/", MonthList.as_view(), name="figures"),
    path("figures/cells/", CellList.as_view(), name="cells"),
    re_path(r"^figures/(?P<month>[0-9]{4}-[0-9]{2})/$", MonthDetail.as_view(), name="figures_of_month"),
    path("reports/", ReportList.as_view(), name="reports"),
    path("reports/<slug:slug>/", ReportDetail.as_view(), name="report"),
]

"""Addresses of figures and reports in the API."""

from django.urls import path, re_path

from reporting.api.views.cells import CellList
from reporting.api.views.months import MonthDetail, MonthList
from reporting.api.views.reports import ReportDetail, ReportList

urlpatterns = [
    path("figures/", MonthList.as_view(), name="figures"),
    path("figures/cells/", CellList.as_view(), name="cells"),
    re_path(r"^figures/(?P<month>[0-9]{4}-[0-9]{2})/$", MonthDetail.as_view(), name="figures_of_month"),
    path("reports/", ReportList.as_view(), name="reports"),
    path("reports/<slug:slug>/", ReportDetail.as_view(), name="report"),
]

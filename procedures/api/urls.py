"""Addresses of the catalogue in the API."""

from django.urls import path, re_path

from agencies.api.strict import CODE
from procedures.api.views import ProcedureDetail, ProcedureList, SectorList

urlpatterns = [
    path("procedures/", ProcedureList.as_view(), name="procedures"),
    re_path(rf"^procedures/{CODE}/$", ProcedureDetail.as_view(), name="procedure"),
    path("sectors/", SectorList.as_view(), name="sectors"),
]

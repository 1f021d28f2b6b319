"""Addresses of dossiers in the API."""

from django.urls import path, re_path

from agencies.api.strict import CODE
from dossiers.api.views import apologies, citizen, public

urlpatterns = [
    re_path(rf"^procedures/{CODE}/due-date/$", public.DueDate.as_view(), name="due_date"),
    path("apologies/", apologies.ApologyList.as_view(), name="apologies"),
    path("tracking/", public.Tracking.as_view(), name="tracking"),
    path("dossiers/", citizen.DossierList.as_view(), name="dossiers"),
    re_path(rf"^dossiers/{CODE}/$", citizen.DossierDetail.as_view(), name="dossier"),
    re_path(rf"^dossiers/{CODE}/supplement/$", citizen.Supplement.as_view(), name="supplement"),
    re_path(rf"^dossiers/{CODE}/withdraw/$", citizen.Withdrawal.as_view(), name="withdraw"),
]

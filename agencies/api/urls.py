"""Addresses of agencies in the API."""

from django.urls import path

from agencies.api.views import AgencyList

urlpatterns = [path("agencies/", AgencyList.as_view(), name="agencies")]

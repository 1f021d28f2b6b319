"""Addresses of notices: the office's tasks, what a dossier's citizen was told, what a person prefers."""

from django.urls import path

import agencies.addresses  # noqa: F401 - registers the converter "code"
from exchange import views

app_name = "exchange"

urlpatterns = [
    path("thong-bao/", views.tasks, name="tasks"),
    path("thong-bao/ho-so/<code:code>/", views.of_dossier, name="of_dossier"),
    path("thong-bao/<uuid:key>/", views.task, name="task"),
    path("thong-bao/<uuid:key>/gui-lai/", views.send_again, name="send_again"),
    path("thong-bao/<uuid:key>/da-bao/", views.settle, name="settle"),
    path("quan-tri/mau-thong-bao/", views.wordings, name="wordings"),
    path("quan-tri/mau-thong-bao/<slug:kind>/<slug:language>/", views.wording, name="wording"),
    path("quan-tri/mau-thong-bao/<slug:kind>/<slug:language>/ngung/", views.withdraw_wording, name="withdraw_wording"),
    path("tai-khoan/thong-bao/", views.preferences, name="preferences"),
]

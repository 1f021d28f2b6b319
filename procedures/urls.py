"""Addresses of the catalogue of procedures."""

from django.urls import path

import agencies.addresses  # noqa: F401 - registers the converter "code"
from procedures.views import finding, groups, procedure, public

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", public.procedures, name="list"),
    path("thu-tuc/lien-thong/", groups.groups, name="groups"),
    path("thu-tuc/lien-thong/<slug:code>/", groups.group, name="group"),
    path("thu-tuc/goi-y/", finding.suggestions, name="suggestions"),
    path("thu-tuc/chon/", finding.guided, name="guided"),
    path("thu-tuc/chon/<slug:slug>/", finding.guided, name="guided"),
    path("thu-tuc/<code:code>/", procedure.procedure, name="detail"),
    path("thu-tuc/<code:code>.pdf", procedure.paper, name="paper"),
    path("bien-tap/lien-thong/", groups.groups_edit, name="groups_edit"),
    path("bien-tap/lien-thong/them/", groups.group_new, name="group_new"),
    path("bien-tap/lien-thong/<slug:code>/", groups.group_edit, name="group_edit"),
    path("bien-tap/lien-thong/<slug:code>/giay-to/", groups.group_papers, name="group_papers"),
]

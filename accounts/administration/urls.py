"""Addresses of the administrators' pages of people, posts, agencies, seals and changes."""

from typing import Any

from django.urls import URLPattern, path

from accounts.administration.views import bodies, people, trail

app_name = "administration"


def _pages(address: str, body: bodies.Body) -> list[URLPattern]:
    """Return the three pages of a kind of body."""
    known: dict[str, Any] = {"body": body}
    return [
        path(f"{address}/", bodies.listed, known, name=f"{body.name}_list"),
        path(f"{address}/them/", bodies.add, known, name=f"add_{body.name}"),
        path(f"{address}/<int:pk>/", bodies.change, known, name=body.name),
    ]


urlpatterns = [
    path("can-bo/", people.people, name="people"),
    path("can-bo/them/", people.add_person, name="add_person"),
    path("can-bo/<int:pk>/", people.person, name="person"),
    path("can-bo/<int:pk>/sua/", people.change_person, name="change_person"),
    path("can-bo/<int:pk>/khoa/", people.set_active, {"is_active": False}, name="lock_person"),
    path("can-bo/<int:pk>/mo-khoa/", people.set_active, {"is_active": True}, name="unlock_person"),
    path("can-bo/<int:pk>/vi-tri/", people.add_post, name="add_post"),
    path("vi-tri/<int:pk>/", people.change_post, name="change_post"),
    *_pages("co-quan", bodies.AGENCIES),
    *_pages("mot-cua", bodies.OFFICES),
    *_pages("con-dau", bodies.SEALS),
    path("nhat-ky/", trail.listed, name="trail"),
]

"""Agencies in the API."""

from datetime import date

from django.test import Client
from django.urls import reverse


def test_agencies_in_service_are_listed_by_code(client: Client, world) -> None:
    body = client.get(reverse("api:agencies")).json()
    assert body["count"] == 2
    assert [row["code"] for row in body["results"]] == ["H98.03", "H98.41"]
    assert body["results"][1]["kind"] == "commune"
    assert body["results"][1]["level_label"] == "Cấp xã"
    assert body["results"][1]["parent"] is None


def test_an_agency_that_was_dissolved_is_not_listed(client: Client, world) -> None:
    world.commune.valid_to = date(2025, 6, 30)
    world.commune.save()
    assert [row["code"] for row in client.get(reverse("api:agencies")).json()["results"]] == ["H98.03"]


def test_agencies_are_narrowed_by_level_and_an_unknown_level_is_refused(client: Client, world) -> None:
    narrowed = client.get(reverse("api:agencies"), {"level": "commune"}).json()["results"]
    assert [row["code"] for row in narrowed] == ["H98.41"]
    refused = client.get(reverse("api:agencies"), {"level": "kingdom"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "level"

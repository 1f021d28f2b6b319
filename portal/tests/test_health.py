"""What machines ask, and what a stranger learns from the answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError

from portal.views import health

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def test_a_living_process_says_so_without_asking_the_database(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_ready_portal_names_its_parts(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["parts"] == {"database": "ok", "cache": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_a_missing_part_is_named_but_not_its_reason(client, monkeypatch):
    def refuse() -> None:
        raise OperationalError("password of portal is hunter2")

    monkeypatch.setattr(health, "_ask_database", refuse)
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["parts"]["database"] == "unavailable"
    assert "hunter2" not in response.content.decode()


@pytest.mark.django_db
def test_the_age_of_the_last_heartbeat_is_known():
    assert health.seconds_since_heartbeat(at=NOON) is None

    health.record_heartbeat(at=NOON)

    assert health.seconds_since_heartbeat(at=NOON + timedelta(seconds=90)) == 90


@pytest.mark.django_db
def test_asking_writes_nothing(client):
    client.get("/readyz")

    assert cache.get(health.HEARTBEAT_KEY) is None


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_health_address_takes_no_post(client, address):
    assert client.post(address).status_code == 405

"""A citizen follows their own dossiers: the list, one dossier, its files."""

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.tests.cast import DossierIn, World
from dossiers.workflow import Status


@pytest.fixture
def an_client(client: Client, world: World) -> Client:
    client.force_login(world.an)
    return client


@pytest.mark.parametrize("status", list(Status))
def test_a_dossier_page_shows_every_status(an_client: Client, dossier_in: DossierIn, status: Status) -> None:
    dossier = dossier_in(status)
    response = an_client.get(reverse("dossiers:detail", args=[dossier.code]))
    assert response.status_code == 200
    text = response.content.decode()
    assert dossier.code in text
    assert dossier.tracking_secret in text
    assert str(status.label) in text

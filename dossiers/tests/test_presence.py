"""Two people on one dossier see each other; whoever went away is forgotten within a minute."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from dossiers import presence
from dossiers.tests.cast import MONDAY, DossierIn, World, instant
from dossiers.workflow import Status

NINE = instant(MONDAY, "09:12")
ADDRESS = "/xu-ly/dang-mo/"


@pytest.fixture(autouse=True)
def _nobody_is_here(db: None) -> Any:
    cache.clear()
    yield
    cache.clear()


def test_each_hears_of_the_other_and_since_when(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    assert presence.stay(dossier.pk, world.chi, at=NINE) == []
    presence.stay(dossier.pk, world.chi, at=NINE + timedelta(seconds=40))
    seen = presence.stay(dossier.pk, world.dung, at=NINE + timedelta(seconds=60))
    assert list(presence.presence_words(seen)) == ["Lê Quỳnh Chi cũng đang mở hồ sơ này từ 9:12."]
    assert [one.name for one in presence.stay(dossier.pk, world.chi, at=NINE + timedelta(seconds=61))] == [
        "Phạm Tiến Dũng"
    ]
    assert presence.stay(dossier.pk, world.chi, at=NINE + timedelta(seconds=121)) == [], "nobody said so for a minute"
    assert presence.stay(dossier.pk + 1, world.dung, at=NINE) == [], "of another dossier nothing is said"


def test_the_page_of_the_desk_says_that_it_is_open(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.IN_APPRAISAL)
    with time_machine.travel(NINE, tick=False):
        client.force_login(world.chi)
        ticket = client.get(f"/xu-ly/{dossier.code}/").context["page"].presence
        assert client.post(ADDRESS, {"noi": ticket}).status_code == 204, "alone there is nothing to say"
        client.force_login(world.dung)
        answer = client.post(ADDRESS, {"noi": ticket})
        assert "Lê Quỳnh Chi cũng đang mở hồ sơ này từ 9:12." in answer.content.decode()
        again = client.post(ADDRESS, {"noi": ticket, "da-biet": answer.context["known"]})
        assert again.status_code == 204, "nothing new is not said twice"


def test_who_was_not_let_in_is_not_told(client: Client, world: World) -> None:
    client.force_login(world.khoa)
    for ticket in ("", "1", "1:abc:def"):
        assert client.post(ADDRESS, {"noi": ticket}).status_code == 404

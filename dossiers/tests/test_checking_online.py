"""What came online is checked one after the other, the oldest budget first, by keys."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dossiers.queries.counter import clerk_posts, neighbours_at_counter
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import Status

LIST = "cho-kiem-tra"
TEN = instant(MONDAY, "10:00")


def test_each_has_its_neighbours_in_the_order_of_the_time_left(world: World, dossier_in: DossierIn) -> None:
    late, first, middle = (
        dossier_in(Status.SUBMITTED, at=MONDAY_MORNING + timedelta(minutes=minutes)) for minutes in (40, 0, 20)
    )
    posts = clerk_posts(world.binh, at=TEN)

    def around(dossier: object) -> tuple[str, str, int]:
        found = neighbours_at_counter(world.binh, posts, muc=LIST, dossier=dossier, at=TEN)  # type: ignore[arg-type]
        assert found is not None and found.count == 3
        return found.before, found.after, found.place

    assert around(first) == ("", middle.code, 1)
    assert around(middle) == (first.code, late.code, 2)
    assert around(late) == (middle.code, "", 3)
    received = dossier_in(Status.IN_APPRAISAL)
    assert neighbours_at_counter(world.binh, posts, muc=LIST, dossier=received, at=TEN) is None
    assert neighbours_at_counter(world.binh, posts, muc="moi-ho-so", dossier=first, at=TEN) is None
    assert neighbours_at_counter(world.chi, [], muc=LIST, dossier=first, at=TEN) is None


def test_from_the_slip_one_goes_on_to_the_next_submission(client: Client, world: World, dossier_in: DossierIn) -> None:
    first, second = (dossier_in(Status.SUBMITTED) for _i in range(2))
    client.force_login(world.binh)
    with time_machine.travel(TEN, tick=False):
        desk = client.get(f"/xu-ly/{first.code}/", {"muc": LIST}).content.decode()
        assert f"/xu-ly/{second.code}/?muc={LIST}" in desk and "1 / 2" in desk
        words = {"seen": first.revision, "muc": LIST, "case": "1"}
        done = client.post(f"/xu-ly/{first.code}/receive/", words, follow=True).content.decode()
        assert f"/xu-ly/{second.code}/?muc={LIST}" in done
        words = {"seen": second.revision, "muc": LIST, "case": "1"}
        last = client.post(f"/xu-ly/{second.code}/receive/", words, follow=True).content.decode()
    assert "Kiểm tra hồ sơ tiếp theo" not in last and "Danh sách hồ sơ trực tuyến" in last


@pytest.mark.parametrize("rows", [1, 30])
def test_the_neighbours_cost_one_query(
    world: World, dossier_in: DossierIn, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    dossiers = [dossier_in(Status.SUBMITTED) for _i in range(rows)]
    posts = clerk_posts(world.binh, at=TEN)
    with django_assert_num_queries(1):
        neighbours_at_counter(world.binh, posts, muc=LIST, dossier=dossiers[0], at=TEN)

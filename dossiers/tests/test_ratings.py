"""How a dossier was handled, said once by whom it belongs to."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dossiers.errors import InvalidInput, NotAllowed
from dossiers.models import Dossier, Rating, Satisfaction
from dossiers.services.ratings import AlreadyRated, Grades, rate
from dossiers.tests.cast import MONDAY_MORNING, DossierIn, World
from dossiers.workflow import FINAL, Status

TUESDAY = MONDAY_MORNING + timedelta(days=1)
GOOD = Grades(Satisfaction.VERY_SATISFIED, conduct=Satisfaction.SATISFIED)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.mark.parametrize("status", [Status.IN_APPRAISAL, Status.RESULT_READY, Status.RETURNED])
@pytest.mark.parametrize("name", ["an", "binh", "chi", "ha", "khoa"])
def test_rating_requires_a_returned_dossier_of_ones_own(
    world: World, dossier_in: DossierIn, status: Status, name: str
) -> None:
    dossier = dossier_in(status)
    if status in FINAL and name == "an":
        assert rate(dossier, GOOD, words="Nhanh", actor=world.an, at=TUESDAY).overall == 3
        return
    with pytest.raises(InvalidInput if name == "an" else NotAllowed):
        rate(dossier, GOOD, actor=getattr(world, name), at=TUESDAY)
    assert not Rating.objects.exists()


def test_a_dossier_is_rated_once(world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    rate(dossier, GOOD, actor=world.an, at=TUESDAY)
    with pytest.raises(AlreadyRated):
        rate(dossier, Grades(Satisfaction.NOT_SATISFIED), actor=world.an, at=TUESDAY)
    assert Rating.objects.get().overall == Satisfaction.VERY_SATISFIED


# ── From the account ─────────────────────────────────────────────────────────────────────
def test_the_page_of_a_returned_dossier_asks_until_it_is_rated(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.RETURNED)
    client.force_login(world.an)
    own, form = reverse("dossiers:detail", args=[dossier.code]), reverse("dossiers:rating", args=[dossier.code])
    assert form in client.get(own).content.decode()
    assert client.post(form, {"words": "Rất nhanh"}).status_code == 422, "one grade is needed"
    kept = client.post(form, {"words": "Rất nhanh"}).content.decode()
    assert "Rất nhanh" in kept
    assert client.post(form, {"overall": "3", "conduct": "2", "words": "Rất nhanh"}).status_code == 302
    rating = Rating.objects.get()
    assert (rating.overall, rating.conduct, rating.guidance, rating.rated_by) == (3, 2, None, world.an)
    assert form not in client.get(own).content.decode()
    assert client.get(form).status_code == 302


def test_the_rated_never_see_who(client: Client, world: World, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    rate(dossier, Grades(Satisfaction.NOT_SATISFIED), words="Thái độ chưa tốt lắm", actor=world.an, at=TUESDAY)
    for name in ("binh", "chi", "dung", "ha"):
        client.force_login(getattr(world, name))
        assert client.get(reverse("dossiers:rating", args=[dossier.code])).status_code == 404
        desk = client.get(reverse("dossiers:desk", args=[dossier.code]))
        assert desk.status_code == 200
        assert "Thái độ chưa tốt lắm" not in desk.content.decode()


# ── With the slip ────────────────────────────────────────────────────────────────────────
def ask(client: Client, dossier: Dossier, address: str = "/danh-gia/tai-quay/", **changed: str) -> Any:
    return client.post(address, {"code": dossier.code, "secret": dossier.tracking_secret, **changed})


def test_whoever_holds_the_slip_rates_at_the_counter_and_is_not_named(
    client: Client, world: World, dossier_in: DossierIn
) -> None:
    dossier = dossier_in(Status.RETURNED)
    asked = ask(client, dossier)
    text = asked.content.decode()
    assert asked.status_code == 200
    assert dossier.tracking_secret not in text
    assert dossier.applicant_name not in text
    slip = asked.context["form"].initial["slip"]
    assert client.post("/danh-gia/tai-quay/", {"slip": slip, "rate": "1"}).status_code == 422
    thanked = client.post("/danh-gia/tai-quay/", {"slip": slip, "rate": "1", "overall": "2"})
    assert "Cảm ơn Ông/Bà" in thanked.content.decode()
    rating = Rating.objects.get()
    assert (rating.dossier, rating.overall, rating.rated_by, rating.is_at_counter) == (dossier, 2, None, True)
    assert ask(client, dossier).status_code == 409


def test_the_tracking_page_leads_to_the_rating_without_the_secret_again(client: Client, dossier_in: DossierIn) -> None:
    dossier = dossier_in(Status.RETURNED)
    tracked = client.post("/tra-cuu/", {"code": dossier.code, "secret": dossier.tracking_secret})
    assert client.post("/danh-gia/", {"slip": tracked.context["slip"]}).status_code == 200
    assert (
        "Đánh giá sự phục vụ"
        not in client.post("/tra-cuu/", {"code": dossier_in(Status.SUBMITTED).code, "secret": "x"}).content.decode()
    )


@pytest.mark.parametrize("slip", ["", "x", "x:y"])
def test_a_forged_slip_rates_nothing(client: Client, world: World, slip: str) -> None:
    assert client.post("/danh-gia/", {"slip": slip, "rate": "1", "overall": "3"}).status_code == 422
    assert not Rating.objects.exists()


def test_an_old_slip_rates_nothing(client: Client, dossier_in: DossierIn) -> None:
    slip = ask(client, dossier_in(Status.RETURNED)).context["form"].initial["slip"]
    with time_machine.travel(TUESDAY + timedelta(minutes=31), tick=False):
        assert client.post("/danh-gia/", {"slip": slip, "rate": "1", "overall": "3"}).status_code == 422
    assert not Rating.objects.exists()


def test_a_wrong_secret_opens_nothing_and_an_open_dossier_waits(client: Client, dossier_in: DossierIn) -> None:
    assert ask(client, dossier_in(Status.RETURNED), secret="AAAAAAAA").status_code == 404
    assert ask(client, dossier_in(Status.IN_APPRAISAL)).status_code == 422
    assert not Rating.objects.exists()

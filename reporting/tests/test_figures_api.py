"""The published figures in the API: those of the page, and nothing that does not add up."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency
from dossiers.tests.cast import MONDAY, DossierIn, instant
from dossiers.workflow import Status
from procedures.models import Channel
from reporting import tables
from reporting.models import DailyFigure
from reporting.periods import month
from reporting.queries import month_figures
from reporting.services import compute_statistics

LATER = instant(date(2901, 1, 1))
MARCH = month(2026, 3)


@pytest.fixture
def march(world, dossier_in: DossierIn) -> None:
    for status in (Status.RETURNED, Status.REFUSED, Status.SUPPLEMENTING, Status.IN_APPRAISAL, Status.WITHDRAWN):
        dossier_in(status)
    world.receive_walk_in(world.confirmation, agency=world.commune)
    compute_statistics(until=date(2026, 4, 15), at=LATER)


def test_a_month_says_what_the_page_says_and_every_row_adds_up(client: Client, march) -> None:
    body = client.get(reverse("api:figures_of_month", args=["2026-03"])).json()
    figures = month_figures(MARCH)
    assert figures is not None
    assert body["whole"]["figures"] == {column.key: column.of(figures.whole) for column in tables.COLUMNS}
    assert [row["code"] for row in body["by_agency"]] == ["H98.03", "H98.41"]
    assert body["whole"]["kept_rate"] == "100.00"
    for row in [body["whole"], *body["by_agency"], *body["by_channel"]]:
        numbers = row["figures"]
        ended = sum(numbers[key] for key in ("resolved", "refused", "withdrawn", "discontinued"))
        assert numbers["carried_over"] + numbers["received"] == ended + numbers["in_progress"] + numbers["paused"]
    assert {each["key"] for each in body["definitions"]} >= set(body["whole"]["figures"])
    assert (body["month"], body["first_day"], body["last_day"]) == ("2026-03", "2026-03-01", "2026-03-31")
    assert body["is_complete"] is True


def test_the_months_are_listed_newest_first(client: Client, march) -> None:
    body = client.get(reverse("api:figures")).json()
    assert [(row["month"], row["is_complete"]) for row in body] == [("2026-04", False), ("2026-03", True)]
    assert body[1]["whole"]["figures"]["received"] == 6


def test_a_rate_of_nothing_is_null_and_not_100(client: Client, dossier_in: DossierIn) -> None:
    dossier_in(Status.IN_APPRAISAL)
    compute_statistics(until=MONDAY, at=LATER)
    body = client.get(reverse("api:figures_of_month", args=["2026-03"])).json()
    assert body["whole"]["kept_rate"] is None


def test_figures_that_do_not_add_up_are_not_given(client: Client, march) -> None:
    DailyFigure.objects.filter(day=date(2026, 3, 31)).update(in_time=77)
    response = client.get(reverse("api:figures_of_month", args=["2026-03"]))
    assert response.status_code == 409
    assert "không cân đối" in response.json()["detail"]
    assert "77" not in response.content.decode()
    row = client.get(reverse("api:figures")).json()[1]
    assert (row["month"], row["adds_up"], row["whole"]) == ("2026-03", False, None)


@pytest.mark.parametrize("slug", ["2025-01", "2026-13", "2026-00", "0000-01", "2026-3", "thang-3"])
def test_a_month_without_figures_is_not_found(client: Client, march, slug: str) -> None:
    response = client.get(f"/api/v1/figures/{slug}/")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_before_the_first_night_there_are_no_months(client: Client, db) -> None:
    assert client.get(reverse("api:figures")).json() == []
    assert client.get(reverse("api:figures_of_month", args=["2026-03"])).status_code == 404


def test_a_month_costs_as_much_with_thirty_agencies_as_with_two(client: Client, march) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return sum("portal_cache" not in query["sql"] and "SAVEPOINT" not in query["sql"] for query in queries)

    addresses = [reverse("api:figures"), reverse("api:figures_of_month", args=["2026-03"])]
    few = [cost(address) for address in addresses]
    for number in range(30):
        agency = Agency.objects.create(
            code=f"H98.{100 + number}", name="Sở", short_name="Sở", kind="department", level="province"
        )
        for day in (date(2026, 2, 28), date(2026, 3, 31)):
            DailyFigure.objects.create(day=day, agency=agency, channel=Channel.ONLINE, in_time=1)
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 8

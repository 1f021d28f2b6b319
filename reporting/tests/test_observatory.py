"""The public observatory shows rates of enough dossiers only, with n and interval, and only months that add up."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.models import DailyFigure
from reporting.observatory.judging import LEAST, Judged, Satisfaction
from reporting.services import compute_statistics

APRIL = instant(date(2026, 4, 2), "09:00")


@pytest.fixture
def march(world, dossier_in):
    for number in range(3):
        dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=number)))
    dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY))
    compute_statistics(until=date(2026, 3, 31), at=APRIL, rebuild=True)
    return world


def test_below_the_least_number_there_is_no_rate_and_above_it_the_rate_has_its_interval():
    few = Judged(received=40, resolved=LEAST - 1, kept=LEAST - 1, late=0, median_days=2.0, p90_days=4.0)
    assert (few.kept_rate, few.interval) == (None, None)
    enough = Judged(received=40, resolved=LEAST, kept=LEAST, late=0, median_days=2.0, p90_days=4.0)
    assert enough.kept_rate == 100
    assert enough.interval.low < 90 < enough.interval.high


def test_99_of_99_out_of_5732_is_shown_with_response_and_interval():
    said = Satisfaction(ended=5732, rated=99, favourable=99)
    assert (float(said.response), float(said.satisfied)) == (1.73, 100)
    assert (float(said.interval.low), float(said.interval.high)) == (96.3, 100)


def test_each_subject_has_a_page_with_charts_and_their_tables_for_everybody(march, client):
    version = march.certificate
    for address, name in (
        (f"/thong-ke/co-quan/{march.department.code}/", march.department.name),
        (f"/thong-ke/linh-vuc/{version.sector.code}/", version.sector.name),
        (f"/thong-ke/thu-tuc/{version.procedure.code}/", version.name),
    ):
        page = client.get(address)
        assert page.status_code == 200
        body = page.content.decode()
        assert name in body
        charts = page.context["page"].charts
        assert body.count("<figure") == body.count("<table") == len(charts) == 2
        histogram = charts[-1]
        assert sum(sum(one.values) for one in histogram.series) == 3, "every resolved dossier is in one column"


def test_the_lists_lead_to_every_subject_and_rank_nobody(march, client):
    page = client.get("/thong-ke/co-quan/")
    assert f"/thong-ke/co-quan/{march.department.code}/" in page.content.decode()
    assert march.certificate.sector.name in client.get("/thong-ke/linh-vuc/").content.decode()
    rates = [row[3]["text"] for row in page.context["rows"]]
    assert rates == ["–"], "three dossiers are not enough"


def test_months_that_do_not_add_up_are_not_shown(march, client):
    DailyFigure.objects.filter(received__gt=0).update(late=7)
    cache.clear()
    assert client.get(f"/thong-ke/co-quan/{march.department.code}/").context["page"] is None
    assert "rows" not in client.get("/thong-ke/linh-vuc/").context


def test_what_was_counted_for_a_page_is_not_counted_again(march, client):
    address = f"/thong-ke/co-quan/{march.department.code}/"
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    with CaptureQueriesContext(connection) as second:
        client.get(address)
    assert len(second) < len(first)


@pytest.mark.parametrize("address", ["co-quan/H99/", "linh-vuc/khong-co/", "thu-tuc/9.999999/"])
def test_what_nobody_knows_is_not_found(march, client, address):
    assert client.get(f"/thong-ke/{address}").status_code == 404

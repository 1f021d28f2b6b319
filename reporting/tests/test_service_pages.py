"""The leaders' page of all figures: every number opens its list, rates stand beside what they were divided by."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dossiers.models import Dossier, Rating
from dossiers.services.ratings import Grades, rate
from dossiers.tests.apologising import apologise
from dossiers.tests.cast import MONDAY, instant
from dossiers.tests.linking import ask, newborn_group
from dossiers.tests.test_feedback import sent
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.indicators import BY_KEY, Topic
from reporting.listing import SHAPES
from reporting.measures import MEASURE_OF
from reporting.measures.reading import read_all, values_of
from reporting.periods import Period
from reporting.questions import Question
from reporting.rates import Interval

SPRING = Period(date(2026, 3, 1), date(2026, 4, 30))


def day(number, clock="09:00"):
    return instant(MONDAY + timedelta(days=number), clock)


@pytest.fixture
def spring(world, dossier_in):
    for channel in (Channel.POSTAL, Channel.IN_PERSON):
        for status in (Status.RETURNED, Status.SUPPLEMENTING, Status.IN_DELIVERY):
            dossier_in(status, channel=channel)
    rate(dossier_in(Status.RETURNED), Grades(3), actor=world.an, at=day(2))
    late = world.act(dossier_in(Status.IN_APPROVAL), Action.APPROVE, at=day(10))
    world.act(late, Action.SEAL, at=day(20))
    apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(6))
    sent(world, at=day(1))
    ask(world, newborn_group(world), at=day(1))
    with time_machine.travel(instant(date(2026, 12, 28)), tick=False):
        yield world


def test_every_number_opens_a_list_of_that_length(spring, ha, client):
    client.force_login(ha)
    answer = client.get(reverse("reporting:service"), {"ky": "2026-h1"})
    in_all = sum(part["value"] for part in answer.context["time_parts"])
    assert sum(row[1]["text"] for row in answer.context["unit_rows"]) == in_all > 0
    page = answer.content.decode()
    links = re.findall(r'href="(/thong-ke/phuc-vu/([a-z_]+)/[^"]+)">\s*([\d.]+)', page)
    opened = set()
    for address, count, number in links:
        answer = client.get(address.replace("&amp;", "&"))
        if count != "payments_amount":
            assert answer.context["listing"].page.paginator.count == int(number.replace(".", "")), count
        opened.add(MEASURE_OF[count].model_of(count))
    assert len(links) > 25
    assert len(opened) > 6
    assert "trên" in page


def test_every_table_that_is_counted_can_be_listed():
    assert {MEASURE_OF[count].model_of(count) for count in MEASURE_OF} <= set(SHAPES)


def test_a_rate_of_answers_has_its_number_its_response_rate_and_its_interval():
    values = values_of(dict.fromkeys(MEASURE_OF, 0) | {"rated": 99, "rated_favourably": 99, "dossiers_ended": 5732})
    found = {value.indicator.key: value for value in values[Topic.RATING]}
    assert found["satisfaction_rate"].interval == Interval(Decimal("96.3"), Decimal("100.0"))
    assert (found["satisfaction_rate"].count, found["satisfaction_rate"].whole) == (99, 99)
    assert found["response_rate"].rate == Decimal("1.73")
    assert found["response_rate"].whole == 5732
    assert found["rated_very_satisfied"].count == 0
    apologies = {value.indicator.key: value for value in values[Topic.APOLOGISING]}
    assert apologies["apologies_in_time_rate"].rate is None, "nothing over nothing is no rate"


def test_what_nobody_knows_has_neither_count_nor_rate(spring):
    values = values_of(read_all(Question(SPRING)))
    (unknown,) = [value for topic in values.values() for value in topic if not value.indicator.is_known]
    assert unknown.indicator is BY_KEY["paid_online_rate"]
    assert (unknown.count, unknown.rate, unknown.whole) == (None, None, None)


def test_a_late_dossier_in_a_list_names_what_cost_its_time(spring, ha, client):
    client.force_login(ha)
    address = reverse("reporting:service_rows", args=["dossiers_timed"])
    rows = client.get(address, {"ky": "2026-h1"}).context["listing"].rows
    late = Dossier.objects.get(finished_at__gte=day(20))
    named = {row[0]["text"]: row[-1]["text"] for row in rows}
    assert named.pop(late.code) == "Phê duyệt: Ký chứng chỉ"
    assert set(named.values()) == {""}


def test_the_pages_ask_as_much_of_few_as_of_many(spring, dossier_in, ha, client):
    client.force_login(ha)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reporting:service"), {"ky": "2026-h1"})
            client.get(reverse("reporting:service_rows", args=["rated"]), {"ky": "2026-h1"})
        return len(queries)

    before = asked()
    for channel in (Channel.POSTAL, Channel.ONLINE, Channel.IN_PERSON):
        dossier = dossier_in(Status.RETURNED, channel=channel)
        Rating.objects.create(dossier=dossier, overall=2, rated_at=day(3))
    assert asked() == before


@pytest.mark.parametrize("count", ["minutes_in_all", "received", "khong-co"])
def test_what_has_no_list_here_is_not_found(spring, ha, client, count):
    client.force_login(ha)
    assert client.get(reverse("reporting:service_rows", args=[count])).status_code == 404

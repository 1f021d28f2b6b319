"""The service-quality score: points from counts, every count with its list, and what a point costs."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers.services.ratings import Grades, rate
from dossiers.tests.apologising import apologise
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.periods import Period
from reporting.questions import Question, Where
from reporting.score.board import score_of, scores_by_agency
from reporting.score.criteria import CRITERIA, MOST, Group
from reporting.score.points import Gain, gain_of, points_of
from reporting.score.rows import SOURCES, rows_of, rows_that_cost, rows_that_qualify

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
YEAR_END = instant(date(2026, 12, 28))


def day(number, clock="09:00"):
    return instant(MONDAY + timedelta(days=number), clock)


def lines(board):
    return {line.criterion.number: line for part in board.parts for line in part.lines}


# ── Arithmetic ───────────────────────────────────────────────────────────────────────────
def test_528684_of_597918_on_time_are_17_68_of_20_points():
    assert points_of(528_684, 597_918, most=Decimal(20)) == Decimal("17.68")


@pytest.mark.parametrize(
    ("part", "whole", "most", "full_at", "points", "gain"),
    [
        (0, 0, 6, 50, None, None),
        (0, 100, 6, 50, "0.00", Gain(9, Decimal("1.00"))),
        (25, 100, 6, 50, "3.00", Gain(9, Decimal("1.00"))),
        (49, 100, 6, 50, "5.88", Gain(1, Decimal("0.12"))),
        (50, 100, 6, 50, "6.00", None),
        (90, 100, 6, 50, "6.00", None),
        (3, 7, 20, 100, "8.57", Gain(1, Decimal("1.00"))),
    ],
)
def test_points_grow_with_the_rate_until_they_are_full(part, whole, most, full_at, points, gain):
    asked = {"most": Decimal(most), "full_at": full_at}
    assert points_of(part, whole, **asked) == (Decimal(points) if points else None)
    assert gain_of(part, whole, **asked) == gain


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_gain_is_the_fewest_rows_that_give_the_points(case):
    part, whole = case
    gain = gain_of(part, whole, most=Decimal(20))
    if gain is None:
        assert part == whole
        return
    reached = Decimal(20) * (part + gain.rows) / whole
    wanted = min(Decimal(20) * part / whole + 1, Decimal(20))
    assert part + gain.rows <= whole
    assert reached >= wanted - Decimal("1e-20") > Decimal(20) * (part + gain.rows - 1) / whole - Decimal("1e-15")


def test_the_groups_have_100_points_and_their_criteria_share_them():
    assert sum(MOST.values()) == 100
    for group in Group:
        assert sum(criterion.most for criterion in CRITERIA if criterion.group is group) == MOST[group]
    assert {criterion.number for criterion in CRITERIA if criterion.is_known} == set(SOURCES)


# ── Counts and lists ─────────────────────────────────────────────────────────────────────
@pytest.fixture
def march(world, dossier_in):
    """In time and late, online and at the counter, asked once, unhappy, open."""
    for status in (Status.RETURNED, Status.RESULT_READY, Status.SUPPLEMENTING, Status.REFUSED, Status.WITHDRAWN):
        dossier_in(status)
    dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON)
    late = world.act(dossier_in(Status.IN_APPROVAL), Action.APPROVE, at=day(10))
    # The apology of the day gave a new date, the eleventh: the national rule counts by that one.
    world.act(late, Action.SEAL, at=day(20))
    unhappy = dossier_in(Status.RETURNED)
    rate(unhappy, Grades(1), actor=world.an, at=day(2))
    apologise(world, dossier_in(Status.IN_APPRAISAL), at=day(6))
    return world


def test_each_count_is_as_long_as_its_list_and_no_point_is_given_for_what_nobody_knows(march):
    question = Question(MARCH)
    board = score_of(question)
    for number, line in lines(board).items():
        if number not in SOURCES:
            assert line.points is None and line.whole is None
            continue
        assert rows_of(number, question).count() == line.whole
        assert rows_that_qualify(number, question).count() == line.part
        assert rows_that_cost(number, question).count() == line.lacking
    assert board.points == sum(line.points for line in lines(board).values() if line.points is not None)
    assert board.judged + board.unknown == 100
    assert lines(board)["5.2"].points is None, "no petition came"


def test_late_dossiers_and_unhappy_people_cost_points_by_name(march):
    question = Question(MARCH)
    late = set(rows_that_cost("2.1", question))
    # The open ones are past their dates at the end of March; the pause of the supplement began in time.
    assert {dossier.status for dossier in late} == {Status.IN_APPRAISAL, Status.RESULT_READY}
    assert len(late) == 3
    cloudy = set(rows_that_cost("5.4", question)) - late
    assert [dossier.rating.overall for dossier in cloudy] == [1]
    line = lines(score_of(question))["2.1"]
    assert (line.whole, line.part) == (9, 6)
    assert line.points == Decimal("13.33")
    assert line.gain == Gain(1, Decimal("1.00"))


def test_an_agency_is_judged_by_its_own_dossiers_and_procedures(march):
    question = Question(MARCH)
    by_agency = scores_by_agency(question)
    assert set(by_agency) == {"H98.03"}
    alone = score_of(Question(MARCH, where=Where(agency_pks=frozenset({march.department.pk}))))
    for number, line in lines(by_agency["H98.03"]).items():
        if line.whole is not None:
            assert lines(alone)[number] == line
    commune = lines(score_of(Question(MARCH, where=Where(agency_pks=frozenset({march.commune.pk})))))
    assert (commune["2.1"].whole, commune["1.3"].whole) == (0, 1)
    assert lines(alone)["3.1"].points == Decimal("2.00")


# ── Pages ────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def at_year_end():
    with time_machine.travel(YEAR_END, tick=False):
        yield


def test_every_number_on_the_page_opens_a_list_of_that_length(march, ha, client, at_year_end):
    client.force_login(ha)
    page = client.get(reverse("reporting:score"), {"ky": "2026-03"}).content.decode()
    links = re.findall(r'href="(/thong-ke/diem-chat-luong/[^"]+)">\s*([\d.]+)\s*<', page)
    assert len(links) > 12
    for address, number in links:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.context["listing"].page.paginator.count == int(number), address
    assert "13,33" in page
    assert "Thêm 1 hồ sơ đạt thì thêm 1,00 điểm" in page
    assert "Chưa có nguồn" in page


def test_the_pages_ask_as_much_of_one_dossier_as_of_thirty(march, dossier_in, ha, client, at_year_end):
    client.force_login(ha)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reporting:score_rows", args=["2.1"]), {"ky": "2026-03", "phan": "xet"})
            client.get(reverse("reporting:score"), {"ky": "2026-03"})
        return len(queries)

    before = asked()
    for channel in (Channel.POSTAL, Channel.ONLINE, Channel.IN_PERSON):
        dossier_in(Status.RETURNED, channel=channel)
        dossier_in(Status.SUPPLEMENTING, channel=channel)
    assert asked() == before


def test_a_leader_sees_their_own_agency_and_others_nothing(march, client, at_year_end):
    client.force_login(march.khoa)
    page = client.get(reverse("reporting:score"), {"ky": "2026-03"})
    assert page.status_code == 200
    assert page.context["board"] == score_of(Question(MARCH, where=Where(agency_pks=frozenset({march.commune.pk}))))
    assert client.get(reverse("reporting:score"), {"co_quan": "H98.03"}).status_code == 404
    client.force_login(march.an)
    assert client.get(reverse("reporting:score")).status_code == 403


@pytest.mark.parametrize("asked", [{"ky": "2026-13"}, {"ky": "2099"}, {"co_quan": "H98.77"}, {"phan": "khac"}])
def test_an_address_that_names_nothing_is_not_found(world, ha, client, at_year_end, asked):
    client.force_login(ha)
    assert client.get(reverse("reporting:score_rows", args=["2.1"]), asked).status_code == 404

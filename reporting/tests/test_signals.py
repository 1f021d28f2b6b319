"""A cheating unit with a perfect on-time rate is asked, an honest busy one is not."""

from datetime import timedelta

import pytest

from dossiers.models import Dossier, DossierEvent
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Action, Status
from procedures.models import Channel
from reporting.dashboards.integrity import behind, signals
from reporting.integrity import judged, tail
from reporting.periods import month_of

MARCH = month_of(MONDAY)


def asked(counts):
    return [one.unit for one in judged(counts, looks=7) if one.is_asked]


def test_a_cheating_unit_is_asked_and_an_honest_busy_one_is_not():
    others = {f"H98.{number:02}": (12, 120) for number in range(10)}
    assert asked({**others, "H98.77": (74, 80)}) == ["H98.77"]
    assert asked({**others, "H98.88": (410, 4000)}) == []


def test_too_few_cases_are_asked_about_nothing():
    assert asked({"H98.01": (19, 19), "H98.02": (0, 500)}) == []
    assert asked({"H98.01": (19, 19)}) == [], "a unit alone has nobody beside it"


def test_a_little_more_than_elsewhere_is_no_question_however_many_cases_there_are():
    assert asked({"H98.01": (1_300, 10_000), "H98.02": (1_000, 10_000)}) == []


@pytest.mark.parametrize(
    ("part", "whole", "chance", "likely"), [(0, 9, 0.3, 1.0), (1, 2, 0.5, 0.75), (3, 3, 0.1, 0.001)]
)
def test_the_tail_of_the_binomial(part, whole, chance, likely):
    assert tail(part, whole, chance) == pytest.approx(likely)


def test_what_ends_in_the_last_tenth_is_counted_and_listed(world, dossier_in):
    """The due moment is moved to just behind the finish, as if the unit always made it in the last hour."""
    early, last = (dossier_in(Status.RETURNED, at=instant(MONDAY)) for _number in range(2))
    limit = last.original_due_at - last.received_at
    Dossier.objects.filter(pk=last.pk).update(
        finished_at=last.original_due_at - limit / 20, finished_on=last.original_due_on
    )
    (mine,) = signals(MARCH)["last_tenth"]
    assert (mine.unit, mine.part, mine.whole) == (world.department.code, 1, 2)
    assert [*behind("last_tenth", MARCH, mine.unit)] == [last]
    assert {*behind("last_tenth", MARCH, mine.unit, is_whole=True)} == {early, last}
    assert early.finished_at < early.original_due_at


def test_walk_ins_that_are_typed_later_count_only_where_they_were_typed_much_later(world, dossier_in):
    at_once, later = (dossier_in(Status.IN_APPRAISAL, channel=Channel.IN_PERSON) for _number in range(2))
    events = DossierEvent.objects.filter(action=Action.RECEIVE)
    assert events.count() == 2
    (mine,) = signals(MARCH)["typed_later"]
    # In a test everything is recorded now, long after its March: so both were typed much later.
    assert (mine.part, mine.whole) == (2, 2)
    assert {*behind("typed_later", MARCH, mine.unit)} == {at_once, later}


def test_five_results_in_one_hour_of_the_evening_are_in_bulk_and_four_are_not(world, dossier_in):
    for number in range(9):
        dossier = dossier_in(Status.RETURNED, at=instant(MONDAY))
        evening = instant(MONDAY + timedelta(days=1 + (number >= 5)), "21:10")
        Dossier.objects.filter(pk=dossier.pk).update(finished_at=evening + timedelta(minutes=number))
    (mine,) = signals(MARCH)["after_hours"]
    assert (mine.part, mine.whole) == (5, 9)

"""The order of a work list: what is left of the time against what the rest of the way usually takes."""

from datetime import timedelta

import pytest

from dossiers import risk
from dossiers.deadlines import Basis
from dossiers.models import Dossier, UsualTime
from dossiers.queries.risk import by_risk, usual_of
from dossiers.risk import Risk, remaining_minutes, risk_of, risk_words
from dossiers.services.usual_times import count_usual_times
from dossiers.tests.cast import MONDAY, MONDAY_MORNING, DossierIn, World, instant
from dossiers.workflow import ON_THE_CLOCK, Status

INSTANTS = [
    MONDAY_MORNING,
    instant(MONDAY, "11:45"),
    instant(MONDAY, "16:59"),
    instant(MONDAY, "23:59"),
    *[MONDAY_MORNING + timedelta(days=day, hours=day % 9, minutes=7 * day) for day in (1, 2, 5, 6, 8, 13, 200)],
]


def test_time_is_left_until_the_evening_of_a_date_or_until_a_moment(world: World) -> None:
    friday = MONDAY + timedelta(days=4)
    noon = instant(friday, "10:00")
    left = {
        basis: remaining_minutes(noon, basis, at=instant(friday, "09:30"), calendar=world.calendar) for basis in Basis
    }
    assert left == {Basis.DAY: 120 + 210, Basis.INSTANT: 30}
    assert remaining_minutes(noon, Basis.INSTANT, at=instant(friday, "14:00"), calendar=world.calendar) == -90 - 30


def test_what_lies_years_away_is_reckoned_as_the_edge_of_the_window(world: World) -> None:
    far = [
        remaining_minutes(MONDAY_MORNING + timedelta(days=days), Basis.DAY, at=MONDAY_MORNING, calendar=world.calendar)
        for days in (risk.DAYS_AHEAD, 4000)
    ]
    assert far[0] == far[1] > 0


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Risk(360, 660), "Dễ trễ: còn 6 giờ làm việc, các bước còn lại thường mất 11 giờ"),
        (Risk(979, 45), "còn 16 giờ làm việc, các bước còn lại thường mất 45 phút"),
        (Risk(-10, 60), ""),
        (Risk(0, 60), ""),
        (Risk(60, 660, stands_still=True), ""),
        (Risk(60, 0), ""),
    ],
)
def test_risk_is_said_in_words(one: Risk, said: str) -> None:
    assert risk_words(one) == said


def some_of_everything(world: World, dossier_in: DossierIn) -> None:
    for days in (0, -1, -4, -7, -14, -150):
        begun = MONDAY_MORNING + timedelta(days=days)
        dossier_in(Status.IN_APPRAISAL, at=begun)
        dossier_in(Status.IN_APPRAISAL, version=world.confirmation, at=begun)
    for status in (Status.IN_APPROVAL, Status.AWAITING_SEAL, Status.SUPPLEMENTING, Status.TO_CENTRE, Status.VERIFYING):
        dossier_in(status)


def test_the_database_sorts_as_the_arithmetic_does(world: World, dossier_in: DossierIn) -> None:
    some_of_everything(world, dossier_in)
    process = Dossier.objects.filter(version=world.certificate)[0].process
    UsualTime.objects.create(process=process, status=Status.IN_APPROVAL, minutes=77, cases=9, counted_at=MONDAY_MORNING)
    rows = list(Dossier.objects.filter(status__in=ON_THE_CLOCK))
    for at in INSTANTS:
        risks = {
            one.pk: found
            for one in rows
            if (found := risk_of(one, usual=usual_of(one), at=at, calendar=world.calendar)) is not None
        }
        listed = list(by_risk(Dossier.objects.filter(status__in=ON_THE_CLOCK), at=at, calendar=world.calendar))
        assert {one.pk: one.usual_minutes for one in listed} == {key: one.usual for key, one in risks.items()}
        assert {one.pk: one.risk_slack for one in listed} == {key: one.slack for key, one in risks.items()}, at
        by_hand = sorted(rows, key=lambda one: (risks[one.pk].stands_still, risks[one.pk].slack, one.due_at, one.pk))
        assert [one.pk for one in listed] == [one.pk for one in by_hand], at


def test_much_time_and_much_to_do_stands_before_little_time_and_only_the_seal(
    world: World, dossier_in: DossierIn
) -> None:
    sealed = dossier_in(Status.AWAITING_SEAL, at=MONDAY_MORNING - timedelta(days=4))
    begun = dossier_in(Status.IN_APPRAISAL, at=MONDAY_MORNING - timedelta(days=3))
    assert sealed.due_at < begun.due_at
    order = by_risk(Dossier.objects.all(), at=MONDAY_MORNING, calendar=world.calendar)
    assert [one.pk for one in order] == [begun.pk, sealed.pk]


def test_what_is_usual_is_counted_from_what_was_finished(world: World, dossier_in: DossierIn) -> None:
    for _number in range(risk.LEAST_CASES - 1):
        done = dossier_in(Status.RESULT_READY)
    after = MONDAY_MORNING + timedelta(days=9)
    assert count_usual_times(at=after) == 0, "four cases tell nothing"
    dossier_in(Status.RESULT_READY)
    assert count_usual_times(at=after) == count_usual_times(at=after) == UsualTime.objects.count() > 0
    waiting = dossier_in(Status.IN_APPRAISAL)
    assert waiting.process_id == done.process_id
    usual = UsualTime.objects.get(process=waiting.process, status=Status.IN_APPRAISAL)
    assert usual.cases == risk.LEAST_CASES
    assert 0 < usual.minutes == usual_of(waiting) < 1440 + 480 + 120, "the walk of a test is faster than the budgets"
    assert count_usual_times(at=after + timedelta(days=400)) == 0, "after a year without results nothing is usual"
    assert usual_of(waiting) == 1440 + 480 + 120

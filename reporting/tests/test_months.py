"""Months are the sums of their days, whoever asks; and where the time went is kept as it is reckoned."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import Q, Sum

from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.holdings import holdings, keep_holdings
from reporting.measures.holding import held
from reporting.models import DailyFigure, MonthlyFigure, MonthlyHolding
from reporting.months import EVERYWHERE, flows_between, months_unlike_days
from reporting.periods import Period, month_of
from reporting.questions import Question, Where
from reporting.services import findings_blocking
from reporting.steps import FLOWS
from reporting.tests.lives import lives
from reporting.tests.nights import LONG_AFTER_ALL_EVENTS, night

__all__ = ["lives"]

APRIL = MONDAY + timedelta(days=35)
SPRING = Period(date(2026, 3, 1), APRIL)


@pytest.fixture
def spring(lives, world, dossier_in):
    """Two months, the second of which still runs."""
    for week in range(1, 6):
        dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=7 * week)))
    return night(APRIL, rebuild=True)


def day_by_day(period, within=EVERYWHERE):
    sums = {name: Sum(name, default=0) for name in FLOWS}
    days = DailyFigure.objects.filter(within, day__range=(period.first_on, period.last_on))
    return Counter(days.aggregate(**sums))


@pytest.mark.parametrize(
    "period",
    [
        SPRING,
        month_of(MONDAY),
        Period(MONDAY, APRIL),
        Period(MONDAY + timedelta(days=1), APRIL - timedelta(days=1)),
        Period(date(2026, 2, 10), date(2026, 4, 30)),
        Period(MONDAY, MONDAY),
    ],
)
def test_a_period_is_the_sum_of_its_days_wherever_it_begins_and_ends(spring, world, period):
    only = Q(agency=world.department)
    for within in (EVERYWHERE, only):
        found = flows_between(period, until=APRIL, within=within).get((), Counter())
        assert found == day_by_day(period, within)
    by_agency = flows_between(period, until=APRIL, by=("agency_id",))
    assert by_agency.get((world.department.pk,), Counter()) == day_by_day(period, only)


def test_a_late_entry_is_in_its_month_the_next_night(spring, world, dossier_in):
    dossier_in(Status.RETURNED, at=instant(MONDAY + timedelta(days=2)))
    night(APRIL + timedelta(days=1))
    assert months_unlike_days(SPRING) == []
    assert (
        MonthlyFigure.objects.filter(month=date(2026, 3, 1)).aggregate(all=Sum("received"))["all"]
        == (day_by_day(month_of(MONDAY))["received"])
    )


def test_a_rebuild_leaves_no_month_from_before_history_begins(spring, world):
    row = MonthlyFigure.objects.first()
    row.pk, row.month = None, date(2025, 12, 1)
    row.save()
    night(APRIL, rebuild=True)
    assert not MonthlyFigure.objects.filter(month__lt=date(2026, 3, 1)).exists()


def test_a_month_that_is_not_the_sum_of_its_days_blocks_publication_and_is_named(spring):
    row = MonthlyFigure.objects.filter(late__gt=0).first()
    MonthlyFigure.objects.filter(pk=row.pk).update(late=row.late + 4)
    (finding,) = findings_blocking(month_of(row.month))
    assert (finding.measure, finding.found - finding.expected) == ("late", 4)
    assert (finding.agency_pk, finding.channel) == (row.agency_id, row.channel)


# ── Where the time went ──────────────────────────────────────────────────────────────────
def test_the_time_that_is_kept_is_the_time_that_is_reckoned(spring):
    for month in (month_of(MONDAY), Period(date(2026, 4, 1), APRIL)):
        reckoned = {place.key: place for place in holdings(Where(), month)}
        assert not MonthlyHolding.objects.filter(month=month.first_on).exists()
        keep_holdings(spring)
        assert {place.key: place for place in holdings(Where(), month)} == {
            key: place for key, place in reckoned.items() if place.minutes
        }
        MonthlyHolding.objects.all().delete()
        assert sum(place.minutes for place in reckoned.values()) == sum(each.minutes for each in held(Question(month)))


def test_each_dossier_counts_once_at_a_place_and_agencies_add_up(spring, world):
    month = month_of(MONDAY)
    keep_holdings(spring)
    province = {place.key: place.dossiers for place in holdings(Where(), month)}
    agencies = Counter()
    for agency in (world.department.pk, world.commune.pk):
        agencies.update({place.key: place.dossiers for place in holdings(Where(agency_pks=frozenset({agency})), month)})
    assert province == agencies
    assert max(province.values()) <= day_by_day(month)["early"] + sum(
        day_by_day(month)[name] for name in ("on_time", "late", "undated")
    )


def test_a_night_reckons_what_it_touched_and_what_was_left_behind(spring, dossier_in):
    assert keep_holdings(spring) == 2
    MonthlyHolding.objects.filter(month=date(2026, 3, 1)).delete()
    next_night = night(APRIL + timedelta(days=1), at=LONG_AFTER_ALL_EVENTS)
    assert keep_holdings(next_night) == 2
    assert MonthlyHolding.objects.filter(month=date(2026, 3, 1)).exists()
    assert set(MonthlyHolding.objects.filter(month=date(2026, 4, 1)).values_list("until", flat=True)) == {
        APRIL + timedelta(days=1)
    }


def test_a_month_that_is_shown_no_more_is_kept_no_more(spring, world):
    long_ago = Period(date(2024, 5, 1), date(2024, 5, 31))
    MonthlyHolding.objects.create(
        month=long_ago.first_on, until=long_ago.last_on, agency=world.department, place="return", minutes=9, dossiers=1
    )
    keep_holdings(spring)
    assert holdings(Where(), long_ago) == []

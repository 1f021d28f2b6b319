"""The forecast of lateness is made once, from what was known then, and held against what came of it."""

from datetime import date, timedelta

import pytest

from agencies.calendars import calendar_of
from dossiers.models import Dossier
from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from reporting.dashboards.forecasts import behind_band, forecast, forecast_page, forecast_until, outcomes
from reporting.dashboards.scope import Scope
from reporting.forecasting import BANDS, Outcome, band_of, chance_of, hit_rate
from reporting.models import LatenessForecast

WHOLE = Scope("Toàn tỉnh", None)


def three_days_before(dossier: Dossier) -> date:
    return calendar_of(None).shift_working_days(dossier.due_on, -3)


def test_bands_hold_every_slack_and_their_ends_belong_to_the_better_one():
    assert [band_of(minutes).number for minutes in (-481, -480, -1, 0, 479, 480, 960, 10_000)] == [
        1,
        2,
        2,
        3,
        3,
        4,
        5,
        5,
    ]


def test_a_chance_begins_with_what_we_imagine_and_ends_with_what_was():
    shortest = BANDS[0]
    assert chance_of(shortest, (0, 0)) == 80
    assert chance_of(shortest, (0, 990)) == 1
    assert chance_of(BANDS[-1], (990, 990)) == 99


def test_the_hit_rate_says_how_much_came_true_and_how_much_was_foreseen():
    hits = hit_rate([Outcome(1, 80, 10, 8), Outcome(5, 5, 90, 2)])
    assert (hits.whole, hits.late, hits.said_late, hits.rightly) == (100, 10, 10, 8)
    assert (hits.precision, hits.recall) == (80, 80)
    assert float(hits.brier) == pytest.approx((8 * 0.04 + 2 * 0.64 + 2 * 0.9025 + 88 * 0.0025) / 100, abs=0.0006)
    assert hit_rate([]).brier is None


def test_each_dossier_is_foreseen_once_three_working_days_before_its_due_date(world, dossier_in):
    running = dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY))
    dossier_in(Status.RETURNED, at=instant(MONDAY - timedelta(days=28)))
    dossier_in(Status.SUPPLEMENTING, at=instant(MONDAY - timedelta(days=28)))
    morning = three_days_before(running)
    assert forecast_until(morning) == 1
    assert forecast_until(morning) == 0
    made = LatenessForecast.objects.get()
    assert (made.dossier, made.made_on) == (running, morning)


def test_what_was_foreseen_is_judged_when_it_is_late_or_has_ended(world, dossier_in):
    running = dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY))
    morning = three_days_before(running)
    forecast(morning, calendar=calendar_of(None))
    assert outcomes(before=running.due_on) == []
    (late,) = outcomes(before=running.due_on + timedelta(days=2))
    assert (late.whole, late.late) == (1, 1)
    after = running.due_on + timedelta(days=2)
    assert [*behind_band(late.band, before=after, scope=WHOLE, is_late=True)] == [running]
    assert [*behind_band(late.band, before=after, scope=WHOLE)] == [running]
    assert not behind_band(late.band, before=running.due_on, scope=WHOLE)
    page = forecast_page(WHOLE, at=instant(morning, "08:00"))
    assert [one.dossier for one in page.upcoming] == [running]


def test_a_missed_night_is_made_up_for(world, dossier_in):
    first = dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY))
    forecast_until(three_days_before(first))
    second = dossier_in(Status.IN_APPRAISAL, at=instant(MONDAY + timedelta(days=1)))
    forecast_until(three_days_before(second) + timedelta(days=2))
    assert LatenessForecast.objects.get(dossier=second).made_on == three_days_before(second)

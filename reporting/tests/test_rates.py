"""Percentages, intervals and percentiles."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rates import Interval, percentile, rate, shares, wilson


def test_on_time_rate_of_zero_resolved_is_undefined_not_100():
    assert rate(0, 0) is None
    assert rate(0, 3) == Decimal("0.00")


def test_a_single_rate_is_rounded_half_up():
    assert rate(1, 800) == Decimal("0.13")  # 0,125
    assert rate(46127, 49343) == Decimal("93.48")


def test_the_shares_of_nothing_are_undefined():
    assert shares([0, 0, 0]) == [None, None, None]


def test_three_thirds_add_up_to_a_hundred():
    assert shares([1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_the_shares_of_a_whole_add_up_to_exactly_a_hundred_and_are_never_far_off(parts):
    apportioned = shares(parts)
    if sum(parts) == 0:
        return
    assert sum(apportioned) == 100
    for part, share in zip(parts, apportioned, strict=True):
        assert abs(share - Decimal(part) * 100 / sum(parts)) < Decimal("0.01")


def test_99_of_99_out_of_5732_shows_as_1_7_percent_response_96_3_to_100_percent():
    assert rate(99, 5732) == Decimal("1.73")
    assert wilson(99, 99) == Interval(Decimal("96.3"), Decimal("100.0"))


def test_without_answers_there_is_no_interval_and_more_favourable_than_answers_is_no_rate():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="5 of 4"):
        wilson(5, 4)


@given(st.integers(1, 10**6).flatmap(lambda answers: st.tuples(st.integers(0, answers), st.just(answers))))
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(case):
    favourable, answers = case
    interval = wilson(favourable, answers)
    share = Decimal(favourable) * 100 / answers
    assert 0 <= interval.low <= share + Decimal("0.05")
    assert share - Decimal("0.05") <= interval.high <= 100


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, None), ([4], 0.9, 4), ([1, 2], 0.5, 1.5), ([3, 1, 2], 0.5, 2), ([10, 20, 30, 40, 50], 0.9, 46)],
)
def test_a_percentile_is_interpolated_like_percentile_cont(values, share, expected):
    assert percentile(values, share) == expected

"""Percentages, and the words under the table."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reporting.indicators import BY_KEY, INDICATORS, rate, shares
from reporting.tables import COLUMNS, definitions


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


def test_every_column_of_the_published_table_has_its_definition():
    assert [definition["key"] for definition in definitions()] == [*(column.key for column in COLUMNS), "kept_rate"]
    assert all(str(definition["sentence"]).endswith((".", "”.")) for definition in definitions())


def test_no_two_indicators_share_a_name():
    assert len(BY_KEY) == len(INDICATORS) == len({str(indicator.label) for indicator in INDICATORS})

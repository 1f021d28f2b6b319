"""Numbers, dates, sizes and money read as they are written in Vietnam."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from portal.templatetags.vietnamese import (
    page_numbers,
    vn_date,
    vn_datetime,
    vn_day,
    vn_money,
    vn_number,
    vn_percent,
    vn_size,
    vn_time,
)

VIETNAM = timezone(timedelta(hours=7))


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def test_numbers_have_points_for_thousands_and_a_comma_for_decimals():
    assert vn_number(49343) == "49.343"
    assert vn_number(0) == "0"
    assert vn_number(-1234567) == "-1.234.567"
    assert vn_number(1234.5, 2) == "1.234,50"


def test_a_half_is_rounded_up_as_people_do():
    assert vn_number(2.5) == "3"
    assert vn_percent(98.665) == "98,67\u00a0%"
    assert vn_percent(100) == "100,00\u00a0%"
    assert vn_percent(12.345, 1) == "12,3\u00a0%"


def test_money_is_written_out():
    assert vn_money(135000) == "135.000 đồng"
    assert vn_money(0) == "0 đồng"


def test_sizes_use_the_unit_that_the_upload_limit_uses():
    assert vn_size(0) == "0 KB"
    assert vn_size(12) == "1 KB"
    assert vn_size(655_360) == "640 KB"
    assert vn_size(20 * 1024 * 1024) == "20,0 MB"


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 11, 23), "thứ Hai, 23/11/2026"),
        (date(2026, 11, 24), "thứ Ba, 24/11/2026"),
        (date(2026, 11, 29), "Chủ nhật, 29/11/2026"),
        (date(2027, 1, 2), "thứ Bảy, 02/01/2027"),
    ],
)
def test_a_date_says_its_weekday(on, text):
    assert vn_date(on) == text


def test_a_moment_is_shown_in_the_time_of_the_place():
    late_evening_in_greenwich = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert vn_datetime(late_evening_in_greenwich) == "thứ Ba, 24/11/2026, 00:30"
    assert vn_date(late_evening_in_greenwich) == "thứ Ba, 24/11/2026"
    assert vn_day(late_evening_in_greenwich) == "24/11/2026"
    assert vn_time(datetime(2026, 11, 24, 17, 0, tzinfo=VIETNAM)) == "17:00"


def test_a_date_without_a_time_gets_no_invented_time():
    assert vn_datetime(date(2026, 11, 24)) == "thứ Ba, 24/11/2026"


@pytest.mark.parametrize("show", [vn_number, vn_percent, vn_money, vn_size, vn_date, vn_day, vn_time, vn_datetime])
def test_finished_text_passes_and_nothing_shows_nothing(show):
    assert show("chưa có") == "chưa có"
    assert show(None) == ""
    assert show("") == ""


def test_the_english_interface_has_english_separators():
    with translation.override("en"):
        assert vn_number(49343) == "49,343"
        assert vn_percent(98.67) == "98.67\u00a0%"


@pytest.mark.parametrize(
    ("current", "shown"),
    [
        (1, [1, 2, "…", 12]),
        (3, [1, 2, 3, 4, "…", 12]),
        (4, [1, 2, 3, 4, 5, "…", 12]),
        (6, [1, "…", 5, 6, 7, "…", 12]),
        (12, [1, "…", 11, 12]),
    ],
)
def test_page_links_stay_near_the_current_page(current, shown):
    assert page_numbers(Paginator(range(120), 10).page(current)) == shown


def test_a_single_page_needs_no_gap():
    assert page_numbers(Paginator([], 10).page(1)) == [1]

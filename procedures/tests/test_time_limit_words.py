"""A time limit is read in the language of the page; the wording of the law stays Vietnamese."""

import pytest
from django.utils import translation

from procedures.durations import limit_words
from procedures.limits import Limit


@pytest.mark.parametrize("text", ["5 working_days", "0.5 working_days", "8 working_hours", "2 months", "same_day"])
def test_in_vietnamese_a_time_limit_is_worded_as_in_the_law(text):
    assert limit_words(Limit.parse(text)) == str(Limit.parse(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 working_day", "1 working day"),
        ("5 working_days", "5 working days"),
        ("0.5 working_days", "0.5 working days"),
        ("8 working_hours", "8 working hours"),
        ("10 calendar_days", "10 days"),
        ("2 months", "2 months"),
        ("same_day", "within the working day"),
    ],
)
def test_in_english_a_time_limit_is_worded_in_english(text, words):
    with translation.override("en"):
        assert limit_words(Limit.parse(text)) == words

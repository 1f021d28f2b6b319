"""Every measure at once, as a page of all figures shows them: values, rates with their denominators, intervals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.indicators import BY_KEY, BY_TOPIC, Indicator, Topic, Unit
from reporting.measures import MEASURE_OF, REGISTRY
from reporting.questions import Question
from reporting.rates import Interval, rate, wilson

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Value:
    """One figure: a count, or a quotient (`rate` in percent, `times` as a number) with what it was divided by.

    All None where nothing can be told: no source, or nothing to divide by. A rate of answers has its `interval`.
    """

    indicator: Indicator
    count: int | None = None
    whole: int | None = None
    rate: Decimal | None = None
    times: Decimal | None = None
    interval: Interval | None = None


def read_all(question: Question) -> dict[str, int]:
    """Return every count of every measure for the whole of a question; one query for each source."""
    counts: dict[str, int] = {}
    for measure in REGISTRY.values():
        found = measure.read(question)[()]
        counts.update({count: number for count, number in found.items() if measure.answers(question, count)})
    return counts


def values_of(counts: Mapping[str, int]) -> dict[Topic, list[Value]]:
    """Return the figures that follow from the counts, under their headings; those that others read are left out."""
    topics = {
        topic: [_value(indicator, counts) for indicator in indicators if indicator.source in REGISTRY]
        for topic, indicators in BY_TOPIC.items()
    }
    return {topic: values for topic, values in topics.items() if values}


def _value(indicator: Indicator, counts: Mapping[str, int]) -> Value:
    if not indicator.is_known or not set(indicator.counted) <= set(counts):
        return Value(indicator)
    part = sum(counts[key] for key in indicator.counted)
    if not indicator.denominator:
        return Value(indicator, count=part)
    whole = sum(counts.get(key, 0) for key in indicator.denominator)
    if indicator.unit is Unit.TIMES:
        times = (Decimal(part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP) if whole else None
        return Value(indicator, count=part, whole=whole, times=times)
    interval = wilson(part, whole) if indicator.key in SAMPLED else None
    return Value(indicator, count=part, whole=whole, rate=rate(part, whole), interval=interval)


SAMPLED = frozenset({"satisfaction_rate"})
"""Rates of answers: whoever did not answer might have said something else."""

LISTED = frozenset(count for count in MEASURE_OF if BY_KEY[count].unit is not Unit.MINUTES)
"""The counts that have a list; minutes are added up over the list of `dossiers_timed`."""

"""What the observatory shows of one subject, and of all agencies or sectors beside each other.

Only whole months that the nights have computed, and nothing at all while an identity does not hold. No rate and no
comparison below the least number of resolved dossiers, and never a ranking: beside each rate stands its interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, IntegerField, Value, When

from dossiers.verdicts import KEPT, LATE
from reporting.answers import dossiers_behind, figures
from reporting.charts import Chart
from reporting.measures import REGISTRY
from reporting.observatory.drawing import charts_of
from reporting.observatory.judging import BINS, Judged, Satisfaction, judged
from reporting.observatory.subjects import Subject, url_of
from reporting.periods import Period, month_of, same_period_last_year
from reporting.queries import last_run
from reporting.questions import Key, Question, Where
from reporting.services import findings_blocking

MONTHS = 12
COUNTED = ("received", "resolved", "early", "on_time", "late", "undated")
KEPT_FOR = 6 * 60 * 60
"""How long, in seconds, what was counted for a page is kept; a new night is another page."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The page of one subject; `months` by their slugs, `histogram` by how it ended, a count for each bin."""

    subject: Subject
    period: Period
    this: Judged
    before: Judged
    months: Mapping[str, Judged]
    histogram: Mapping[str, Sequence[int]]
    charts: Sequence[Chart]
    satisfaction: Satisfaction


def observed_period() -> Period | None:
    """Return the last twelve whole months that were computed; None before the first, and where they do not add up."""
    run = last_run()
    if run is None:
        return None
    last = month_of(run.until)
    last = last if last.last_on <= run.until else month_of(last.day_before)
    first = last
    for _number in range(MONTHS - 1):
        first = month_of(first.day_before)
    period = Period(first.first_on, last.last_on)
    return None if findings_blocking(period) else period


def observed(subject: Subject) -> Observed | None:
    """Return the page of a subject; counted once after each night, then kept."""
    period = observed_period()
    if period is None:
        return None
    known = f"observed-{subject.key}-{subject.code}-{period.last_on:%Y%m%d}"
    raw: Any = cache.get(known)
    if raw is None:
        raw = _raw(subject, period)
        cache.set(known, raw, KEPT_FOR)
    months, this, before, histogram, ratings = raw
    return Observed(
        subject=subject,
        period=period,
        this=this,
        before=before,
        months=months,
        histogram=histogram,
        charts=charts_of(period, months, histogram),
        satisfaction=Satisfaction(ratings["dossiers_ended"], ratings["rated"], ratings["rated_favourably"]),
    )


def _raw(subject: Subject, period: Period) -> tuple[Any, ...]:
    where = subject.where
    months = {
        cell.keys[Key.MONTH]: judged(cell) for cell in figures(Question(period, by=(Key.MONTH,), where=where), COUNTED)
    }
    (this,) = figures(Question(period, where=where), COUNTED)
    (before,) = figures(Question(same_period_last_year(period), where=where), COUNTED)
    ratings = REGISTRY["ratings"].read(Question(period, where=where)).get((), {})
    counts = {key: ratings.get(key, 0) for key in ("dossiers_ended", "rated", "rated_favourably")}
    return months, judged(this), judged(before), histogram_of(Question(period, where=where)), counts


def histogram_of(question: Question) -> dict[str, list[int]]:
    """Return how many dossiers were resolved within each stretch of days, in time or late; one query."""
    elapsed = ExpressionWrapper(F("finished_at") - F("received_at"), output_field=DurationField())
    resolved = dossiers_behind(question, "resolved").exclude(received_at=None).annotate(elapsed=elapsed)
    counts: dict[str, list[int]] = {kind: [0] * len(BINS) for kind in ("kept", "late", "undated")}
    for place, kept, late, whole in _by_bin(resolved):
        counts["kept"][place] += kept
        counts["late"][place] += late
        counts["undated"][place] += whole - kept - late
    return counts


def _by_bin(resolved: Any) -> list[tuple[int, int, int, int]]:
    whens = [When(elapsed__lt=timedelta(days=end), then=Value(place)) for place, end in enumerate(BINS[1:])]
    place = Case(*whens, default=Value(len(BINS) - 1), output_field=IntegerField())
    rows = (
        resolved.annotate(place=place)
        .values("place")
        .annotate(kept=Count("pk", filter=KEPT), late=Count("pk", filter=LATE), whole=Count("pk"))
        .order_by("place")
    )
    return list(rows.values_list("place", "kept", "late", "whole"))


# ── All beside each other ────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Beside:
    """One line of a list: a subject and how it is judged."""

    code: str
    name: str
    url: str
    judged: Judged


def all_of(key: Key) -> tuple[Period, list[Beside]] | None:
    """Return every agency or sector that had dossiers in the period, by name; counted once after each night."""
    period = observed_period()
    if period is None:
        return None
    known = f"observed-all-{key}-{period.last_on:%Y%m%d}"
    lines: Any = cache.get(known)
    if lines is None:
        cells = figures(Question(period, by=(key,), where=Where()), COUNTED)
        lines = [(cell.keys[key], cell.labels[key], judged(cell)) for cell in cells]
        cache.set(known, lines, KEPT_FOR)
    found = [Beside(code, name, url_of(key, code), one) for code, name, one in lines]
    return period, sorted(found, key=lambda one: one.name)

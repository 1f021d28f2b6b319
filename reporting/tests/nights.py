"""Nights of the figures: run one, and read what it wrote."""

from datetime import date, timedelta

from dossiers.tests.cast import MONDAY, instant
from dossiers.workflow import Status
from procedures.models import Channel
from reporting.models import DailyFigure, StatisticsRun
from reporting.services import compute_statistics
from reporting.steps import CELL, MEASURES

FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(days=7)
LONG_BEFORE_ALL_EVENTS = instant(date(2001, 1, 1))
LONG_AFTER_ALL_EVENTS = instant(date(2901, 1, 1))
"""When a run says that it started: events are recorded at the database's own time, which lies between the two."""


def night(until: date, *, at=LONG_BEFORE_ALL_EVENTS, **options) -> StatisticsRun | None:
    """Let one night's computation run."""
    return compute_statistics(until=until, at=at, **options).run


def on(day: date, **cell) -> dict[str, int]:
    """Return the figures of a day that are not zero, over all cells or some; what was kept currently stands beside."""
    rows = DailyFigure.objects.filter(day=day, **cell).values(*MEASURES)
    sums = {measure: sum(row[measure] for row in rows) for measure in MEASURES}
    return {measure: count for measure, count in sums.items() if count and measure != "kept_currently"}


def everything() -> list[tuple]:
    return list(DailyFigure.objects.order_by("day", *CELL).values_list("day", *CELL, *MEASURES))


def at_the_department_in(dossier_in) -> None:
    """Let a week bring a dossier in every state, on all channels."""
    for number, status in enumerate(Status):
        dossier_in(status, at=instant(MONDAY + timedelta(days=number % 4)))
    for status in (Status.RETURNED, Status.SUPPLEMENTING, Status.IN_APPROVAL):
        dossier_in(status, channel=Channel.POSTAL)
        dossier_in(status, channel=Channel.IN_PERSON)

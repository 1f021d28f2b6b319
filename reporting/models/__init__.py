"""What is kept of the figures: nightly facts and the runs that made them, reports that were published."""

from reporting.models.figures import DailyFigure, RunState, StatisticsRun
from reporting.models.opendata import ReportOpenData
from reporting.models.reports import (
    LetterState,
    Report,
    ReportCell,
    ReportDeed,
    ReportEntry,
    ReportEvent,
    ReportState,
    Subscription,
    SubscriptionLetter,
)

__all__ = [
    "DailyFigure",
    "LetterState",
    "Report",
    "ReportCell",
    "ReportDeed",
    "ReportEntry",
    "ReportEvent",
    "ReportOpenData",
    "ReportState",
    "RunState",
    "StatisticsRun",
    "Subscription",
    "SubscriptionLetter",
]

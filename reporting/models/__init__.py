"""What is kept of the figures: nightly facts and the runs that made them, reports that were published."""

from reporting.models.builder import SavedTable
from reporting.models.figures import DailyFigure, MonthlyFigure, MonthlyHolding, RunState, StatisticsRun
from reporting.models.forecasts import LatenessForecast
from reporting.models.opendata import ReportOpenData
from reporting.models.reports import (
    LetterState,
    Report,
    ReportCell,
    ReportDeed,
    ReportEntry,
    ReportEvent,
    ReportFile,
    ReportState,
    Subscription,
    SubscriptionLetter,
)
from reporting.models.schedules import ReportSchedule, Rhythm

__all__ = [
    "DailyFigure",
    "LatenessForecast",
    "LetterState",
    "MonthlyFigure",
    "MonthlyHolding",
    "Report",
    "ReportCell",
    "ReportDeed",
    "ReportEntry",
    "ReportEvent",
    "ReportFile",
    "ReportOpenData",
    "ReportSchedule",
    "ReportState",
    "Rhythm",
    "RunState",
    "SavedTable",
    "StatisticsRun",
    "Subscription",
    "SubscriptionLetter",
]

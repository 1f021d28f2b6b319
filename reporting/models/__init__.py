"""What is kept of the figures: nightly facts and the runs that made them, reports that were published."""

from reporting.models.figures import DailyFigure, RunState, StatisticsRun

__all__ = ["DailyFigure", "RunState", "StatisticsRun"]

"""What became of the last nights: whether the figures are there and add up, and what each run took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from dossiers.models import Dossier
from reporting.identities import Finding
from reporting.models import RunState, StatisticsRun
from reporting.periods import ONE_DAY
from reporting.queries import Broken, last_run, named

RUNS_SHOWN = 30
DUE_BY = time(6, 0)
"""Until this hour of the morning the night may still be at work."""


class NightState(StrEnum):
    """How the figures stand this morning. All but the first two are alarms."""

    GOOD = "good"
    EMPTY = "empty"
    MISSED = "missed"
    FAILED = "failed"
    BROKEN = "broken"

    @property
    def is_alarm(self) -> bool:
        """Whether somebody must look."""
        return self not in (NightState.GOOD, NightState.EMPTY)

    @property
    def label(self) -> Any:
        """The state in words, with what to do."""
        return {
            NightState.GOOD: _("Đêm qua đã tính xong và số liệu cân đối."),
            NightState.EMPTY: _("Chưa có hồ sơ nào để tính."),
            NightState.MISSED: _(
                "Đêm qua chưa tính số liệu. Quản trị viên kiểm tra tiến trình nền; lần tính sau tự bù những đêm thiếu."
            ),
            NightState.FAILED: _(
                "Lần tính gần nhất không hoàn thành; số liệu cũ vẫn giữ nguyên. Lần tính sau làm lại."
            ),
            NightState.BROKEN: _("Số liệu không cân đối nên không được công bố; xem từng phát hiện dưới đây."),
        }[self]


@dataclass(frozen=True, slots=True)
class Run:
    """One computation with its findings, each with the names of its cell."""

    run: StatisticsRun
    seconds: float | None
    findings: Sequence[Broken]

    @property
    def days(self) -> int:
        """How many days it computed."""
        return (self.run.until - self.run.first_day).days + 1 if self.run.first_day else 0


def night_state(*, at: datetime) -> NightState:
    """Return how the figures stand at an instant; at most three queries."""
    newest = StatisticsRun.objects.exclude(state=RunState.RUNNING).order_by("-started_at", "-pk").first()
    if newest is not None and newest.state == RunState.FAILED:
        return NightState.FAILED
    complete = last_run()
    if complete is None:
        return (
            NightState.MISSED
            if Dossier.objects.exclude(finished_on=None, received_on=None).exists() and _is_morning_over(at)
            else NightState.EMPTY
        )
    yesterday = timezone.localdate(at) - ONE_DAY
    due = yesterday if _is_morning_over(at) else yesterday - ONE_DAY
    if complete.until < due:
        return NightState.MISSED
    return NightState.BROKEN if complete.findings else NightState.GOOD


def _is_morning_over(at: datetime) -> bool:
    return timezone.localtime(at).time() >= DUE_BY


def last_runs() -> list[Run]:
    """Return the newest runs, newest first; two queries."""
    runs = list(StatisticsRun.objects.order_by("-started_at", "-pk")[:RUNS_SHOWN])
    found = {run.pk: [Finding.from_row(row) for row in run.findings] for run in runs}
    agencies = Agency.objects.in_bulk({finding.agency_pk for findings in found.values() for finding in findings})
    return [Run(run, _seconds(run), [named(finding, agencies) for finding in found[run.pk]]) for run in runs]


def _seconds(run: StatisticsRun) -> float | None:
    took: timedelta | None = run.finished_at - run.started_at if run.finished_at else None
    return took.total_seconds() if took is not None else None

"""From when to when a question counts: instants and local days that follow from its period and its `as_of`. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from reporting.conditions import Scene
from reporting.questions import Question


@dataclass(frozen=True, slots=True)
class Window:
    """The days from `first_on` to `last_on`, and the instants from `begins_at` until before `ends_at`.

    `as_of` inside the period cuts the window there, just behind that instant. `known_at` is until when it counts what
    became of something that happened in the window (a rating that came later, an answer): `as_of` where there is one,
    else the window's end. A cohort has the days of its entry; what happened to it is counted until `known_at`, whenever
    it began.
    """

    first_on: date
    last_on: date
    begins_at: datetime
    ends_at: datetime
    known_at: datetime
    is_cohort: bool

    @property
    def last_instant(self) -> datetime:
        """The last instant inside the window."""
        return self.ends_at - timedelta.resolution

    @property
    def judged_on(self) -> date:
        """The day on which stocks are judged: the window's last, of a cohort that of `as_of`."""
        return timezone.localdate(self.last_instant)


def window_of(question: Question) -> Window:
    """Return the window of a question."""
    scene, as_of = Scene(question), question.as_of
    ends_at, last_on = scene.closes_at, scene.last_on
    known_at = as_of + timedelta.resolution if as_of else ends_at
    if as_of is not None and (question.is_cohort or known_at < ends_at):
        ends_at = known_at
        last_on = last_on if question.is_cohort else max(scene.first_on, timezone.localdate(as_of))
    return Window(
        first_on=scene.first_on,
        last_on=last_on,
        begins_at=scene.opens_at,
        ends_at=ends_at,
        known_at=known_at,
        is_cohort=question.is_cohort,
    )

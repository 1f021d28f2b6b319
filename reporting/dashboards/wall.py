"""The screen on the wall of a leader's office: how it stands now and how the month goes. No person, no code.

Live numbers come from the open dossiers, by the dates that people work by; the rest from the nightly facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from agencies.models import Agency
from dossiers import verdicts
from dossiers.models import Dossier
from dossiers.workflow import ON_THE_CLOCK, Status
from reporting.dashboards import trends
from reporting.dashboards.scope import Scope
from reporting.dashboards.trends import Sums
from reporting.queries import last_run

SHOWN = 8


@dataclass(frozen=True, slots=True)
class WallRow:
    """How one agency stands now."""

    name: str
    open: int
    due_today: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Wall:
    """What the screen shows: now, by agency, and the month up to the last night."""

    open: int
    due_today: int
    overdue: int
    paused: int
    unanswered: int
    agencies: Sequence[WallRow]
    month: Sums | None


def wall(scope: Scope, *, at: datetime) -> Wall:
    """Return what the screen shows; seven queries at most, what is open counted from one small index."""
    today = timezone.localdate(at)
    dossiers = Dossier.objects.all()
    if scope.agency_pks is not None:
        dossiers = dossiers.filter(agency__in=scope.agency_pks)
    counts = {
        "open": Count("pk"),
        "due_today": Count("pk", filter=Q(due_on=today) & ~verdicts.PAUSED),
        "overdue": Count("pk", filter=verdicts.overdue(at)),
        "paused": Count("pk", filter=verdicts.PAUSED),
    }
    rows = dossiers.filter(status__in=ON_THE_CLOCK).order_by().values("agency_id").annotate(**counts)
    names = dict(Agency.objects.values_list("pk", "short_name"))
    found: list[dict[str, Any]] = [{**row, "name": names[row["agency_id"]]} for row in rows]
    found.sort(key=lambda row: (-row["overdue"], -row["due_today"], -row["open"], row["name"]))
    run = last_run()
    return Wall(
        open=sum(row["open"] for row in found),
        due_today=sum(row["due_today"] for row in found),
        overdue=sum(row["overdue"] for row in found),
        paused=sum(row["paused"] for row in found),
        unanswered=dossiers.filter(status=Status.SUBMITTED, acceptance_due_at__lt=at).count(),
        agencies=[WallRow(row["name"], row["open"], row["due_today"], row["overdue"]) for row in found[:SHOWN]],
        month=trends.compared(scope, trends.this_month(run.until), until=run.until)[0] if run else None,
    )

"""Which running dossiers will probably be late: less time is left than the rest of their way usually takes."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.worktime import WorkCalendar
from dossiers.models import Dossier
from dossiers.queries.risk import by_risk
from dossiers.verdicts import PAUSED
from dossiers.workflow import ON_THE_CLOCK

DAYS_AHEAD = 5
"""How many working days ahead a leader looks unless told otherwise."""


def due_within(days: int, *, at: datetime, calendar: WorkCalendar) -> Q:
    """Return what tells the running dossiers that are due today or in the coming working days, and not overdue."""
    today = timezone.localdate(at)
    until = calendar.shift_working_days(today, days)
    return Q(status__in=ON_THE_CLOCK, due_on__gte=today, due_on__lte=until, due_at__gte=at) & ~PAUSED


def endangered(
    dossiers: "QuerySet[Dossier]", *, days: int = DAYS_AHEAD, at: datetime, calendar: WorkCalendar
) -> list[int]:
    """Return the keys of the dossiers due soon that will be late unless they go faster than usual; one query.

    The same judgement by which officers' work lists are sorted (`dossiers.risk`).
    """
    near = dossiers.filter(due_within(days, at=at, calendar=calendar))
    judged: QuerySet[Any] = by_risk(near, at=at, calendar=calendar)
    return list(judged.filter(risk_still=0, risk_slack__lt=0).order_by().values_list("pk", flat=True))

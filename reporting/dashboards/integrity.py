"""The integrity signals of a period, counted by agency, each with the rows behind it.

A signal's number and its list are one queryset, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractHour, ExtractWeekDay, TruncHour

from dossiers.models import ClockEntry, Dossier, DossierEvent, EntryKind, Origin
from dossiers.verdicts import KEPT, RESOLVED
from dossiers.workflow import Action
from procedures.models import Channel
from reporting.integrity import SIGNALS, Asked, Counted, judged
from reporting.periods import Period

LONG_LIMIT = timedelta(days=3)
"""A tenth of a shorter limit is an hour or two: to end in it says nothing."""

OPENS, CLOSES = 6, 18
"""Outside these hours, and on Sundays, nobody is expected to close dossiers in bulk."""

BULK = 5
"""From how many in one hour on it is in bulk."""

MUCH_LATER = timedelta(hours=2)
SUNDAY = 1


@dataclass(frozen=True, slots=True)
class Watched:
    """The querysets of one signal: all cases, those that count, and the path from a case to its dossier."""

    cases: Callable[[Period], "QuerySet[Any]"]
    counted: Callable[["QuerySet[Any]"], "QuerySet[Any]"]
    dossier: str = ""

    @property
    def agency(self) -> str:
        """The path from a case to its agency's code."""
        return f"{self.dossier}__agency__code" if self.dossier else "agency__code"


def _duration(expression: Any) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=DurationField())


def _timed(cases: "QuerySet[Any]", *, begins: str, due: str, at: str) -> "QuerySet[Any]":
    """Give each case with a limit of three days or more what was left of it, ten times."""
    return (
        cases.alias(limit=_duration(F(due) - F(begins)), left=_duration(F(due) - F(at)))
        .alias(tenfold=_duration(F("left") * 10))
        .filter(limit__gte=LONG_LIMIT)
    )


def _finished(period: Period) -> "QuerySet[Dossier]":
    return Dossier.objects.filter(RESOLVED, finished_on__range=(period.first_on, period.last_on))


def _kept(period: Period) -> "QuerySet[Dossier]":
    return _timed(_finished(period).filter(KEPT), begins="received_at", due="original_due_at", at="finished_at")


def _pauses(period: Period) -> "QuerySet[ClockEntry]":
    entries = ClockEntry.objects.filter(
        kind=EntryKind.PAUSE, at__date__range=(period.first_on, period.last_on), at__lte=F("dossier__first_due_at")
    )
    return _timed(entries, begins="dossier__received_at", due="dossier__first_due_at", at="at")


def _in_last_tenth(cases: "QuerySet[Any]") -> "QuerySet[Any]":
    return cases.filter(tenfold__lt=F("limit"))


def _received(period: Period) -> "QuerySet[Dossier]":
    return Dossier.objects.filter(received_on__range=(period.first_on, period.last_on))


def _in_bulk(cases: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    after = cases.annotate(hour=ExtractHour("finished_at"), weekday=ExtractWeekDay("finished_at")).filter(
        Q(hour__lt=OPENS) | Q(hour__gte=CLOSES) | Q(weekday=SUNDAY)
    )
    same_hour = (
        after.filter(agency=OuterRef("agency"))
        .annotate(of_hour=TruncHour("finished_at"))
        .filter(of_hour=OuterRef("of_hour"))
        .order_by()
        .values("of_hour")
        .annotate(together=Count("pk"))
        .values("together")
    )
    by_hour = after.annotate(of_hour=TruncHour("finished_at"))
    return by_hour.annotate(together=Subquery(same_hour)).filter(together__gte=BULK)


def _walk_ins(period: Period) -> "QuerySet[DossierEvent]":
    return DossierEvent.objects.filter(
        action=Action.RECEIVE,
        dossier__channel=Channel.IN_PERSON,
        dossier__origin=Origin.PORTAL,
        dossier__received_on__range=(period.first_on, period.last_on),
    )


def _answered(period: Period) -> "QuerySet[Dossier]":
    return _received(period).filter(channel=Channel.ONLINE, acceptance_due_at__isnull=False)


WATCHED: Mapping[str, Watched] = {
    "last_tenth": Watched(_kept, _in_last_tenth),
    "late_pause": Watched(_pauses, _in_last_tenth, "dossier"),
    "repeated_supplement": Watched(_received, lambda cases: cases.filter(supplement_rounds__gte=2)),
    "after_hours": Watched(_finished, _in_bulk),
    "typed_later": Watched(_walk_ins, lambda cases: cases.filter(recorded_at__gt=F("at") + MUCH_LATER), "dossier"),
    "slow_answer": Watched(_answered, lambda cases: cases.filter(received_at__gt=F("acceptance_due_at"))),
    "reopened": Watched(_finished, lambda cases: cases.filter(reopened__isnull=False).distinct()),
}


def signals(period: Period) -> dict[str, list[Asked]]:
    """Return for each signal every agency beside all others; two queries for each signal."""
    return {signal.key: judged(_counts(WATCHED[signal.key], period), looks=len(SIGNALS)) for signal in SIGNALS}


def behind(key: str, period: Period, agency: str, *, is_whole: bool = False) -> "QuerySet[Dossier]":
    """Return the dossiers that a number counts, or all that it is out of; raises `KeyError` for what is no signal."""
    watched = WATCHED[key]
    cases = watched.cases(period)
    counted = (cases if is_whole else watched.counted(cases)).filter(**{watched.agency: agency}).order_by()
    keys = counted.values(f"{watched.dossier}_id" if watched.dossier else "pk")
    return Dossier.objects.filter(pk__in=keys).order_by("-received_at", "-pk")


def _counts(watched: Watched, period: Period) -> dict[str, Counted]:
    cases = watched.cases(period)
    wholes, parts = (_by_agency(watched, rows) for rows in (cases, watched.counted(cases)))
    return {agency: (parts[agency], whole) for agency, whole in wholes.items()}


def _by_agency(watched: Watched, rows: "QuerySet[Any]") -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    pairs = rows.order_by().values_list(watched.agency).annotate(count=Count("pk", distinct=True))
    for agency, count in pairs:
        counts[agency] += count
    return counts

"""The facts of days, read from dossiers and ledgers: flows by one grouped query each, stocks by a sweep over spans."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from dossiers.models import ClockEntry, Dossier, DueBasis, EntryKind
from dossiers.verdicts import EARLY, KEPT, LATE, RESOLVED
from dossiers.workflow import Status
from reporting.spans import LedgerLine, Span, Stock, spans

Cell = tuple[date, int, str, str]
"""(day, agency primary key, channel, service level)"""

FLOWS = ("received", "early", "on_time", "late", "refused", "withdrawn", "discontinued")
STOCKS = tuple(stock.value for stock in Stock)
MEASURES = FLOWS + STOCKS

Figures = dict[Cell, dict[str, int]]

ONE_DAY = timedelta(days=1)


def figures_of(first: date, until: date) -> Figures:
    """Return the figures of each day from `first` to `until`, for every cell that has any."""
    figures: Figures = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for cell, measures in _flows(first, until):
        for measure, count in measures.items():
            figures[cell][measure] += count
    _add_stocks(figures, first, until)
    return {cell: measures for cell, measures in figures.items() if any(measures.values())}


def _flows(first: date, until: date) -> Iterator[tuple[Cell, dict[str, int]]]:
    received = (
        Dossier.objects.filter(received_on__range=(first, until))
        .values_list("received_on", "agency_id", "channel", "service_level")
        .annotate(count=Count("pk"))
        .order_by()
    )
    for received_on, agency, channel, level, count in received:
        if received_on is not None:
            yield (received_on, agency, channel, level), {"received": count}
    ended: Iterable[Mapping[str, Any]] = (
        Dossier.objects.filter(finished_on__range=(first, until))
        # A submission that is withdrawn before the office has answered never entered the table.
        .exclude(received_on=None, status=Status.WITHDRAWN)
        .values("finished_on", "agency_id", "channel", "service_level")
        .annotate(
            early=Count("pk", filter=RESOLVED & EARLY),
            kept=Count("pk", filter=RESOLVED & KEPT),
            late=Count("pk", filter=RESOLVED & LATE),
            refused=Count("pk", filter=Q(status=Status.REFUSED)),
            withdrawn=Count("pk", filter=Q(status=Status.WITHDRAWN)),
            discontinued=Count("pk", filter=Q(status=Status.DISCONTINUED)),
        )
        .order_by()
    )
    for row in ended:
        yield (
            (row["finished_on"], row["agency_id"], row["channel"], row["service_level"]),
            {
                "received": row["refused"],
                "early": row["early"],
                # Not what is left over: a dossier without due date is not on time, it breaks the balance.
                "on_time": row["kept"] - row["early"],
                "late": row["late"],
                "refused": row["refused"],
                "withdrawn": row["withdrawn"],
                "discontinued": row["discontinued"],
            },
        )


def _add_stocks(figures: Figures, first: date, until: date) -> None:
    """Add, for each open dossier, one to its stock at the end of each day: a sweep, not a query a day."""
    steps: dict[tuple[int, str, str, Stock], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for agency, channel, level, chain in open_spans(first, until):
        for span in chain:
            if span.last_on >= first:
                step = steps[agency, channel, level, span.stock]
                step[max(span.first_on, first)] += 1
                step[span.last_on + ONE_DAY] -= 1
    for (agency, channel, level, stock), step in steps.items():
        count, days = 0, sorted(step)
        for day, next_day in zip(days, [*days[1:], until + ONE_DAY], strict=True):
            count += step[day]
            while count and day < next_day and day <= until:
                figures[day, agency, channel, level][stock.value] += count
                day += ONE_DAY


def open_spans(first: date, until: date) -> Iterator[tuple[int, str, str, Iterable[Span]]]:
    """Yield agency, channel, level and spans of each dossier that was open at the end of a day from `first` to `until`.

    Two queries, streamed side by side in the order of the primary key: memory does not grow with the dossiers.
    """
    was_open = Dossier.objects.filter(received_on__lte=until).filter(Q(finished_on=None) | Q(finished_on__gt=first))
    rows = was_open.order_by("pk").values_list(
        "pk", "agency_id", "channel", "service_level", "due_basis", "finished_on"
    )
    entries = (
        ClockEntry.objects.filter(dossier__in=was_open)
        .exclude(kind=EntryKind.STOP)
        .order_by("dossier_id", "ordinal")
        .values_list("dossier_id", "kind", "at", "due_at", "due_on", "original_due_at")
        .iterator(chunk_size=5000)
    )
    entry = next(entries, None)
    for pk, agency, channel, level, basis, finished_on in rows.iterator(chunk_size=5000):
        ledger: list[LedgerLine] = []
        while entry is not None and entry[0] <= pk:
            if entry[0] == pk:
                _pk, kind, at, due_at, due_on, yardstick = entry
                if yardstick is not None:
                    due_at, due_on = yardstick, timezone.localdate(yardstick)
                ledger.append(LedgerLine(kind, at, timezone.localdate(at), due_at, due_on))
            entry = next(entries, None)
        is_instant = basis == DueBasis.INSTANT
        yield agency, channel, level, spans(ledger, is_instant=is_instant, finished_on=finished_on, until=until)

"""Which dossiers are to be warned of before their appointment passes, and which warnings were written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from agencies.calendars import calendars_of
from agencies.models import Agency
from dossiers import delays, verdicts
from dossiers.models import BreachWarning, ClockEntry, Dossier
from dossiers.queries.stages import span_of
from dossiers.workflow import ON_THE_CLOCK

CHUNK = 500


@dataclass(frozen=True, slots=True)
class DueWarning:
    """A warning that has not been written yet: of which appointment, at which share of the time, in percent."""

    dossier_pk: int
    due_at: datetime
    share: int


def due_for_warning(at: datetime) -> Iterator[DueWarning]:
    """Yield the running dossiers that have reached a share of their time of which nobody has been warned.

    Each once, at the highest share that it has reached. Four queries, and memory for one chunk, however many dossiers
    are open: their ledgers are read beside them, in the same order.
    """
    calendars = calendars_of(list(Agency.objects.values_list("pk", flat=True)))
    ledgers = groupby(_ledgers().iterator(chunk_size=CHUNK), key=lambda row: row.dossier_id)
    rows: Iterable[ClockEntry] = ()
    pk = 0
    for dossier in _running(at).iterator(chunk_size=CHUNK):
        while pk < dossier.pk:
            pk, rows = next(ledgers, (dossier.pk, iter(())))
        due_at, warned = dossier.due_at, getattr(dossier, "warned_share", None) or 0
        if due_at is None:
            continue
        span = span_of(list(rows) if pk == dossier.pk else [], ended_at=None, at=at)
        used = delays.used_share(span, due_at, at=at, calendar=calendars[dossier.agency_id])
        share = delays.share_to_warn(dossier.regime.warning_shares, used)
        if share is not None and share > warned:
            yield DueWarning(dossier.pk, due_at, share)


def _running(at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers that run towards an appointment, each with the highest share already warned of for it."""
    warned = BreachWarning.objects.filter(dossier=OuterRef("pk"), due_at=OuterRef("due_at")).order_by()
    highest = warned.values("dossier").annotate(highest=Max("share")).values("highest")
    running = Dossier.objects.filter(verdicts.HANDLED_HERE, status__in=ON_THE_CLOCK, due_at__gte=at)
    found = running.exclude(verdicts.PAUSED)
    found = found.select_related("regime").annotate(warned_share=Subquery(highest)).order_by("pk")
    return found.only("pk", "due_at", "agency_id", "regime__warning_shares")


def _ledgers() -> QuerySet[ClockEntry]:
    """Return the ledgers of the open dossiers, in the order of `_running`."""
    rows = ClockEntry.objects.filter(dossier__status__in=ON_THE_CLOCK).order_by("dossier_id", "ordinal")
    return rows.only("dossier_id", "ordinal", "kind", "at", "policy", "due_at")


def written_since(since: datetime) -> Iterator[BreachWarning]:
    """Yield the warnings written since an instant whose appointment still holds, each with its dossier."""
    written = BreachWarning.objects.filter(at__gte=since, due_at=F("dossier__due_at"))
    return written.select_related("dossier").order_by("pk").iterator(chunk_size=CHUNK)

"""What is told although nobody made a move: a date comes near, an apology is needed, a result lies uncollected.

The rooms below write it down when they see it; here it is found and told, each thing once, by its key. Asking a day
back makes good for a night in which no worker ran.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from dossiers.models import Dossier
from dossiers.queries import apologies, returns, warnings
from exchange.kinds import Kind
from exchange.models import Notice
from exchange.outbox import tell

LOOKED_BACK = timedelta(days=1)

DAY_HOURS = range(7, 20)
"""The hours in which citizens are reminded of something that has time until the morning."""

CHUNK = 500

Told = tuple[Kind, str, Dossier, dict[str, Any]]
"""A kind, its key, its dossier, and what the words need besides."""


def tell_watched(*, at: datetime) -> int:
    """Write the notices that are due; return how many are new. Safe when run twice at once."""
    seen = _seen(at=at)
    new = 0
    while chunk := list(islice(seen, CHUNK)):
        known = set(Notice.objects.filter(key__in=[key for _kind, key, *_rest in chunk]).values_list("key", flat=True))
        for kind, key, dossier, facts in chunk:
            if key not in known:
                new += tell(kind, key=key, at=at, dossier=dossier, facts=facts)
    return new


def _seen(*, at: datetime) -> Iterator[Told]:
    since = at - LOOKED_BACK
    for warning in warnings.written_since(since):
        yield Kind.WARNING, f"warning:{warning.pk}", warning.dossier, {"share": warning.share}
    for draft in apologies.drafted_since(since):
        yield Kind.APOLOGY_TASK, f"apology-task:{draft.pk}", draft.dossier, {}
    if timezone.localtime(at).hour in DAY_HOURS:
        for reminder in returns.due_reminders(at):
            yield Kind.UNCOLLECTED, reminder.key, reminder.dossier, {"days": reminder.days}

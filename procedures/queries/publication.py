"""The catalogue as a whole: how much there is of what, and a stamp that changes whenever it does."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Count, Max, Q

from procedures.models import ProcedureVersion, Source
from procedures.queries.listing import COUNTED, Choice, choices_of, labels_of_facets, values_of


@dataclass(frozen=True, slots=True)
class CatalogueCounts:
    """How many procedures are in force, and how many of them each value of each facet has."""

    total: int
    unconfirmed: int
    by_facet: Mapping[str, Sequence[Choice]]


def catalogue_counts(*, today: date) -> CatalogueCounts:
    """Return the counts of what is in force; three queries.

    They are taken from what the list filters by, so that a count and the list that it opens cannot disagree.
    """
    in_force = ProcedureVersion.objects.in_force(today)
    rows = in_force.order_by().values_list("search_entry__facets").annotate(Count("pk"))
    alike: Counter[str] = Counter({facets: count for facets, count in rows if facets})
    whole = in_force.aggregate(
        total=Count("pk"), unconfirmed=Count("pk", filter=~Q(source=Source.EDITOR) & Q(confirmed_at=None))
    )
    labels = labels_of_facets()
    counted = [(values_of(facets), count) for facets, count in alike.items()]
    return CatalogueCounts(
        total=whole["total"],
        unconfirmed=whole["unconfirmed"],
        by_facet={name: choices_of(name, counted, {}, labels) for name in COUNTED},
    )


def catalogue_stamp(*, today: date) -> str:
    """Return a text that changes whenever what is published on a day changes; one query."""
    state = ProcedureVersion.objects.aggregate(
        Count("pk"), Max("pk"), Count("valid_to"), Max("valid_to"), Count("ended_by"), Count("confirmed_at")
    )
    return sha256(repr((today, sorted(state.items()))).encode()).hexdigest()[:20]

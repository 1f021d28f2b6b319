"""What the public pages read: the list of procedures with its facets, one procedure, the most used ones."""

from procedures.queries.cards import Card
from procedures.queries.listing import (
    Asked,
    Choice,
    SearchPage,
    Suggestion,
    find,
    life_event_counts,
    most_used,
    search_page,
    suggest,
)
from procedures.queries.procedure import Neighbour, ProcedurePage, Way, coming_version_of, procedure_page, version_of

__all__ = [
    "Asked",
    "Card",
    "Choice",
    "Neighbour",
    "ProcedurePage",
    "SearchPage",
    "Suggestion",
    "Way",
    "coming_version_of",
    "find",
    "life_event_counts",
    "most_used",
    "procedure_page",
    "search_page",
    "suggest",
    "version_of",
]

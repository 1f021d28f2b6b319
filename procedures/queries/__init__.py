"""What the public pages read: the list of procedures with its facets, one procedure, the most used ones."""

from procedures.queries.listing import Asked, Card, Choice, SearchPage, find, life_event_counts, most_used, search_page
from procedures.queries.procedure import ProcedurePage, Way, procedure_page, structured_description, version_of

__all__ = [
    "Asked",
    "Card",
    "Choice",
    "ProcedurePage",
    "SearchPage",
    "Way",
    "find",
    "life_event_counts",
    "most_used",
    "procedure_page",
    "search_page",
    "structured_description",
    "version_of",
]

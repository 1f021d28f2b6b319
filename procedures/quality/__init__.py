"""The check of the catalogue: rules as small functions in a table, each finding with its record and its mend."""

from procedures.quality.checking import ALL_RULES, check_catalogue, counts_by_rule
from procedures.quality.findings import SEVERITY_LABELS, Finding, Severity, place_words
from procedures.quality.links import ask

__all__ = [
    "ALL_RULES",
    "SEVERITY_LABELS",
    "Finding",
    "Severity",
    "ask",
    "check_catalogue",
    "counts_by_rule",
    "place_words",
]

"""A report as JSON: the very bytes that are hashed, so that anybody can check the hash printed under a report."""

from reporting.reports.snapshot import Snapshot, canonical

EXTENSION = "json"


def render(snapshot: Snapshot) -> bytes:
    """Return the canonical form."""
    return canonical(snapshot)

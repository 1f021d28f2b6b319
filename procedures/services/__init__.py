"""Verbs of the catalogue."""

from procedures.services.publishing import (
    end_version,
    publish_version,
    publish_versions,
    withdraw_version,
    withdraw_versions,
)
from procedures.services.recording import record_of, records_of

__all__ = [
    "end_version",
    "publish_version",
    "publish_versions",
    "record_of",
    "records_of",
    "withdraw_version",
    "withdraw_versions",
]

"""The record of a procedure: its one shape outside the database, and what may be wrong with it."""

from procedures.records.minutes import allowed_minutes, limit_minutes
from procedures.records.problems import BadRecord, Problem, check_record, problems_of
from procedures.records.shape import EVERY_COMMUNE, ROLES_OF_STEP, Record, issuer_of

__all__ = [
    "EVERY_COMMUNE",
    "ROLES_OF_STEP",
    "BadRecord",
    "Problem",
    "Record",
    "allowed_minutes",
    "check_record",
    "issuer_of",
    "limit_minutes",
    "problems_of",
]

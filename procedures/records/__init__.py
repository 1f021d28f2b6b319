"""The record of a procedure: its one shape outside the database, and what may be wrong with it."""

from procedures.records.minutes import allowed_minutes, limit_minutes
from procedures.records.problems import NOT_COMPOSED, BadRecord, Problem, check_record, gaps_of, problems_of
from procedures.records.shape import EVERY_COMMUNE, ROLES_OF_STEP, Record, issuer_of

__all__ = [
    "EVERY_COMMUNE",
    "NOT_COMPOSED",
    "ROLES_OF_STEP",
    "BadRecord",
    "Problem",
    "Record",
    "allowed_minutes",
    "check_record",
    "gaps_of",
    "issuer_of",
    "limit_minutes",
    "problems_of",
]

"""The difference between two versions of a procedure, in words that a citizen can read."""

from procedures.differences.comparing import differences
from procedures.differences.telling import Difference, Kind, Section, marked

__all__ = ["Difference", "Kind", "Section", "differences", "marked"]

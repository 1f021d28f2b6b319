"""The catalogue as records, read in pieces: what an export writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from procedures.models import ProcedureVersion
from procedures.services import records_of

CHUNK = 100
"""Versions that are read together; each chunk costs some fifteen queries, and only one is in memory."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which procedures: all, or those of a sector (name), of an agency (code), of certain codes."""

    sector: str = ""
    agency: str = ""
    codes: tuple[str, ...] = ()


def records_in_force(wanted: Wanted, *, on: date) -> Iterator[dict[str, Any]]:
    """Yield, by code, the canonical records that hold on a day."""
    versions = ProcedureVersion.objects.in_force(on)
    if wanted.sector:
        versions = versions.filter(sector__name=wanted.sector)
    if wanted.agency:
        versions = versions.filter(competences__agency__code=wanted.agency)
    if wanted.codes:
        versions = versions.filter(procedure__code__in=wanted.codes)
    pks = list(versions.order_by("procedure__code").values_list("pk", flat=True).distinct())
    for start in range(0, len(pks), CHUNK):
        chunk = ProcedureVersion.objects.filter(pk__in=pks[start : start + CHUNK]).order_by("procedure__code")
        yield from records_of(chunk)

"""Who of the offices opened the papers of a dossier, as its applicant may know it: by agency and role."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from accounts.models import Role
from dossiers.models import Dossier, FileOpening

OPENINGS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Readers:
    """The officers of one role at one agency: how many papers they opened how often, the last time when."""

    agency: str
    role: str
    papers: int
    times: int
    last_at: datetime


def readers_of(dossier: Dossier) -> list[Readers]:
    """Return who opened papers of a dossier, the latest first; one query. No names: the office answers for them."""
    rows = (
        FileOpening.objects.filter(dossier=dossier)
        .order_by()
        .values("agency__name", "role")
        .annotate(papers=Count("paper", distinct=True), times=Count("pk"), last_at=Max("at"))
        .order_by("-last_at")[:OPENINGS_SHOWN]
    )
    return [
        Readers(row["agency__name"], str(Role(row["role"]).label), row["papers"], row["times"], row["last_at"])
        for row in rows
    ]

"""What a decision about procedures touches: the dossiers that are not finished, by version, without naming anybody."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from dossiers.models import Dossier
from dossiers.verdicts import HANDLED_HERE
from dossiers.workflow import FINAL, Status
from procedures.running import Running

SHOWN = 5
"""How many codes of a version are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class RunningDossier:
    """One dossier that keeps its version."""

    code: str
    procedure_code: str
    version_number: int
    agency: str
    status: str
    due_at: datetime | None


class RunningDossiers:
    """Tells the catalogue what runs; see `procedures.running.Source`."""

    def under(self, versions: Collection[int]) -> Mapping[int, Running]:
        """Return counts by status and agency, and the first few codes, of each version; two queries."""
        statuses: dict[int, Counter[str]] = defaultdict(Counter)
        agencies: dict[int, Counter[str]] = defaultdict(Counter)
        counts = _unfinished(versions).order_by().values_list("version_id", "status", "agency__short_name")
        for version, status, agency, count in counts.annotate(count=Count("pk")):
            statuses[version][str(Status(status).label)] += count
            agencies[version][agency] += count
        codes = self._first_codes(versions)
        return {
            version: Running(found.total(), dict(found), dict(agencies[version].most_common()), tuple(codes[version]))
            for version, found in statuses.items()
        }

    def listed(self, versions: Collection[int]) -> Any:
        """Return every one of them, the one due first before the others; sliceable, a query a slice."""
        return _Listed(_unfinished(versions))

    def _first_codes(self, versions: Collection[int]) -> dict[int, list[str]]:
        place = Window(RowNumber(), partition_by=F("version"), order_by=[F("due_at").asc(nulls_last=True), "pk"])
        rows = _unfinished(versions).annotate(place=place).filter(place__lte=SHOWN).order_by("version_id", "place")
        codes: dict[int, list[str]] = defaultdict(list)
        for version, code in rows.values_list("version_id", "code"):
            codes[version].append(code)
        return codes


class _Listed:
    """Unfinished dossiers as a paginator takes them: counted, and cut into rows of words."""

    def __init__(self, dossiers: QuerySet[Dossier]) -> None:
        order = F("due_at").asc(nulls_last=True), "pk"
        columns = "code", "version__procedure__code", "version__number", "agency__short_name", "status", "due_at"
        self._dossiers, self._rows = dossiers, dossiers.order_by(*order).values_list(*columns)

    def __len__(self) -> int:
        return self._dossiers.count()

    def __getitem__(self, places: slice) -> list[RunningDossier]:
        return [
            RunningDossier(code, procedure, number, agency, str(Status(status).label), due_at)
            for code, procedure, number, agency, status, due_at in self._rows[places]
        ]


def _unfinished(versions: Collection[int]) -> QuerySet[Dossier]:
    return Dossier.objects.filter(HANDLED_HERE, version__in=versions).exclude(status__in=FINAL)

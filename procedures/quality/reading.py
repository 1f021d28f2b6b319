"""The catalogue read for a check: each table once, side by side, so that only one procedure is in memory at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Min, Q, QuerySet

from agencies.models import AgencyKind
from procedures.models import (
    Competence,
    Condition,
    Fee,
    InternalProcess,
    LegalBasis,
    ProcedureResult,
    ProcedureVersion,
    RequiredDocument,
    Source,
    Stage,
    SubmissionWay,
    TimeLimit,
)
from procedures.records import EVERY_COMMUNE
from procedures.services.recording import columns_of

Row = tuple[Any, ...]
Take = Callable[[int], list[Row]]
"""Returns the rows of a version, without its key; versions are asked for in rising order."""

ROWS_AT_ONCE = 2000

LIMIT = ("amount", "unit", "condition", "text")
FEE = ("kind", "name", "amount", "condition", "exemption", "legal_basis", "text")
DOCUMENT = ("group", "name", "form", "condition", "originals", "certified_copies", "copies")
STAGE = ("step", "name", "role", "minutes", "agency", "may_consult", "needs_seal")


@dataclass(frozen=True, slots=True)
class Subject:
    """One version in force as a check looks at it: its record, and what a record does not say.

    `record` has the shape of `procedures.records`, `form_templates` are the keys of the forms that its papers have.
    """

    number: int
    record: dict[str, Any]
    awaits_comparison: bool
    form_templates: tuple[int, ...]


def subjects(*, on: date) -> Iterator[Subject]:
    """Yield every version in force on a day; ten queries, however many there are."""
    in_force = ProcedureVersion.objects.in_force(on).values("pk")
    take = {name: _taker(rows.iterator(chunk_size=ROWS_AT_ONCE)) for name, rows in _tables(in_force).items()}
    versions = ProcedureVersion.objects.filter(pk__in=in_force).select_related("procedure", "sector", "promulgation")
    for version in versions.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE // 10):
        rows = {name: taken(version.pk) for name, taken in take.items()}
        yield Subject(
            number=version.number,
            record=_record(version, rows),
            awaits_comparison=version.source != Source.EDITOR and version.confirmed_at is None,
            form_templates=tuple(form for *_columns, form in rows["documents"] if form is not None),
        )


def _tables(in_force: QuerySet[Any, Any]) -> dict[str, QuerySet[Any, Any]]:
    """Return the parts of the versions, each as rows that begin with the version's key and come in its order."""
    own = {"version__in": in_force}
    of_way = {"way__version__in": in_force}
    # Communes that share a procedure would be a hundred rows that say the same.
    named = Competence.objects.exclude(version__is_for_every_commune=True, agency__kind=AgencyKind.COMMUNE)
    shared = InternalProcess.objects.filter(is_shared=True).order_by().values("version").annotate(first=Min("pk"))
    stages = Stage.objects.filter(Q(process__is_shared=False) | Q(process__in=shared.values("first")))
    way = ("way__version", "way__channel")
    return {
        "competences": _rows(named.filter(**own), "version", "kind", "agency__code", "name"),
        "ways": _rows(SubmissionWay.objects.filter(**own), "version", "channel", "note"),
        "limits": _rows(TimeLimit.objects.filter(**of_way), *way, *LIMIT, order=("way", "ordinal")),
        "fees": _rows(Fee.objects.filter(**of_way), *way, *FEE, order=("way", "pk")),
        "documents": _rows(
            RequiredDocument.objects.filter(**own), "version", *DOCUMENT, "form_template", order=("ordinal",)
        ),
        "results": _rows(ProcedureResult.objects.filter(**own), "version", "name", "code", "validity"),
        "conditions": _rows(Condition.objects.filter(**own), "version", "text"),
        "bases": _rows(LegalBasis.objects.filter(**own), "version", "number", "name", "article", "url"),
        "stages": _rows(
            stages.filter(process__version__in=in_force),
            "process__version",
            "process",
            "process__is_shared",
            "process__agency__code",
            "step",
            "name",
            "role",
            "budget_minutes",
            "agency__code",
            "may_consult",
            "needs_seal",
            order=("process", "ordinal"),
        ),
    }


def _rows(
    rows: QuerySet[Any, Any], version: str, *columns: str, order: tuple[str, ...] = ("pk",)
) -> QuerySet[Any, Any]:
    return rows.order_by(version, *order).values_list(version, *columns)


def _taker(rows: Iterator[Row]) -> Take:
    groups = groupby(rows, key=itemgetter(0))
    waiting: list[tuple[int, list[Row]]] = []

    def take(version: int) -> list[Row]:
        if not waiting and (group := next(groups, None)) is not None:
            waiting.append((group[0], [columns for _key, *columns in group[1]]))  # type: ignore[misc]
        if waiting and waiting[0][0] == version:
            return waiting.pop()[1]
        return []

    return take


def _record(version: ProcedureVersion, rows: dict[str, list[Row]]) -> dict[str, Any]:
    agencies = [code for _kind, code, _name in rows["competences"] if code]
    return {
        **columns_of(version),
        "agencies": [EVERY_COMMUNE, *agencies] if version.is_for_every_commune else agencies,
        "competences": [{"kind": kind, "name": name} for kind, _code, name in rows["competences"] if name],
        "ways": [_way(channel, note, rows) for channel, note in rows["ways"]],
        "required_documents": [dict(zip(DOCUMENT, columns, strict=False)) for columns in rows["documents"]],
        "results": [{"name": name, "code": code, "validity": validity} for name, code, validity in rows["results"]],
        "conditions": [text for (text,) in rows["conditions"]],
        "legal_bases": [
            {"number": number, "name": name, "article": article, "url": url}
            for number, name, article, url in rows["bases"]
        ],
        "processes": _processes(rows["stages"]),
    }


def _way(channel: str, note: str, rows: dict[str, list[Row]]) -> dict[str, Any]:
    return {
        "channel": channel,
        "note": note,
        "limits": [_limit(*columns) for of_channel, *columns in rows["limits"] if of_channel == channel],
        "fees": [
            dict(zip(FEE, columns, strict=True)) for of_channel, *columns in rows["fees"] if of_channel == channel
        ],
    }


def _limit(amount: Decimal | None, unit: str, condition: str, text: str) -> dict[str, Any]:
    known = None if amount is None else float(amount)
    return {"amount": known, "unit": unit or None, "condition": condition, "text": text}


def _processes(rows: list[Row]) -> list[dict[str, Any]]:
    """Return the processes as a record states them: the shared one first, then those of single agencies."""
    processes = []
    for (_process, is_shared, agency), stages in groupby(rows, key=itemgetter(0, 1, 2)):
        listed = [dict(zip(STAGE, columns, strict=True)) for _pk, _shared, _agency, *columns in stages]
        for stage in listed:
            stage["agency"] = stage["agency"] or ""
        processes.append({"agencies": [] if is_shared else [agency], "stages": listed})
    return sorted(processes, key=lambda process: process["agencies"])

"""Reading versions back as records: what an editor begins an amendment with, what is exported and compared."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from agencies.models import AgencyKind
from procedures.models import DeclarationTemplate, ProcedureVersion, Stage, SubmissionWay, TimeLimit
from procedures.records import EVERY_COMMUNE
from procedures.records.canonical import FEE, LEGAL_BASIS, RESULT, canonical

VERSIONS_AT_ONCE = 500

PARTS = (
    "procedure",
    "sector",
    "promulgation",
    "competences__agency",
    "ways__limits",
    "ways__fees",
    "required_documents__form_template",
    "results",
    "conditions",
    "legal_bases",
    "declaration_template",
    "processes__agency",
    "processes__stages__agency",
)


def record_of(version: ProcedureVersion) -> dict[str, Any]:
    """Return a version as its canonical record: publishing it anew would say the same."""
    (record,) = records_of([version])
    return record


def records_of(versions: Iterable[ProcedureVersion]) -> list[dict[str, Any]]:
    """Return versions as canonical records; some fifteen queries for each five hundred versions."""
    rows = list(versions)
    # SQLite refuses a condition that names more than a thousand rows.
    for start in range(0, len(rows), VERSIONS_AT_ONCE):
        prefetch_related_objects(rows[start : start + VERSIONS_AT_ONCE], *PARTS)
    return [_record(version) for version in rows]


def columns_of(version: ProcedureVersion) -> dict[str, Any]:
    """Return the keys of a record that are columns of the version itself, its procedure and its sector."""
    return {
        "code": version.procedure.code,
        "name": version.name,
        "sector": version.sector.name,
        "category": version.category,
        "summary": version.summary,
        "level": version.levels,
        "audience": version.audience,
        "life_events": version.life_events,
        "keywords": version.keywords,
        "steps": version.steps,
        "reception_address": version.reception_address,
        "related": version.related,
        "sets": version.sets,
        "service_level": version.service_level,
        "service_level_reason": version.service_level_reason,
        "taken_in_at_centre": version.is_taken_in_at_centre,
        "not_taken_in_reason": version.not_taken_in_reason,
        "four_step": version.is_four_step,
        "source_note": version.source_note,
    }


def _record(version: ProcedureVersion) -> dict[str, Any]:
    return canonical(
        {
            **columns_of(version),
            "agencies": _agencies(version),
            "competences": [
                {"kind": part.kind, "name": part.name} for part in _by_pk(version.competences.all()) if part.name
            ],
            "promulgation": {"number": version.promulgation.number if version.promulgation else ""},
            "ways": [_way(way) for way in _by_pk(version.ways.all())],
            "required_documents": _documents(version),
            "results": [_columns(row, RESULT) for row in _by_pk(version.results.all())],
            "conditions": [row.text for row in _by_pk(version.conditions.all())],
            "legal_bases": [_columns(row, LEGAL_BASIS) for row in _by_pk(version.legal_bases.all())],
            "declaration": _declaration(version),
            "processes": _processes(version),
        }
    )


def _agencies(version: ProcedureVersion) -> list[str]:
    agencies = [part.agency for part in version.competences.all() if part.agency]
    if not version.is_for_every_commune:
        return [agency.code for agency in agencies]
    return [EVERY_COMMUNE, *(agency.code for agency in agencies if agency.kind != AgencyKind.COMMUNE)]


def _way(way: SubmissionWay) -> dict[str, Any]:
    return {
        "channel": way.channel,
        "note": way.note,
        "limits": [_limit(limit) for limit in sorted(way.limits.all(), key=lambda limit: limit.ordinal)],
        "fees": [_columns(fee, FEE) for fee in _by_pk(way.fees.all())],
    }


def _limit(limit: TimeLimit) -> dict[str, Any]:
    amount = None if limit.amount is None else float(limit.amount)
    return {"amount": amount, "unit": limit.unit or None, "condition": limit.condition, "text": limit.text}


def _documents(version: ProcedureVersion) -> list[dict[str, Any]]:
    return [
        {
            "group": document.group,
            "name": document.name,
            "form": document.form,
            "originals": document.originals,
            "certified_copies": document.certified_copies,
            "copies": document.copies,
            "condition": document.condition,
            "is_required": document.is_required,
            "shown_only": document.is_shown_only,
            "vault": document.is_reusable,
            "form_template": document.form_template.sha256 if document.form_template else "",
        }
        for document in sorted(version.required_documents.all(), key=lambda document: document.ordinal)
    ]


def _declaration(version: ProcedureVersion) -> list[dict[str, Any]]:
    template: DeclarationTemplate | None = getattr(version, "declaration_template", None)
    return template.sections if template else []


def _processes(version: ProcedureVersion) -> list[dict[str, Any]]:
    """Return the processes as a record states them: shared ones once, own ones with their agency."""
    shared: list[dict[str, Any]] = []
    own: list[dict[str, Any]] = []
    for process in version.processes.all():
        stages = [_stage(stage) for stage in sorted(process.stages.all(), key=lambda stage: stage.ordinal)]
        if not process.is_shared:
            own.append({"agencies": [process.agency.code], "stages": stages})
        elif not shared:
            shared.append({"stages": stages})
    return shared + own


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "step": stage.step,
        "name": stage.name,
        "role": stage.role,
        "minutes": stage.budget_minutes,
        "agency": stage.agency.code if stage.agency else "",
        "may_consult": stage.may_consult,
        "needs_seal": stage.needs_seal,
    }


def _columns(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _by_pk(rows: Iterable[Any]) -> Sequence[Any]:
    return sorted(rows, key=lambda row: row.pk)

"""The canonical form of a record: every key present, every default written out, nothing that means nothing. Pure.

Two records say the same if their canonical forms are equal; a version read back from the database is canonical.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from procedures.declarations import canonical_declaration
from procedures.models import FeeKind, ServiceLevel
from procedures.records.shape import Record

TEXTS = (
    "category",
    "summary",
    "reception_address",
    "service_level_reason",
    "not_taken_in_reason",
    "source_note",
)
LISTS = ("level", "audience", "life_events", "keywords", "steps", "conditions", "related")

LIMIT: Record = {"amount": None, "unit": None, "condition": "", "text": ""}
FEE: Record = {
    "kind": FeeKind.UNSTATED.value,
    "name": "",
    "amount": None,
    "condition": "",
    "exemption": "",
    "legal_basis": "",
    "text": "",
}
DOCUMENT: Record = {
    "group": "",
    "name": "",
    "form": "",
    "originals": 0,
    "certified_copies": 0,
    "copies": 0,
    "condition": "",
    "is_required": True,
    "shown_only": False,
    "vault": False,
    "form_template": "",
}
RESULT: Record = {"name": "", "code": "", "validity": ""}
LEGAL_BASIS: Record = {"number": "", "name": "", "article": "", "url": ""}
COMPETENCE: Record = {"kind": "", "name": ""}
STAGE: Record = {
    "step": "",
    "name": "",
    "role": "",
    "minutes": 0,
    "agency": "",
    "may_consult": False,
    "needs_seal": False,
}


def canonical(record: Record) -> dict[str, Any]:
    """Return the canonical form; keys that the shape does not know are dropped."""
    return {
        "code": record.get("code", ""),
        "name": record.get("name", ""),
        "sector": record.get("sector", ""),
        **{name: record.get(name) or "" for name in TEXTS},
        **{name: list(record.get(name) or ()) for name in LISTS},
        "agencies": sorted(record.get("agencies") or ()),
        "competences": _rows(COMPETENCE, record.get("competences")),
        "promulgation": {"number": (record.get("promulgation") or {}).get("number", "")},
        "ways": [_way(way) for way in record.get("ways") or ()],
        "sets": record.get("sets") or 1,
        "required_documents": _rows(DOCUMENT, record.get("required_documents")),
        "results": _rows(RESULT, record.get("results")),
        "legal_bases": _rows(LEGAL_BASIS, record.get("legal_bases")),
        "service_level": record.get("service_level") or ServiceLevel.UNSTATED.value,
        "taken_in_at_centre": record.get("taken_in_at_centre", True),
        "four_step": record.get("four_step", False),
        "declaration": canonical_declaration(record.get("declaration")),
        "processes": processes_together(record.get("processes") or ()),
    }


def processes_together(processes: Sequence[Record]) -> list[dict[str, Any]]:
    """Return processes with equal stages as one, that of the remaining agencies first, the others by agency."""
    agencies_of: dict[str, list[str]] = {}
    stages_of: dict[str, list[dict[str, Any]]] = {}
    shared: list[dict[str, Any]] = []
    own: list[dict[str, Any]]
    for process in processes:
        stages = _rows(STAGE, process.get("stages"))
        if not process.get("agencies"):
            shared.append({"agencies": [], "stages": stages})
            continue
        stages_of[repr(stages)] = stages
        agencies_of.setdefault(repr(stages), []).extend(process["agencies"])
    own = [{"agencies": sorted(codes), "stages": stages_of[key]} for key, codes in agencies_of.items()]
    return shared + sorted(own, key=lambda process: process["agencies"])


def _way(way: Record) -> dict[str, Any]:
    return {
        "channel": way.get("channel", ""),
        "note": way.get("note", ""),
        "limits": [_limit(limit) for limit in way.get("limits") or ()],
        "fees": _rows(FEE, way.get("fees")),
    }


def _limit(limit: Record) -> dict[str, Any]:
    known = _filled(LIMIT, limit)
    if isinstance(known["amount"], float) and known["amount"].is_integer():
        known["amount"] = int(known["amount"])
    return known | {"unit": known["unit"] or None}


def _rows(defaults: Record, rows: Sequence[Record] | None) -> list[dict[str, Any]]:
    return [_filled(defaults, row) for row in rows or ()]


def _filled(defaults: Record, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name, default) for name, default in defaults.items()}

"""Writing what a version promises: ways with limits and fees, papers, results, conditions, grounds."""

from collections.abc import Sequence
from decimal import Decimal

from procedures.models import (
    Condition,
    DeclarationTemplate,
    Fee,
    FormTemplate,
    LegalBasis,
    ProcedureResult,
    ProcedureVersion,
    RequiredDocument,
    SubmissionWay,
    TimeLimit,
)
from procedures.records import Record

Rows = Sequence[tuple[ProcedureVersion, Record]]
"""Versions with their canonical records."""


def write_ways(rows: Rows) -> None:
    """Write the ways of submission with their limits and fees; three statements, however many versions."""
    asked = [(version, way) for version, record in rows for way in record["ways"]]
    ways = SubmissionWay.objects.bulk_create(
        SubmissionWay(version=version, channel=way["channel"], note=way["note"]) for version, way in asked
    )
    TimeLimit.objects.bulk_create(
        TimeLimit(
            way=row,
            ordinal=ordinal,
            amount=None if limit["amount"] is None else Decimal(str(limit["amount"])),
            unit=limit["unit"] or "",
            condition=limit["condition"],
            text=limit["text"],
        )
        for row, (_version, way) in zip(ways, asked, strict=True)
        for ordinal, limit in enumerate(way["limits"], start=1)
    )
    Fee.objects.bulk_create(
        Fee(way=row, **fee) for row, (_version, way) in zip(ways, asked, strict=True) for fee in way["fees"]
    )


def write_parts(rows: Rows) -> None:
    """Write papers, results, conditions, legal bases and declarations; five statements, and one for forms."""
    forms = _form_templates(rows)
    RequiredDocument.objects.bulk_create(
        RequiredDocument(
            version=version,
            ordinal=ordinal,
            group=document["group"],
            name=document["name"],
            form=document["form"],
            form_template_id=forms.get(document["form_template"]),
            originals=document["originals"],
            certified_copies=document["certified_copies"],
            copies=document["copies"],
            condition=document["condition"],
            is_required=document["is_required"],
            is_shown_only=document["shown_only"],
            is_reusable=document["vault"],
        )
        for version, record in rows
        for ordinal, document in enumerate(record["required_documents"], start=1)
    )
    ProcedureResult.objects.bulk_create(
        ProcedureResult(version=version, **result) for version, record in rows for result in record["results"]
    )
    Condition.objects.bulk_create(
        Condition(version=version, text=text) for version, record in rows for text in record["conditions"]
    )
    LegalBasis.objects.bulk_create(
        LegalBasis(version=version, **basis) for version, record in rows for basis in record["legal_bases"]
    )
    DeclarationTemplate.objects.bulk_create(
        DeclarationTemplate(version=version, sections=record["declaration"])
        for version, record in rows
        if record["declaration"]
    )


def _form_templates(rows: Rows) -> dict[str, int]:
    """Return the primary keys of the form templates that papers name, by SHA-256; no query where none does."""
    stated = {document["form_template"] for _version, record in rows for document in record["required_documents"]}
    if not (stated := stated - {""}):
        return {}
    return dict(FormTemplate.objects.filter(sha256__in=stated).order_by().values_list("sha256", "pk"))

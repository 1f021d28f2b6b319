"""Publishing: a structured record becomes a new version of a procedure, whole or not at all."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, AgencyKind, SecondSeal
from agencies.vietnamese import folded
from procedures.models import (
    Competence,
    Condition,
    Fee,
    InternalProcess,
    LegalBasis,
    Procedure,
    ProcedureResult,
    ProcedureVersion,
    Promulgation,
    RequiredDocument,
    Sector,
    Stage,
    SubmissionWay,
    TimeLimit,
)
from procedures.records import EVERY_COMMUNE, BadRecord, Record, check_record, issuer_of


def publish_version(record: Record, *, valid_from: date) -> ProcedureVersion:
    """Make a record the version of its procedure that holds from a day on; the one before ends the day before.

    The record has the shape of the catalogue's files; `procedures.records` says what is checked. Raises `BadRecord`
    with every fault in words, before anything is written.

    Law: Nghị định 63/2010/NĐ-CP Điều 15 (publication of procedures).
    """
    check_record(record)
    agencies = _competent_agencies(record, on=valid_from)
    with transaction.atomic():
        version = _open_version(record, valid_from=valid_from)
        _write_ways(version, record["ways"])
        _write_parts(version, record)
        _write_processes(version, record, agencies)
    return version


def search_text_of(record: Record) -> str:
    """Return the folded text in which search looks for a procedure: name, code, keywords, sector, results."""
    results = [result["name"] for result in record["results"]]
    return folded(" ".join([record["name"], record["code"], *record.get("keywords", ()), record["sector"], *results]))


def _competent_agencies(record: Record, *, on: date) -> list[Agency]:
    """Return the agencies that carry the procedure out, or raise `BadRecord` for one that does not exist.

    Each comes with `is_sealed_at_centre`: whether a second seal of its own is in force on the day.
    """
    codes = set(record["agencies"]) - {EVERY_COMMUNE}
    wanted = Q(code__in=codes)
    if EVERY_COMMUNE in record["agencies"]:
        wanted |= Q(kind=AgencyKind.COMMUNE)
    seal = SecondSeal.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), agency=OuterRef("pk"), valid_from__lte=on)
    agencies: list[Agency] = list(
        Agency.objects.in_service(on).filter(wanted).annotate(is_sealed_at_centre=Exists(seal))
    )
    problems = [
        f"Chưa có cơ quan mã {code} hoặc cơ quan không còn hoạt động."
        for code in sorted(codes - {agency.code for agency in agencies})
    ]
    departments = [agency for agency in agencies if agency.kind != AgencyKind.COMMUNE]
    if record.get("four_step") and departments and not any(_sealed(agency) for agency in departments):
        problems.append(
            f"{departments[0]} chưa có con dấu thứ hai tại trung tâm nên chưa thể thực hiện bốn bước tại đó."
        )
    if not agencies:
        problems.append("Chưa có cơ quan nào giải quyết.")
    if problems:
        raise BadRecord(record["code"], problems)
    return agencies


def _sealed(agency: Agency) -> bool:
    return bool(agency.is_sealed_at_centre)  # type: ignore[attr-defined]


def _open_version(record: Record, *, valid_from: date) -> ProcedureVersion:
    Procedure.objects.bulk_create([Procedure(code=record["code"])], ignore_conflicts=True)
    procedure = Procedure.objects.select_for_update().get(code=record["code"])
    previous = procedure.versions.filter(valid_to=None).first()
    if previous is not None:
        if previous.valid_from >= valid_from:
            raise BadRecord(
                procedure.code,
                [f"Phiên bản mới phải áp dụng sau ngày {previous.valid_from:%d/%m/%Y} của phiên bản đang có."],
            )
        previous.valid_to = valid_from - timedelta(days=1)
        previous.save(update_fields=["valid_to"])
    name = record["sector"]
    sector, _created = Sector.objects.get_or_create(name=name, defaults={"code": folded(name).replace(" ", "-")[:80]})
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=previous.number + 1 if previous else 1,
        promulgation=_promulgation(record.get("promulgation") or {}, valid_from=valid_from),
        valid_from=valid_from,
        name=record["name"],
        summary=record.get("summary", ""),
        sector=sector,
        levels=list(record["level"]),
        audience=list(record["audience"]),
        life_events=list(record.get("life_events", ())),
        keywords=list(record.get("keywords", ())),
        steps=list(record.get("steps", ())),
        sets=record.get("sets", 1),
        service_level=record["service_level"],
        service_level_reason=record.get("service_level_reason", ""),
        is_taken_in_at_centre=record.get("taken_in_at_centre", True),
        not_taken_in_reason=record.get("not_taken_in_reason", ""),
        is_four_step=record.get("four_step", False),
        source_note=record.get("source_note", ""),
        search_text=search_text_of(record),
    )


def _promulgation(decision: Record, *, valid_from: date) -> Promulgation | None:
    number = decision.get("number")
    if not number:
        return None
    promulgation, _created = Promulgation.objects.get_or_create(
        number=number, defaults={"issuer": issuer_of(number), "effective_on": valid_from}
    )
    return promulgation


def _write_ways(version: ProcedureVersion, ways: Sequence[Record]) -> None:
    rows = SubmissionWay.objects.bulk_create(
        SubmissionWay(version=version, channel=way["channel"], note=way.get("note", "")) for way in ways
    )
    TimeLimit.objects.bulk_create(
        TimeLimit(
            way=row,
            ordinal=ordinal,
            amount=Decimal(str(limit["amount"])),
            unit=limit["unit"],
            condition=limit.get("condition", ""),
            text=limit.get("text", ""),
        )
        for row, way in zip(rows, ways, strict=True)
        for ordinal, limit in enumerate(way["limits"], start=1)
    )
    Fee.objects.bulk_create(
        Fee(
            way=row,
            kind=fee["kind"],
            name=fee["name"],
            amount=fee.get("amount"),
            condition=fee.get("condition", ""),
            legal_basis=fee.get("legal_basis", ""),
        )
        for row, way in zip(rows, ways, strict=True)
        for fee in way.get("fees", ())
    )


def _write_parts(version: ProcedureVersion, record: Record) -> None:
    RequiredDocument.objects.bulk_create(
        RequiredDocument(version=version, ordinal=ordinal, **_document_fields(document))
        for ordinal, document in enumerate(record.get("required_documents", ()), start=1)
    )
    ProcedureResult.objects.bulk_create(
        ProcedureResult(
            version=version, name=result["name"], code=result.get("code", ""), validity=result.get("validity", "")
        )
        for result in record["results"]
    )
    Condition.objects.bulk_create(Condition(version=version, text=text) for text in record.get("conditions", ()))
    LegalBasis.objects.bulk_create(
        LegalBasis(version=version, number=basis["number"], name=basis["name"], article=basis.get("article", ""))
        for basis in record.get("legal_bases", ())
    )


def _document_fields(document: Record) -> dict[str, Any]:
    return {
        "name": document["name"],
        "form": document.get("form", ""),
        "originals": document.get("originals", 0),
        "certified_copies": document.get("certified_copies", 0),
        "copies": document.get("copies", 0),
        "condition": document.get("condition", ""),
        "is_required": document.get("is_required", True),
        "is_shown_only": document.get("shown_only", False),
        "is_reusable": document.get("vault", False),
    }


def _write_processes(version: ProcedureVersion, record: Record, agencies: Sequence[Agency]) -> None:
    stages = record["process"]["stages"]
    Competence.objects.bulk_create(Competence(version=version, agency=agency) for agency in agencies)
    processes = InternalProcess.objects.bulk_create(
        InternalProcess(
            version=version,
            agency=agency,
            needs_seal=any(stage.get("needs_seal") for stage in stages),
            # A commune's own seal is where its people apply; a department needs its second one at the centre.
            is_at_centre=version.is_four_step and agency.kind != AgencyKind.COMMUNE and _sealed(agency),
        )
        for agency in agencies
    )
    Stage.objects.bulk_create(
        Stage(
            process=process,
            ordinal=ordinal,
            step=stage["step"],
            name=stage["name"],
            role=stage["role"],
            budget_minutes=stage["minutes"],
            needs_seal=stage.get("needs_seal", False),
        )
        for process in processes
        for ordinal, stage in enumerate(stages, start=1)
    )

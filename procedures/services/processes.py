"""Who carries a version out, and how: competences, internal processes, and the second seals that they need."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q

from agencies.models import Agency, AgencyKind, SecondSeal
from procedures.models import Competence, CompetenceKind, InternalProcess, Stage
from procedures.records import EVERY_COMMUNE, BadRecord, Problem, Record
from procedures.services.parts import Rows

Agencies = Mapping[str, Agency]
"""The agencies that records name, by code, each with `is_sealed_at_centre`."""


def agencies_for(records: Sequence[Record], *, on: date) -> Agencies:
    """Return the agencies in service on a day that records name, or raise `BadRecord`; one query.

    Refused are agencies that do not exist, and a four-step process where no department has a second seal at the
    centre on that day.

    Law: Nghị định 99/2016/NĐ-CP (a seal is never lent); Thông tư 01/2018/TT-VPCP Điều 6 (all steps at the centre).
    """
    known = known_agencies(records, on=on)
    for record in records:
        if problems := agency_problems(record, known):
            raise BadRecord(record["code"], problems)
    return known


def known_agencies(records: Sequence[Record], *, on: date) -> Agencies:
    """Return those of the agencies that records name which are in service on a day; one query."""
    stated = {code for record in records for code in _codes(record)}
    wanted = Q(code__in=stated - {EVERY_COMMUNE})
    if EVERY_COMMUNE in stated:
        wanted |= Q(kind=AgencyKind.COMMUNE)
    seal = SecondSeal.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), agency=OuterRef("pk"), valid_from__lte=on)
    rows = Agency.objects.in_service(on).filter(wanted).annotate(is_sealed_at_centre=Exists(seal)).order_by("code")
    return {agency.code: agency for agency in rows} if stated else {}


def agency_problems(record: Record, known: Agencies) -> list[Problem]:
    """Return what stands against the agencies of a record: one that is not known, a second seal that is missing."""
    missing = _codes(record) - {EVERY_COMMUNE} - known.keys()
    problems = [
        Problem("agencies", f"Chưa có cơ quan mã {code} hoặc cơ quan không còn hoạt động.") for code in sorted(missing)
    ]
    agencies = agencies_of(record, known)
    departments = [agency for agency in agencies if agency.kind != AgencyKind.COMMUNE]
    if record.get("four_step") and departments and not any(is_sealed(agency) for agency in departments):
        text = f"{departments[0]} chưa có con dấu thứ hai tại trung tâm nên chưa thể thực hiện bốn bước tại đó."
        problems.append(Problem("four_step", text))
    if record.get("agencies") and not agencies and not problems:
        problems.append(Problem("agencies", "Chưa có cơ quan nào giải quyết."))
    return problems


def write_competences(rows: Rows, known: Agencies) -> None:
    """Write which agencies take part, and in what capacity; one statement, however many versions."""
    Competence.objects.bulk_create(
        [
            Competence(version=version, agency=agency, kind=CompetenceKind.IMPLEMENTING)
            for version, record in rows
            for agency in agencies_of(record, known)
        ]
        + [Competence(version=version, **part) for version, record in rows for part in record["competences"]]
    )


def write_processes(rows: Rows, known: Agencies) -> None:
    """Write processes and their stages; two statements, however many versions and agencies."""
    asked = [
        (version, agency, process)
        for version, record in rows
        for agency in agencies_of(record, known)
        if (process := process_of(agency, record)) is not None
    ]
    processes = InternalProcess.objects.bulk_create(
        InternalProcess(
            version=version,
            agency=agency,
            is_shared=not process["agencies"],
            needs_seal=any(stage["needs_seal"] for stage in process["stages"]),
            # A commune's own seal is where its people apply; a department needs its second one at the centre.
            is_at_centre=version.is_four_step and agency.kind != AgencyKind.COMMUNE and is_sealed(agency),
        )
        for version, agency, process in asked
    )
    Stage.objects.bulk_create(
        Stage(
            process=row,
            ordinal=ordinal,
            step=stage["step"],
            name=stage["name"],
            role=stage["role"],
            agency=known[stage["agency"]] if stage["agency"] else None,
            budget_minutes=stage["minutes"],
            may_consult=stage["may_consult"],
            needs_seal=stage["needs_seal"],
        )
        for row, (_version, _agency, process) in zip(processes, asked, strict=True)
        for ordinal, stage in enumerate(process["stages"], start=1)
    )


def agencies_of(record: Record, known: Agencies) -> list[Agency]:
    """Return the agencies that carry a record out, by code, every commune where it says so."""
    stated = record.get("agencies") or ()
    return [
        agency
        for code, agency in known.items()
        if code in stated or (EVERY_COMMUNE in stated and agency.kind == AgencyKind.COMMUNE)
    ]


def is_sealed(agency: Agency) -> bool:
    """Say whether an agency of `agencies_for` has a second seal at the centre."""
    return bool(agency.is_sealed_at_centre)  # type: ignore[attr-defined]


def _codes(record: Record) -> set[str]:
    stages = (stage for process in record.get("processes") or () for stage in process.get("stages", ()))
    return {*(record.get("agencies") or ()), *(stage["agency"] for stage in stages if stage.get("agency"))}


def process_of(agency: Agency, record: Record) -> Record | None:
    """Return the process of an agency: its own, or the one that the remaining agencies share."""
    shared = None
    for process in record["processes"]:
        if agency.code in process["agencies"]:
            return process
        if not process["agencies"]:
            shared = process
    return shared

"""Publishing: records become versions, whole or not at all, and versions end or are taken back."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q

from agencies.vietnamese import folded
from procedures import search
from procedures.models import InternalProcess, Procedure, ProcedureVersion, Promulgation, Sector, Source
from procedures.records import EVERY_COMMUNE, BadRecord, Problem, Record, check_record, issuer_of
from procedures.records.canonical import canonical
from procedures.services.parts import write_parts, write_ways
from procedures.services.processes import Agencies, agencies_for, write_competences, write_processes

ONE_DAY = timedelta(days=1)


def publish_version(
    record: Record,
    *,
    valid_from: date,
    promulgation: Promulgation | None = None,
    source: Source = Source.EDITOR,
    complete: bool = True,
) -> ProcedureVersion:
    """Make a record the version of its procedure that holds from a day on; see `publish_versions`."""
    (version,) = publish_versions(
        [record], valid_from=valid_from, promulgation=promulgation, source=source, complete=complete
    )
    return version


def publish_versions(
    records: Sequence[Record],
    *,
    valid_from: date,
    promulgation: Promulgation | None = None,
    source: Source = Source.EDITOR,
    complete: bool = True,
    budgeted: bool = True,
) -> list[ProcedureVersion]:
    """Make records versions of their procedures that hold from a day on, all or none; some thirty statements.

    The version before ends the day before; one that begins later keeps its day. Without `promulgation`, the decision
    is the one whose number a record names. `procedures.records` says what is checked: a record from a file need not be
    `complete`, and where a file changes a limit the process that stands need not be `budgeted` by it. Raises
    `BadRecord`, before anything is written, with every fault of the first faulty record.

    Law: Nghị định 63/2010/NĐ-CP Điều 15 (publication of procedures).
    """
    for record in records:
        check_record(record, complete=complete, budgeted=budgeted)
    known = agencies_for(records, on=valid_from)
    whole = [canonical(record) for record in records]
    with transaction.atomic():
        decisions = _decisions(whole) if promulgation is None else {}
        versions = _open_versions(whole, known, valid_from=valid_from, source=source)
        for version, record in zip(versions, whole, strict=True):
            version.promulgation = promulgation or decisions.get(record["promulgation"]["number"])
        versions = ProcedureVersion.objects.bulk_create(versions)
        rows = list(zip(versions, whole, strict=True))
        write_ways(rows)
        write_parts(rows)
        write_competences(rows, known)
        write_processes(rows, known)
        search.index(versions)
    return versions


def end_version(version: ProcedureVersion, *, last_day: date, ended_by: Promulgation) -> None:
    """End a version on a day by a decision that repeals or replaces it; what would have followed is not touched."""
    version.valid_to = last_day
    version.ended_by = ended_by
    version.save(update_fields=["valid_to", "ended_by"])


def withdraw_version(version: ProcedureVersion) -> None:
    """Delete a version that has not begun, as if it had never been: the one before it holds on in its place.

    Raises `django.db.models.ProtectedError` where a dossier was received under it, which cannot be before its day.
    """
    withdraw_versions([version])


def withdraw_versions(versions: Sequence[ProcedureVersion]) -> None:
    """Withdraw at most one version of each procedure, all or none (`withdraw_version`); some twenty statements."""
    last_days = {version.procedure_id: version.valid_from - ONE_DAY for version in versions}
    of_procedure = {version.procedure_id: version for version in versions}
    pks = [version.pk for version in versions]
    with transaction.atomic():
        older = ProcedureVersion.objects.filter(
            procedure__in=of_procedure, valid_to__in=set(last_days.values()), ended_by=None
        )
        held = [before for before in older if before.valid_to == last_days[before.procedure_id]]
        InternalProcess.objects.filter(version__in=pks).delete()
        ProcedureVersion.objects.filter(pk__in=pks).delete()
        for before in held:
            version = of_procedure[before.procedure_id]
            before.valid_to, before.ended_by = version.valid_to, version.ended_by
        ProcedureVersion.objects.bulk_update(held, ["valid_to", "ended_by"])


def _open_versions(
    records: Sequence[Record], known: Agencies, *, valid_from: date, source: Source
) -> list[ProcedureVersion]:
    """Return the new versions, not yet written, after ending those that they follow."""
    procedures = _procedures(record["code"] for record in records)
    neighbours: dict[int, list[ProcedureVersion]] = {}
    standing = ProcedureVersion.objects.published().filter(procedure__in=procedures.values())
    for version in standing.order_by("valid_from"):
        neighbours.setdefault(version.procedure_id, []).append(version)
    sectors = _sectors(record["sector"] for record in records)
    opened, ended = [], []
    for record in records:
        procedure = procedures[record["code"]]
        version = _new_version(record, procedure, sectors[record["sector"]], valid_from=valid_from, source=source)
        version.is_for_every_commune = EVERY_COMMUNE in record["agencies"]
        ended += _fit_in(version, neighbours.get(procedure.pk, []))
        opened.append(version)
    ProcedureVersion.objects.bulk_update(ended, ["valid_to", "ended_by"])
    return opened


def _fit_in(version: ProcedureVersion, others: Sequence[ProcedureVersion]) -> list[ProcedureVersion]:
    """Give a new version its number and its last day among the others of its procedure; return the one that it ends."""
    version.number = max((other.number for other in others), default=0) + 1
    if any(other.valid_from == version.valid_from for other in others):
        text = f"Đã có một phiên bản áp dụng từ ngày {version.valid_from:%d/%m/%Y}."
        raise BadRecord(version.procedure.code, [Problem("valid_from", text)])
    after = next((other for other in others if other.valid_from > version.valid_from), None)
    version.valid_to = after.valid_from - ONE_DAY if after else None
    before = next((other for other in reversed(others) if other.valid_from < version.valid_from), None)
    if before is None or (before.valid_to is not None and before.valid_to < version.valid_from):
        return []
    version.valid_to, version.ended_by = before.valid_to, before.ended_by
    before.valid_to, before.ended_by = version.valid_from - ONE_DAY, None
    return [before]


def _new_version(
    record: Record, procedure: Procedure, sector: Sector, *, valid_from: date, source: Source
) -> ProcedureVersion:
    return ProcedureVersion(
        procedure=procedure,
        sector=sector,
        valid_from=valid_from,
        source=source,
        name=record["name"],
        summary=record["summary"],
        category=record["category"],
        levels=record["level"],
        audience=record["audience"],
        life_events=record["life_events"],
        keywords=record["keywords"],
        steps=record["steps"],
        reception_address=record["reception_address"],
        related=record["related"],
        sets=record["sets"],
        service_level=record["service_level"],
        service_level_reason=record["service_level_reason"],
        is_taken_in_at_centre=record["taken_in_at_centre"],
        not_taken_in_reason=record["not_taken_in_reason"],
        is_four_step=record["four_step"],
        source_note=record["source_note"],
    )


def _procedures(codes: Iterable[str]) -> dict[str, Procedure]:
    """Return the procedures by code, made where they are new, locked against another publication."""
    wanted = list(codes)
    Procedure.objects.bulk_create([Procedure(code=code) for code in wanted], ignore_conflicts=True)
    rows = Procedure.objects.select_for_update().filter(code__in=wanted).order_by("pk")
    return {procedure.code: procedure for procedure in rows}


def _sectors(names: Iterable[str]) -> dict[str, Sector]:
    wanted = dict.fromkeys(names)
    known = {sector.name: sector for sector in Sector.objects.filter(name__in=wanted)}
    for name in wanted:
        if name not in known:
            known[name] = Sector.objects.create(name=name, code=_sector_code(name))
    return known


def _sector_code(name: str) -> str:
    """Return a code for a new sector; names that fold alike are told apart by a number."""
    code = folded(name).replace(" ", "-")[:70] or "linh-vuc"
    taken = Sector.objects.filter(Q(code=code) | Q(code__startswith=f"{code}-so-")).aggregate(last=Max("pk"))["last"]
    return f"{code}-so-{taken}" if taken else code


def _decisions(records: Iterable[Record]) -> dict[str, Promulgation]:
    """Return the decisions that records name, by number: the latest of each; one that nobody has entered is cited."""
    numbers = {record["promulgation"]["number"] for record in records} - {""}
    rows = Promulgation.objects.filter(number__in=numbers).order_by("year")
    known = {decision.number: decision for decision in rows}
    new = [Promulgation(number=number, issuer=issuer_of(number)) for number in sorted(numbers - known.keys())]
    return known | {decision.number: decision for decision in Promulgation.objects.bulk_create(new)}

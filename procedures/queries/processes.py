"""Internal processes by agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from procedures.models import InternalProcess, ProcedureVersion, Stage
from procedures.process_picture import ProcessPicture, as_stated, picture_of, picture_of_stages
from procedures.records import Record


@dataclass(frozen=True, slots=True)
class AgencyProcess:
    """A process and the agencies that work by it."""

    agencies: Sequence[Agency]
    picture: ProcessPicture
    is_shared: bool
    is_at_centre: bool


def agency_processes(version: ProcedureVersion) -> list[AgencyProcess]:
    """Return the processes of a version, those that say the same once, the shared one first; three queries."""
    groups: dict[tuple[Any, ...], list[InternalProcess]] = {}
    rows = version.processes.select_related("agency").prefetch_related("stages__agency").order_by("agency__code")
    for process in rows:
        stages = tuple(tuple(as_stated(stage).items()) for stage in _in_order(process))
        groups.setdefault((not process.is_shared, not process.is_at_centre, stages), []).append(process)
    return [
        AgencyProcess(
            agencies=[process.agency for process in processes],
            picture=picture,
            is_shared=processes[0].is_shared,
            is_at_centre=processes[0].is_at_centre,
        )
        for _key, processes in sorted(groups.items(), key=lambda group: group[0][:2])
        if (picture := picture_of_stages(_in_order(processes[0])))
    ]


def _in_order(process: InternalProcess) -> list[Stage]:
    return sorted(process.stages.all(), key=lambda stage: stage.ordinal)


@dataclass(frozen=True, slots=True)
class DraftProcess:
    """A process of a record and the short names of the agencies that it is for, none where they share it."""

    agencies: Sequence[str]
    picture: ProcessPicture


def draft_processes(records: Sequence[Record]) -> list[list[DraftProcess]]:
    """Return the processes of each of some records; one query, none where no record names an agency."""
    codes = {code for record in records for process in _processes(record) for code in _codes_in(process)}
    rows = Agency.objects.filter(code__in=codes).values_list("code", "short_name") if codes else ()
    names = dict(rows)
    return [
        [
            DraftProcess([names.get(code, code) for code in process.get("agencies") or ()], picture)
            for process in _processes(record)
            if (picture := picture_of(process.get("stages", ()), names=names))
        ]
        for record in records
    ]


def _processes(record: Record) -> Sequence[Record]:
    return record.get("processes") or ()


def _codes_in(process: Record) -> set[str]:
    units = {stage.get("agency") or "" for stage in process.get("stages", ())}
    return {*(process.get("agencies") or ()), *units} - {""}

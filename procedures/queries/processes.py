"""Internal processes by agency."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency
from procedures.models import InternalProcess, ProcedureVersion
from procedures.process_picture import ProcessPicture, picture_of


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
        stages = tuple(tuple(stage.items()) for stage in stages_of(process))
        groups.setdefault((not process.is_shared, not process.is_at_centre, stages), []).append(process)
    return [
        AgencyProcess(
            agencies=[process.agency for process in processes],
            picture=picture,
            is_shared=processes[0].is_shared,
            is_at_centre=processes[0].is_at_centre,
        )
        for _key, processes in sorted(groups.items(), key=lambda group: group[0][:2])
        if (picture := picture_of(stages_of(processes[0]), names=_units(processes)))
    ]


def stages_of(process: InternalProcess) -> list[dict[str, Any]]:
    """Return the stages of a process as a record states them."""
    return [
        {
            "step": stage.step,
            "name": stage.name,
            "role": stage.role,
            "minutes": stage.budget_minutes,
            "agency": stage.agency.code if stage.agency else "",
            "may_consult": stage.may_consult,
            "needs_seal": stage.needs_seal,
        }
        for stage in sorted(process.stages.all(), key=lambda stage: stage.ordinal)
    ]


def _units(processes: Iterable[InternalProcess]) -> dict[str, str]:
    stages = (stage for process in processes for stage in process.stages.all())
    return {stage.agency.code: stage.agency.short_name for stage in stages if stage.agency}

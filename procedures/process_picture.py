"""The picture of an internal process: four stations, under each what is done, by whom, how long and when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Role
from procedures.durations import working_time
from procedures.models import Stage, Step
from procedures.records import Record


@dataclass(frozen=True, slots=True)
class PictureStage:
    """One stage as the picture shows it."""

    name: str
    role: str
    time: str
    unit: str = ""
    is_sealed: bool = False
    may_consult: bool = False


@dataclass(frozen=True, slots=True)
class PictureStation:
    """One of the four stations, with the part of the whole time that it takes, in working minutes."""

    label: str
    time: str
    start: int
    length: int
    stages: Sequence[PictureStage]


@dataclass(frozen=True, slots=True)
class ProcessPicture:
    """A process as `components/process_picture.html` draws it; `total` in working minutes."""

    time: str
    total: int
    stations: Sequence[PictureStation]


def picture_of(stages: Sequence[Record], *, names: Mapping[str, str] | None = None) -> ProcessPicture | None:
    """Return the picture of the stages of a record; `names` are the short names of units by code. Pure.

    A station in which nothing is done stays empty; a stage whose step is not known yet is left out. None where nothing
    is left.
    """
    stations, start = [], 0
    for step in Step:
        own = [stage for stage in stages if stage.get("step") == step]
        length = sum(stage.get("minutes") or 0 for stage in own)
        drawn = [_stage(stage, names or {}) for stage in own]
        stations.append(PictureStation(str(step.label), working_time(length) if own else "", start, length, drawn))
        start += length
    if not any(station.stages for station in stations):
        return None
    return ProcessPicture(working_time(start), max(start, 1), stations)


def picture_of_stages(stages: Sequence[Stage]) -> ProcessPicture | None:
    """Return the picture of stages as a version holds them, in their order; their units are loaded with them."""
    names = {stage.agency.code: stage.agency.short_name for stage in stages if stage.agency}
    return picture_of([as_stated(stage) for stage in stages], names=names)


def as_stated(stage: Stage) -> dict[str, Any]:
    """Return a stage as a record states it."""
    return {
        "step": stage.step,
        "name": stage.name,
        "role": stage.role,
        "minutes": stage.budget_minutes,
        "agency": stage.agency.code if stage.agency else "",
        "may_consult": stage.may_consult,
        "needs_seal": stage.needs_seal,
    }


def _stage(stage: Record, names: Mapping[str, str]) -> PictureStage:
    role, unit = stage.get("role", ""), stage.get("agency", "")
    return PictureStage(
        name=stage.get("name", ""),
        role=str(Role(role).label) if role in Role else "",
        time=working_time(stage.get("minutes") or 0),
        unit=names.get(unit, unit),
        is_sealed=bool(stage.get("needs_seal")),
        may_consult=bool(stage.get("may_consult")),
    )

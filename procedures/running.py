"""What is under way under a version of a procedure: asked here, answered by the room above.

The catalogue knows no dossier; `dossiers` registers its answer when it starts. Where nobody has, nothing runs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Running:
    """Dossiers that are not finished under one version: how many in each status and at each agency, in words."""

    count: int = 0
    statuses: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    """The first few, the one due first before the others."""

    def __add__(self, other: "Running") -> "Running":
        """Return both together; each keeps its first few codes."""
        return Running(
            self.count + other.count,
            {
                key: self.statuses.get(key, 0) + other.statuses.get(key, 0)
                for key in {**self.statuses, **other.statuses}
            },
            {
                key: self.agencies.get(key, 0) + other.agencies.get(key, 0)
                for key in {**self.agencies, **other.agencies}
            },
            self.codes + other.codes,
        )


class Source(Protocol):
    """Who knows the dossiers."""

    def under(self, versions: Collection[int]) -> Mapping[int, Running]:
        """Return what runs under versions, by primary key; a fixed number of queries."""

    def listed(self, versions: Collection[int]) -> Any:
        """Return the same one by one, to be cut into pages: code, procedure_code, agency, status, due_at."""


class Nothing:
    """No room above keeps dossiers."""

    def under(self, versions: Collection[int]) -> Mapping[int, Running]:
        """Return nothing."""
        return {}

    def listed(self, versions: Collection[int]) -> Any:
        """Return nothing."""
        return []


_source: Source = Nothing()


def register(source: Source) -> None:
    """Let a room answer what runs; called once, when it starts."""
    global _source
    _source = source


def running_under(versions: Collection[int]) -> Mapping[int, Running]:
    """Return what runs under versions, by primary key; versions without anything are left out."""
    return _source.under(versions) if versions else {}


def running_list(versions: Collection[int]) -> Any:
    """Return every dossier that runs under versions, the one due first before the others, ready for a paginator."""
    return _source.listed(versions)

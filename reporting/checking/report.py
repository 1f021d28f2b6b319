"""The figures of one report, as the rules ask for them. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from reporting.checking.names import prefixes
from reporting.checking.reading import Printed

Made = TypeVar("Made")


class Report:
    """All rows that were printed under the name of one report."""

    def __init__(self, name: str, rows: Iterable[Printed]) -> None:
        self.name = name
        self.rows = list(rows)
        self.by_name: dict[str, list[Printed]] = defaultdict(list)
        for row in self.rows:
            self.by_name[row.name].append(row)

        self._remembered: dict[Hashable, Any] = {}

    def remembered(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made under a key, and make it the first time."""
        if key not in self._remembered:
            self._remembered[key] = make()
        made: Made = self._remembered[key]
        return made

    def __contains__(self, name: str) -> bool:
        """Tell whether a figure is printed, legibly or not."""
        return name in self.by_name

    def row(self, name: str) -> Printed:
        """Return the row in which a figure is printed first."""
        return self.by_name[name][0]

    def values_of(self, name: str) -> list[Decimal]:
        """Return the different values that are printed for a figure, in their order."""
        return [*dict.fromkeys(row.value for row in self.by_name.get(name, ()) if row.value is not None)]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The numbers of things that are printed once, or each time the same, and are possible."""
        return {
            name: count
            for name, rows in self.by_name.items()
            if len(self.values_of(name)) == 1
            and (count := next((row.count for row in rows if row.value is not None), None)) is not None
        }

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The direct parts of each figure: what is dotted under it, with nothing printed in between."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.counts:
            nearest = next((prefix for prefix in prefixes(name) if prefix in self.counts), None)
            if nearest:
                found[nearest].append(name)
        return {name: tuple(parts) for name, parts in found.items()}

    @cached_property
    def in_percent_of(self) -> Mapping[str, tuple[str, ...]]:
        """The counted figures that are printed with a percentage of each whole."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.counts:
            for whole in dict.fromkeys(
                row.whole for row in self.by_name[name] if row.percent is not None and row.whole
            ):
                found[whole].append(name)
        return {whole: tuple(names) for whole, names in found.items()}


def reports_of(rows: Iterable[Printed]) -> list[Report]:
    """Return the reports of a table, in the order in which they begin."""
    by_report: dict[str, list[Printed]] = {}
    for row in rows:
        by_report.setdefault(row.report, []).append(row)
    return [Report(name, printed) for name, printed in by_report.items()]

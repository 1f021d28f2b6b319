"""What the columns of a report are made of: report types are data, and these are their words. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reporting.questions import Key
from reporting.reports.snapshot import Unit


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of dossiers: those that any of the measures of `reporting.conditions` counts, and that `also` holds for.

    `is_rare`: the column is printed only where it counts something. `also` is for what came and ended, not for what
    stands.
    """

    key: str
    label: Any
    measures: tuple[str, ...]
    group: Any = ""
    also: Q | None = None
    is_rare: bool = False
    sentence: Any = ""
    law: str = ""
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Measured:
    """A count of rows that are not the life of a dossier: `key` is the count, `source` who reads it.

    See `reporting.reports.sources`.
    """

    key: str
    label: Any
    source: str
    group: Any = ""
    sentence: Any = ""
    law: str = ""
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Summed:
    """The sum of counted columns."""

    key: str
    label: Any
    parts: tuple[str, ...]
    group: Any = ""
    sentence: Any = ""
    law: str = ""
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Rated:
    """The sum of some columns as a part of the sum of others; `unit` says how its percentage is rounded."""

    key: str
    label: Any
    parts: tuple[str, ...]
    whole: tuple[str, ...]
    group: Any = ""
    sentence: Any = ""
    law: str = ""
    unit: Unit = Unit.RATE


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A percentile of the elapsed time of the dossiers that were finished in the period."""

    key: str
    label: Any
    percentile: str
    """“median” or “p90”."""
    group: Any = ""
    sentence: Any = ""
    law: str = ""
    unit: Unit = Unit.DURATION


Rule = Counted | Measured | Summed | Rated | Elapsed


@dataclass(frozen=True, slots=True)
class Balance:
    """An identity: the columns on the left and those on the right count the same dossiers.

    `label` is the equation in words; it is what a blocked report names.
    """

    label: Any
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Continuity:
    """An identity between two reports: what this one carries over is what the one before left open."""

    label: Any
    carried_over: tuple[str, ...]
    left_open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What all tables have: one row for each value of a key, the columns, and a total."""

    by: Key
    rules: tuple[Rule, ...]
    balances: tuple[Balance, ...] = ()
    continuity: Continuity | None = None

    @property
    def listed(self) -> tuple[Counted | Measured, ...]:
        """The columns that have a list of their own, in their order: the place of each is its bit."""
        return tuple(rule for rule in self.rules if isinstance(rule, Counted | Measured))

    def rule(self, key: str) -> Rule:
        """Return the rule of a column; raises `KeyError`."""
        found = next((rule for rule in self.rules if rule.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def leaves(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the counted columns that these columns are made of."""
        return tuple(self._leaves(keys))

    def bits(self, keys: Sequence[str]) -> int:
        """Return the set of bits of the counted columns that these columns are made of."""
        place = {rule.key: number for number, rule in enumerate(self.listed)}
        return sum(1 << place[leaf] for leaf in set(self.leaves(keys)))

    def _leaves(self, keys: Sequence[str]) -> Iterator[str]:
        for key in keys:
            rule = self.rule(key)
            if isinstance(rule, Counted | Measured):
                yield key
            elif isinstance(rule, Summed | Rated):
                yield from self._leaves(rule.parts)


@dataclass(frozen=True, slots=True)
class CountedTable(Table):
    """A table that counts dossiers; each of them has one line in the list."""

    @property
    def counted(self) -> tuple[Counted, ...]:
        """The columns that have a list of their own."""
        return tuple(rule for rule in self.rules if isinstance(rule, Counted))


@dataclass(frozen=True, slots=True)
class MeasuredTable(Table):
    """A table that counts other things; each of them has one line in the list for each column in which it counts."""

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The columns that have a list of their own."""
        return tuple(rule for rule in self.rules if isinstance(rule, Measured))


@dataclass(frozen=True, slots=True)
class Listed:
    """A column of a list: words, a date or a number about each line; `bits` as in `snapshot.Column`."""

    key: str
    label: Any
    unit: Unit = Unit.TEXT
    group: Any = ""
    sentence: Any = ""
    law: str = ""
    bits: int = 0


@dataclass(frozen=True, slots=True)
class ListTable:
    """A list of dossiers, one row for each; `lister` names what reads it (`reporting.reports.listing`)."""

    lister: str
    columns: tuple[Listed, ...]
    balances: tuple[Balance, ...] = ()
    continuity: Continuity | None = None


AnyTable = CountedTable | MeasuredTable | ListTable

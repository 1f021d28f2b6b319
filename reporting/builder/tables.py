"""A table of one's own: what was chosen, and the rows that answer. A fixed number of queries, whatever its length."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, F, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from dossiers.papers import tables
from dossiers.papers.tables import Cell
from reporting.builder.columns import BY_KEY, COLUMNS, USUAL, Column, Condition, in_days

MOST_GROUPS = 3
CHUNK = 2_000
AGGREGATES: dict[str, tuple[type[Aggregate], Any]] = {
    "sum": (Sum, _("Tổng")),
    "avg": (Avg, _("Trung bình")),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of each group: the sum or the mean of a column."""

    column: Column
    name: str

    @property
    def key(self) -> str:
        """The name in addresses and queries."""
        return f"{self.column.key}_{self.name}"

    @property
    def label(self) -> Any:
        """The heading."""
        return format_lazy("{aggregate}: {column}", aggregate=AGGREGATES[self.name][1], column=self.column.label)

    @property
    def expression(self) -> Aggregate:
        """What is computed."""
        return AGGREGATES[self.name][0](self.column.alias)


MEASURES = tuple(Measure(column, name) for column in COLUMNS if column.is_number for name in AGGREGATES)
BY_MEASURE = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody put together; keys of columns and measures. With groups, the columns are not shown."""

    columns: tuple[str, ...] = USUAL
    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the answer; `value` reads a row of the query."""

    label: str | Promise
    value: Callable[[dict[str, Any]], Cell]
    is_number: bool = False


def reported_dossiers(within: "QuerySet[Dossier]", columns: Iterable[Column]) -> "QuerySet[Dossier]":
    """Return dossiers with some columns of the documented view; the others cost nothing."""
    return within.annotate(**{column.alias: column.source for column in columns})


def headings(choice: Choice) -> list[Heading]:
    """Return the columns of the answer."""
    if not choice.groups:
        return [_heading(BY_KEY[key]) for key in choice.columns]
    count = Heading(_("Số hồ sơ"), lambda row: row["dossiers"], is_number=True)
    measures = [_measured(BY_MEASURE[key]) for key in choice.measures]
    return [*(_heading(BY_KEY[key]) for key in choice.groups), count, *measures]


def rows(choice: Choice, within: "QuerySet[Dossier]") -> "QuerySet[Dossier, dict[str, Any]]":
    """Return the rows of the answer, lazily: dossiers, or groups of them."""
    shown = [BY_KEY[key].alias for key in choice.groups or choice.columns]
    found = _chosen(choice, within)
    if not choice.groups:
        return found.order_by(F("received_on").desc(nulls_last=True), "-pk").values(*shown)
    return found.values(*shown).annotate(**_sums(choice)).order_by(*shown)


def total(choice: Choice, within: "QuerySet[Dossier]") -> dict[str, Any]:
    """Return the numbers of all groups together; one query."""
    return _chosen(choice, within).aggregate(**_sums(choice))


def file_columns(choice: Choice) -> list[tables.Column]:
    """Return the columns as a file takes them."""
    return [tables.Column(heading.label, heading.value) for heading in headings(choice)]


def file_rows(choice: Choice, within: "QuerySet[Dossier]") -> Iterable[dict[str, Any]]:
    """Yield the rows without holding them."""
    return rows(choice, within).iterator(chunk_size=CHUNK)


def _chosen(choice: Choice, within: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    needed = {*(choice.groups or choice.columns), *(one.column for one in choice.conditions)}
    needed |= {BY_MEASURE[key].column.key for key in choice.measures}
    found = reported_dossiers(within, [column for column in COLUMNS if column.key in needed])
    for condition in choice.conditions:
        found = found.filter(condition.q())
    return found


def _sums(choice: Choice) -> dict[str, Any]:
    return {"dossiers": Count("pk"), **{key: BY_MEASURE[key].expression for key in choice.measures}}


def _heading(column: Column) -> Heading:
    return Heading(column.label, lambda row: column.value(row[column.alias]), column.is_number)


def _measured(measure: Measure) -> Heading:
    return Heading(measure.label, lambda row: _number(row[measure.key]), is_number=True)


def _number(value: Any) -> Cell:
    if isinstance(value, float):
        return Decimal(str(round(value, 2)))
    return in_days(value) if hasattr(value, "total_seconds") else value

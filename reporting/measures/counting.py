"""How rows are counted: every count is a condition, and the list behind it is the rows that meet the same condition.

A measure is made of sources: rows of one table, each with the counts that are conditions on it. One source is one
query, however many cells a question has; a source that only knows how things stood at the end of a period asks once
for each month where the question is cut into months.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.functional import Promise

from dossiers.models import Dossier
from reporting.answers import COLUMN_OF, parts_of
from reporting.conditions import Scene
from reporting.measures.window import Window, window_of
from reporting.periods import month_of
from reporting.questions import Key, Question, Where

Cells = dict[tuple[str, ...], dict[str, int]]
"""Counts by the values of the question's keys, in their order; `()` is the whole."""

Condition = Callable[[Window], Q]

EVERY = Q(pk__isnull=False)
"""A condition that every row meets."""


def always(condition: Q = EVERY) -> Condition:
    """Return a condition that does not look at the window."""
    return lambda _window: condition


@dataclass(frozen=True)
class Source:
    """Rows of one table and what is counted in them.

    `when` is the column (a date or an instant) that says when a row counts; without it the rows are a stock, and the
    conditions themselves judge the end of the window. `dossier` leads from a row to its dossier (“dossier__”, or empty
    for a dossier); `paths` replaces keys that are found elsewhere, and a key with an empty path does not exist here:
    the source is silent for questions that split or narrow by it. `sums` adds up a column in place of counting.
    """

    model: type[Model]
    counts: Mapping[str, Condition]
    when: str = ""
    dossier: str = "dossier__"
    paths: Mapping[Key, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    rows: Callable[[Question, Window], "QuerySet[Any]"] | None = None

    def path(self, key: Key) -> str:
        """Return where a row says under which value of a key it falls; empty where it does not say."""
        return self.paths[key] if key in self.paths else f"{self.dossier}{COLUMN_OF[key]}"

    def answers(self, question: Question) -> bool:
        """Whether the rows can be split and narrowed as the question asks."""
        asked = {key for key in question.by if key is not Key.MONTH} | set(_narrowed(question.where))
        has_dossiers = bool(self.dossier) or self.model is Dossier
        return all(self.path(key) for key in asked) and (has_dossiers or not question.is_cohort)

    def chosen(self, question: Question) -> "QuerySet[Any]":
        """Return the rows that the question is about."""
        window = window_of(question)
        base = self.rows(question, window) if self.rows else self.model._default_manager.all()
        chosen = base.filter(self._narrowing(question.where))
        if window.is_cohort:
            entered = Dossier.objects.filter(Scene(question).is_entered)
            chosen = chosen.filter(**{f"{self.dossier.removesuffix('__') or 'pk'}__in": entered})
            return chosen.filter(self._known(window)) if self.when else chosen
        return chosen.filter(self._happened_in(window)) if self.when else chosen

    def read(self, question: Question) -> Iterable[tuple[tuple[str, ...], dict[str, int]]]:
        """Yield counts by the values of the question's keys; one query, for stocks one for each month."""
        if Key.MONTH in question.by and not self.when and not question.is_cohort:
            place = question.by.index(Key.MONTH)
            rest = tuple(key for key in question.by if key is not Key.MONTH)
            for name, month in months_of(question).items():
                for values, counts in self.read(replace(month, by=rest)):
                    yield (*values[:place], name, *values[place:]), counts
            return
        window = window_of(question)
        conditions = {count: condition(window) for count, condition in self.counts.items()}
        columns: dict[str, Any] = {f"n_{count}": self._aggregate(count, conditions[count]) for count in conditions}
        chosen, keys = self.keyed(question)
        if not self.when:
            # Of a stock only few rows count: said as a condition, an index may find them.
            chosen = chosen.filter(reduce(or_, conditions.values()))
        if not question.by:
            yield (), self._named(chosen.aggregate(**columns))
            return
        for row in chosen.order_by().values(*keys).annotate(**columns):
            yield tuple(value_of(row[name]) for name in keys), self._named(row)

    def keyed(self, question: Question) -> tuple["QuerySet[Any]", list[str]]:
        """Return the rows with the values of the question's keys, and under which names they stand."""
        keys = {f"key_{number}": self._expression(question, key) for number, key in enumerate(question.by)}
        return self.chosen(question).annotate(**keys), list(keys)

    def behind(self, question: Question, count: str, keys: Mapping[Key, str]) -> "QuerySet[Any]":
        """Return the rows that one count counts, in the cell that `keys` names; none where a key is unknown here."""
        rows, values = self.model._default_manager, {key: value for key, value in keys.items() if key is not Key.MONTH}
        if not self.answers(replace(question, by=tuple(values))):
            return rows.none()
        if Key.MONTH in keys:
            months = months_of(question)
            if keys[Key.MONTH] not in months:
                return rows.none()
            month = months[keys[Key.MONTH]]
            if not self.when:
                question = month
            chosen = self.chosen(question).filter(pk__in=self.chosen(month).values("pk"))
        else:
            chosen = self.chosen(question)
        cell = Q()
        for key, value in values.items():
            path = self.path(key)
            # A row that says nothing of a key stands in the cell without a name.
            cell &= Q(**{path: value}) if value else Q(**{path: ""}) | Q(**{f"{path}__isnull": True})
        return chosen.filter(self.counts[count](window_of(question)) & cell)

    def _aggregate(self, count: str, condition: Q) -> Any:
        if count in self.sums:
            return Coalesce(Sum(self.sums[count], filter=condition), 0)
        return Count("pk", filter=condition)

    def _named(self, row: Mapping[str, Any]) -> dict[str, int]:
        return {count: int(row[f"n_{count}"]) for count in self.counts}

    def _expression(self, question: Question, key: Key) -> Any:
        if key is not Key.MONTH:
            return F(self.path(key))
        if question.is_cohort:
            return TruncMonth(Coalesce(f"{self.dossier}received_on", f"{self.dossier}finished_on"))
        return TruncMonth(self.when)

    @cached_property
    def _is_date(self) -> bool:
        model: Any = self.model
        *relations, column = self.when.split("__")
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        return not isinstance(model._meta.get_field(column), DateTimeField)

    def _known(self, window: Window) -> Q:
        if self._is_date:
            return Q(**{f"{self.when}__lte": timezone.localdate(window.known_at)})
        return Q(**{f"{self.when}__lt": window.known_at})

    def _happened_in(self, window: Window) -> Q:
        if self._is_date:
            return Q(**{f"{self.when}__range": (window.first_on, window.last_on)})
        return Q(**{f"{self.when}__gte": window.begins_at, f"{self.when}__lt": window.ends_at})

    def _narrowing(self, where: Where) -> Q:
        narrowing = Q()
        for key, values in _narrowed(where).items():
            narrowing &= Q(**{f"{self.path(key).removesuffix('__code')}__in": values})
        return narrowing


def months_of(question: Question) -> dict[str, Question]:
    """Return the question about each calendar month of its period, by the name of the month in cells."""
    return {month_of(part.period.first_on).slug: part for part in parts_of(question, by_month=True)}


def related(rows: "QuerySet[Any]") -> Q:
    """Return what tells the dossiers that have such rows."""
    return Q(Exists(rows.filter(dossier=OuterRef("pk"))))


def _narrowed(where: Where) -> dict[Key, Any]:
    """Return what a question is narrowed to, by key."""
    narrowed = {
        Key.AGENCY: where.agency_pks,
        Key.SECTOR: where.sector_pks,
        Key.PROCEDURE: where.procedure_pks,
        Key.CHANNEL: where.channels,
        Key.LEVEL: where.levels,
    }
    return {key: values for key, values in narrowed.items() if values is not None}


def value_of(value: Any) -> str:
    """Return the value of a key as cells write it; a month as “2026-11”."""
    if value is None:
        return ""
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Measure:
    """One group of figures: its name, what it counts, and the two functions that everybody asks."""

    key: str
    label: str | Promise
    sources: Sequence[Source]

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of the counts, those of `reporting.indicators`."""
        return tuple(count for source in self.sources for count in source.counts)

    def model_of(self, count: str) -> type[Model]:
        """Return what the rows behind a count are."""
        return self._source(count).model

    def read(self, question: Question) -> Cells:
        """Return every count for every cell of a question that has rows; one query for each source.

        A source that cannot be split or narrowed as the question asks leaves its counts at 0 (`answers`).
        """
        cells: Cells = {}
        if not question.by:
            cells[()] = dict.fromkeys(self.counts, 0)
        for source in self.sources:
            if source.answers(question):
                for values, counts in source.read(question):
                    cells.setdefault(values, dict.fromkeys(self.counts, 0)).update(counts)
        return cells

    def answers(self, question: Question, count: str) -> bool:
        """Say whether a count can be split and narrowed as a question asks."""
        return self._source(count).answers(question)

    def behind(self, question: Question, count: str, keys: Mapping[Key, str] | None = None) -> "QuerySet[Any]":
        """Return the rows that a count counts in one cell, as many as `read` says; `KeyError` for no such count."""
        return self._source(count).behind(question, count, keys or {})

    def _source(self, count: str) -> Source:
        for source in self.sources:
            if count in source.counts:
                return source
        raise KeyError(count)

"""Who reads what is no life of a dossier: for each source the counts by row, and the lines of the list behind them.

A line is (row, count, code, key of the dossier or None): what was counted, once for each count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.db.models import Model, QuerySet

from agencies.models import SecondSeal
from dossiers.models import Dossier, Feedback
from procedures.models import ProcedureVersion
from reporting.answers import dossiers_behind
from reporting.measures import REGISTRY, Measure
from reporting.questions import Key, Question

Line = tuple[str, str, str, int | None]


class Source(Protocol):
    """What can be counted by row."""

    def read(self, question: Question, counts: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the counts by row; the question is split by one key."""

    def lines(self, question: Question, counts: Sequence[str]) -> Iterator[Line]:
        """Yield what is counted."""


@dataclass(frozen=True, slots=True)
class OfMeasure:
    """The counts of one measure of the registry."""

    measure: Measure

    def read(self, question: Question, counts: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the counts by row; a query for each source of the measure."""
        cells = self.measure.read(question)
        return {values[0]: {count: found[count] for count in counts} for values, found in cells.items()}

    def lines(self, question: Question, counts: Sequence[str]) -> Iterator[Line]:
        """Yield the rows that are counted; a query for each count and row that is not zero."""
        (key,) = question.by
        for row, found in self.read(question, counts).items():
            for count in counts:
                if found[count]:
                    model = self.measure.model_of(count)
                    behind = self.measure.behind(replace(question, by=()), count, {key: row})
                    for code, *dossier in behind.order_by("pk").values_list(*_columns(model)):
                        yield row, count, code, next(iter(dossier), None)


def _columns(model: type[Model]) -> tuple[str, ...]:
    """Return where a row says its code, and its dossier where it is counted as that of a dossier."""
    if model is Dossier:
        return "code", "pk"
    if model is Feedback:
        # Most petitions are about no dossier, and each has a number of its own.
        return ("number",)
    names = {field.name for field in model._meta.get_fields()}
    return next((f"{name}__code" for name in ("feedback", "dossier") if name in names), "code"), "dossier"


# ── The four steps at the centre ─────────────────────────────────────────────────────────
class OfAdoption:
    """Which agencies have a second seal, how many of their procedures go through the four steps, how many dossiers.

    Seals and procedures as they were in force on the last day. Law: Thông tư 01/2018/TT-VPCP Điều 6, 13 khoản 5.
    """

    def read(self, question: Question, counts: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return the counts by agency; as many queries as counts."""
        found: dict[str, dict[str, int]] = {}
        for row, count, _code, _dossier in self.lines(question, counts):
            found.setdefault(row, dict.fromkeys(counts, 0))[count] += 1
        return found

    def lines(self, question: Question, counts: Sequence[str]) -> Iterator[Line]:
        """Yield seals, procedures and dossiers; one query for each count."""
        for count in counts:
            for row, code, dossier in self._rows(question, count):
                yield row, count, code, dossier

    def _rows(self, question: Question, count: str) -> "QuerySet[Any, Any] | Iterator[tuple[str, str, int | None]]":
        on, places = question.period.last_on, question.where.agency_pks
        if count in {"dossiers_taken", "dossiers_in_four_steps"}:
            taken = dossiers_behind(replace(question, by=()), "received").exclude(received_on=None)
            if count == "dossiers_in_four_steps":
                taken = taken.filter(version__is_four_step=True)
            return taken.order_by("pk").values_list("agency__code", "code", "pk")
        if count == "seals":
            seals = SecondSeal.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)
            chosen = seals if places is None else seals.filter(agency__in=places)
            return (
                (row, code, None) for row, code in chosen.order_by("pk").values_list("agency__code", "serial_number")
            )
        versions = ProcedureVersion.objects.in_force(on).published().exclude(agencies=None)
        if count == "procedures_in_four_steps":
            versions = versions.filter(is_four_step=True)
        carried = versions if places is None else versions.filter(agencies__in=places)
        rows = carried.order_by("pk", "agencies__code").values_list("agencies__code", "procedure__code")
        return ((row, code, None) for row, code in rows)


SOURCES: Mapping[str, Source] = {
    **{key: OfMeasure(measure) for key, measure in REGISTRY.items()},
    "adoption": OfAdoption(),
}


def split(question: Question, key: Key) -> Question:
    """Return the question by one key."""
    return replace(question, by=(key,))

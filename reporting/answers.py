"""The facts' answer to a question: figures, cell by cell, and the dossiers behind each of them.

A figure and its list are the same condition, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber, TruncMonth

from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier
from procedures.models import Channel, ProcedureVersion, Sector, ServiceLevel
from reporting.conditions import MEASURES, STANDS, Scene, annotated, asked_about, condition
from reporting.periods import SECONDS_A_DAY, cut_into_months, month_of, parse_month
from reporting.questions import Key, Keys, Question

COLUMN_OF = {
    Key.AGENCY: "agency__code",
    Key.SECTOR: "version__sector__code",
    Key.CHANNEL: "channel",
    Key.PROCEDURE: "version__procedure__code",
    Key.LEVEL: "service_level",
}

MONTHS_AT_ONCE = 24
"""How many months one statement asks about."""

TENTHS = {"median_days": 5, "p90_days": 9}

Values = tuple[str, ...]
"""The values of a cell's keys, in the order in which they were asked."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an answer. Days are elapsed days of what was resolved, None where nothing was."""

    keys: Keys
    labels: Keys
    counts: Mapping[str, int]
    median_days: float | None
    p90_days: float | None


def figures(question: Question, measures: Sequence[str] = MEASURES, *, has_days: bool = True) -> list[Cell]:
    """Return the figures of every cell that has any, sorted by its keys; a question without keys has one cell.

    Two statements for each two years of months asked about, one for the days, one for each key's names, and one for
    the calendar, however many cells there are. Who needs no days asks for none (`has_days`): they are sorted for.
    """
    counts: dict[Values, dict[str, int]] = defaultdict(lambda: dict.fromkeys(measures, 0))
    if not question.by:
        counts[()]
    parts = parts_of(question)
    for first in range(0, len(parts), MONTHS_AT_ONCE):
        for values, counted in _counted(parts[first : first + MONTHS_AT_ONCE], measures):
            for measure, count in counted.items():
                counts[values][measure] += count
    days = _days_of(question) if has_days else {}
    names = _names(question.by, counts)
    return [
        Cell(
            keys=dict(zip(question.by, values, strict=True)),
            labels={key: names[key].get(value, value) for key, value in zip(question.by, values, strict=True)},
            counts=counts[values],
            median_days=days.get((values, "median_days")),
            p90_days=days.get((values, "p90_days")),
        )
        for values in sorted(counts)
        if not question.by or any(counts[values].values())
    ]


def dossiers_behind(question: Question, measure: str, keys: Keys | None = None) -> "QuerySet[Dossier]":
    """Return exactly the dossiers that a cell's figure counts; keys that are not given stand for all their values.

    Raises `KeyError` for what is no measure, `ValueError` for a month, or an instant, outside the period.
    """
    keys = keys or {}
    (question,) = parts_of(question, by_month=False)
    if Key.MONTH in keys:
        months = {month_of(part.period.first_on).slug: part for part in parts_of(question, by_month=True)}
        if keys[Key.MONTH] not in months:
            raise ValueError("Tháng này nằm ngoài kỳ báo cáo.")
        question = months[keys[Key.MONTH]]
    cell = Q(**{COLUMN_OF[key]: value for key, value in keys.items() if key is not Key.MONTH})
    counted = asked_about(question) & condition(measure, question) & cell
    dossiers = Dossier.objects.all()
    if measure in STANDS:
        dossiers = annotated(dossiers, question, calendar=calendar_of(None) if measure == "due_soon" else None)
    return dossiers.filter(counted)


def parts_of(question: Question, *, by_month: bool | None = None) -> list[Question]:
    """Return the questions about each calendar month, where months were asked for; none after the instant asked."""
    if question.as_of is not None and question.as_of < Scene(question).opens_at:
        raise ValueError("Thời điểm xét nằm trước kỳ báo cáo.")
    if not (Key.MONTH in question.by if by_month is None else by_month):
        return [question]
    parts = [question.about(part) for part in cut_into_months(question.period)]
    return [part for part in parts if question.as_of is None or Scene(part).opens_at <= question.as_of]


def agency_tree(pk: int) -> frozenset[int]:
    """Return the key of an agency with those of all units below it; one query."""
    units: dict[int | None, list[int]] = defaultdict(list)
    for unit, parent in Agency.objects.order_by().values_list("pk", "parent_id"):
        units[parent].append(unit)
    tree, found = {pk}, [pk]
    while found:
        below = [unit for unit in units[found.pop()] if unit not in tree]
        tree.update(below)
        found.extend(below)
    return frozenset(tree)


def _counted(parts: Sequence[Question], measures: Sequence[str]) -> Iterator[tuple[Values, dict[str, int]]]:
    """Yield what each cell counts; two statements: what came and ended, and how stood what was open."""
    stocks = [measure for measure in measures if measure in STANDS]
    flows = [measure for measure in measures if measure not in STANDS]
    by = parts[0].by if parts else ()
    if flows:
        for row in _together(_flows(part, flows) for part in parts):
            yield row[: len(by)], dict(zip(flows, row[len(by) :], strict=True))
    if stocks:
        calendar = calendar_of(None) if "due_soon" in stocks else None
        for *values, standing, count in _together(_stocks(part, calendar) for part in parts):
            yield tuple(values), {stock: count for stock in stocks if standing in STANDS[stock]}


def _together(parts: Iterable["QuerySet[Any, Any]"]) -> Iterable[Any]:
    first, *others = [*parts] or [Dossier.objects.none().values_list("pk")]
    return first.union(*others, all=True) if others else first


def _flows(part: Question, flows: Sequence[str]) -> "QuerySet[Any, Any]":
    names = {f"flow_{flow}": Count("pk", filter=condition(flow, part)) for flow in flows}
    asked = Dossier.objects.filter(asked_about(part))
    return _by(asked, part).annotate(**names).order_by().values_list(*_key_names(part), *names)


def _stocks(part: Question, calendar: WorkCalendar | None) -> "QuerySet[Any, Any]":
    scene = Scene(part)
    was_open = annotated(Dossier.objects.filter(asked_about(part) & scene.is_open), part, calendar=calendar)
    stood = was_open.annotate(stood=F("standing"))
    return (
        _by(stood, part, "stood")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list(*_key_names(part), "stood", "count")
    )


def _by(dossiers: "QuerySet[Dossier]", part: Question, *more: str) -> "QuerySet[Any, Any]":
    """Group dossiers by the keys of a question."""
    return dossiers.annotate(**_key_columns(part)).values(*_key_names(part), *more)


def _key_names(question: Question) -> list[str]:
    return [f"key_{key}" for key in question.by]


def _key_columns(question: Question) -> dict[str, Any]:
    slug = month_of(question.period.first_on).slug
    return {f"key_{key}": Value(slug) if key is Key.MONTH else F(COLUMN_OF[key]) for key in question.by}


def _days_of(question: Question) -> dict[tuple[Values, str], float]:
    """Return median and 90th percentile of the elapsed days of what was resolved, by cell; one statement.

    Linear interpolation between neighbours, as PERCENTILE_CONT does it: only they are read.
    """
    came_or_ended = "received_on" if question.is_cohort else "finished_on"
    keys = {f"key_{key}": TruncMonth(came_or_ended) if key is Key.MONTH else F(COLUMN_OF[key]) for key in question.by}
    resolved = dossiers_behind(question, "resolved").exclude(received_at=None)
    ranked = resolved.annotate(**keys, elapsed=F("finished_at") - F("received_at")).annotate(
        number=Window(Count("pk"), partition_by=[*keys] or None),
        place=Window(RowNumber(), partition_by=[*keys] or None, order_by="elapsed") - 1,
    )
    near = Q()
    for tenths in TENTHS.values():
        exactly = (F("number") - 1) * tenths
        near |= Q(tenfold__gt=exactly - 10, tenfold__lt=exactly + 10)
    rows = ranked.annotate(tenfold=F("place") * 10).filter(near).order_by()
    neighbours: dict[Values, dict[int, float]] = defaultdict(dict)
    numbers: dict[Values, int] = {}
    for *values, elapsed, number, place in rows.values_list(*keys, "elapsed", "number", "place"):
        cell = tuple(value if isinstance(value, str) else f"{value:%Y-%m}" for value in values)
        neighbours[cell][place], numbers[cell] = elapsed.total_seconds() / SECONDS_A_DAY, number
    return {
        (cell, name): _between(neighbours[cell], (number - 1) * tenths)
        for cell, number in numbers.items()
        for name, tenths in TENTHS.items()
    }


def _between(neighbours: Mapping[int, float], tenths: int) -> float:
    """Return the value at a place between two neighbours; the place in tenths."""
    place, rest = divmod(tenths, 10)
    below = neighbours[place]
    return below + (neighbours[place + 1] - below) * rest / 10 if rest else below


def _names(by: Sequence[Key], cells: Iterable[Values]) -> dict[Key, dict[str, str]]:
    """Return what each value of each key is called; a query each for agencies, sectors and procedures."""
    return {key: _names_of(key, {values[number] for values in cells}) for number, key in enumerate(by)}


def _names_of(key: Key, found: set[str]) -> dict[str, str]:
    if key is Key.AGENCY:
        return dict(Agency.objects.order_by().values_list("code", "short_name"))
    if key is Key.SECTOR:
        return dict(Sector.objects.order_by().values_list("code", "name"))
    if key is Key.PROCEDURE:
        return dict(ProcedureVersion.objects.order_by("number").values_list("procedure__code", "name"))
    if key is Key.MONTH:
        return {slug: parse_month(slug).name for slug in found}
    labels = dict(Channel.choices) if key is Key.CHANNEL else dict(ServiceLevel.choices)
    return {value: str(label) for value, label in labels.items()}

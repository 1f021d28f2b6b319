"""The list of procedures with its facets, and what the home page offers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from agencies.models import AgencyKind, Level
from agencies.vietnamese import folded
from procedures import search
from procedures.durations import limit_words
from procedures.life_events import LifeEvent
from procedures.limits import Limit, LimitUnit
from procedures.models import (
    Competence,
    CompetenceKind,
    ProcedureVersion,
    SubmissionWay,
    TimeLimit,
)

PAGE_SIZE = 20
COMMUNES = "xa"
"""Stands for every commune's people's committee in the choice of agencies: a province has hundreds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words, and one value of each facet (empty: all)."""

    text: str = ""
    sector: str = ""
    agency: str = ""
    level: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, with how many procedures it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One procedure among the results."""

    code: str
    name: str
    sector: str
    agency: str
    summary: str
    limit: str
    fee: str
    service_level: str

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("procedures:detail", args=[self.code])


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The list of procedures as its page shows it. `is_whole` is False where nothing has every word asked for."""

    asked: Asked
    page: "Page[Any]"
    cards: list[Card]
    facets: dict[str, list[Choice]]
    is_whole: bool


@dataclass(slots=True)
class _Row:
    """One procedure in force, as filters and ranking take it."""

    candidate: search.Candidate
    values: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def search_page(asked: Asked, *, page: int, today: date) -> SearchPage:
    """Return one page of the procedures that answer, with the count of each choice of each facet; three queries.

    A facet's counts heed the words and the other facets, not its own choice, so that one sees what else there is.
    """
    rows = _rows(asked.text, today=today)
    answers, is_whole = search.ranked(search.read(asked.text), [row.candidate for row in rows.values()])
    found = {pk: rows[pk] for pk in answers}
    chosen = {"sector": asked.sector, "agency": asked.agency, "level": asked.level, "event": asked.event}
    kept = [pk for pk, row in found.items() if _passes(row, chosen)]
    paginator = Paginator(kept, PAGE_SIZE)
    shown = paginator.get_page(page)
    return SearchPage(
        asked=asked,
        page=shown,
        cards=_cards(list(shown.object_list), {pk: _agency_label(found[pk]) for pk in shown.object_list}),
        facets={name: _choices(name, found.values(), chosen) for name in chosen},
        is_whole=is_whole,
    )


def find(text: str, *, today: date) -> list[int]:
    """Return the primary keys of the versions in force that answer some words, the best first; two queries."""
    rows = _rows(text, today=today)
    return search.ranked(search.read(text), [row.candidate for row in rows.values()])[0]


def most_used(count: int, *, today: date) -> list[tuple[str, str]]:
    """Return code and name of the procedures that people ask for most; one query."""
    asked_for = ProcedureVersion.objects.in_force(today).filter(procedure__dossier_count__gt=0)
    most = asked_for.order_by("-procedure__dossier_count", "procedure__code")
    return list(most.values_list("procedure__code", "name")[:count])


def life_event_counts(*, today: date) -> list[Choice]:
    """Return the moments of life with how many procedures each needs; empty ones left out; one query."""
    counts = Counter(
        event
        for events in ProcedureVersion.objects.in_force(today).values_list("life_events", flat=True)
        for event in events
    )
    return [Choice(event.value, str(event.label), counts[event.value]) for event in LifeEvent if counts[event.value]]


# ── The list ─────────────────────────────────────────────────────────────────────────────────────


def _rows(text: str, *, today: date) -> dict[int, _Row]:
    """Return the procedures in force that have any word of the text, with the values of their facets."""
    versions = ProcedureVersion.objects.in_force(today)
    if terms := search.read(text).needed:
        spelling = Q()
        for term in terms:
            for words in (term.said, *term.meanings):
                spelling |= Q(search_text__contains=words)
        versions = versions.filter(spelling)
    level_labels = {level.value: str(level.label) for level in Level}
    event_labels = {event.value: str(event.label) for event in LifeEvent}
    rows: dict[int, _Row] = {}
    for pk, code, name, text_of, uses, sector_code, sector_name, levels, events in versions.values_list(
        "pk",
        "procedure__code",
        "name",
        "search_text",
        "procedure__dossier_count",
        "sector__code",
        "sector__name",
        "levels",
        "life_events",
    ):
        rows[pk] = _Row(
            search.Candidate(pk, code, name, text_of, uses),
            {
                "sector": [(sector_code, sector_name)],
                "level": [(level, level_labels[level]) for level in levels],
                "event": [(event, event_labels[event]) for event in events if event in event_labels],
                "agency": [],
            },
        )
    _add_agencies(rows, versions)
    return rows


def _add_agencies(rows: Mapping[int, _Row], versions: QuerySet[ProcedureVersion]) -> None:
    """Add the competent agencies; all communes are one choice. One query."""
    competences = Competence.objects.filter(
        kind=CompetenceKind.IMPLEMENTING, agency__isnull=False, version__in=versions.values("pk")
    )
    departments = competences.exclude(agency__kind=AgencyKind.COMMUNE).order_by("agency__code")
    for pk, code, name in departments.values_list("version_id", "agency__code", "agency__short_name"):
        if pk in rows:
            rows[pk].values["agency"].append((code, name))
    communes = (COMMUNES, _("Ủy ban nhân dân xã, phường"))
    for row in rows.values():
        if any(level == Level.COMMUNE for level, _label in row.values["level"]):
            row.values["agency"].append(communes)


def _passes(row: _Row, chosen: Mapping[str, str], *, without: str = "") -> bool:
    return all(
        not value or name == without or any(value == own for own, _label in row.values[name])
        for name, value in chosen.items()
    )


def _choices(name: str, rows: Iterable[_Row], chosen: Mapping[str, str]) -> list[Choice]:
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for row in rows:
        if _passes(row, chosen, without=name):
            for value, label in row.values[name]:
                labels[value] = label
                counts[value] += 1
    choices = [Choice(value, labels[value], count) for value, count in counts.items()]
    if name == "level":
        return sorted(choices, key=lambda choice: list(Level).index(Level(choice.value)))
    return sorted(choices, key=lambda choice: (-choice.count, folded(choice.label)))


def _agency_label(row: _Row) -> str:
    names = [label for _value, label in row.values["agency"]]
    return ", ".join(names[:2]) + (_(" và cơ quan khác") if len(names) > 2 else "")


def _cards(pks: Sequence[int], agencies: Mapping[int, str]) -> list[Card]:
    """Return the cards of a page in its order; one query."""
    first_limit = TimeLimit.objects.filter(way=OuterRef("pk")).order_by("ordinal")
    ways = (
        SubmissionWay.objects.filter(version__in=pks)
        .annotate(
            amount=Subquery(first_limit.values("amount")[:1]),
            unit=Subquery(first_limit.values("unit")[:1]),
            fee_count=Count("fees"),
            lowest_fee=Min("fees__amount"),
        )
        .select_related("version__procedure", "version__sector")
    )
    ways_of: dict[int, list[Any]] = defaultdict(list)
    for way in ways:
        ways_of[way.version_id].append(way)
    return [_card(ways_of[pk], agencies[pk]) for pk in pks if ways_of[pk]]


def _card(ways: Sequence[Any], agency: str) -> Card:
    version = ways[0].version
    limits = [Limit(way.amount, LimitUnit(way.unit)) for way in ways if way.unit]
    return Card(
        code=version.procedure.code,
        name=version.name,
        sector=version.sector.name,
        agency=agency,
        summary=version.summary,
        limit=_shortest(limits),
        fee=_fee_words([(way.fee_count, way.lowest_fee) for way in ways]),
        service_level=version.get_service_level_display(),
    )


def _shortest(limits: Sequence[Limit]) -> str:
    words = [text[:1].upper() + text[1:] for text in dict.fromkeys(limit_words(limit) for limit in limits)]
    if len(words) <= 1:
        return words[0] if words else ""
    return _("%(limit)s (tùy cách nộp)") % {"limit": words[0]}


def _fee_words(fees: Sequence[tuple[int, int | None]]) -> str:
    """Say in a few words what a procedure costs, from the number of charges and the lowest one of each way."""
    if not any(count for count, _lowest in fees):
        return _("Không thu phí, lệ phí")
    amounts = {lowest for count, lowest in fees if count}
    if amounts == {None}:
        return _("Theo quy định của Hội đồng nhân dân tỉnh")
    lowest = min(amount for amount in amounts if amount is not None)
    if lowest == 0 or not all(count for count, _lowest in fees):
        return _("Có thu, một số trường hợp miễn")
    is_single = len(amounts) == 1 and all(count == 1 for count, _lowest in fees)
    words = _("%(amount)s đồng") if is_single else _("Từ %(amount)s đồng")
    return words % {"amount": number_format(lowest, 0, force_grouping=True)}

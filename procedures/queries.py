"""What the public pages read: the list of procedures with its facets, one procedure, the most used ones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agencies.models import AgencyKind, Level
from agencies.vietnamese import folded
from procedures import search
from procedures.durations import working_time
from procedures.life_events import LifeEvent
from procedures.limits import Limit, LimitUnit
from procedures.models import (
    Channel,
    Competence,
    CompetenceKind,
    Condition,
    Fee,
    LegalBasis,
    ProcedureResult,
    ProcedureVersion,
    RequiredDocument,
    Stage,
    Step,
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
    competences = Competence.objects.filter(kind=CompetenceKind.COMPETENT, version__in=versions.values("pk"))
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
    words = [text[:1].upper() + text[1:] for text in dict.fromkeys(str(limit) for limit in limits)]
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
    return words % {"amount": f"{lowest:,}".replace(",", ".")}


# ── One procedure ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Way:
    """One way to submit, or several on the same terms, with its limits and fees."""

    channels: tuple[Channel, ...]
    note: str
    limits: list[TimeLimit]
    fees: list[Fee]

    @property
    def label(self) -> str:
        """The channels in words."""
        return str(get_text_list([str(channel.label) for channel in self.channels], _("hoặc"))).capitalize()

    @property
    def terms(self) -> tuple[Any, ...]:
        """What is promised and charged, to be compared with another way."""
        limits = tuple((limit.amount, limit.unit, limit.condition) for limit in self.limits)
        fees = tuple((fee.kind, fee.name, fee.amount, fee.condition, fee.legal_basis) for fee in self.fees)
        return (self.note, limits, fees)


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """One procedure as its page shows it."""

    version: ProcedureVersion
    is_in_force: bool
    ways: list[Way]
    documents: list[RequiredDocument]
    results: list[tuple[str, str, str]]
    conditions: list[str]
    legal_bases: list[tuple[str, str, str]]
    agencies: list[Competence]
    stages: list[Stage]

    @property
    def path(self) -> list[dict[str, str]]:
        """The dossier's path: each of the four steps with its working time and what is done there."""
        stages = groupby(self.stages, key=lambda stage: Step(stage.step))
        return [_step_words(step, list(of_step)) for step, of_step in stages]

    @property
    def can_submit_online(self) -> bool:
        """Whether a dossier may be submitted on this site: in force, with an online way and an internal process."""
        return self.is_in_force and bool(self.stages) and any(Channel.ONLINE in way.channels for way in self.ways)


def _step_words(step: Step, stages: Sequence[Stage]) -> dict[str, str]:
    minutes = sum(stage.budget_minutes for stage in stages)
    return {
        "title": _("%(step)s: %(time)s") % {"step": step.label, "time": working_time(minutes)},
        "text": "\n".join(f"{stage.name} ({stage.get_role_display()})" for stage in stages),
    }


def version_of(code: str, *, today: date) -> ProcedureVersion | None:
    """Return the version of a procedure that holds today, or the last one that held; one query."""
    return (
        ProcedureVersion.objects.filter(procedure__code=code, valid_from__lte=today)
        .select_related("procedure", "sector", "promulgation")
        .order_by("-valid_from", "-number")
        .first()
    )


def procedure_page(version: ProcedureVersion, *, today: date) -> ProcedurePage:
    """Return all that is said of one version; six queries, whatever it holds."""
    lines = _lines(version)
    competences = Competence.objects.filter(version=version).select_related("agency")
    first_process = version.processes.order_by("pk").values("pk")[:1]
    return ProcedurePage(
        version=version,
        is_in_force=version.valid_to is None or version.valid_to >= today,
        ways=_ways(version),
        documents=list(RequiredDocument.objects.filter(version=version).order_by("ordinal")),
        results=lines["result"],
        conditions=[text for text, _number, _article in lines["condition"]],
        legal_bases=lines["basis"],
        agencies=list(competences.order_by("kind", "agency__code")),
        stages=list(Stage.objects.filter(process=Subquery(first_process)).order_by("ordinal")),
    )


def _lines(version: ProcedureVersion) -> dict[str, list[tuple[str, str, str]]]:
    """Return results, conditions and legal bases, which are three columns of text each; one query."""
    nothing = Value("")
    rows = (
        ProcedureResult.objects.filter(version=version)
        .order_by()
        .values_list(Value("result"), "pk", "name", "code", "validity")
        .union(
            Condition.objects.filter(version=version)
            .order_by()
            .values_list(Value("condition"), "pk", "text", nothing, nothing),
            LegalBasis.objects.filter(version=version)
            .order_by()
            .values_list(Value("basis"), "pk", "name", "number", "article"),
            all=True,
        )
    )
    lines: dict[str, list[tuple[str, str, str]]] = {"result": [], "condition": [], "basis": []}
    for kind, _pk, *texts in sorted(rows):
        lines[kind].append(tuple(texts))  # type: ignore[arg-type]
    return lines


def _ways(version: ProcedureVersion) -> list[Way]:
    """Return the ways with limits and fees; two queries."""
    fees: dict[int, list[Fee]] = defaultdict(list)
    for fee in Fee.objects.filter(way__version=version).order_by("pk"):
        fees[fee.way_id].append(fee)
    ways: dict[int, Way] = {}
    limits = TimeLimit.objects.filter(way__version=version).select_related("way").order_by("way_id", "ordinal")
    for limit in limits:
        way = limit.way
        if way.pk not in ways:
            ways[way.pk] = Way((Channel(way.channel),), way.note, [], fees[way.pk])
        ways[way.pk].limits.append(limit)
    order = [Channel.ONLINE, Channel.IN_PERSON, Channel.POSTAL]
    return _on_same_terms(sorted(ways.values(), key=lambda way: order.index(way.channels[0])))


def _on_same_terms(ways: Sequence[Way]) -> list[Way]:
    """Draw ways together that promise and charge the same, so that nobody reads it three times."""
    together: list[Way] = []
    for way in ways:
        for place, other in enumerate(together):
            if other.terms == way.terms:
                together[place] = replace(other, channels=(*other.channels, *way.channels))
                break
        else:
            together.append(way)
    return together


def structured_description(page: ProcedurePage, *, url: str) -> dict[str, Any]:
    """Return the procedure as schema.org's GovernmentService, for search engines."""
    version = page.version
    competent = [competence.agency for competence in page.agencies if competence.kind == CompetenceKind.COMPETENT]
    description: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": version.name,
        "identifier": version.procedure.code,
        "serviceType": version.sector.name,
        "url": url,
        "inLanguage": "vi",
        "audience": {"@type": "Audience", "audienceType": ", ".join(version.audience_labels)},
        "provider": [{"@type": "GovernmentOrganization", "name": agency.name} for agency in competent[:20]],
        "availableChannel": [
            {"@type": "ServiceChannel", "name": str(channel.label), "processingTime": str(way.limits[0].limit)}
            for way in page.ways
            for channel in way.channels
        ],
        "serviceOutput": [{"@type": "Thing", "name": name} for name, _code, _validity in page.results],
    }
    if version.summary:
        description["description"] = version.summary
    return description

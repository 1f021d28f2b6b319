"""The list of procedures with its facets, what is suggested while one types, and what the home page offers."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, TextChoices, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyKind, Level
from agencies.vietnamese import folded
from procedures import search
from procedures.life_events import LifeEvent
from procedures.models import Audience, ProcedureVersion, Sector, ServiceLevel
from procedures.queries.cards import Card, cards_of

PAGE_SIZE = 20
SUGGESTED = 8
SHORTEST_SUGGESTED = 2
"""Letters after which something is suggested."""

ENUMERATED: Mapping[str, type[TextChoices]] = {
    "level": Level,
    "audience": Audience,
    "event": LifeEvent,
    "service": ServiceLevel,
}
"""The facets whose values are a vocabulary of ours."""

COUNTED = ("service", "reception", "four_step", "level", "agency", "sector")
"""The facets by which the catalogue is counted in public."""

Labels = Mapping[tuple[str, str], str]
"""What a value of a facet is called, by the facet's name and the value."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words, and one value of each facet (empty: all)."""

    text: str = ""
    sector: str = ""
    agency: str = ""
    level: str = ""
    audience: str = ""
    event: str = ""
    service: str = ""
    reception: str = ""
    four_step: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The value of each facet."""
        return {
            "event": self.event,
            "audience": self.audience,
            "sector": self.sector,
            "agency": self.agency,
            "level": self.level,
            "service": self.service,
            "reception": self.reception,
            "four_step": self.four_step,
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, with how many procedures it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The list of procedures as its page shows it. `is_whole` is False where nothing has every word asked for."""

    asked: Asked
    page: "Page[search.Found]"
    cards: list[Card]
    facets: dict[str, list[Choice]]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A procedure that may be meant by what somebody has typed so far."""

    code: str
    name: str

    @property
    def url(self) -> str:
        """The address of its page."""
        return reverse("procedures:detail", args=[self.code])


def search_page(asked: Asked, *, page: int, today: date) -> SearchPage:
    """Return one page of the procedures that answer, with the count of each choice of each facet; three queries.

    A facet's counts heed the words and the other facets, not its own choice, so that one sees what else there is.
    """
    results = search.find(asked.text, today=today)
    chosen = asked.chosen
    passing = {facets for facets in {found.facets for found in results.found} if _passes(values_of(facets), chosen)}
    kept = [found for found in results.found if found.facets in passing]
    shown = Paginator(kept, PAGE_SIZE).get_page(page)
    labels = labels_of_facets()
    agencies = {found.pk: _agency_words(values_of(found.facets)["agency"], labels) for found in shown.object_list}
    return SearchPage(
        asked=asked,
        page=shown,
        cards=cards_of(agencies),
        facets=_facets(results.found, chosen, labels),
        is_whole=results.is_whole,
    )


def find(text: str, *, today: date) -> list[int]:
    """Return the primary keys of the versions in force that answer some words, the best first; one query."""
    return [found.pk for found in search.find(text, today=today).found]


def suggest(text: str, *, today: date) -> list[Suggestion]:
    """Return the few procedures that fit best what has been typed so far; one query, none for a single letter."""
    if len(text.strip()) < SHORTEST_SUGGESTED:
        return []
    found = search.find(text, today=today, only_best=True).found
    return [Suggestion(one.code, one.name) for one in found[:SUGGESTED]]


def most_used(count: int, *, today: date) -> list[tuple[str, str]]:
    """Return code and name of the procedures that people ask for most; one query."""
    asked_for = ProcedureVersion.objects.in_force(today).filter(procedure__dossier_count__gt=0)
    most = asked_for.order_by("-procedure__dossier_count", "procedure__code")
    return list(most.values_list("procedure__code", "name")[:count])


def life_event_counts(*, today: date) -> list[Choice]:
    """Return the moments of life with how many procedures each needs; empty ones left out; one query."""
    versions = ProcedureVersion.objects.in_force(today).filter(search_entry__isnull=False).order_by()
    counts: Counter[str] = Counter()
    for facets, count in versions.values_list("search_entry__facets").annotate(Count("pk")):
        for event in values_of(facets)["event"]:
            counts[event] += count
    return [Choice(event.value, str(event.label), counts[event.value]) for event in LifeEvent if counts[event.value]]


# ── Facets ───────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def values_of(facets: str) -> dict[str, list[str]]:
    """Return the values of each facet of a version; many versions share the same."""
    values: dict[str, list[str]] = json.loads(facets)
    return values


def _passes(values: Mapping[str, Sequence[str]], chosen: Mapping[str, str], *, without: str = "") -> bool:
    return all(not value or name == without or value in values.get(name, ()) for name, value in chosen.items())


def _facets(found: Iterable[search.Found], chosen: Mapping[str, str], labels: Labels) -> dict[str, list[Choice]]:
    """Return the choices of each facet, those that leave most first, levels from above."""
    alike = [(values_of(facets), count) for facets, count in Counter(one.facets for one in found).items()]
    return {name: choices_of(name, alike, chosen, labels) for name in chosen}


def choices_of(
    name: str, alike: Iterable[tuple[Mapping[str, Sequence[str]], int]], chosen: Mapping[str, str], labels: Labels
) -> list[Choice]:
    """Return the choices of a facet, those that leave most first; `alike` are the values of versions and how many."""
    # What is chosen stays on offer, also where it leaves nothing.
    counts: Counter[str] = Counter({chosen[name]: 0} if chosen.get(name) else {})
    for values, count in alike:
        if _passes(values, chosen, without=name):
            for value in values.get(name, ()):
                counts[value] += count
    choices = [Choice(value, labels[name, value], count) for value, count in counts.items() if (name, value) in labels]
    if name == "level":
        return sorted(choices, key=lambda choice: list(Level).index(Level(choice.value)))
    return sorted(choices, key=lambda choice: (-choice.count, folded(choice.label)))


def labels_of_facets() -> Labels:
    """Return what each value of each facet is called; one query."""
    sectors = Sector.objects.order_by().values_list(Value("sector"), "code", "name")
    agencies = Agency.objects.exclude(kind=AgencyKind.COMMUNE).order_by()
    named = sectors.union(agencies.values_list(Value("agency"), "code", "short_name"), all=True)
    labels = {(name, code): label for name, code, label in named}
    labels["agency", search.COMMUNES] = _("Ủy ban nhân dân xã, phường")
    for name, members in ENUMERATED.items():
        labels |= {(name, member.value): str(member.label) for member in members}
    for name in ("reception", "four_step"):
        labels |= {(name, "co"): _("Có"), (name, "khong"): _("Không")}
    return labels


def _agency_words(agencies: Sequence[str], labels: Labels) -> str:
    names = [labels["agency", agency] for agency in agencies if ("agency", agency) in labels]
    return ", ".join(names[:2]) + (_(" và cơ quan khác") if len(names) > 2 else "")

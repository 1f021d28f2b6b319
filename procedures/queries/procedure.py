"""One procedure, as its page and the API tell it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Subquery, Value
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from procedures.durations import working_time
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
    TimeLimit,
)


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
        lines[kind].append(tuple(texts))
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
    competent = [
        competence.agency
        for competence in page.agencies
        if competence.kind == CompetenceKind.IMPLEMENTING and competence.agency
    ]
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

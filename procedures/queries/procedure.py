"""One procedure, as its page, its paper and the API tell it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q, Subquery, Value
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from agencies.models import AgencyKind
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
    Source,
    Stage,
    Step,
    SubmissionWay,
    TimeLimit,
)
from procedures.process_picture import ProcessPicture, picture_of_stages

ORDER_OF_CHANNELS = [Channel.ONLINE, Channel.IN_PERSON, Channel.POSTAL]


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
        limits = tuple((limit.amount, limit.unit, limit.condition, limit.text) for limit in self.limits)
        fees = tuple(
            (fee.kind, fee.name, fee.amount, fee.condition, fee.exemption, fee.legal_basis, fee.text)
            for fee in self.fees
        )
        return (self.note, limits, fees)


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    """The papers that stand under one heading; most procedures have one group without a name."""

    name: str
    documents: list[RequiredDocument]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the procedure ends with."""

    name: str
    code: str
    validity: str


@dataclass(frozen=True, slots=True)
class Ground:
    """A legal text that the procedure rests on."""

    number: str
    name: str
    article: str
    url: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another procedure that this one names; without `name` it is not in our catalogue."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """One version of a procedure as its page shows it, on a day."""

    version: ProcedureVersion
    today: date
    ways: list[Way]
    documents: list[RequiredDocument]
    results: list[Outcome]
    conditions: list[str]
    legal_bases: list[Ground]
    agencies: list[Competence]
    stages: list[Stage]
    related: list[Neighbour]
    successor: Neighbour | None
    predecessors: list[Neighbour]
    version_count: int
    current_number: int | None

    @property
    def is_in_force(self) -> bool:
        """Whether this version holds today."""
        return not self.is_coming and (self.version.valid_to is None or self.version.valid_to >= self.today)

    @property
    def is_coming(self) -> bool:
        """Whether this version waits for its day."""
        return self.version.valid_from > self.today

    @property
    def is_superseded(self) -> bool:
        """Whether another version of the procedure holds today."""
        return self.current_number not in (None, self.version.number)

    @property
    def is_told_first(self) -> bool:
        """Whether the procedure's own address, its paper and the API tell this version rather than another one."""
        return self.current_number in (None, self.version.number)

    @property
    def awaits_comparison(self) -> bool:
        """Whether a file brought this version and no editor has compared it with the decision."""
        return self.version.source != Source.EDITOR and self.version.confirmed_at is None

    @property
    def document_groups(self) -> list[DocumentGroup]:
        """The papers under their headings, in order."""
        groups = groupby(self.documents, key=lambda document: document.group)
        return [DocumentGroup(name, list(documents)) for name, documents in groups]

    @property
    def picture(self) -> ProcessPicture | None:
        """The internal process as a picture."""
        return picture_of_stages(self.stages)

    @property
    def path(self) -> list[dict[str, str]]:
        """The dossier's path: each of the four steps with its working time and what is done there."""
        stages = groupby(self.stages, key=lambda stage: Step(stage.step))
        return [_step_words(step, list(of_step)) for step, of_step in stages]

    @property
    def can_submit_online(self) -> bool:
        """Whether a dossier may be submitted on this site: in force, with an online way and an internal process."""
        return self.is_in_force and bool(self.stages) and any(Channel.ONLINE in way.channels for way in self.ways)

    def parts(self, kind: CompetenceKind) -> list[Competence]:
        """Return who takes part in one capacity; where every commune does, the communes are not among them."""
        parts = [part for part in self.agencies if part.kind == kind]
        if not self.names_every_commune(kind):
            return parts
        return [part for part in parts if part.agency is None or part.agency.kind != AgencyKind.COMMUNE]

    def names_every_commune(self, kind: CompetenceKind) -> bool:
        """Whether every commune of the province takes part in a capacity."""
        return kind == CompetenceKind.IMPLEMENTING and self.version.is_for_every_commune

    def agency_names(self, kind: CompetenceKind) -> list[str]:
        """Return the names of those who take part in one capacity; all communes are one line."""
        every = [_("Ủy ban nhân dân mọi xã, phường trong tỉnh")] if self.names_every_commune(kind) else []
        return every + [str(part.agency or part.name) for part in self.parts(kind)]


def _step_words(step: Step, stages: Sequence[Stage]) -> dict[str, str]:
    minutes = sum(stage.budget_minutes for stage in stages)
    return {
        "title": _("%(step)s: %(time)s") % {"step": step.label, "time": working_time(minutes)},
        "text": "\n".join(f"{stage.name} ({stage.get_role_display()})" for stage in stages),
    }


def version_of(code: str, *, today: date) -> ProcedureVersion | None:
    """Return the version of a procedure that holds today, or the last one that held; one query."""
    return (
        ProcedureVersion.objects.published()
        .filter(procedure__code=code, valid_from__lte=today)
        .select_related("procedure", "sector", "promulgation")
        .order_by("-valid_from", "-number")
        .first()
    )


def coming_version_of(code: str, *, today: date) -> ProcedureVersion | None:
    """Return the first version of a procedure that waits for its day; one query."""
    return (
        ProcedureVersion.objects.filter(procedure__code=code, valid_from__gt=today)
        .select_related("procedure", "sector", "promulgation")
        .order_by("valid_from")
        .first()
    )


def procedure_page(version: ProcedureVersion, *, today: date) -> ProcedurePage:
    """Return all that is said of one version; eight queries, whatever it holds.

    The version comes with its procedure, sector and decision, as `version_of` returns it.
    """
    competences = Competence.objects.filter(version=version).select_related("agency")
    documents = RequiredDocument.objects.filter(version=version).select_related("form_template")
    first_process = version.processes.order_by("-is_shared", "pk").values("pk")[:1]
    stages = Stage.objects.filter(process=Subquery(first_process)).select_related("agency")
    return ProcedurePage(
        version=version,
        today=today,
        ways=_ways(version),
        documents=list(documents.order_by("ordinal")),
        agencies=list(competences.order_by("kind", "agency__code", "pk")),
        stages=list(stages.order_by("ordinal")),
        **_lines(version),
        **_neighbours(version, today=today),
    )


def _lines(version: ProcedureVersion) -> dict[str, Any]:
    """Return results, conditions and legal bases, which are columns of text each; one query."""
    nothing = Value("")
    rows = (
        ProcedureResult.objects.filter(version=version)
        .order_by()
        .values_list(Value("result"), "pk", "name", "code", "validity", nothing)
        .union(
            Condition.objects.filter(version=version)
            .order_by()
            .values_list(Value("condition"), "pk", "text", nothing, nothing, nothing),
            LegalBasis.objects.filter(version=version)
            .order_by()
            .values_list(Value("basis"), "pk", "number", "name", "article", "url"),
            all=True,
        )
    )
    lines: dict[str, list[Any]] = {"results": [], "conditions": [], "legal_bases": []}
    for kind, _pk, *texts in sorted(rows):
        if kind == "result":
            lines["results"].append(Outcome(*texts[:3]))
        elif kind == "condition":
            lines["conditions"].append(texts[0])
        else:
            lines["legal_bases"].append(Ground(*texts))
    return lines


def _ways(version: ProcedureVersion) -> list[Way]:
    """Return the ways with limits and fees; three queries."""
    rows = SubmissionWay.objects.filter(version=version).order_by("pk").prefetch_related("limits", "fees")
    ways = [
        Way(
            (Channel(way.channel),),
            way.note,
            sorted(way.limits.all(), key=lambda limit: limit.ordinal),
            sorted(way.fees.all(), key=lambda fee: fee.pk),
        )
        for way in rows
    ]
    return _on_same_terms(sorted(ways, key=lambda way: ORDER_OF_CHANNELS.index(way.channels[0])))


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


def _neighbours(version: ProcedureVersion, *, today: date) -> dict[str, Any]:
    """Return the other versions of the procedure, what it names and what it replaced; one query."""
    procedure = version.procedure
    rows = (
        ProcedureVersion.objects.filter(
            Q(procedure=procedure)
            | Q(procedure__code__in=version.related)
            | Q(procedure__successor=procedure)
            | Q(procedure=procedure.successor_id)
        )
        .order_by("valid_from", "number")
        .values_list(
            "procedure__code", "procedure_id", "procedure__successor", "number", "name", "valid_from", "valid_to"
        )
    )
    names: dict[str, str] = {}
    own, predecessors, successor = [], {}, None
    for code, pk, successor_of, number, name, valid_from, valid_to in rows:
        if pk == procedure.pk:
            own.append((number, valid_from, valid_to))
            continue
        names[code] = name
        if successor_of == procedure.pk:
            predecessors[code] = Neighbour(code, name)
        if pk == procedure.successor_id:
            successor = Neighbour(code, name)
    holding = [number for number, begins, ends in own if begins <= today and (ends is None or ends >= today)]
    return {
        "related": [Neighbour(code, names.get(code, "")) for code in version.related],
        "successor": successor,
        "predecessors": list(predecessors.values()),
        "version_count": len(own),
        "current_number": holding[-1] if holding else None,
    }

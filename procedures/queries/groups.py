"""Linked groups as people read them: the parts in their waves, what each promises, each paper once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import groupby

from django.http import Http404
from django.utils.translation import gettext as _

from agencies.models import Agency
from procedures.models import (
    Channel,
    Fee,
    InternalProcess,
    LinkedDocument,
    LinkedGroup,
    LinkedPart,
    Procedure,
    ProcedureVersion,
    RequiredDocument,
    TimeLimit,
)

KEY_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a group with what its version in force says of an online submission."""

    row: LinkedPart
    version: ProcedureVersion | None
    agencies: list[Agency]
    limits: list[TimeLimit]
    fees: list[Fee]
    documents: list[RequiredDocument]

    @property
    def code(self) -> str:
        """The code of the procedure."""
        return self.row.procedure.code

    @property
    def name(self) -> str:
        """The name of the procedure, its code where no version is in force."""
        return self.version.name if self.version else self.code

    @property
    def obstacle(self) -> str:
        """Why nobody can ask for this part today; empty where everybody can."""
        if self.version is None:
            return _("Thủ tục này không còn hoặc chưa có hiệu lực.")
        if not any(limit.is_read for limit in self.limits):
            return _("Thủ tục này chưa nhận hồ sơ trực tuyến.")
        if not self.agencies:
            return _("Chưa có cơ quan nào có quy trình giải quyết thủ tục này.")
        return ""

    @property
    def place(self) -> str:
        """Who resolves it: the agency, or how many there are to choose from."""
        if len(self.agencies) == 1:
            return self.agencies[0].name
        return _("Một trong %(count)s cơ quan, do Ông/Bà chọn") % {"count": len(self.agencies)}


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A paper that is asked for once, and the required documents of the parts for which it stands.

    A shared one has no `procedure_code`; one that is the result of a part (`result_of`) nobody has to hand in.
    """

    name: str
    procedure_code: str
    documents: tuple[tuple[Part, RequiredDocument], ...]
    result_of: Part | None = None

    @property
    def key(self) -> str:
        """What names the paper in a form, the same until its name changes."""
        return paper_key(self.procedure_code, self.name)

    @property
    def is_shared(self) -> bool:
        """Whether several parts use it."""
        return len(self.documents) > 1

    @property
    def parts(self) -> list[str]:
        """The names of the parts that use it."""
        return list(dict.fromkeys(part.name for part, _document in self.documents))

    @property
    def condition(self) -> str:
        """In which case it must be handed in, where some of its uses say so."""
        return "; ".join(dict.fromkeys(document.condition for _part, document in self.documents if document.condition))

    @property
    def form(self) -> str:
        """The form to be filled in, if there is one."""
        return "; ".join(dict.fromkeys(document.form for _part, document in self.documents if document.form))

    @property
    def is_shown_only(self) -> bool:
        """Whether it is only shown when the result is collected."""
        return all(document.is_shown_only for _part, document in self.documents)

    @property
    def is_always_needed(self) -> bool:
        """Whether an online submission is refused without it."""
        return any(
            document.is_required and not document.condition and not document.is_shown_only
            for _part, document in self.documents
        )


@dataclass(frozen=True)
class GroupTerms:
    """A group on a day: all its parts, and those that are asked for with their papers."""

    group: LinkedGroup
    every_part: list[Part]
    parts: list[Part]
    shared: list[LinkedDocument]

    @property
    def waves(self) -> list[list[Part]]:
        """The parts that are asked for, wave by wave."""
        return [list(of_wave) for _wave, of_wave in groupby(self.parts, key=lambda part: part.row.wave)]

    @cached_property
    def papers(self) -> list[AskedPaper]:
        """Every paper once: the shared ones, then those of single parts; also what is passed on inside the house."""
        return asked_papers(self.parts, self.shared)

    @property
    def asked(self) -> list[AskedPaper]:
        """The papers that the citizen hands in."""
        return [paper for paper in self.papers if paper.result_of is None]

    @property
    def passed_on(self) -> list[AskedPaper]:
        """The results that the house passes on, so that nobody has to bring them."""
        return [paper for paper in self.papers if paper.result_of is not None]

    @property
    def is_open(self) -> bool:
        """Whether the group can be asked for: it takes requests, and nothing hinders a part that must be in one."""
        return self.group.is_open and not self.missing and bool(self.parts)

    @property
    def missing(self) -> list[Part]:
        """The parts without which there is no request and which cannot be asked for today."""
        return [part for part in self.every_part if part.obstacle and not part.row.is_optional]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One group in a list."""

    group: LinkedGroup
    parts: list[str]


def paper_key(procedure_code: str, name: str) -> str:
    """Return what names a paper of a procedure in a form. Pure."""
    return sha256(f"{procedure_code}\n{name}".encode()).hexdigest()[:KEY_LETTERS]


def asked_papers(parts: Sequence[Part], shared: Sequence[LinkedDocument]) -> list[AskedPaper]:
    """Return the papers of parts, each once. Pure.

    What a shared paper covers is not asked for again; a result covers only parts that open after the one it is of.
    """
    by_code = {part.code: part for part in parts}
    open_uses = {(part.code, document.name): (part, document) for part in parts for document in part.documents}
    papers = []
    for paper in shared:
        source = by_code.get(paper.result_of.code) if paper.result_of else None
        if paper.result_of and source is None:
            continue
        named = [(row["code"], row["name"]) for row in paper.covers]
        covered = [
            use
            for use in dict.fromkeys(named)
            if use in open_uses and (source is None or by_code[use[0]].row.wave > source.row.wave)
        ]
        if covered:
            papers.append(AskedPaper(paper.name, "", tuple(open_uses.pop(use) for use in covered), source))
    papers += [AskedPaper(name, code, (use,)) for (code, name), use in open_uses.items()]
    return papers


def get_group(code: str) -> LinkedGroup:
    """Return a group by its code; one query; raises `Http404`."""
    group = LinkedGroup.objects.filter(code=code).first()
    if group is None:
        raise Http404(_("Không có nhóm thủ tục này."))
    return group


def group_terms(group: LinkedGroup, *, today: date, left_out: Collection[str] = ()) -> GroupTerms:
    """Return a group on a day, without the optional parts that are left out by code; seven queries.

    An optional part that cannot be asked for today is left out by itself.
    """
    every_part = parts_on(list(group.parts.select_related("procedure").order_by("wave", "ordinal")), today=today)
    parts = [part for part in every_part if not (part.row.is_optional and (part.code in left_out or part.obstacle))]
    shared = list(group.documents.select_related("result_of").order_by("ordinal"))
    return GroupTerms(group, every_part, parts, shared)


def parts_on(rows: Sequence[LinkedPart], *, today: date) -> list[Part]:
    """Return what the versions in force on a day say of some parts; five queries. The rows carry their procedure."""
    codes = [row.procedure_id for row in rows]
    versions = ProcedureVersion.objects.in_force(today).filter(procedure__in=codes)
    version_of = {version.procedure_id: version for version in versions.select_related("procedure", "sector")}
    pks = [version.pk for version in version_of.values()]
    agencies: dict[int, list[Agency]] = defaultdict(list)
    processes = InternalProcess.objects.filter(version__in=pks, agency__in=Agency.objects.in_service(today))
    for process in processes.select_related("agency").order_by("agency__name"):
        agencies[process.version_id].append(process.agency)
    limits: dict[int, list[TimeLimit]] = defaultdict(list)
    online = {"way__version__in": pks, "way__channel": Channel.ONLINE}
    for limit in TimeLimit.objects.filter(**online).select_related("way").order_by("ordinal"):
        limits[limit.way.version_id].append(limit)
    fees: dict[int, list[Fee]] = defaultdict(list)
    for fee in Fee.objects.filter(**online).select_related("way").order_by("pk"):
        fees[fee.way.version_id].append(fee)
    documents: dict[int, list[RequiredDocument]] = defaultdict(list)
    for document in RequiredDocument.objects.filter(version__in=pks).order_by("ordinal"):
        documents[document.version_id].append(document)
    found = []
    for row in rows:
        version = version_of.get(row.procedure_id)
        pk = version.pk if version else 0
        found.append(Part(row, version, agencies[pk], limits[pk], fees[pk], documents[pk]))
    return found


def group_cards(*, today: date, only_open: bool = True) -> list[GroupCard]:
    """Return the groups with the names of their parts; three queries, however many there are."""
    groups = LinkedGroup.objects.prefetch_related("parts__procedure").order_by("name")
    found = list(groups.filter(is_open=True) if only_open else groups)
    rows = [part for group in found for part in group.parts.all()]
    versions = ProcedureVersion.objects.in_force(today).filter(procedure__in={row.procedure_id for row in rows})
    names = dict(versions.values_list("procedure_id", "name"))
    return [
        GroupCard(group, [names.get(row.procedure_id, row.procedure.code) for row in group.parts.all()])
        for group in found
    ]


def names_of(codes: Collection[str], *, today: date) -> dict[str, str]:
    """Return the names of procedures in force by their codes; one query."""
    versions = ProcedureVersion.objects.in_force(today).filter(procedure__code__in=codes)
    return dict(versions.values_list("procedure__code", "name"))


def groups_of(procedure: Procedure) -> list[LinkedGroup]:
    """Return the open groups that a procedure is a part of, for `procedures/groups/_of_procedure.html`; one query."""
    return list(LinkedGroup.objects.filter(is_open=True, parts__procedure=procedure).order_by("name"))

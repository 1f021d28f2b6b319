"""The check of the whole catalogue: some eighteen queries, one procedure in memory at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count

from agencies.models import Agency
from agencies.vietnamese import folded
from procedures.models import FormTemplate, GuidedChoice, LegalBasis, LinkedGroup, ProcedureVersion, RequiredDocument
from procedures.quality.findings import Fault, Finding, Rule, Severity
from procedures.quality.links import Opener, dead_links
from procedures.quality.reading import subjects
from procedures.quality.rules import RULES, Looked, Surroundings
from procedures.quality.whole import WHOLE_RULES, Choice, Entry, Group, Whole
from procedures.records import gaps_of
from procedures.services.decisions.obstacles import roles_held_on
from procedures.services.processes import known_agencies

_RULES: list[Rule[Any, Any]] = [*RULES, *WHOLE_RULES]

ALL_RULES: Mapping[str, Rule[Any, Any]] = {rule.key: rule for rule in _RULES}
"""Every rule by its key, in the order in which they are listed."""


def check_catalogue(*, today: date, opener: Opener | None = None) -> list[Finding]:
    """Return everything that is wrong with what is in force today, the gravest first, then by code.

    `opener` tries the addresses of legal texts; without one nothing leaves the house. What a file brought and nobody
    has compared yet is not the province's promise: its errors weigh as warnings.
    """
    around = _surroundings(today=today, opener=opener)
    entries: dict[str, Entry] = {}
    findings: list[Finding] = []
    for subject in subjects(on=today):
        record = subject.record
        entry = entries[record["code"]] = Entry(record["code"], record["name"], record["sector"], subject.number)
        looked = Looked(subject, around, gaps_of(record))
        for rule in RULES:
            lowered = subject.awaits_comparison and rule.severity is Severity.ERROR
            severity = Severity.WARNING if lowered else rule.severity
            findings += [_finding(rule, severity, entry, fault) for fault in rule.faults(looked)]
    findings += _findings_of_whole(entries, today=today)
    order = list(Severity)
    return sorted(findings, key=lambda finding: (order.index(finding.severity), finding.code, finding.where))


def counts_by_rule(findings: list[Finding]) -> Counter[str]:
    """Return how many findings each rule has."""
    return Counter(finding.rule for finding in findings)


def _finding(rule: Rule[Any, Any], severity: Severity, entry: Entry, fault: Fault) -> Finding:
    return Finding(rule.key, severity, entry.code, entry.name, entry.sector, fault.where, fault.text, entry.version)


def _surroundings(*, today: date, opener: Opener | None) -> Surroundings:
    in_force = ProcedureVersion.objects.in_force(today)
    links: dict[str, str] = {}
    if opener is not None:
        urls = LegalBasis.objects.filter(version__in=in_force).exclude(url="").order_by().values_list("url", flat=True)
        links = dead_links(urls.distinct(), opener)
    return Surroundings(
        known_codes=frozenset(in_force.order_by().values_list("procedure__code", flat=True)),
        agencies=known_agencies([{"agencies": list(Agency.objects.values_list("code", flat=True))}], on=today),
        roles_held=roles_held_on(today),
        missing_forms={
            form.pk: form.file_name
            for form in FormTemplate.objects.all()
            if not form.content.storage.exists(form.content.name or "")
        },
        dead_links=links,
    )


def _findings_of_whole(entries: Mapping[str, Entry], *, today: date) -> Iterator[Finding]:
    groups = [
        Group(
            group.name,
            [part.procedure.code for part in group.parts.all()],
            [(cover["code"], cover["name"]) for paper in group.documents.all() for cover in paper.covers],
        )
        for group in LinkedGroup.objects.filter(is_open=True).prefetch_related("parts__procedure", "documents")
    ]
    choices = GuidedChoice.objects.annotate(answers=Count("choices")).order_by("pk")
    whole = Whole(
        entries=entries,
        choices=[Choice(*row) for row in choices.values_list("label", "procedure__code", "answers")],
        groups=groups,
        papers=_papers({code for group in groups for code, _paper in group.covers}, today=today),
    )
    for rule in WHOLE_RULES:
        for at in rule.faults(whole):
            known = entries.get(at.entry.code, at.entry)
            yield _finding(rule, rule.severity, known, at.fault)


def _papers(codes: set[str], *, today: date) -> dict[str, frozenset[str]]:
    """Return the folded names of the papers that procedures ask for today; one query."""
    in_force = ProcedureVersion.objects.in_force(today).filter(procedure__code__in=codes)
    rows = RequiredDocument.objects.filter(version__in=in_force).order_by()
    papers: dict[str, set[str]] = {}
    for code, name in rows.values_list("version__procedure__code", "name"):
        papers.setdefault(code, set()).add(folded(name))
    return {code: frozenset(names) for code, names in papers.items()}

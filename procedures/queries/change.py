"""What the editor's form of one procedure needs to know."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Value, When

from agencies.models import Agency, AgencyKind
from procedures.models import ChangeKind, FormTemplate, ProcedureChange, Sector

SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be chosen: sectors by name, agencies in service."""

    sectors: list[str]
    agencies: list[Agency]


def change_of(slug: str, code: str) -> ProcedureChange | None:
    """Return what a decision does to a procedure, with the decision; a repeal has nothing to edit. One query."""
    changes = ProcedureChange.objects.select_related("promulgation").exclude(kind=ChangeKind.REPEAL)
    return changes.filter(promulgation__slug=slug, code=code).first()


def vocabulary(*, on: date) -> Vocabulary:
    """Return the sectors, and the agencies in service on a day, departments before communes; two queries."""
    last = Case(When(kind=AgencyKind.COMMUNE, then=Value(1)), default=Value(0), output_field=IntegerField())
    agencies = Agency.objects.in_service(on).order_by(last, "code")
    return Vocabulary(list(Sector.objects.values_list("name", flat=True)), list(agencies))


def form_templates(digests: Iterable[str]) -> dict[str, FormTemplate]:
    """Return the kept files of forms by SHA-256; no query where none is asked for."""
    wanted = {digest for digest in digests if SHA256.fullmatch(digest)}
    return {form.sha256: form for form in FormTemplate.objects.filter(sha256__in=wanted)} if wanted else {}

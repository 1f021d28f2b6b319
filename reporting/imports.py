"""The imports of history, for those whose figures they count in: what each brought, changed and refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.models import Dossier, HistoryImport, HistoryRecord
from dossiers.papers.tables import Column
from reporting.access import Reach

PAGE_SIZE = 50

Refusal = dict[str, Any]
"""A row that was not taken in: `row` (its line in the file, the header is line 1), `code`, `reason`."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One import, and how many of the dossiers that it brought or changed last a person may open."""

    run: HistoryImport
    dossiers: int


def imports_seen(reach: Reach) -> "QuerySet[HistoryImport]":
    """Return the imports that somebody sees: every one, or those that brought dossiers of the agencies they lead."""
    imports = HistoryImport.objects.select_related("actor")
    if reach is None:
        return imports
    return imports.filter(Exists(_records(reach).filter(run=OuterRef("pk"))))


def get_import(key: UUID, reach: Reach) -> HistoryImport:
    """Return an import by its address; absent and out of reach both raise `Http404`. One query."""
    found = imports_seen(reach).filter(key=key).first()
    if found is None:
        raise Http404(_("Không tìm thấy lần nhập này."))
    return found


def page_of_imports(reach: Reach, *, page: int) -> "tuple[Page[Any], list[Brought]]":
    """Return one page of the imports, newest first, without their refusals; three queries."""
    shown = Paginator(imports_seen(reach).defer("refusals"), PAGE_SIZE).get_page(page)
    runs = list(shown.object_list)
    counted = _records(reach).filter(run__in=runs).order_by().values_list("run").annotate(Count("pk"))
    counts: dict[int, int] = dict(counted)
    return shown, [Brought(run, counts.get(run.pk, 0)) for run in runs]


def dossiers_of(run: HistoryImport, reach: Reach) -> "QuerySet[Dossier]":
    """Return the dossiers that an import brought, or changed last, as far as a person may see them.

    What a later import changed stands under that one.
    """
    dossiers = Dossier.objects.filter(history__run=run)
    return dossiers if reach is None else dossiers.filter(agency__in=reach)


def refusals_of(run: HistoryImport, reach: Reach) -> Sequence[Refusal]:
    """Return the rows that were not taken in, as far as they were kept, in the order of the file.

    A refused row belongs to no agency yet, so only who sees the whole province reads them; others raise `Http404`.
    """
    if reach is not None:
        raise Http404(_("Không tìm thấy danh sách này."))
    refusals: list[Refusal] = run.refusals
    return sorted(refusals, key=lambda refusal: refusal["row"])


def _records(reach: Reach) -> "QuerySet[HistoryRecord]":
    records = HistoryRecord.objects.all()
    return records if reach is None else records.filter(dossier__agency__in=reach)


REFUSAL_COLUMNS = (
    Column(gettext_lazy("Dòng"), lambda refusal: refusal["row"], 8),
    Column(gettext_lazy("Mã hồ sơ"), lambda refusal: refusal["code"], 22),
    Column(gettext_lazy("Lý do"), lambda refusal: refusal["reason"], 80),
)
"""The columns of the refusals, on the page and as a file."""

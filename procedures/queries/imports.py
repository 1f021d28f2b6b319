"""Imports as the staff pages show them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.translation import gettext as _

from agencies.vietnamese import folded
from procedures.models import ImportRun

RUNS_OF_A_PAGE = 30
NOTES_OF_A_PAGE = 50
PARTS = ("refused", "warnings")


@dataclass(frozen=True, slots=True)
class Notes:
    """One page of the refused rows or of the warnings of a report, and how many of both match."""

    page: Page[dict[str, Any]]
    counts: dict[str, int]


def runs(*, page: int | str) -> Page[ImportRun]:
    """Return one page of the imports, newest first, without their reports; two queries."""
    rows = ImportRun.objects.select_related("started_by").defer("report")
    return Paginator(rows, RUNS_OF_A_PAGE).get_page(page)


def run_or_404(slug: str) -> ImportRun:
    """Return an import; raises `Http404`."""
    run = ImportRun.objects.select_related("started_by").filter(slug=slug).first()
    if run is None:
        raise Http404(_("Không có lần nhập này."))
    return run


def later_run(trial: ImportRun) -> ImportRun | None:
    """Return the import that followed a trial of the same file."""
    return ImportRun.objects.filter(file=trial.file.name, is_trial=False).defer("report").first()


def notes_of(run: ImportRun, *, part: str, text: str, page: int | str) -> Notes:
    """Return the notes of a report in which words occur, with or without diacritics; no query."""
    wanted = folded(text)
    found = {
        name: [
            note
            for note in run.report.get(name, ())
            if not wanted or wanted in folded(f"{note['row']} {note['code']} {note['reason']}")
        ]
        for name in PARTS
    }
    chosen = found[part if part in PARTS else PARTS[0]]
    return Notes(Paginator(chosen, NOTES_OF_A_PAGE).get_page(page), {name: len(rows) for name, rows in found.items()})

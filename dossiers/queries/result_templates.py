"""What the pages of result letters read: which procedures an agency carries out, and its letters for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import posts_of
from accounts.models import Role
from agencies.models import Agency
from dossiers.access import Person
from dossiers.models import Outcome, ResultTemplate
from procedures.models import InternalProcess, Procedure, ProcedureVersion

WRITERS = (Role.APPROVER, Role.EDITOR)
"""Who writes an agency's letters: whoever signs them, and whoever keeps its procedures. A choice of ours."""

SLUGS = {"dong-y": Outcome.GRANTED, "khong-dong-y": Outcome.DENIED}
ROWS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter of a procedure at an agency: the newest version, None where there is none in use."""

    outcome: Outcome
    url: str
    template: ResultTemplate | None


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure that an agency carries out, with its letter for either outcome."""

    agency: Agency
    code: str
    name: str
    letters: Sequence[LetterRow]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: its procedure, agency and outcome, and its versions, the newest first."""

    agency: Agency
    procedure: Procedure
    version: ProcedureVersion | None
    outcome: Outcome
    slug: str
    versions: Sequence[ResultTemplate]

    @property
    def newest(self) -> ResultTemplate | None:
        """The newest version, in use or not."""
        return self.versions[0] if self.versions else None

    @property
    def is_in_use(self) -> bool:
        """Whether letters are made from it."""
        return self.newest is not None and self.newest.withdrawn_at is None


def agencies_written_for(user: Person, *, today: date) -> dict[int, Agency]:
    """Return the agencies whose letters a person writes, by their key; the person's posts, no further query."""
    return {post.agency_id: post.agency for post in posts_of(user, today=today) if post.role in WRITERS}


def letter_rows(user: Person, *, words: str, page: int, today: date) -> Page[ProcedureRow]:
    """Return the procedures of a person's agencies with their letters, by name; three queries beside the posts."""
    agencies = agencies_written_for(user, today=today)
    version_in_force = Q(version__valid_to=None) | Q(version__valid_to__gte=today), Q(version__valid_from__lte=today)
    carried_out = InternalProcess.objects.filter(*version_in_force, agency__in=agencies)
    if words.strip():
        carried_out = carried_out.filter(
            Q(version__name__icontains=words.strip()) | Q(version__procedure__code__icontains=words.strip())
        )
    processes = carried_out.select_related("version__procedure").order_by("version__name", "agency_id")
    shown = Paginator(processes, ROWS_SHOWN).get_page(page)
    listed = list(shown.object_list)
    newest = _newest_of(listed)
    shown.object_list = [_row(process, agencies[process.agency_id], newest) for process in listed]  # type: ignore[misc]
    return shown  # type: ignore[return-value]


def letter_page(user: Person, agency: str, code: str, slug: str, *, today: date) -> LetterPage:
    """Return one letter of an agency; three queries beside the posts. Absent and forbidden both raise `Http404`."""
    mine = {one.code: one for one in agencies_written_for(user, today=today).values()}
    procedure = Procedure.objects.filter(code=code.upper()).first()
    if agency.upper() not in mine or slug not in SLUGS or procedure is None:
        raise Http404(_("Không tìm thấy mẫu văn bản này."))
    carried_out = ProcedureVersion.objects.in_force(today).filter(
        procedure=procedure, processes__agency=mine[agency.upper()]
    )
    versions = ResultTemplate.objects.filter(
        procedure=procedure, agency=mine[agency.upper()], outcome=SLUGS[slug]
    ).select_related("made_by", "agency__parent")
    version = carried_out.select_related("procedure", "sector").distinct().first()
    found = list(versions.order_by("-number"))
    if version is None and not found:
        raise Http404(_("Cơ quan này không giải quyết thủ tục đã chọn."))
    return LetterPage(mine[agency.upper()], procedure, version, SLUGS[slug], slug, found)


def _newest_of(processes: Sequence[InternalProcess]) -> dict[tuple[int, int, str], ResultTemplate]:
    """Return the newest version in use by procedure, agency and outcome; one query."""
    found = ResultTemplate.objects.filter(
        procedure__in={process.version.procedure_id for process in processes},
        agency__in={process.agency_id for process in processes},
        withdrawn_at=None,
    ).defer("body")
    return {(one.procedure_id, one.agency_id, one.outcome): one for one in found.order_by("number")}


def _row(process: InternalProcess, agency: Agency, newest: dict[tuple[int, int, str], ResultTemplate]) -> ProcedureRow:
    procedure = process.version.procedure
    letters = [
        LetterRow(
            outcome,
            reverse("dossiers:result_template", args=[agency.code, procedure.code, slug]),
            newest.get((procedure.pk, agency.pk, outcome)),
        )
        for slug, outcome in SLUGS.items()
    ]
    return ProcedureRow(agency, procedure.code, process.version.name, letters)

"""What the API reads of a citizen's dossiers, by the same rules as their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import User
from agencies.calendars import calendar_of
from dossiers import access
from dossiers.access import allowed_actions
from dossiers.deadlines import Line
from dossiers.models import (
    Dossier,
    DossierEvent,
    RefusalNotice,
    Result,
    SubmittedDocument,
    SupplementItem,
)
from dossiers.path import Path, holder_words, path_of
from dossiers.queries.citizen import asked_papers, clock_of, get_own, visible_result
from dossiers.workflow import Status


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """One dossier as its citizen's programs see it."""

    dossier: Dossier
    path: Path
    due_lines: Sequence[Line]
    events: list[DossierEvent]
    documents: list[SubmittedDocument]
    asked: list[SupplementItem]
    result: Result | None
    refusal: RefusalNotice | None
    actions: list[str]


def own_dossiers(user: User, *, today: date) -> QuerySet[Dossier]:
    """Return the dossiers of which a person acts as the applicant with what a list shows of them, the newest first."""
    own = access.own_dossiers(user, today=today).select_related("version__procedure", "agency", "office")
    return own.order_by("-submitted_at", "-pk")


def own_dossier(user: User, code: str, *, at: datetime) -> OwnDossier:
    """Return a citizen's own dossier, anybody else's raises `Http404`; at most eight queries."""
    dossier = get_own(user, code, at=at)
    events = list(DossierEvent.objects.filter(dossier=dossier).select_related("actor_agency").order_by("ordinal"))
    documents = SubmittedDocument.objects.filter(dossier=dossier).select_related("file").order_by("pk")
    calendar = calendar_of(dossier.agency)
    clock = clock_of(dossier, calendar)
    return OwnDossier(
        dossier=dossier,
        path=path_of(dossier, events, clock, at=at, calendar=calendar, holder=holder_words(dossier)),
        due_lines=clock.due.lines if clock and clock.due else (),
        events=[event for event in events if not event.is_internal],
        documents=list(documents),
        asked=asked_papers(dossier),
        result=visible_result(dossier),
        refusal=RefusalNotice.objects.filter(dossier=dossier).first() if dossier.status == Status.REFUSED else None,
        actions=[str(permit.move.action.value) for permit in allowed_actions(user, dossier, at=at)],
    )

"""The list of a citizen's dossiers: what waits for them first, a linked request as one entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers.models import Dossier, DossierDraft, LinkedDraft, LinkedRequest
from dossiers.path import STATUS_TONES, holder_words, standing_badge
from dossiers.queries.citizen import how_to_collect
from dossiers.queries.linked import request_cards
from dossiers.workflow import FINAL, Status

PAGE_SIZE = 20
LONGEST_URGENT_LIST = 50
AWAITING_CITIZEN = (Status.SUPPLEMENTING, Status.RESULT_READY)
"""Where the next step is the citizen's: to supply a paper, to collect the result."""


@dataclass(frozen=True, slots=True)
class MyDossiers:
    """The list of a citizen's dossiers: what waits for them first, then what they are preparing, then the rest.

    A linked request is one entry, wherever its dossiers stand.
    """

    urgent: list[dict[str, Any]]
    drafts: list[dict[str, Any]]
    page: "Page[Any]"
    cards: list[dict[str, Any]]

    @property
    def is_empty(self) -> bool:
        """Whether the person has never begun anything here."""
        return not (self.urgent or self.drafts or self.page.paginator.count)


def my_dossiers(user: User, *, page: int, at: datetime) -> MyDossiers:
    """Return one page of a citizen's dossiers, the open ones first; six queries, one more with linked requests."""
    own = Dossier.objects.filter(submitter=user).select_related("version", "agency", "office", "linked_part")
    urgent = own.filter(status__in=AWAITING_CITIZEN).order_by("answer_due_at", "-submitted_at")
    waiting_requests = LinkedRequest.objects.filter(submitter=user, parts__dossier__status__in=AWAITING_CITIZEN)
    # The first dossier of a linked request stands for all of them.
    others = own.exclude(status__in=AWAITING_CITIZEN).filter(
        Q(linked_part=None) | Q(linked_part__ordinal=1) & ~Q(linked_part__request__in=waiting_requests)
    )
    shown = Paginator(others.order_by("-submitted_at", "-pk"), PAGE_SIZE).get_page(page)
    awaiting = list(urgent[:LONGEST_URGENT_LIST])
    entries = _entries([*awaiting, *shown.object_list], at=at)
    return MyDossiers(
        urgent=list({entry["code"]: entry for dossier in awaiting if (entry := entries[dossier.pk])}.values()),
        drafts=_drafts_of(user),
        page=shown,
        cards=[entries[dossier.pk] for dossier in shown.object_list],
    )


def _drafts_of(user: User) -> list[dict[str, Any]]:
    """Return what a person is preparing, the newest first; two queries."""
    single = DossierDraft.objects.filter(user=user).select_related("version")[:PAGE_SIZE]
    linked = LinkedDraft.objects.filter(user=user).select_related("group")[:PAGE_SIZE]
    rows = [
        *((draft.updated_at, draft.version.name, reverse("dossiers:draft", args=[draft.key])) for draft in single),
        *((draft.updated_at, draft.group.name, reverse("dossiers:linked_draft", args=[draft.key])) for draft in linked),
    ]
    return [{"updated_at": at, "name": name, "url": url} for at, name, url in sorted(rows, reverse=True)]


def _entries(dossiers: Sequence[Dossier], *, at: datetime) -> dict[int, dict[str, Any]]:
    """Return the entry of each dossier: its own card, or that of its request; two queries at most."""
    calendar = calendar_of(None)
    requests = {dossier.pk: dossier.linked_part.request_id for dossier in dossiers if hasattr(dossier, "linked_part")}
    cards = request_cards(set(requests.values()), at=at, calendar=calendar)
    return {
        dossier.pk: cards[requests[dossier.pk]]
        if dossier.pk in requests
        else card_of(dossier, at=at, calendar=calendar)
        for dossier in dossiers
    }


def card_of(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return what `components/dossier_card.html` shows of a dossier with its version, agency and office."""
    status = Status(dossier.status)
    is_finished = status in FINAL or dossier.finished_at is not None
    return {
        "code": dossier.code,
        "procedure": dossier.version.name,
        "url": reverse("dossiers:detail", args=[dossier.code]),
        "status": {"label": status.label, "tone": STATUS_TONES[status]},
        "due": None if is_finished else dossier.due_at,
        "standing": standing_badge(dossier, at=at, calendar=calendar),
        "holder": holder_words(dossier),
        "note": _what_to_do(dossier),
    }


def _what_to_do(dossier: Dossier) -> str:
    if dossier.status == Status.SUPPLEMENTING and dossier.answer_due_at:
        answer_by = timezone.localtime(dossier.answer_due_at)
        return _("Ông/Bà bổ sung giấy tờ trước %(moment)s.") % {"moment": f"{answer_by:%H:%M, %d/%m/%Y}"}
    if dossier.status == Status.RESULT_READY:
        return how_to_collect(dossier)
    return ""

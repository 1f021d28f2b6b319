"""What an agency was asked about others' dossiers: the open questions with their own clock, and those answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Post, Role, User
from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers.access import get_dossier, is_own
from dossiers.models import Consultation, Dossier, SubmittedDocument
from dossiers.path import Badge
from dossiers.queries.citizen import paper_row
from dossiers.queries.inquiries import opinion_badge
from dossiers.queries.worklist import PAGE_SIZE
from procedures.durations import working_time

TABS: dict[str, tuple[Any, Q, tuple[str, ...]]] = {
    "cho-tra-loi": (gettext_lazy("Chờ trả lời"), Q(answered_at=None, closed_at=None), ("due_at", "pk")),
    "da-tra-loi": (gettext_lazy("Đã trả lời"), Q(answered_at__isnull=False), ("-answered_at", "-pk")),
    "khong-tra-loi": (
        gettext_lazy("Đã kết thúc, không trả lời"),
        Q(answered_at=None, closed_at__isnull=False),
        ("-closed_at", "-pk"),
    ),
}
"""The views of the list by their names in the address: label, which questions, in what order."""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One question in the list."""

    code: str
    url: str
    procedure: str
    asking: str
    question: str
    asked_at: datetime
    due_at: datetime
    standing: Badge


@dataclass(frozen=True, slots=True)
class OpinionList:
    """A page of the questions to somebody's agencies."""

    label: str
    tabs: list[dict[str, Any]]
    rows: list[OpinionRow]
    page: "Page[Any]"
    query: str


@dataclass(frozen=True, slots=True)
class OpinionPage:
    """One dossier as an agency sees it that was asked: its questions and the papers, nothing else."""

    dossier: Dossier
    facts: list[dict[str, Any]]
    questions: list[tuple[Consultation, Badge]]
    papers: list[dict[str, Any]]
    is_open: bool


def answering_posts(user: User, *, at: datetime) -> list[Post]:
    """Return the posts from which a person may answer for an agency."""
    return [post for post in posts_of(user, today=timezone.localdate(at)) if post.role == Role.APPRAISER]


def open_questions(user: User, *, at: datetime) -> int:
    """Return how many questions wait for an answer of a person's agencies; one query, none for others."""
    posts = answering_posts(user, at=at)
    return _asked(posts).filter(TABS["cho-tra-loi"][1]).count() if posts else 0


def opinion_list(posts: list[Post], *, muc: str, page: int, at: datetime) -> OpinionList:
    """Return one page of the questions to the agencies of these posts; four queries."""
    chosen = muc if muc in TABS else "cho-tra-loi"
    label, condition, order = TABS[chosen]
    asked = _asked(posts)
    counts = {slug: asked.filter(tab[1]).count() for slug, tab in TABS.items()}
    related = ("dossier__version", "dossier__agency")
    paginator = Paginator(asked.filter(condition).select_related(*related).order_by(*order), PAGE_SIZE)
    paginator.count = counts[chosen]
    shown = paginator.get_page(page)
    calendar = calendar_of(posts[0].agency)
    return OpinionList(
        label=str(label),
        tabs=[
            {"label": tab[0], "url": f"?muc={slug}", "count": counts[slug], "current": slug == chosen}
            for slug, tab in TABS.items()
        ],
        rows=[_row(row, at=at, calendar=calendar) for row in shown.object_list],
        page=shown,
        query=f"muc={chosen}",
    )


def question_to(user: User, dossier: Dossier, *, at: datetime) -> Consultation | None:
    """Return the open question to one of a person's agencies; one query."""
    asked = _asked(answering_posts(user, at=at)).filter(TABS["cho-tra-loi"][1], dossier=dossier)
    return asked.select_related("asked_by", "agency").order_by("pk").first()


def opinion_page(user: User, code: str, *, at: datetime) -> OpinionPage:
    """Return what an agency that was asked sees of a dossier; three queries beside the person's posts.

    Raises `Http404` where none of the person's agencies was asked, and for their own dossier.
    """
    today = timezone.localdate(at)
    related = ("version__procedure", "agency")
    dossier = get_dossier(user, code, today=today, related=related)
    asked = _asked(answering_posts(user, at=at)).filter(dossier=dossier).select_related("agency", "asked_by", "file")
    questions = [(row, opinion_badge(row, at=at)) for row in asked.order_by("pk")]
    if not questions or is_own(user, dossier, today=today):
        raise Http404(_("Không tìm thấy hồ sơ này."))
    papers = SubmittedDocument.objects.filter(dossier=dossier).select_related("file").order_by("pk")
    facts = [
        (_("Mã hồ sơ"), dossier.code),
        (_("Thủ tục"), dossier.version.name),
        (_("Cơ quan hỏi"), dossier.agency.name),
        (_("Chủ hồ sơ"), dossier.applicant_name),
        (_("Nội dung"), dossier.content if dossier.content != dossier.version.name else ""),
    ]
    return OpinionPage(
        dossier=dossier,
        facts=[{"key": key, "value": value} for key, value in facts if value],
        questions=questions,
        papers=[paper_row(paper, dossier) for paper in papers],
        is_open=any(row.answered_at is None and row.closed_at is None for row, _badge in questions),
    )


def _asked(posts: list[Post]) -> QuerySet[Consultation]:
    return Consultation.objects.filter(agency__in={post.agency_id for post in posts})


def _row(row: Consultation, *, at: datetime, calendar: WorkCalendar) -> OpinionRow:
    standing = opinion_badge(row, at=at)
    if row.answered_at is None and row.closed_at is None:
        minutes = calendar.working_minutes_between(at, row.due_at)
        words = _("còn %(time)s làm việc") if at <= row.due_at else _("quá %(time)s làm việc")
        standing = Badge(standing.label, standing.tone, words % {"time": working_time(abs(minutes))})
    return OpinionRow(
        code=row.dossier.code,
        url=reverse("dossiers:opinion", args=[row.dossier.code]),
        procedure=row.dossier.version.name,
        asking=row.dossier.agency.short_name,
        question=row.question,
        asked_at=row.asked_at,
        due_at=row.due_at,
        standing=standing,
    )

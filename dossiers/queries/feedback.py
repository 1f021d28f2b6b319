"""What pages of feedback read: everybody's list, the sender's page, the desk of those who answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers import deadlines
from dossiers.deadlines import BASIS_OF, LimitUnit
from dossiers.feedback_access import feedback_led_by
from dossiers.models import Feedback, FeedbackEvent, FeedbackStatus
from dossiers.path import STANDING_LABELS, STANDING_TONES, Badge, remaining_words
from dossiers.petitions import DEEDS, OPEN, Deed, next_due

S = FeedbackStatus
PAGE_SIZE = 20

STATUS_TONES = {
    S.NEW: "info",
    S.AWAITING_SENDER: "pause",
    S.IN_HAND: "info",
    S.ANSWERED: "ok",
    S.PUBLISHED: "ok",
    S.REFUSED: "neutral",
    S.FORWARDED: "neutral",
}


def agencies_asked(*, on: datetime) -> QuerySet[Agency]:
    """Return the agencies to which somebody may write, by name."""
    return Agency.objects.in_service(timezone.localdate(on)).order_by("name")


# ── Everybody ────────────────────────────────────────────────────────────────────────────


def published() -> QuerySet[Feedback]:
    """Return the published petitions, the newest first, with nothing in them about who sent them."""
    found = Feedback.objects.filter(status=S.PUBLISHED).select_related("agency")
    told = ("number", "kind", "public_words", "public_answer", "received_at", "answered_at", "published_at")
    return found.only(*told, "is_satisfied", "agency__name").order_by("-published_at", "-pk")


def publishing_agencies() -> QuerySet[Agency]:
    """Return the agencies that have published an answer, by name."""
    own = Feedback.objects.filter(status=S.PUBLISHED).order_by().values("agency")
    return Agency.objects.filter(pk__in=own).order_by("name")


# ── The sender ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SentFeedback:
    """One petition as its sender sees it."""

    feedback: Feedback
    status: Badge
    facts: list[dict[str, Any]]
    events: list[dict[str, Any]]
    question: str
    files: list[dict[str, Any]]

    @property
    def awaits_sender(self) -> bool:
        """Whether the office has asked something."""
        return self.feedback.status == S.AWAITING_SENDER

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to be content with or not."""
        return self.feedback.answered_at is not None


def sent_feedback(feedback: Feedback, *, has_account: bool) -> SentFeedback:
    """Return what the sender of a petition sees of it; two queries. Without an account files are only named."""
    told = FeedbackEvent.objects.filter(feedback=feedback, is_internal=False)
    events = list(told.select_related("actor").order_by("pk"))
    asked = [event.words for event in events if event.status_after == S.AWAITING_SENDER]
    facts = [
        (_("Nội dung về"), feedback.get_kind_display()),
        (_("Cơ quan xử lý"), feedback.agency.name),
        (_("Nhận lúc"), _written(feedback.received_at)),
        (_("Hạn trả lời"), _written(feedback.answer_due_at) if feedback.answered_at is None else ""),
        (_("Hồ sơ"), feedback.dossier.code if feedback.dossier else ""),
    ]
    status = S(feedback.status)
    is_waiting = status is S.AWAITING_SENDER
    return SentFeedback(
        feedback=feedback,
        status=Badge(str(status.label), STATUS_TONES[status]),
        facts=[{"key": key, "value": value} for key, value in facts if value],
        events=[_event(event, feedback, is_inside=False) for event in reversed(events)],
        question=asked[-1] if asked and is_waiting else "",
        files=_files_of(feedback, address="dossiers:own_feedback_file" if has_account else ""),
    )


def my_feedback(user: User, *, page: int) -> "Page[Feedback]":
    """Return one page of what somebody sent, the newest first; two queries."""
    sent = Feedback.objects.filter(sender=user).select_related("agency").order_by("-received_at", "-pk")
    return Paginator(sent, PAGE_SIZE).get_page(page)


def sent_rows(sent: Iterable[Feedback]) -> list[dict[str, Any]]:
    """Return petitions for their sender's list; no query."""
    return [
        {
            "number": feedback.number,
            "subject": feedback.subject,
            "url": reverse("dossiers:own_feedback", args=[feedback.number]),
            "agency": feedback.agency.name,
            "at": feedback.received_at,
            "status": Badge(str(S(feedback.status).label), STATUS_TONES[S(feedback.status)]),
        }
        for feedback in sent
    ]


def awaiting_sender(user: User) -> list[Feedback]:
    """Return what somebody sent and an office has asked about; one query."""
    return list(Feedback.objects.filter(sender=user, status=S.AWAITING_SENDER).order_by("pk")[:PAGE_SIZE])


# ── Those who answer ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FeedbackDesk:
    """The work list of those who answer: what is due first stands first."""

    tabs: list[dict[str, Any]]
    page: "Page[Feedback]"
    rows: list[dict[str, Any]]
    is_over: bool


def feedback_desk(user: User, *, is_over: bool, page: int, at: datetime) -> FeedbackDesk:
    """Return one page of the petitions that a leader handles; three queries beside posts and calendar."""
    mine = feedback_led_by(user, today=timezone.localdate(at))
    open_ones, over = mine.filter(status__in=OPEN), mine.exclude(status__in=OPEN)
    counts = {False: open_ones.count(), True: over.count()}
    chosen = over.order_by("-received_at", "-pk") if is_over else _most_urgent_first(open_ones)
    paginator = Paginator(chosen.select_related("agency", "handler"), PAGE_SIZE)
    paginator.count = counts[is_over]
    shown = paginator.get_page(page)
    calendar = calendar_of(None)
    address = reverse("dossiers:feedback_desk")
    return FeedbackDesk(
        tabs=[
            {"label": _("Đang chờ"), "url": address, "count": counts[False], "current": not is_over},
            {"label": _("Đã xong"), "url": f"{address}?muc=xong", "count": counts[True], "current": is_over},
        ],
        page=shown,
        rows=[_work_row(feedback, at=at, calendar=calendar) for feedback in shown.object_list],
        is_over=is_over,
    )


def _most_urgent_first(found: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Order by what `petitions.next_due` says: no date where the sender is waited for, and those come last."""
    due = Case(
        When(Q(status=S.NEW), then=F("judge_due_at")),
        When(Q(status=S.IN_HAND), then=F("answer_due_at")),
        When(Q(status=S.ANSWERED), then=F("publish_due_at")),
        default=Value(None),
        output_field=DateTimeField(),
    )
    return found.annotate(next_due_at=due).order_by(F("next_due_at").asc(nulls_last=True), "pk")


def _work_row(feedback: Feedback, *, at: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    status = S(feedback.status)
    return {
        "number": feedback.number,
        "url": reverse("dossiers:feedback_petition", args=[feedback.number]),
        "subject": feedback.subject,
        "kind": feedback.get_kind_display(),
        "agency": feedback.agency.short_name,
        "received_at": feedback.received_at,
        "status": Badge(str(status.label), STATUS_TONES[status]),
        "due_at": next_due(feedback),
        "standing": standing_of(feedback, at=at, calendar=calendar),
        "handler": feedback.handler.full_name if feedback.handler else "",
    }


def standing_of(feedback: Feedback, *, at: datetime, calendar: WorkCalendar) -> Badge | None:
    """Return how it stands with the next thing that the office owes; None where it owes nothing now."""
    due_at = next_due(feedback)
    if due_at is None:
        return None
    due = deadlines.Due(due_at, BASIS_OF[LimitUnit.WORKING_DAY])
    now = deadlines.standing(due, at, calendar, soon_days=1)
    detail = remaining_words(due, at=at, calendar=calendar)
    return Badge(str(STANDING_LABELS[now]), STANDING_TONES[now], detail) if now else None


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """One petition as its handlers see it."""

    feedback: Feedback
    status: Badge
    standing: Badge | None
    due_at: datetime | None
    sender: list[dict[str, Any]]
    terms: list[dict[str, Any]]
    events: list[dict[str, Any]]
    deeds: list[dict[str, Any]]
    files: list[dict[str, Any]]


def petition_page(feedback: Feedback, *, at: datetime) -> PetitionPage:
    """Return all that is shown of a petition at the desk; two queries."""
    status = S(feedback.status)
    calendar = calendar_of(feedback.agency)
    events = FeedbackEvent.objects.filter(feedback=feedback).select_related("actor")
    sender = [
        (_("Họ và tên"), feedback.sender_name),
        (_("Địa chỉ"), feedback.sender_address),
        (_("Số điện thoại"), feedback.sender_phone),
        (_("Thư điện tử"), feedback.sender_email),
        (_("Hình thức gửi"), feedback.get_channel_display()),
        (_("Nhận lúc"), _written(feedback.received_at)),
    ]
    terms = [
        (_("Xem xét trước"), _written(feedback.judge_due_at)),
        (_("Trả lời trước"), _written(feedback.answer_due_at)),
        (_("Công khai trước"), _written(feedback.publish_due_at)),
    ]
    return PetitionPage(
        feedback=feedback,
        status=Badge(str(status.label), STATUS_TONES[status]),
        standing=standing_of(feedback, at=at, calendar=calendar),
        due_at=next_due(feedback),
        sender=[{"key": key, "value": value} for key, value in sender if value],
        terms=[{"key": key, "value": value} for key, value in terms if value],
        events=[_event(event, feedback, is_inside=True) for event in reversed(list(events))],
        deeds=[
            {"label": str(deed.label), "url": reverse("dossiers:feedback_deed", args=[feedback.number, deed.value])}
            for deed in DEEDS[status]
        ],
        files=_files_of(feedback, address="dossiers:petition_file"),
    )


def _files_of(feedback: Feedback, *, address: str) -> list[dict[str, Any]]:
    """Return the files of a petition as `components/file_row.html` takes them; one query."""
    return [
        {
            "name": enclosed.file.name,
            "url": reverse(address, args=[feedback.number, enclosed.file_id]) if address else "",
            "kind": enclosed.file.extension.lstrip(".").upper(),
            "size": enclosed.file.size,
            "at": enclosed.at,
        }
        for enclosed in feedback.files.select_related("file")
    ]


def deed_named(slug: str) -> Deed | None:
    """Return the step that an address names."""
    return Deed(slug) if slug in Deed.values else None


def _event(event: FeedbackEvent, feedback: Feedback, *, is_inside: bool) -> dict[str, Any]:
    """Return an event for the timeline; outside, no officer is named."""
    status = S(event.status_after)
    if event.actor is not None and event.actor_id != feedback.sender_id:
        who = event.actor.full_name if is_inside else feedback.agency.name
    else:
        who = _("Người gửi") if is_inside else ""
    return {"at": event.at, "title": str(status.label), "who": who, "note": event.words, "tone": STATUS_TONES[status]}


def _written(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}" if at else ""

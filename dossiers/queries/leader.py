"""What a leader watches: what is late, soon due, standing still, unanswered or owed an apology; where, and with whom.

A number and the list that it opens are the same condition, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Role
from agencies.calendar_alarm import Alarm, calendar_alarm
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers import guards, verdicts
from dossiers.access import Person, led_by
from dossiers.deadlines import Standing
from dossiers.forms.leader import WatchForm
from dossiers.models import Dossier, DossierEvent
from dossiers.path import STATUS_TONES, Badge, standing_badge
from dossiers.queries import apologies
from dossiers.queries.stages import reports_of, stage_words
from dossiers.queries.worklist import UNREAD_COLUMNS, standing_condition
from dossiers.stages import StageClock
from dossiers.workflow import HOLDER_OF, ON_THE_CLOCK, Status

PAGE_SIZE = 30
SHOWN_ON_THE_FRONT = 10
STUCK_DAYS = 5
"""From how many working days in one step on a dossier stands still. A choice of ours, written beside the number."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to watch: its name in the address, its words, which dossiers it holds, the worst first."""

    slug: str
    label: str | Promise
    sentence: str | Promise
    tone: str
    condition: Q
    order: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """One dossier in a leader's list. `since_at` is when it came into its present step.

    `cause` is the stage that consumed the time of a late dossier, `cause_holder` with whom; empty for one in time.
    """

    code: str
    url: str
    procedure: str
    agency: str
    status: Badge
    holder_role: str
    holder: str
    since_at: datetime | None
    due_at: datetime | None
    standing: Badge | None
    cause: str = ""
    cause_holder: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The leader's first page: totals, by agency, by who holds the dossiers, and the worst of the overdue."""

    concerns: Sequence[Concern]
    totals: Mapping[str, int]
    agencies: Sequence[tuple[str, str, Mapping[str, int]]]
    """(code, short name, count by concern), those with most overdue first."""
    holders: Sequence[tuple[str, str, Mapping[str, int]]]
    """(role, its name, count by concern), in the order of the workflow; open dossiers only."""
    worst: Sequence[WatchedRow]
    alarm: Alarm | None
    """A year whose days off nobody has confirmed in time."""


@dataclass(frozen=True, slots=True)
class WatchList:
    """A page of one concern's list."""

    concern: Concern
    form: WatchForm
    page: "Page[Any]"
    rows: Sequence[WatchedRow]
    query: str
    """The address's parameters without the page."""


def is_leader(user: Person, *, at: datetime) -> bool:
    """Say whether a person leads anywhere today."""
    return any(post.role == Role.LEADER for post in posts_of(user, today=timezone.localdate(at)))


OVERDUE_WORDS = gettext_lazy("Hồ sơ đang giải quyết đã quá ngày hẹn trả.")
SOON_WORDS = gettext_lazy("Đến hạn hôm nay hoặc trong 2 ngày làm việc tới.")
UNANSWERED_WORDS = gettext_lazy("Nộp trực tuyến quá 8 giờ làm việc mà chưa được trả lời.")
APOLOGY_WORDS = gettext_lazy("Hồ sơ trễ hạn mà người nộp chưa nhận được phiếu xin lỗi.")


def concerns(*, at: datetime, calendar: WorkCalendar) -> list[Concern]:
    """Return what leaders watch, as it stands at an instant."""
    overdue = verdicts.overdue(at)
    soon = standing_condition(Standing.DUE_TODAY, at=at, calendar=calendar)
    soon |= standing_condition(Standing.DUE_SOON, at=at, calendar=calendar)
    unanswered = Q(status=Status.SUBMITTED, acceptance_due_at__lt=at)
    stuck_words = _("Ở nguyên một bước từ %(count)s ngày làm việc trở lên.") % {"count": STUCK_DAYS}
    by_due = ("due_at", "pk")
    last_first = (F("finished_at").desc(nulls_first=True), *by_due)
    by_step, stuck = ("since_at", "pk"), _stuck(at, calendar)
    by_answer = ("acceptance_due_at", "pk")
    return [
        Concern("qua-han", gettext_lazy("Quá hạn"), OVERDUE_WORDS, "bad", overdue, by_due),
        Concern("sap-den-han", gettext_lazy("Sắp đến hạn"), SOON_WORDS, "warn", soon, by_due),
        Concern("dung-lau", gettext_lazy("Đứng lâu một bước"), stuck_words, "warn", stuck, by_step),
        Concern("cham-tiep-nhan", gettext_lazy("Chậm tiếp nhận"), UNANSWERED_WORDS, "bad", unanswered, by_answer),
        Concern("no-xin-loi", gettext_lazy("Nợ xin lỗi"), APOLOGY_WORDS, "bad", apologies.debt(at), last_first),
    ]


def _stuck(at: datetime, calendar: WorkCalendar) -> Q:
    entered_since = DossierEvent.objects.filter(dossier=OuterRef("pk"), at__gte=_stuck_from(at, calendar))
    moved = entered_since.exclude(status_before=F("status_after"))
    return Q(status__in=ON_THE_CLOCK, paused_at=None) & ~Q(Exists(moved))


def overview(user: Person, *, at: datetime) -> Overview:
    """Return a leader's first page; seven queries beside the person's own."""
    calendar = calendar_of(None)
    watched = concerns(at=at, calendar=calendar)
    dossiers = led_by(user, today=timezone.localdate(at))
    totals: dict[str, int] = dict.fromkeys((concern.slug for concern in watched), 0)
    by_agency: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(totals, 0))
    by_holder: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(totals, 0))
    for row in _counts(dossiers, watched):
        for number, slug in enumerate(totals):
            count = row[f"concern_{number}"]
            totals[slug] += count
            by_agency[row["agency__code"], row["agency__short_name"]][slug] += count
            if row["holder_role"]:
                by_holder[row["holder_role"]][slug] += count
    worst = listed(dossiers, watched[0])[:SHOWN_ON_THE_FRONT]
    return Overview(
        concerns=watched,
        totals=totals,
        agencies=sorted(
            ((code, name, counts) for (code, name), counts in by_agency.items() if any(counts.values())),
            key=lambda agency: (*(-count for count in agency[2].values()), agency[0]),
        ),
        holders=[(role.value, str(role.label), by_holder[role]) for role in Role if any(by_holder[role].values())],
        worst=rows_of(worst, at=at, calendar=calendar),
        alarm=calendar_alarm(calendar, today=timezone.localdate(at)),
    )


def watch_list(user: Person, parameters: Mapping[str, str], *, page: int, at: datetime) -> WatchList:
    """Return one page of what a number of the first page counts; eight queries beside the person's own."""
    calendar = calendar_of(None)
    watched = concerns(at=at, calendar=calendar)
    concern = next((each for each in watched if each.slug == parameters.get("muc")), watched[0])
    dossiers = led_by(user, today=timezone.localdate(at))
    agencies = Agency.objects.filter(pk__in=dossiers.order_by().values("agency")).order_by("short_name")
    form = WatchForm(
        {**parameters, "muc": concern.slug},
        concerns=[(each.slug, each.label) for each in watched],
        agencies=list(agencies.values_list("code", "short_name")),
    )
    if form.is_valid():
        found = listed(narrowed(dossiers, form.cleaned_data), concern)
    else:
        found = Dossier.objects.none()
    shown = Paginator(found, PAGE_SIZE).get_page(page)
    chosen = {name: value for name, value in form.data.items() if value and name in form.fields}
    return WatchList(
        concern=concern,
        form=form,
        page=shown,
        rows=rows_of(shown.object_list, at=at, calendar=calendar),
        query=urlencode(chosen),
    )


def list_url(concern: str, *, agency: str = "", role: str = "") -> str:
    """Return the address of the list that a number counts."""
    chosen = {"muc": concern, "co_quan": agency, "vai_tro": role}
    return f"{reverse('dossiers:lead_list')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def narrowed(dossiers: "QuerySet[Dossier]", chosen: Mapping[str, str]) -> "QuerySet[Dossier]":
    """Keep the dossiers of one agency, or those that one role holds."""
    if chosen.get("co_quan"):
        dossiers = dossiers.filter(agency__code=chosen["co_quan"])
    if chosen.get("vai_tro"):
        dossiers = dossiers.filter(holder_role=chosen["vai_tro"])
    return dossiers


def listed(dossiers: "QuerySet[Dossier]", concern: Concern) -> "QuerySet[Dossier]":
    """Return a concern's dossiers with what a row shows, the worst first."""
    entered = DossierEvent.objects.filter(dossier=OuterRef("pk"), status_after=OuterRef("status"))
    entered = entered.exclude(status_before=F("status_after")).order_by("-ordinal")
    return (
        dossiers.filter(concern.condition)
        .annotate(since_at=Subquery(entered.values("at")[:1]))
        .select_related("version", "agency", "holder")
        .defer(*UNREAD_COLUMNS)
        .order_by(*concern.order)
    )


def rows_of(dossiers: Iterable[Dossier], *, at: datetime, calendar: WorkCalendar) -> list[WatchedRow]:
    """Return listed dossiers as rows, the late ones with the stage that made them late; four queries for those."""
    dossiers = list(dossiers)
    reports = reports_of([dossier for dossier in dossiers if guards.breached_at(dossier, at)], at=at)
    return [
        row_of(dossier, reports[dossier.pk].culprit if dossier.pk in reports else None, at=at, calendar=calendar)
        for dossier in dossiers
    ]


def row_of(dossier: Dossier, culprit: StageClock | None, *, at: datetime, calendar: WorkCalendar) -> WatchedRow:
    """Return a listed dossier as a row; no query."""
    status = Status(dossier.status)
    role = HOLDER_OF.get(status)
    return WatchedRow(
        code=dossier.code,
        url=reverse("dossiers:desk", args=[dossier.code]),
        procedure=dossier.version.name,
        agency=dossier.agency.short_name,
        status=Badge(str(status.label), STATUS_TONES[status]),
        holder_role=str(role.label) if role else "",
        holder=dossier.holder.full_name if dossier.holder else "",
        since_at=dossier.since_at,  # type: ignore[attr-defined]
        due_at=dossier.due_at or dossier.acceptance_due_at,
        standing=_standing(dossier, at=at, calendar=calendar),
        cause=stage_words(culprit) if culprit else "",
        cause_holder=culprit.holder_name if culprit else "",
    )


def _standing(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> Badge | None:
    """Return how a dossier stands; a delay that began before a pause, or before reception, is a delay."""
    if dossier.status == Status.SUBMITTED and dossier.acceptance_due_at and dossier.acceptance_due_at < at:
        return Badge(_("Chậm tiếp nhận"), "bad")
    return standing_badge(dossier, at=at, calendar=calendar)


def _counts(dossiers: "QuerySet[Dossier]", watched: Sequence[Concern]) -> Iterable[Mapping[str, Any]]:
    """Return how many dossiers each concern holds, by agency and by the role whose turn it is; one query."""
    any_concern = Q()
    for concern in watched:
        any_concern |= concern.condition
    return (
        dossiers.filter(any_concern)
        .values("agency__code", "agency__short_name", "holder_role")
        .annotate(
            **{f"concern_{number}": Count("pk", filter=concern.condition) for number, concern in enumerate(watched)}
        )
        .order_by()
    )


def _stuck_from(at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant from which on coming into a step is too recent to be standing still."""
    today = timezone.localdate(at)
    day: date = calendar.shift_working_days(today, -STUCK_DAYS)
    while calendar.working_days_between(day, today) < STUCK_DAYS:
        day -= ONE_DAY
    return datetime.combine(day + ONE_DAY, time(0), tzinfo=timezone.get_default_timezone())

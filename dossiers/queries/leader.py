"""What a leader watches: what is late and whose, what will be late, what is owed; each number with its list.

A number and the list that it opens are the same condition, so they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Role, User
from agencies.calendar_alarm import Alarm, calendar_alarm
from agencies.calendars import calendar_of
from agencies.models import Agency
from agencies.worktime import WorkCalendar
from dossiers import guards
from dossiers.access import Person, led_by
from dossiers.forms.leader import WatchForm
from dossiers.models import Dossier
from dossiers.papers.tables import Column
from dossiers.path import STATUS_TONES, Badge, standing_badge
from dossiers.queries import owed
from dossiers.queries.concerns import Concern, Part, concerns, parts_of
from dossiers.queries.endangered import DAYS_AHEAD
from dossiers.queries.stages import reports_of, stage_words
from dossiers.queries.worklist import UNREAD_COLUMNS
from dossiers.stages import StageClock
from dossiers.workflow import HOLDER_OF, Status

PAGE_SIZE = 30
SHOWN_ON_THE_FRONT = 10
CHUNK = 500
"""How many dossiers of a file are in memory at once."""

Counts = Mapping[str, int]


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
    """The leader's first page: totals, by agency, by role, by person, what else is owed, the worst of the overdue."""

    concerns: Sequence[Concern]
    totals: Counts
    agencies: Sequence[tuple[str, str, Counts]]
    """(code, short name, count by concern), those with most overdue first."""
    holders: Sequence[tuple[str, str, Counts]]
    """(role, its name, count by concern), in the order of the workflow; open dossiers only."""
    people: Sequence[tuple[str, str, Counts]]
    """(key, name, count by concern) of the officers who hold what is late or will be, the most first."""
    owed: Sequence[owed.Debt]
    worst: Sequence[WatchedRow]
    alarm: Alarm | None
    """A year whose days off nobody has confirmed in time."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What was asked for: one concern's dossiers under the filters of the address."""

    concern: Concern
    form: WatchForm
    found: "QuerySet[Dossier]"
    calendar: WorkCalendar

    @property
    def query(self) -> str:
        """The address's parameters without the page."""
        chosen = {name: value for name, value in self.form.data.items() if value and name in self.form.fields}
        return urlencode(chosen)


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


def overview(user: Person, *, at: datetime) -> Overview:
    """Return a leader's first page; sixteen queries beside the person's own."""
    calendar = calendar_of(None)
    dossiers = led_by(user, today=timezone.localdate(at))
    watched = concerns(dossiers, at=at, calendar=calendar)
    slugs = [concern.slug for concern in watched]
    in_all: dict[str, int] = dict.fromkeys(slugs, 0)
    by_agency: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(slugs, 0))
    by_holder: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(slugs, 0))
    by_person: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(slugs, 0))
    for (agency, role, person), counts in _counts(dossiers, watched, at=at):
        for slug, count in counts.items():
            in_all[slug] += count
            by_agency[agency][slug] += count
            if role:
                by_holder[role][slug] += count
            if person and role != Role.APPLICANT:
                by_person[person][slug] += count
    agencies = {pk: (code, name) for pk, code, name in Agency.objects.values_list("pk", "code", "short_name")}
    people = {pk: (str(pk), name) for pk, name in User.objects.filter(pk__in=by_person).values_list("pk", "full_name")}
    worst = listed(dossiers, watched[0])[:SHOWN_ON_THE_FRONT]
    return Overview(
        concerns=watched,
        totals=in_all,
        agencies=_worst_first({agencies[pk]: counts for pk, counts in by_agency.items()}),
        holders=[(role.value, str(role.label), by_holder[role]) for role in Role if any(by_holder[role].values())],
        people=_worst_first({people[pk]: counts for pk, counts in by_person.items()})[:SHOWN_ON_THE_FRONT],
        owed=owed.debts(user, at=at),
        worst=rows_of(worst, at=at, calendar=calendar),
        alarm=calendar_alarm(calendar, today=timezone.localdate(at)),
    )


def watched_by(user: Person, parameters: Mapping[str, str], *, at: datetime) -> Watched:
    """Return what the parameters of an address ask for; four queries beside the person's own, the list unread."""
    calendar = calendar_of(None)
    dossiers = led_by(user, today=timezone.localdate(at))
    typed = parameters.get("trong", "")
    days = int(typed) if typed in WatchForm.DAYS else DAYS_AHEAD
    watched = concerns(dossiers, days=days, at=at, calendar=calendar)
    concern = next((each for each in watched if each.slug == parameters.get("muc")), watched[0])
    agencies = Agency.objects.filter(pk__in=dossiers.order_by().values("agency")).order_by("short_name")
    held = dossiers.order_by().exclude(holder=None).exclude(holder_role=Role.APPLICANT)
    people = User.objects.filter(pk__in=held.values("holder")).order_by("full_name", "pk")
    form = WatchForm(
        {**parameters, "muc": concern.slug},
        concerns=[(each.slug, each.label) for each in watched],
        agencies=list(agencies.values_list("code", "short_name")),
        people=[(str(pk), name) for pk, name in people.values_list("pk", "full_name")],
        looks_ahead=concern.slug == "nguy-co",
    )
    found = listed(narrowed(dossiers, form.cleaned_data), concern) if form.is_valid() else Dossier.objects.none()
    return Watched(concern, form, found, calendar)


def watch_list(user: Person, parameters: Mapping[str, str], *, page: int, at: datetime) -> WatchList:
    """Return one page of what a number of the first page counts; ten queries beside the person's own."""
    asked = watched_by(user, parameters, at=at)
    shown = Paginator(asked.found, PAGE_SIZE).get_page(page)
    rows = rows_of(shown.object_list, at=at, calendar=asked.calendar)
    return WatchList(concern=asked.concern, form=asked.form, page=shown, rows=rows, query=asked.query)


def all_rows(asked: Watched, *, at: datetime) -> Iterator[WatchedRow]:
    """Yield every row of a list, for a file; a query and those of `rows_of` for each five hundred."""
    dossiers = asked.found.iterator(chunk_size=CHUNK)
    while chunk := list(islice(dossiers, CHUNK)):
        yield from rows_of(chunk, at=at, calendar=asked.calendar)


def list_url(concern: str, *, agency: str = "", role: str = "", person: str = "") -> str:
    """Return the address of the list that a number counts."""
    chosen = {"muc": concern, "co_quan": agency, "vai_tro": role, "can_bo": person}
    return f"{reverse('dossiers:lead_list')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def narrowed(dossiers: "QuerySet[Dossier]", chosen: Mapping[str, str]) -> "QuerySet[Dossier]":
    """Keep the dossiers of one agency, those that one role holds, or one person."""
    if chosen.get("co_quan"):
        dossiers = dossiers.filter(agency__code=chosen["co_quan"])
    if chosen.get("vai_tro"):
        dossiers = dossiers.filter(holder_role=chosen["vai_tro"])
    if chosen.get("can_bo"):
        dossiers = dossiers.filter(holder=int(chosen["can_bo"])).exclude(holder_role=Role.APPLICANT)
    return dossiers


COLUMNS = (
    Column(gettext_lazy("Mã hồ sơ"), lambda row: row.code, 22),
    Column(gettext_lazy("Thủ tục"), lambda row: row.procedure, 50),
    Column(gettext_lazy("Cơ quan"), lambda row: row.agency, 26),
    Column(gettext_lazy("Tình trạng"), lambda row: row.status.label, 22),
    Column(gettext_lazy("Đang giữ"), lambda row: row.holder_role, 24),
    Column(gettext_lazy("Người đang giữ"), lambda row: row.holder, 24),
    Column(gettext_lazy("Ở bước này từ"), lambda row: row.since_at, 17),
    Column(gettext_lazy("Hẹn trả"), lambda row: row.due_at, 17),
    Column(
        gettext_lazy("Thời hạn"),
        lambda row: f"{row.standing.label} {row.standing.detail}".strip() if row.standing else "",
        26,
    ),
    Column(gettext_lazy("Vì khâu nào"), lambda row: row.cause, 34),
    Column(gettext_lazy("Ở ai"), lambda row: row.cause_holder, 34),
)
"""The columns of the list as a file: those of the screen."""


def _worst_first(counted: Mapping[tuple[str, str], Counts]) -> list[tuple[str, str, Counts]]:
    return sorted(
        ((key, name, counts) for (key, name), counts in counted.items() if any(counts.values())),
        key=lambda each: (*(-count for count in each[2].values()), each[0]),
    )


def listed(dossiers: "QuerySet[Dossier]", concern: Concern) -> "QuerySet[Dossier]":
    """Return a concern's dossiers with what a row shows, the worst first."""
    return (
        dossiers.filter(concern.condition)
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
        since_at=dossier.status_since,
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


def totals(user: Person, *, at: datetime, agency: str = "") -> list[tuple[Concern, int]]:
    """Return what a leader watches, in all or in one agency, with how many dossiers each concern holds.

    Five queries beside the person's own.
    """
    dossiers = narrowed(led_by(user, today=timezone.localdate(at)), {"co_quan": agency})
    watched = concerns(dossiers, at=at, calendar=calendar_of(None))
    counts = {concern.slug: concern.known or 0 for concern in watched}
    for part in parts_of(dossiers, [concern for concern in watched if concern.known is None], at=at):
        found = part.dossiers.order_by().aggregate(**_count_columns(part))
        for concern, count in zip(part.concerns, found.values(), strict=True):
            counts[concern.slug] += count
    return [(concern, counts[concern.slug]) for concern in watched]


def _counts(
    dossiers: "QuerySet[Dossier]", watched: Sequence[Concern], *, at: datetime
) -> Iterator[tuple[tuple[int, str, int | None], Counts]]:
    """Yield how many dossiers each concern holds, by agency, role and person whose turn it is; four queries."""
    for part in parts_of(dossiers, watched, at=at):
        columns = _count_columns(part)
        grouped = part.dossiers.order_by().values("agency_id", "holder_role", "holder_id").annotate(**columns)
        for agency, role, holder, *counts in grouped.values_list("agency_id", "holder_role", "holder_id", *columns):
            slugs = (concern.slug for concern in part.concerns)
            yield (agency, role, holder), dict(zip(slugs, counts, strict=True))


def _count_columns(part: Part) -> dict[str, Count]:
    return {f"concern_{number}": Count("pk", filter=concern.condition) for number, concern in enumerate(part.concerns)}

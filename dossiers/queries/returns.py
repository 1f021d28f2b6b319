"""The return desk: results that are promised and not here, that wait for their people, that are on their way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.identity import national_phone
from accounts.models import Post, User
from agencies.calendars import calendar_of
from agencies.worktime import WorkCalendar
from dossiers.access import FOR_ACTION, led_by
from dossiers.models import Dossier, ReturnMethod, Shipment
from dossiers.queries.counter import counter_dossiers
from dossiers.queries.worklist import Row, Tab, WorkList, work_list
from dossiers.verdicts import HANDLED_HERE, PAUSED
from dossiers.workflow import ON_THE_CLOCK, Status

ROWS_SHOWN = 50

# ── Promised, and not here ───────────────────────────────────────────────────────────────────────


def missing_tabs(today: date) -> list[Tab]:
    """Return the views of what was promised up to a day and is not at the return desk."""
    order = (F("due_at").asc(nulls_last=True), "pk")
    missing = Q(status__in=ON_THE_CLOCK) & ~PAUSED
    here = gettext_lazy("Kết quả hứa trả đến hôm nay đều đã ở nơi trả.")
    return [
        Tab("hom-nay", gettext_lazy("Hứa hôm nay, chưa về"), missing & Q(due_on=today), order, here),
        Tab("qua-hen", gettext_lazy("Đã quá hẹn, chưa về"), missing & Q(due_on__lt=today), order, here),
        Tab(
            "tren-duong",
            gettext_lazy("Đã có, chưa chuyển về"),
            Q(status=Status.TO_CENTRE),
            ("held_since", "pk"),
            gettext_lazy("Không có kết quả nào còn nằm ở cơ quan giải quyết."),
        ),
    ]


@dataclass(frozen=True, slots=True)
class MissingPage:
    """What was promised and is not at the return desk, and which agency has how much of it."""

    work: WorkList
    agencies: list[dict[str, Any]]


def missing_results(
    user: User,
    posts: Sequence[Post],
    *,
    muc: str,
    parameters: Mapping[str, Any],
    page: int,
    at: datetime,
) -> MissingPage:
    """Return what a clerk's offices, or a leader's agencies, promised up to today and do not have; five queries."""
    today = timezone.localdate(at)
    dossiers = counter_dossiers(user, posts, at=at) if posts else led_by(user, today=today)
    tabs = missing_tabs(today)
    work = work_list(
        dossiers,
        tabs,
        chosen=next((tab for tab in tabs if tab.slug == muc), None),
        parameters=parameters,
        page=page,
        at=at,
        calendar=calendar_of(None),
    )
    late = dossiers.filter(tabs[0].condition | tabs[1].condition).order_by()
    counted = late.values("agency__short_name").annotate(
        today=Count("pk", filter=tabs[0].condition), before=Count("pk", filter=tabs[1].condition)
    )
    rows: list[dict[str, Any]] = [dict(row) for row in counted]
    return MissingPage(work, sorted(rows, key=lambda row: (-row["before"], -row["today"])))


# ── Uncollected ──────────────────────────────────────────────────────────────────────────────────

WAITS_FOR_SOMEBODY = Q(status=Status.RESULT_READY)


@dataclass(frozen=True, slots=True)
class DueReminder:
    """Somebody is to be reminded of a result: for the `number`-th time, after so many working days."""

    dossier: Dossier
    number: int
    days: int

    @property
    def key(self) -> str:
        """What makes the same reminder the same, however often a job asks."""
        return f"uncollected:{self.dossier.pk}:{self.dossier.held_since:%Y%m%d%H%M}:{self.number}"


def due_reminders(at: datetime) -> list[DueReminder]:
    """Return the reminders that are due for results which wait to be collected; one query.

    One for each dossier: the latest that its age has reached (`settings.UNCOLLECTED_REMINDER_DAYS`, working days since
    it came to the return desk). Electronic results need none. Whoever sends them remembers `key`.
    """
    calendar, today = calendar_of(None), timezone.localdate(at)
    stages = sorted(settings.UNCOLLECTED_REMINDER_DAYS)
    if not stages:
        return []
    waiting = Dossier.objects.filter(HANDLED_HERE, WAITS_FOR_SOMEBODY, result__is_electronic=False)
    old = waiting.filter(held_since__lt=_came_before(stages[0], today, calendar))
    reminders = []
    for dossier in old.select_related("office", "agency", "version", "result").order_by("pk"):
        age = age_of(dossier, today=today, calendar=calendar)
        number = sum(age >= days for days in stages)
        reminders.append(DueReminder(dossier, number, stages[number - 1]))
    return reminders


def age_of(dossier: Dossier, *, today: date, calendar: WorkCalendar) -> int:
    """Return for how many working days a result has waited at the return desk."""
    return calendar.working_days_between(timezone.localdate(dossier.held_since), today)


def _came_before(days: int, today: date, calendar: WorkCalendar) -> datetime:
    """Return the instant before which a result came that has waited so many working days."""
    newest = today if calendar.is_working_day(today) else calendar.previous_working_day(today)
    last = calendar.shift_working_days(newest, 1 - days)
    return calendar.at(last, datetime.min.time())


def uncollected_tabs(at: datetime, calendar: WorkCalendar) -> list[Tab]:
    """Return the views of what waits to be collected, by age."""
    today = timezone.localdate(at)
    nothing = gettext_lazy("Không có kết quả nào chờ lâu như vậy.")
    order = ("held_since", "pk")
    aged = [
        Tab(
            f"tu-{days}-ngay",
            _("Từ %(days)s ngày làm việc") % {"days": days},
            WAITS_FOR_SOMEBODY & Q(held_since__lt=_came_before(days, today, calendar)),
            order,
            nothing,
        )
        for days in sorted(settings.UNCOLLECTED_REMINDER_DAYS)
    ]
    return [
        Tab("cho-nhan", gettext_lazy("Tất cả kết quả chờ nhận"), WAITS_FOR_SOMEBODY, order, nothing),
        *aged,
    ]


@dataclass(frozen=True, slots=True)
class Uncollected:
    """One result that nobody has collected: its row, its age in working days, how often its owner was due a reminder.

    `reminders` is none for an electronic result, which waits in an account.
    """

    row: Row
    age: int
    reminders: int
    phone: str


@dataclass(frozen=True, slots=True)
class UncollectedPage:
    """Results that nobody has collected yet; `most` is how often somebody is reminded at all."""

    work: WorkList
    rows: list[Uncollected]
    most: int


def uncollected(
    user: User, posts: Sequence[Post], *, muc: str, parameters: Mapping[str, Any], page: int, at: datetime
) -> UncollectedPage:
    """Return one page of what waits to be collected at a clerk's offices; five queries."""
    calendar, today = calendar_of(None), timezone.localdate(at)
    tabs = uncollected_tabs(at, calendar)
    work = work_list(
        counter_dossiers(user, posts, at=at),
        tabs,
        chosen=next((tab for tab in tabs if tab.slug == muc), tabs[0]),
        parameters=parameters,
        page=page,
        at=at,
        calendar=calendar,
    )
    stages = settings.UNCOLLECTED_REMINDER_DAYS
    shown = Dossier.objects.filter(code__in=[row.code for row in work.rows]).select_related("result")
    held = {one.code: one for one in shown.only("code", "held_since", "phone", "result__is_electronic")}
    rows = []
    for row in work.rows:
        dossier = held[row.code]
        age = age_of(dossier, today=today, calendar=calendar)
        reminders = 0 if dossier.result.is_electronic else sum(age >= days for days in stages)
        rows.append(Uncollected(row, age, reminders, national_phone(dossier.phone) if dossier.phone else ""))
    return UncollectedPage(work, rows, len(stages))


# ── Handing out ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ReturnDesk:
    """What a clerk can hand out now: electronically, to the post; and what the post has not delivered yet."""

    electronic: list[Dossier]
    postal: list[Dossier]
    shipments: list[Shipment]
    waiting: int


def return_desk(user: User, posts: Sequence[Post], *, at: datetime) -> ReturnDesk:
    """Return the return desk of a clerk's offices, oldest first; four queries."""
    ready = counter_dossiers(user, posts, at=at).filter(status=Status.RESULT_READY)
    listed = ready.select_related("version", "agency").order_by("held_since", "pk")
    electronic = Q(result__is_electronic=True, submitter__isnull=False)
    by_post = Q(result__is_electronic=False, return_method=ReturnMethod.POSTAL)
    travelling = counter_dossiers(user, posts, at=at).filter(status=Status.IN_DELIVERY)
    on_the_way = Shipment.objects.filter(dossier__in=travelling, ended_at=None)
    return ReturnDesk(
        electronic=list(listed.filter(electronic)[:ROWS_SHOWN]),
        postal=list(listed.filter(by_post)[:ROWS_SHOWN]),
        shipments=list(on_the_way.select_related("dossier__version").order_by("sent_at", "pk")[:ROWS_SHOWN]),
        waiting=ready.filter(result__is_electronic=False).exclude(return_method=ReturnMethod.POSTAL).count(),
    )


def to_hand_out(user: User, posts: Sequence[Post], codes: Iterable[str], *, at: datetime) -> "QuerySet[Dossier]":
    """Return the dossiers of these codes at a clerk's offices, with all that a move needs."""
    here = counter_dossiers(user, posts, at=at).filter(code__in=list(codes))
    return here.select_related(*FOR_ACTION).order_by("held_since", "pk")


def bundle(posts: Sequence[Post], number: str) -> list[Shipment]:
    """Return what one record of a clerk's offices lists, with all that its paper prints; one query."""
    here = Shipment.objects.filter(dossier__office__in={post.office_id for post in posts})
    found = here.filter(record_number=number.strip().upper()).exclude(record_number="")
    return list(found.select_related("dossier__version", "dossier__office__agency", "sent_by").order_by("pk"))

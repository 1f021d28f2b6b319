"""Apologies as work: what an agency has to confirm, to sign, to deliver by hand; and the page of one dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import posts_of
from accounts.models import Post, Role, User
from agencies.calendars import calendars_of
from agencies.worktime import WorkCalendar
from dossiers import guards
from dossiers.delays import is_reappointable
from dossiers.models import ApologyChannel, ApologyDelivery, ApologyNotice, DelayCause, Dossier
from dossiers.path import Badge
from dossiers.queries.apologies import in_need
from dossiers.queries.slips import signed_apologies_of
from dossiers.queries.stages import StagePage, page_of, reports_of
from dossiers.queries.worklist import own_condition
from dossiers.stages import StageReport
from procedures.models import Step

PAGE_SIZE = 30

WRITERS = frozenset({Role.APPRAISER, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work with apologies: its name in the address, its words, which apologies it holds."""

    slug: str
    label: str | Promise
    condition: Q
    empty: str | Promise


TASKS = (
    Task(
        "can-xac-nhan",
        gettext_lazy("Cần xác nhận"),
        Q(signed_at=None, cancelled_at=None, confirmed_at=None),
        gettext_lazy("Không có phiếu xin lỗi nào cần xác nhận."),
    ),
    Task(
        "can-ky",
        gettext_lazy("Cần ký"),
        Q(signed_at=None, cancelled_at=None, confirmed_at__isnull=False),
        gettext_lazy("Không có phiếu xin lỗi nào chờ ký."),
    ),
    Task(
        "can-giao",
        gettext_lazy("Cần giao tận tay"),
        Q(signed_at__isnull=False, delivered_at=None),
        gettext_lazy("Phiếu xin lỗi nào đã ký cũng đã đến người nộp."),
    ),
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One apology in the list of an agency. `pressing` says that it must be out today, or had to be before.

    `outlook` says whether the date can still be kept.
    """

    code: str
    url: str
    procedure: str
    agency: str
    step: str
    holder: str
    old_due_at: datetime
    must_be_out_on: date
    pressing: str
    outlook: Badge
    signed: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of an agency's apologies."""

    task: Task
    tabs: list[dict[str, Any]]
    page: "Page[Any]"
    rows: list[TaskRow]


def writers_posts(user: User, *, at: datetime) -> list[Post]:
    """Return the posts from which somebody works with apologies: of those who handle dossiers, and of clerks."""
    return [post for post in posts_of(user, today=timezone.localdate(at)) if post.role in WRITERS | {Role.CLERK}]


def task_page(user: User, posts: Sequence[Post], parameters: Mapping[str, str], *, page: int, at: datetime) -> TaskPage:
    """Return one page of a task, else of the first that holds something; nine queries at most."""
    found = _apologies(user, posts, at=at)
    counts = found.aggregate(
        **{f"task_{number}": Count("pk", filter=task.condition) for number, task in enumerate(TASKS)}
    )
    sizes = [counts[f"task_{number}"] for number in range(len(TASKS))]
    chosen = next((number for number, task in enumerate(TASKS) if task.slug == parameters.get("muc")), None)
    if chosen is None:
        chosen = next((number for number, size in enumerate(sizes) if size), 0)
    listed = found.filter(TASKS[chosen].condition).select_related("dossier__version", "dossier__regime", "agency")
    paginator = Paginator(listed.order_by("must_be_out_on", "pk"), PAGE_SIZE)
    paginator.count = sizes[chosen]
    shown = paginator.get_page(page)
    return TaskPage(
        task=TASKS[chosen],
        tabs=[
            {"label": task.label, "url": f"?muc={task.slug}", "count": size, "current": number == chosen}
            for number, (task, size) in enumerate(zip(TASKS, sizes, strict=True))
        ],
        page=shown,
        rows=_rows(list(shown.object_list), at=at),
    )


def _apologies(user: User, posts: Sequence[Post], *, at: datetime) -> QuerySet[ApologyNotice]:
    """Return the apologies that concern somebody's posts: drafts while they are needed, signed ones for good."""
    writing = Q(agency__in={post.agency_id for post in posts if post.role in WRITERS})
    office = Q(dossier__office__in={post.office_id for post in posts if post.role == Role.CLERK})
    needed = Q(dossier__in=in_need(at).values("pk")) & writing
    signed = Q(signed_at__isnull=False) & (writing | office)
    own = Dossier.objects.filter(own_condition(user, at=at)).values("pk")
    return ApologyNotice.objects.filter(needed | signed).exclude(dossier__in=own)


def _rows(apologies: list[ApologyNotice], *, at: datetime) -> list[TaskRow]:
    dossiers = [apology.dossier for apology in apologies]
    reports = reports_of(dossiers, at=at)
    calendars = calendars_of({dossier.agency_id for dossier in dossiers})
    today = timezone.localdate(at)
    return [
        TaskRow(
            code=apology.dossier.code,
            url=reverse("dossiers:apology", args=[apology.dossier.code]),
            procedure=apology.dossier.version.name,
            agency=apology.agency.short_name,
            step=str(Step(apology.step).label),
            holder=apology.holder_name,
            old_due_at=apology.old_due_at,
            must_be_out_on=apology.must_be_out_on,
            pressing=_pressing(apology.must_be_out_on, today=today),
            outlook=outlook_of(
                apology.dossier, reports[apology.dossier_id], at=at, calendar=calendars[apology.dossier.agency_id]
            ),
            signed=apology.number,
        )
        for apology in apologies
    ]


def _pressing(must_be_out_on: date, *, today: date) -> str:
    if must_be_out_on > today:
        return ""
    return _("hôm nay") if must_be_out_on == today else _("đã qua")


def outlook_of(dossier: Dossier, report: StageReport, *, at: datetime, calendar: WorkCalendar) -> Badge:
    """Return whether the appointment can still be kept: what the stages still need against the time that is left."""
    if guards.breached_at(dossier, at):
        return Badge(_("Đã trễ hạn"), "bad")
    if dossier.finished_at is not None or dossier.due_at is None:
        return Badge(_("Đã có kết quả"), "ok")
    left = calendar.working_minutes_between(at, dossier.due_at)
    if report.remaining_minutes > left:
        return Badge(_("Khó kịp hạn"), "warn")
    return Badge(_("Còn kịp nếu làm ngay"), "info")


# ── One dossier ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SignedApology:
    """A signed apology with what proves that it arrived."""

    ordinal: int
    apology: ApologyNotice
    cause: str
    pdf_url: str
    deliveries: list[dict[str, Any]]


def signed_of(dossier: Dossier) -> list[SignedApology]:
    """Return the signed apologies of a dossier with their proofs, the newest first; two queries."""
    signed = signed_apologies_of(dossier)
    proofs: dict[int, list[dict[str, Any]]] = {apology.pk: [] for apology in signed}
    rows = ApologyDelivery.objects.filter(apology__in=signed).select_related("recorded_by").order_by("at", "pk")
    for delivery in rows:
        proofs[delivery.apology_id].append(
            {
                "channel": str(ApologyChannel(delivery.channel).label),
                "at": delivery.at,
                "proof": delivery.proof,
                "by": delivery.recorded_by.full_name if delivery.recorded_by else "",
            }
        )
    return [
        SignedApology(
            ordinal=ordinal,
            apology=apology,
            cause=str(DelayCause(apology.cause).label),
            pdf_url=reverse("dossiers:apology_pdf", args=[dossier.code, ordinal]),
            deliveries=proofs[apology.pk],
        )
        for ordinal, apology in enumerate(signed, start=1)
    ][::-1]


@dataclass(frozen=True, slots=True)
class Delay:
    """What the desk shows of a dossier's time: the clocks of its stages, and whether an apology has to be prepared."""

    stages: StagePage
    is_apology_owed: bool
    is_apology_near: bool
    apology_url: str


def delay_of(dossier: Dossier, report: StageReport, *, at: datetime, calendar: WorkCalendar) -> Delay:
    """Return where the time of a dossier went, and what that asks for; no query."""
    return Delay(
        stages=page_of(report),
        is_apology_owed=guards.owes_apology(dossier, at),
        is_apology_near=is_near(dossier, at=at, calendar=calendar),
        apology_url=reverse("dossiers:apology", args=[dossier.code]),
    )


def is_near(dossier: Dossier, *, at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether the days have begun in which an apology for a dossier that still runs is prepared."""
    if dossier.due_at is None or not is_reappointable(dossier):
        return False
    if dossier.paused_at is not None and dossier.paused_at <= dossier.due_at:
        return False
    opens_on = calendar.shift_working_days(timezone.localdate(dossier.due_at), -dossier.regime.apology_task_days)
    return timezone.localdate(at) >= opens_on

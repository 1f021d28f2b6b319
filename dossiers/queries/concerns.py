"""What leaders watch: each concern is one condition, by which its number is counted and its list is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.worktime import WorkCalendar
from dossiers import verdicts
from dossiers.deadlines import Standing
from dossiers.models import Dossier
from dossiers.queries import apologies
from dossiers.queries.endangered import DAYS_AHEAD, endangered
from dossiers.queries.worklist import standing_condition
from dossiers.workflow import ON_THE_CLOCK, Status

STUCK_DAYS = 5
"""From how many working days in one step on a dossier stands still. A choice of ours, written beside the number."""

ONE_DAY = timedelta(days=1)

LATE, COMING, OWED = "tre", "sap-tre", "no"
"""The questions that a leader asks: what is late, what will be late, what do we owe."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to watch: its name in the address, its words, which dossiers it holds, the worst first.

    `known` is how many it holds, where that had to be found out before it could be asked for.
    """

    slug: str
    question: str
    label: str | Promise
    sentence: str | Promise
    tone: str
    condition: Q
    order: tuple[Any, ...]
    known: int | None = None


UNANSWERED = "cham-tiep-nhan"

OVERDUE_WORDS = gettext_lazy("Hồ sơ đang giải quyết đã quá ngày hẹn trả.")
SOON_WORDS = gettext_lazy("Đến hạn hôm nay hoặc trong 2 ngày làm việc tới.")
UNANSWERED_WORDS = gettext_lazy("Nộp trực tuyến quá 8 giờ làm việc mà chưa được trả lời.")
APOLOGY_WORDS = gettext_lazy("Hồ sơ trễ hạn mà người nộp chưa nhận được phiếu xin lỗi.")


def concerns(
    dossiers: "QuerySet[Dossier]", *, days: int = DAYS_AHEAD, at: datetime, calendar: WorkCalendar
) -> list[Concern]:
    """Return what leaders watch of some dossiers, as it stands at an instant; one query, for what will be late."""
    overdue = verdicts.overdue(at)
    soon = standing_condition(Standing.DUE_TODAY, at=at, calendar=calendar)
    soon |= standing_condition(Standing.DUE_SOON, at=at, calendar=calendar)
    unanswered = Q(status=Status.SUBMITTED, acceptance_due_at__lt=at)
    risky = endangered(dossiers, days=days, at=at, calendar=calendar)
    at_risk = Q(pk__in=risky)
    risk_words = _(
        "Đến hạn trong %(count)s ngày làm việc tới mà thời gian còn lại ít hơn các bước còn lại thường mất."
    ) % {"count": days}
    stuck_words = _("Ở nguyên một bước từ %(count)s ngày làm việc trở lên.") % {"count": STUCK_DAYS}
    by_due = ("due_at", "pk")
    last_first = (F("finished_at").desc(nulls_first=True), *by_due)
    by_step, stuck = ("status_since", "pk"), _stuck(at, calendar)
    by_answer = ("acceptance_due_at", "pk")
    return [
        Concern("qua-han", LATE, gettext_lazy("Quá hạn"), OVERDUE_WORDS, "bad", overdue, by_due),
        Concern(UNANSWERED, LATE, gettext_lazy("Chậm tiếp nhận"), UNANSWERED_WORDS, "bad", unanswered, by_answer),
        Concern("nguy-co", COMING, gettext_lazy("Có nguy cơ trễ"), risk_words, "warn", at_risk, by_due, len(risky)),
        Concern("sap-den-han", COMING, gettext_lazy("Sắp đến hạn"), SOON_WORDS, "warn", soon, by_due),
        Concern("dung-lau", COMING, gettext_lazy("Đứng lâu một bước"), stuck_words, "warn", stuck, by_step),
        Concern("no-xin-loi", OWED, gettext_lazy("Nợ xin lỗi"), APOLOGY_WORDS, "bad", apologies.debt(at), last_first),
    ]


def _stuck(at: datetime, calendar: WorkCalendar) -> Q:
    return Q(status__in=ON_THE_CLOCK, paused_at=None, status_since__lt=_stuck_from(at, calendar))


def _stuck_from(at: datetime, calendar: WorkCalendar) -> datetime:
    """Return the instant from which on coming into a step is too recent to be standing still."""
    today = timezone.localdate(at)
    day: date = calendar.shift_working_days(today, -STUCK_DAYS)
    while calendar.working_days_between(day, today) < STUCK_DAYS:
        day -= ONE_DAY
    return datetime.combine(day + ONE_DAY, time(0), tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a leader's dossiers, found by an index of their own, and the concerns that they may be."""

    dossiers: "QuerySet[Dossier]"
    concerns: Sequence[Concern]


def parts_of(dossiers: "QuerySet[Dossier]", watched: Sequence[Concern], *, at: datetime) -> list[Part]:
    """Return where the dossiers of any concern are found: four small parts.

    No dossier stands in two of them, and one that stands in none is nobody's concern.
    """
    unanswered = [concern for concern in watched if concern.slug == UNANSWERED]
    owed = [concern for concern in watched if concern.question == OWED]
    running = [concern for concern in watched if concern not in unanswered]
    over = dossiers.exclude(status__in=ON_THE_CLOCK)
    undelivered = apologies.state_conditions(at)[apologies.ApologyState.UNDELIVERED]
    return [
        Part(dossiers.filter(status__in=ON_THE_CLOCK), running),
        Part(dossiers.filter(status=Status.SUBMITTED, acceptance_due_at__lt=at), unanswered),
        Part(over.filter(verdicts.LATE_AT_ALL, verdicts.owes_apology(at)), owed),
        Part(over.filter(undelivered), owed),
    ]

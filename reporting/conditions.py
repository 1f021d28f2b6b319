"""Each figure as one condition on dossiers: what a number counts, and what the list behind it holds.

A dossier enters the table on the day the office first answers it: `received_on`, or the day of its refusal where it was
never received. Withdrawn before any answer, it never enters. What was open is judged by what its ledger said at that
instant; what ended is judged by its stored original due date. Tests compare this, row by row, with `reporting.spans`.

Law: domain decision 6; Thông tư 01/2018/TT-VPCP Điều 13; Nghị định 61/2018/NĐ-CP Điều 19.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.worktime import CalendarHole, WorkCalendar
from dossiers.deadlines import DUE_SOON_DAYS
from dossiers.models import ClockEntry, Dossier, DueBasis, EntryKind, Origin, Outcome, Result
from dossiers.verdicts import EARLY, KEPT, LATE, RESOLVED
from dossiers.workflow import Status
from reporting.periods import ONE_DAY
from reporting.questions import Question

FLOWS = ("received", "resolved", "early", "on_time", "late", "undated", "refused", "withdrawn", "discontinued")
STOCKS = ("in_progress", "in_time", "due_soon", "overdue", "open_undated", "paused")
PARTS_OF_RESOLVED = ("denied", "kept_currently")
MEASURES = ("carried_over", *FLOWS, *PARTS_OF_RESOLVED, *STOCKS)
"""What may be counted.

carried over + received = resolved + in progress + paused + refused + withdrawn + discontinued.
"""

ON_TIME = KEPT & Q(finished_on__gte=F("original_due_on"))
UNDATED = Q(original_due_on=None) | Q(original_due_at=None) | Q(due_basis="")
DENIED = Q(Exists(Result.objects.filter(dossier=OuterRef("pk"), outcome=Outcome.DENIED)))

KEPT_CURRENTLY = Q(due_basis=DueBasis.DAY, finished_on__lte=F("due_on")) | Q(
    due_basis=DueBasis.INSTANT, finished_at__lte=F("due_at")
)
"""Finished in time against the appointment that holds now. Law: the national index compares with that one."""

MOVING_KINDS = (EntryKind.PAUSE, EntryKind.RESUME, EntryKind.EXTEND, EntryKind.CORRECT, EntryKind.CALENDAR)
"""Entries of a ledger that may move the yardstick or stop the clock; what is stored tells all others."""

REFUSED_AT_THE_DOOR = Q(received_on=None, status=Status.REFUSED)
"""Answered by a refusal without having been received: enters and leaves the table on one day."""

STANDS = {
    "in_progress": ("in_time", "due_soon", "overdue", "open_undated"),
    "in_time": ("in_time", "due_soon"),
    "due_soon": ("due_soon",),
    "overdue": ("overdue",),
    "open_undated": ("open_undated",),
    "paused": ("paused",),
}
"""Which values of the annotation `standing` each stock counts."""


def condition(measure: str, question: Question) -> Q:
    """Return what tells the dossiers that a figure counts; a stock needs a queryset that is `annotated`.

    Raises `KeyError` for what is no measure.
    """
    scene = Scene(question)
    if measure in STANDS:
        return scene.is_open & Q(standing__in=STANDS[measure])
    conditions = {
        "carried_over": scene.is_carried_over,
        "received": scene.is_entered,
        "resolved": scene.ended & RESOLVED,
        "early": scene.ended & RESOLVED & EARLY,
        "on_time": scene.ended & RESOLVED & ON_TIME,
        "late": scene.ended & RESOLVED & LATE,
        "undated": scene.ended & RESOLVED & UNDATED,
        "denied": scene.ended & RESOLVED & DENIED,
        "kept_currently": scene.ended & RESOLVED & KEPT_CURRENTLY,
        "refused": scene.ended & Q(status=Status.REFUSED),
        "withdrawn": scene.ended & Q(status=Status.WITHDRAWN, received_on__isnull=False),
        "discontinued": scene.ended & Q(status=Status.DISCONTINUED),
    }
    return conditions[measure]


def asked_about(question: Question) -> Q:
    """Return what tells the dossiers that any figure of the answer may count: those of the place, in the table then."""
    scene, where = Scene(question), question.where
    about = scene.is_entered if question.is_cohort else scene.is_in_table
    for column, values in (
        ("agency", where.agency_pks),
        ("version__sector", where.sector_pks),
        ("version__procedure", where.procedure_pks),
        ("channel", where.channels),
        ("service_level", where.levels),
    ):
        if values is not None:
            about &= Q(**{f"{column}__in": values})
    return about


def annotated(
    queryset: "QuerySet[Dossier]", question: Question, *, calendar: WorkCalendar | None = None
) -> "QuerySet[Dossier]":
    """Give each dossier that was open at the end its `standing` then; its alias costs nothing unless it is used.

    Without `calendar`, the province's, nothing is told apart as due soon.
    """
    scene = Scene(question, calendar)
    return queryset.alias(
        due_then_at=_as_then("original_due_at", _due_at(scene.judged_at)),
        paused_then_at=_as_then("paused_at", _paused_at(scene.judged_at)),
    ).alias(standing=scene.standing)


@dataclass(frozen=True)
class Scene:
    """The days and instants that a question speaks of."""

    question: Question
    calendar: WorkCalendar | None = None

    @property
    def first_on(self) -> date:
        """The first day."""
        return self.question.period.first_on

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.question.period.last_on

    @property
    def opens_at(self) -> datetime:
        """The midnight with which the period begins."""
        return midnight(self.first_on)

    @property
    def closes_at(self) -> datetime:
        """The midnight that ends the period."""
        return midnight(self.last_on + ONE_DAY)

    @property
    def cut_at(self) -> datetime | None:
        """The instant inside the period at which it is cut, if any; a cohort is cut wherever `as_of` lies."""
        as_of = self.question.as_of
        return as_of if as_of is not None and (self.question.is_cohort or as_of < self.closes_at) else None

    @property
    def judged_at(self) -> datetime:
        """The last instant whose events are known to the judgement."""
        return self.question.as_of or self.closes_at - timedelta(microseconds=1)

    @property
    def is_entered(self) -> Q:
        """Came in the period."""
        received = Q(received_on__range=(self.first_on, self.last_on))
        refused = REFUSED_AT_THE_DOOR & Q(finished_on__range=(self.first_on, self.last_on))
        if self.cut_at is not None:
            received &= Q(received_at__lte=self.cut_at)
            refused &= Q(finished_at__lte=self.cut_at)
        return received | refused

    @property
    def is_carried_over(self) -> Q:
        """Came before and was not over; a cohort has no time before."""
        if self.question.is_cohort:
            return Q(pk__in=[])
        return Q(received_on__lt=self.first_on) & (Q(finished_on=None) | Q(finished_on__gte=self.first_on))

    @property
    def ended(self) -> Q:
        """Ended in the period, or a cohort's dossier by the instant of the judgement."""
        if self.question.is_cohort:
            return self.is_entered & Q(finished_at__lte=self.judged_at)
        ended = Q(finished_on__range=(self.first_on, self.last_on))
        return ended & Q(finished_at__lte=self.cut_at) if self.cut_at is not None else ended

    @property
    def is_open(self) -> Q:
        """Open at the end."""
        if self.question.is_cohort:
            came = self.is_entered & Q(received_on__isnull=False)
        else:
            came = Q(received_on__lte=self.last_on)
        if self.cut_at is None:
            return came & (Q(finished_on=None) | Q(finished_on__gt=self.last_on))
        return came & Q(received_at__lte=self.cut_at) & (Q(finished_at=None) | Q(finished_at__gt=self.cut_at))

    @property
    def is_in_table(self) -> Q:
        """Came by the end and was not over before the beginning."""
        came = Q(received_on__lte=self.last_on) | (Q(received_on=None) & Q(finished_on__lte=self.last_on))
        return came & (Q(finished_on=None) | Q(finished_on__gte=self.first_on))

    @cached_property
    def standing(self) -> Case:
        """How a dossier that was open at the end stood then."""
        is_paused = Q(paused_then_at__isnull=False, paused_then_at__lte=F("due_then_at"))
        running = Case(
            When(is_paused, then=Value("paused")),
            When(Q(due_then_at=None) | Q(due_basis=""), then=Value("open_undated")),
            When(self._is_overdue, then=Value("overdue")),
            *([When(due_then_at__lt=self._soon_until(self.calendar), then=Value("due_soon"))] if self.calendar else []),
            default=Value("in_time"),
            output_field=CharField(),
        )
        if self.question.as_of is None or self.cut_at is not None:
            return running
        # It ended between the end of the period and the instant of the judgement: by its own end it is judged.
        over = Case(
            When(paused_at__isnull=False, paused_at__lte=F("original_due_at"), then=Value("paused")),
            When(LATE, then=Value("overdue")),
            When(KEPT, then=Value("in_time")),
            default=Value("open_undated"),
            output_field=CharField(),
        )
        return Case(When(finished_at__lte=self.judged_at, then=over), default=running, output_field=CharField())

    @property
    def _is_overdue(self) -> Q:
        """Past its due moment: on its due date a day-based limit is still kept, at any hour."""
        moment = self.question.as_of or self.closes_at
        return Q(due_basis=DueBasis.DAY, due_then_at__lt=midnight(timezone.localdate(self.judged_at))) | Q(
            due_basis=DueBasis.INSTANT, due_then_at__lt=moment
        )

    def _soon_until(self, calendar: WorkCalendar) -> datetime:
        """The midnight that ends the last day on which something is due soon; that day itself where no calendar is set.

        Law: domain decision 7.
        """
        last = timezone.localdate(self.judged_at)
        with suppress(CalendarHole):
            last = calendar.shift_working_days(last, DUE_SOON_DAYS)
        return midnight(last + ONE_DAY)


def midnight(day: date) -> datetime:
    """Return the local midnight with which a day begins."""
    return datetime.combine(day, time(0), tzinfo=timezone.get_default_timezone())


def _as_then(column: str, then: Subquery) -> Case:
    """Return what held then: what is stored, but for the few whose ledger was moved; imported ones never are."""
    moved = ClockEntry.objects.filter(dossier=OuterRef("pk"), kind__in=MOVING_KINDS)
    is_steady = Q(origin=Origin.IMPORTED) | ~Exists(moved)
    return Case(When(is_steady, then=F(column)), default=then, output_field=DateTimeField())


def _due_at(at: datetime) -> Subquery:
    entries = ClockEntry.objects.filter(dossier=OuterRef("pk"), at__lte=at, due_at__isnull=False)
    return Subquery(entries.order_by("-ordinal").values(then=Coalesce("original_due_at", "due_at"))[:1])


def _paused_at(at: datetime) -> Subquery:
    entries = ClockEntry.objects.filter(
        dossier=OuterRef("pk"), at__lte=at, kind__in=(EntryKind.PAUSE, EntryKind.RESUME)
    )
    since = Case(When(kind=EntryKind.PAUSE, then=F("at")), default=None, output_field=DateTimeField())
    return Subquery(entries.order_by("-ordinal").values(then=since)[:1])

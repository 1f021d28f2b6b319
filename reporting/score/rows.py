"""What each criterion counts: its rows, and the condition of those that qualify. Counts and lists are the same rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import LinkedIdentity
from agencies.calendars import calendar_of
from agencies.models import Agency, AgencyKind
from dossiers.models import Dossier, Feedback, FeedbackEvent, Rating, Satisfaction, SupplementRequest
from dossiers.workflow import Status
from procedures.models import (
    Channel,
    Competence,
    ProcedureVersion,
    Promulgation,
    PromulgationDeed,
    PromulgationEvent,
    PromulgationState,
    RequiredDocument,
    ServiceLevel,
    TimeLimit,
)
from procedures.models import Source as Origin
from reporting.answers import dossiers_behind
from reporting.conditions import KEPT_CURRENTLY, Scene, annotated, asked_about
from reporting.measures.counting import EVERY, Condition, Source, always, related
from reporting.measures.feedback import CLOSING, DECLINING, IN_TIME, OWN_AGENCY
from reporting.measures.papers import HAS_RESULT_FILE, IS_DIGITISED, IS_REUSED, PAPERS
from reporting.measures.supplements import AGAIN
from reporting.measures.window import Window, window_of
from reporting.questions import Question

WHOLE, PART = "whole", "part"

DAYS_TO_PUBLISH = 5
"""Working days from a decision's signature to its publication. Law: Quyết định 766/QĐ-TTg tiêu chí 1.2."""

ONLINE_LEVELS = (ServiceLevel.FULL, ServiceLevel.PARTIAL)

Rows = Callable[[Question, Window], "QuerySet[Any]"]


# ── Procedures ───────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class CatalogueSource(Source):
    """Versions of procedures; an agency's are those that it carries out, a commune's also those of every commune."""

    def answers(self, question: Question) -> bool:
        """Whether the versions can be narrowed as asked; they are not split."""
        where = question.where
        return not question.by and where.channels is None and where.levels is None and not question.is_cohort

    def chosen(self, question: Question) -> "QuerySet[Any]":
        """Return the versions that the question is about."""
        where = question.where
        chosen = self.rows(question, window_of(question)) if self.rows else ProcedureVersion.objects.all()
        if where.sector_pks is not None:
            chosen = chosen.filter(sector__in=where.sector_pks)
        if where.procedure_pks is not None:
            chosen = chosen.filter(procedure__in=where.procedure_pks)
        if where.agency_pks is None:
            return chosen
        theirs = Q(Exists(Competence.objects.filter(version=OuterRef("pk"), agency__in=where.agency_pks)))
        communes = Agency.objects.filter(pk__in=where.agency_pks, kind=AgencyKind.COMMUNE)
        return chosen.filter(theirs | (Q(is_for_every_commune=True) & Q(Exists(communes))))


def _in_force(_question: Question, window: Window) -> "QuerySet[ProcedureVersion]":
    return ProcedureVersion.objects.in_force(window.judged_on).exclude(source=Origin.HISTORY)


def _services(question: Question, window: Window) -> "QuerySet[ProcedureVersion]":
    return _in_force(question, window).filter(service_level__in=ONLINE_LEVELS)


def _complete() -> Q:
    """Return what tells the versions that say all that the law wants to be said.

    Law: Nghị định 63/2010/NĐ-CP Điều 8.
    """
    has_limit = Exists(TimeLimit.objects.filter(way__version=OuterRef("pk"), amount__isnull=False))
    has_papers = Exists(RequiredDocument.objects.filter(version=OuterRef("pk")))
    has_agency = Q(is_for_every_commune=True) | Q(Exists(Competence.objects.filter(version=OuterRef("pk"))))
    has_words = ~Q(name="") & ~Q(steps=[]) & ~Q(audience=[]) & Q(sets__gte=1)
    return has_words & Q(has_limit) & Q(has_papers) & has_agency


def _used_online(window: Window) -> Q:
    received = Dossier.objects.filter(
        version__procedure=OuterRef("procedure"),
        channel=Channel.ONLINE,
        received_on__range=(window.first_on, window.last_on),
    )
    return Q(Exists(received))


def _decided(_question: Question, window: Window) -> "QuerySet[ProcedureVersion]":
    """Return the versions of decisions signed in the period that were issued here; of others nobody knows when."""
    issued_here = PromulgationEvent.objects.filter(promulgation=OuterRef("promulgation"), deed=PromulgationDeed.ISSUE)
    return ProcedureVersion.objects.filter(
        Exists(issued_here),
        promulgation__state=PromulgationState.ISSUED,
        promulgation__issued_on__range=(window.first_on, window.last_on),
    )


def _published_in_time(window: Window) -> Q:
    """Return what tells the versions whose decision was issued here soon enough; one query for the decisions."""
    signed = Promulgation.objects.filter(issued_on__range=(window.first_on, window.last_on))
    issued = PromulgationEvent.objects.filter(promulgation__in=signed, deed=PromulgationDeed.ISSUE)
    calendar = calendar_of(None)
    in_time = {
        decision
        for decision, issued_on, at in issued.values_list("promulgation", "promulgation__issued_on", "at")
        if issued_on and at < calendar.closing(calendar.shift_working_days(issued_on, DAYS_TO_PUBLISH))
    }
    return Q(promulgation__in=in_time)


# ── Dossiers ─────────────────────────────────────────────────────────────────────────────
def _settled(question: Question, _window: Window) -> "QuerySet[Dossier]":
    """Return the dossiers of the settlement table, each with whether it kept the national rule (`kept`)."""
    scene = Scene(question)
    never_answered = Q(received_on=None, status=Status.WITHDRAWN)
    in_table = annotated(Dossier.objects.filter(asked_about(question)).exclude(never_answered), question)
    ended_well = scene.ended & (KEPT_CURRENTLY | Q(received_on=None))
    runs_well = scene.is_open & Q(standing__in=["in_time", "due_soon", "paused"])
    twice = SupplementRequest.objects.filter(AGAIN, requested_at__lte=scene.judged_at)
    return in_table.alias(asked_twice=Exists(twice.filter(dossier=OuterRef("pk")))).alias(
        keeps=_flag((ended_well | runs_well) & Q(asked_twice=False))
    )


def _flag(condition: Q) -> Any:
    """Return a condition as a column: what is unknown is False."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


KEEPS = Q(keeps=True)


def _unclouded(window: Window) -> Q:
    """Return what tells the dossiers in time about which nobody has complained."""
    complained = Feedback.objects.filter(received_at__lt=window.known_at)
    unhappy = Rating.objects.filter(overall=Satisfaction.NOT_SATISFIED, rated_at__lt=window.known_at)
    return KEEPS & ~related(complained) & ~related(unhappy)


def _received(question: Question, _window: Window) -> "QuerySet[Dossier]":
    return dossiers_behind(question, "received")


def _resolved(question: Question, _window: Window) -> "QuerySet[Dossier]":
    return dossiers_behind(question, "resolved")


# ── Feedback ─────────────────────────────────────────────────────────────────────────────
def _closed(_question: Question, window: Window) -> "QuerySet[Feedback]":
    """Return the petitions that were answered, declined or forwarded in the period."""
    return Feedback.objects.filter(Exists(_closing(window).filter(status_after__in=CLOSING)))


def _closing(window: Window) -> "QuerySet[FeedbackEvent]":
    return FeedbackEvent.objects.filter(feedback=OuterRef("pk"), at__gte=window.begins_at, at__lt=window.ends_at)


def _closed_in_time(window: Window) -> Q:
    declined = _closing(window).filter(status_after__in=DECLINING, at__lte=OuterRef("judge_due_at"))
    return IN_TIME | Q(Exists(declined))


def _closed_well(window: Window) -> Q:
    return _closed_in_time(window) & (Q(is_satisfied=None) | Q(is_satisfied=True))


def _source(model: type[Any], rows: Rows, part: Condition, **more: Any) -> Source:
    return Source(model, {WHOLE: always(EVERY), PART: part}, rows=rows, **more)


def _dossiers(rows: Rows, part: Condition) -> Source:
    return _source(Dossier, rows, part, dossier="")


def _catalogue(rows: Rows, part: Condition) -> Source:
    return CatalogueSource(ProcedureVersion, {WHOLE: always(EVERY), PART: part}, rows=rows, dossier="")


IS_REUSING = related(PAPERS.filter(IS_REUSED))
HAS_VNEID = Q(Exists(LinkedIdentity.objects.filter(user=OuterRef("submitter"))))

SOURCES: Mapping[str, Source] = {
    "1.2": _catalogue(_decided, _published_in_time),
    "1.3": _catalogue(_in_force, always(_complete())),
    "2.1": _dossiers(_settled, always(KEEPS)),
    "3.1": _catalogue(_in_force, always(Q(service_level__in=ONLINE_LEVELS))),
    "3.2": _catalogue(_services, _used_online),
    "3.3": _dossiers(_received, always(Q(channel=Channel.ONLINE) & HAS_RESULT_FILE)),
    "4.1": _dossiers(_resolved, always(HAS_RESULT_FILE)),
    "4.2": _dossiers(_resolved, always(HAS_RESULT_FILE & IS_DIGITISED)),
    "4.3": _dossiers(_received, always(IS_REUSING)),
    "4.5": _dossiers(_received, always(HAS_VNEID)),
    "5.2": _source(Feedback, _closed, _closed_in_time, paths=OWN_AGENCY),
    "5.3": _source(Feedback, _closed, _closed_well, paths=OWN_AGENCY),
    "5.4": _dossiers(_settled, _unclouded),
}
"""Of each criterion that we can know, where its rows come from."""


def rows_of(number: str, question: Question) -> "QuerySet[Any]":
    """Return every row that a criterion judges."""
    return SOURCES[number].behind(question, WHOLE, {})


def rows_that_qualify(number: str, question: Question) -> "QuerySet[Any]":
    """Return the rows that qualify: its numerator."""
    return SOURCES[number].behind(question, PART, {})


def rows_that_cost(number: str, question: Question) -> "QuerySet[Any]":
    """Return the rows that do not qualify: those that cost the points."""
    return rows_of(number, question).exclude(pk__in=rows_that_qualify(number, question).values("pk"))

"""Apologies for delay: owed at the end of a period, signed, arrived, in time or not.

`dossiers.queries.apologies.debt` says what is owed now; here it is what was owed at an instant, read from what was
signed and delivered until then. A test compares both.

Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9; domain decision 7.
"""

from dataclasses import replace

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from dossiers.models import ApologyNotice, ClockEntry, Dossier, DueBasis, Origin
from dossiers.verdicts import LATE
from reporting.conditions import Scene, annotated, condition
from reporting.measures.counting import EVERY, Measure, Source, always
from reporting.measures.window import Window
from reporting.questions import Question

IN_TIME = Q(delivered_at__date__lte=F("must_be_out_on"))
PAUSED_IN_TIME = Q(paused_at__isnull=False, paused_at__lte=F("original_due_at"))


def _owing(question: Question, window: Window) -> "QuerySet[Dossier]":
    """Return the late dossiers whose applicants had received no apology at the end of a window.

    Imported dossiers owe none here: nobody knows what the other system had sent.
    """
    if not question.is_cohort and question.as_of is not None and question.as_of >= Scene(question).closes_at:
        question = replace(question, as_of=None)
    overdue = condition("overdue", question)
    ended_late = Q(finished_at__lt=window.ends_at) & LATE & ~PAUSED_IN_TIME
    signed = ApologyNotice.objects.filter(dossier=OuterRef("pk"), signed_at__lt=window.ends_at)
    appointed = ClockEntry.objects.filter(dossier=OuterRef("pk"), at__lt=window.ends_at, due_at__isnull=False)
    late = (
        annotated(Dossier.objects.exclude(origin=Origin.IMPORTED), question)
        .filter(overdue | ended_late)
        .alias(
            last_signed_at=Subquery(signed.order_by("-signed_at").values("signed_at")[:1]),
            appointed_at=Subquery(
                appointed.order_by("-ordinal").values("due_at")[:1], output_field=DateTimeField(null=True)
            ),
        )
    )
    arrived = ApologyNotice.objects.filter(
        dossier=OuterRef("pk"), signed_at=OuterRef("last_signed_at"), delivered_at__lt=window.ends_at
    )
    broken_again = Q(last_signed_at__lte=F("appointed_at")) & _broken(window)
    return late.alias(appointed_on=TruncDate("appointed_at")).filter(~Q(Exists(arrived)) | broken_again)


def _broken(window: Window) -> Q:
    """Return what tells the dossiers that did not keep the appointment that held last."""
    ended = Q(finished_at__lt=window.ends_at)
    after_it = Q(due_basis=DueBasis.DAY, finished_on__gt=F("appointed_on"))
    after_it |= Q(due_basis=DueBasis.INSTANT, finished_at__gt=F("appointed_at"))
    over = Q(due_basis=DueBasis.DAY, appointed_on__lt=window.judged_on)
    over |= Q(due_basis=DueBasis.INSTANT, appointed_at__lt=window.ends_at)
    is_paused = Q(paused_then_at__isnull=False, paused_then_at__lte=F("appointed_at"))
    return ((ended & after_it) | (~ended & over)) & ~is_paused


MEASURE = Measure(
    "apologies",
    _("Xin lỗi khi trễ hạn"),
    (
        Source(Dossier, {"apologies_owed": always(EVERY)}, dossier="", rows=_owing),
        Source(ApologyNotice, {"apologies_signed": always(EVERY)}, when="signed_at"),
        Source(
            ApologyNotice,
            {
                "apologies_sent": always(EVERY),
                "apologies_in_time": always(IN_TIME),
                "apologies_late": always(~IN_TIME),
            },
            when="delivered_at",
        ),
    ),
)

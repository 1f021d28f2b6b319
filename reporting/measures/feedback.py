"""Feedback and petitions: received, answered, in time or not.

Law: Nghị định 20/2008/NĐ-CP (sửa đổi 92/2017/NĐ-CP) Điều 5, 9, 14; Quyết định 766/QĐ-TTg tiêu chí 5.2.
"""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Feedback, FeedbackEvent, FeedbackKind, FeedbackStatus
from reporting.measures.counting import EVERY, Measure, Source, always
from reporting.measures.window import Window
from reporting.questions import Key

CLOSING = (FeedbackStatus.ANSWERED, FeedbackStatus.PUBLISHED, FeedbackStatus.REFUSED, FeedbackStatus.FORWARDED)
DECLINING = (FeedbackStatus.REFUSED, FeedbackStatus.FORWARDED)

OWN_AGENCY = {Key.AGENCY: "agency__code"}
"""Feedback has an agency of its own; the rest is told by its dossier, where it is about one."""


def _open(window: Window) -> Q:
    closed = FeedbackEvent.objects.filter(feedback=OuterRef("pk"), status_after__in=CLOSING, at__lt=window.ends_at)
    return Q(received_at__lt=window.ends_at) & ~Q(Exists(closed))


def _overdue(window: Window) -> Q:
    return _open(window) & Q(answer_due_at__lt=window.ends_at)


IN_TIME = Q(answered_at__lte=F("answer_due_at"))
DECLINED_IN_TIME = Q(at__lte=F("feedback__judge_due_at"))

MEASURE = Measure(
    "feedback",
    _("Phản ánh, kiến nghị"),
    (
        Source(
            Feedback,
            {
                "feedback_received": always(EVERY),
                "feedback_questions": always(Q(kind=FeedbackKind.QUESTION)),
                "feedback_on_regulations": always(Q(kind=FeedbackKind.REGULATION)),
                "feedback_on_conduct": always(Q(kind=FeedbackKind.CONDUCT)),
                "feedback_on_lateness": always(Q(kind=FeedbackKind.LATENESS)),
            },
            when="received_at",
            paths=OWN_AGENCY,
        ),
        Source(
            Feedback,
            {
                "feedback_answered": always(EVERY),
                "feedback_answered_in_time": always(IN_TIME),
                "feedback_answered_late": always(~IN_TIME),
                "feedback_disliked": always(Q(is_satisfied=False)),
            },
            when="answered_at",
            paths=OWN_AGENCY,
        ),
        Source(
            FeedbackEvent,
            {
                "feedback_declined": always(Q(status_after__in=DECLINING)),
                "feedback_declined_in_time": always(Q(status_after__in=DECLINING) & DECLINED_IN_TIME),
            },
            when="at",
            dossier="feedback__dossier__",
            paths={Key.AGENCY: "feedback__agency__code"},
        ),
        Source(
            Feedback,
            {
                "feedback_published": always(EVERY),
                "feedback_published_in_time": always(Q(published_at__lte=F("publish_due_at"))),
            },
            when="published_at",
            paths=OWN_AGENCY,
        ),
        Source(Feedback, {"feedback_open": _open, "feedback_overdue": _overdue}, paths=OWN_AGENCY),
    ),
)

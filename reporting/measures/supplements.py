"""Requests to complete dossiers: how many, in which round, of how many dossiers.

Law: Nghị định 61/2018/NĐ-CP Điều 17, 19 khoản 4; Nghị định 118/2025/NĐ-CP Điều 11 (once).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, SupplementRequest, SupplementStage
from reporting.measures.counting import EVERY, Measure, Source, always, related
from reporting.measures.window import Window
from reporting.questions import Question

_EARLIER = SupplementRequest.objects.filter(
    dossier=OuterRef("dossier"), stage=OuterRef("stage"), requested_at__lt=OuterRef("requested_at")
)
AGAIN = Q(stage=SupplementStage.APPRAISAL) & Q(Exists(_EARLIER))
"""A second or later request of the appraisal."""


def _answered(window: Window) -> Q:
    return Q(answered_at__lt=window.known_at)


def _unanswered(window: Window) -> Q:
    return Q(answered_at=None) | Q(answered_at__gte=window.known_at)


def _asked_in(window: Window) -> QuerySet[SupplementRequest]:
    sent = SupplementRequest.objects.filter(requested_at__lt=window.known_at if window.is_cohort else window.ends_at)
    return sent if window.is_cohort else sent.filter(requested_at__gte=window.begins_at)


def _asked_at_reception(window: Window) -> Q:
    return related(_asked_in(window).filter(stage=SupplementStage.RECEPTION))


def _asked_in_appraisal(window: Window) -> Q:
    return related(_asked_in(window).filter(stage=SupplementStage.APPRAISAL))


def _asked_again(window: Window) -> Q:
    return related(_asked_in(window).filter(AGAIN))


def _dossiers_asked(_question: Question, window: Window) -> "QuerySet[Dossier]":
    """Return the dossiers with a request in the window: found by the few requests, not by asking each dossier."""
    return Dossier.objects.filter(pk__in=_asked_in(window).values("dossier"))


MEASURE = Measure(
    "supplements",
    _("Yêu cầu bổ sung"),
    (
        Source(
            SupplementRequest,
            {
                "supplement_requests": always(EVERY),
                "supplements_at_reception": always(Q(stage=SupplementStage.RECEPTION)),
                "supplements_in_appraisal": always(Q(stage=SupplementStage.APPRAISAL)),
                "supplements_again": always(AGAIN),
                "supplements_answered": _answered,
                "supplements_unanswered": _unanswered,
            },
            when="requested_at",
        ),
        Source(
            Dossier,
            {
                "dossiers_supplemented": always(EVERY),
                "dossiers_guided": _asked_at_reception,
                "dossiers_supplemented_in_appraisal": _asked_in_appraisal,
                "dossiers_supplemented_again": _asked_again,
            },
            dossier="",
            rows=_dossiers_asked,
        ),
    ),
)

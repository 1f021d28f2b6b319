"""What people say of how they were served: always with how many could have said it.

Law: Nghị định 61/2018/NĐ-CP Điều 27; Thông tư 32/2017/TT-BTTTT Điều 12 (three grades).
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, Satisfaction
from dossiers.verdicts import RESOLVED
from dossiers.workflow import Status
from reporting.measures.counting import Condition, Measure, Source, always
from reporting.measures.window import Window

ENDED = (
    RESOLVED
    | Q(status=Status.REFUSED)
    | Q(status__in=[Status.WITHDRAWN, Status.DISCONTINUED], received_on__isnull=False)
)
"""Whoever was given an answer may rate it, and those who were refused among them: else only the lucky are heard."""


def _rated(window: Window) -> Q:
    return ENDED & Q(rating__rated_at__lt=window.known_at)


def _graded(*grades: Satisfaction) -> Condition:
    return lambda window: _rated(window) & Q(rating__overall__in=grades)


MEASURE = Measure(
    "ratings",
    _("Đánh giá hài lòng"),
    (
        Source(
            Dossier,
            {
                "dossiers_ended": always(ENDED),
                "rated": _rated,
                "rated_very_satisfied": _graded(Satisfaction.VERY_SATISFIED),
                "rated_satisfied": _graded(Satisfaction.SATISFIED),
                "rated_not_satisfied": _graded(Satisfaction.NOT_SATISFIED),
                "rated_favourably": _graded(Satisfaction.VERY_SATISFIED, Satisfaction.SATISFIED),
            },
            when="finished_on",
            dossier="",
        ),
    ),
)

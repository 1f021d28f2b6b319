"""What dossiers wait for whose clock stands still: the parts of the figure `paused`."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, DossierEvent
from dossiers.workflow import Status
from reporting.conditions import Scene, annotated, condition
from reporting.measures.counting import Measure, Source, always
from reporting.measures.window import Window
from reporting.questions import Question

CAUSES = {
    Status.SUPPLEMENTING: "paused_for_supplement",
    Status.AWAITING_PAYMENT: "paused_for_payment",
    Status.AWAITING_OPINION: "paused_for_opinion",
    Status.VERIFYING: "paused_for_verification",
}
"""A dossier leaves none of these before its clock runs again, so the last of them is what it was paused for."""


def _paused(question: Question, _window: Window) -> "QuerySet[Dossier]":
    waiting = DossierEvent.objects.filter(
        dossier=OuterRef("pk"), status_after__in=list(CAUSES), at__lte=Scene(question).judged_at
    )
    paused = annotated(Dossier.objects.all(), question).filter(condition("paused", question))
    return paused.alias(waits_for=Subquery(waiting.order_by("-ordinal").values("status_after")[:1]))


MEASURE = Measure(
    "pauses",
    _("Tạm dừng theo nguyên nhân"),
    (
        Source(
            Dossier,
            {
                **{count: always(Q(waits_for=status)) for status, count in CAUSES.items()},
                "paused_otherwise": always(Q(waits_for=None)),
            },
            dossier="",
            rows=_paused,
        ),
    ),
)

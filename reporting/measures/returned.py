"""Results that were returned, and those that nobody has come for."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, ReturnMethod, Shipment
from dossiers.verdicts import RESOLVED
from dossiers.workflow import Status
from reporting.measures.counting import EVERY, Measure, Source, always, related
from reporting.measures.window import Window

WAITING_DAYS = 30
"""From how many days on a result counts as long uncollected. A choice of ours: the law names no term."""


def uncollected(window: Window) -> Q:
    """Return what tells the dossiers whose result was there at the end of a window and had not been returned."""
    is_kept = Q(returned_at__gte=window.ends_at)
    is_kept |= Q(returned_at=None, status__in=[Status.RESULT_READY, Status.IN_DELIVERY])
    return RESOLVED & Q(finished_at__lt=window.ends_at) & is_kept


def _in_delivery(window: Window) -> Q:
    under_way = Q(ended_at=None) | Q(ended_at__gte=window.ends_at)
    return uncollected(window) & related(Shipment.objects.filter(under_way, sent_at__lt=window.ends_at))


def _long_uncollected(window: Window) -> Q:
    return uncollected(window) & Q(finished_on__lte=window.judged_on - timedelta(days=WAITING_DAYS))


def _by(method: ReturnMethod) -> Q:
    return Q(result__handed_over_by=method)


NO_RECORD = Q(result=None) | Q(result__handed_over_by="")
"""Imported dossiers do not say how their results were returned."""

MEASURE = Measure(
    "returned",
    _("Trả kết quả"),
    (
        Source(
            Dossier,
            {
                "results_returned": always(EVERY),
                "returned_at_counter": always(_by(ReturnMethod.COUNTER)),
                "returned_by_post": always(_by(ReturnMethod.POSTAL)),
                "returned_electronically": always(_by(ReturnMethod.ELECTRONIC)),
                "returned_unrecorded": always(NO_RECORD),
            },
            when="returned_at",
            dossier="",
        ),
        Source(
            Dossier,
            {
                "results_uncollected": uncollected,
                "results_in_delivery": _in_delivery,
                "results_long_uncollected": _long_uncollected,
            },
            dossier="",
        ),
    ),
)

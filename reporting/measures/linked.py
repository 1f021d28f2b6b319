"""Linked requests: asked for once, resolved by several agencies.

Law: Nghị định 118/2025/NĐ-CP (cơ chế một cửa liên thông).
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, LinkedDossier, LinkedRequest
from dossiers.verdicts import KEPT, RESOLVED
from reporting.measures.counting import EVERY, Measure, Source, always
from reporting.measures.window import Window
from reporting.questions import Key


def _opened(window: Window) -> Q:
    return Q(dossier__submitted_at__lt=window.known_at)


def _waiting(window: Window) -> Q:
    return Q(obstacle="") & (Q(dossier=None) | Q(dossier__submitted_at__gte=window.known_at))


IS_LINKED = Q(linked_part__isnull=False)
NOWHERE = {Key.AGENCY: "", Key.SECTOR: "", Key.CHANNEL: "", Key.PROCEDURE: "", Key.LEVEL: ""}
"""A request belongs to several agencies and procedures: only its parts can be split by them."""

MEASURE = Measure(
    "linked",
    _("Liên thông"),
    (
        Source(LinkedRequest, {"linked_requests": always(EVERY)}, when="submitted_at", dossier="", paths=NOWHERE),
        Source(
            LinkedDossier,
            {
                "linked_parts": always(EVERY),
                "linked_opened": _opened,
                "linked_waiting": _waiting,
                "linked_obstructed": always(~Q(obstacle="")),
            },
            when="request__submitted_at",
            paths={Key.AGENCY: "agency__code", Key.PROCEDURE: "procedure__code"},
        ),
        Source(Dossier, {"linked_received": always(IS_LINKED)}, when="received_on", dossier=""),
        Source(
            Dossier,
            {
                "linked_resolved": always(IS_LINKED & RESOLVED),
                "linked_kept": always(IS_LINKED & RESOLVED & KEPT),
            },
            when="finished_on",
            dossier="",
        ),
    ),
)

"""What came and went by the public post.

Law: Quyết định 45/2016/QĐ-TTg.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, Shipment, ShipmentState
from procedures.models import Channel
from reporting.measures.counting import EVERY, Measure, Source, always
from reporting.measures.window import Window


def _under_way(window: Window) -> Q:
    return Q(sent_at__lt=window.ends_at) & (Q(ended_at=None) | Q(ended_at__gte=window.ends_at))


MEASURE = Measure(
    "postal",
    _("Bưu chính công ích"),
    (
        Source(Dossier, {"postal_in": always(Q(channel=Channel.POSTAL))}, when="received_on", dossier=""),
        Source(Shipment, {"postal_out": always(EVERY)}, when="sent_at"),
        Source(
            Shipment,
            {
                "postal_delivered": always(Q(state=ShipmentState.DELIVERED)),
                "postal_undeliverable": always(Q(state=ShipmentState.UNDELIVERABLE)),
            },
            when="ended_at",
        ),
        Source(Shipment, {"postal_under_way": _under_way}),
    ),
)

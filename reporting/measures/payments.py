"""Fees and charges: how they were paid, and how much, in đồng.

Law: Nghị định 61/2018/NĐ-CP Điều 22. Nobody pays through a gateway yet, so nothing here counts online payment.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, PaymentMethod, PaymentReceipt
from procedures.models import Fee
from reporting.measures.counting import Measure, Source, always, related
from reporting.measures.window import Window

HAS_FEE = Q(
    Exists(Fee.objects.filter(way__version=OuterRef("version"), way__channel=OuterRef("channel"), amount__gt=0))
)
"""The procedure asks for money in the way in which the dossier was submitted."""


def _valid(window: Window) -> Q:
    return Q(voided_at=None) | Q(voided_at__gte=window.known_at)


def _cash(window: Window) -> Q:
    return _valid(window) & Q(method=PaymentMethod.CASH)


def _transfer(window: Window) -> Q:
    return _valid(window) & Q(method=PaymentMethod.TRANSFER)


def _post(window: Window) -> Q:
    return _valid(window) & Q(method=PaymentMethod.POST)


def _paid(window: Window) -> Q:
    return HAS_FEE & related(PaymentReceipt.objects.filter(_valid(window), collected_at__lt=window.known_at))


MEASURE = Measure(
    "payments",
    _("Phí, lệ phí"),
    (
        Source(
            PaymentReceipt,
            {
                "payments": _valid,
                "payments_in_cash": _cash,
                "payments_by_transfer": _transfer,
                "payments_by_post": _post,
                "payments_amount": _valid,
            },
            when="collected_at",
            sums={"payments_amount": "total"},
        ),
        Source(
            Dossier,
            {"dossiers_with_fee": always(HAS_FEE), "dossiers_paid": _paid},
            when="received_on",
            dossier="",
        ),
    ),
)

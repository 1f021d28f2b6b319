"""What of a dossier's money is published, owed and paid: one answer that every page reads, and the cash desk's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post
from dossiers.models import Dossier, FinancialObligation, PaymentMethod, PaymentReceipt
from dossiers.path import Badge
from dossiers.queries.beside import UNASKED, Beside
from procedures.models import Channel, Fee

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Money:
    """What was paid for a dossier and what is still owed; amounts in đồng. Voided receipts are in neither sum."""

    receipts: list[PaymentReceipt]
    obligations: list[FinancialObligation]

    @property
    def paid(self) -> int:
        """What valid receipts add up to, and obligations settled without one of ours."""
        received = {receipt.obligation_id for receipt in self.valid}
        elsewhere = [one for one in self.obligations if one.paid_at and one.pk not in received]
        return sum(receipt.total for receipt in self.valid) + sum(one.amount for one in elsewhere)

    @property
    def owed(self) -> int:
        """What must still be paid before the dossier goes on."""
        return sum(one.amount for one in self.obligations if one.paid_at is None)

    @property
    def valid(self) -> list[PaymentReceipt]:
        """The receipts that count."""
        return [receipt for receipt in self.receipts if receipt.voided_at is None]

    @property
    def badge(self) -> Badge | None:
        """The one word about it; None where no money was spoken of."""
        if self.owed:
            return Badge(_("Còn phải nộp"), "pause")
        if self.paid:
            return Badge(_("Đã nộp tiền"), "ok")
        return None

    @property
    def rows(self) -> list[Row]:
        """What is owed and paid, for `components/summary_list.html`."""
        rows = [
            {
                "key": one.name,
                "value": _("%(amount)s đồng, số %(number)s, căn cứ: %(ground)s")
                % {"amount": dotted(one.amount), "number": one.number, "ground": one.legal_ground},
                "status": {"label": _("Đã nộp"), "tone": "ok"}
                if one.paid_at
                else {"label": _("Nộp trước %s") % _moment(one.due_at), "tone": "pause"},
            }
            for one in self.obligations
        ]
        return rows + [receipt_row(receipt) for receipt in self.receipts]


def receipt_row(receipt: PaymentReceipt) -> Row:
    """Return a receipt for `components/summary_list.html`; a voided one says why."""
    words = _("%(amount)s đồng, %(method)s, %(at)s") % {
        "amount": dotted(receipt.total),
        "method": str(PaymentMethod(receipt.method).label).lower(),
        "at": _moment(receipt.collected_at),
    }
    row: Row = {"key": _("Biên lai %s") % receipt.number, "value": words}
    if receipt.voided_at:
        row["status"] = {"label": _("Đã hủy"), "tone": "neutral"}
        row["value"] = [words, _("Lý do hủy: %s") % receipt.void_reason]
    return row


NO_MONEY = Money([], [])
"""Of a dossier that nobody has received."""


def money_of(dossier: Dossier, *, beside: Beside = UNASKED) -> Money:
    """Return the money of a dossier; two queries, none for what is not `beside` it."""
    receipts = PaymentReceipt.objects.filter(dossier=dossier).order_by("pk") if beside.receipts else ()
    obligations = FinancialObligation.objects.filter(dossier=dossier).order_by("pk") if beside.obligations else ()
    return Money(list(receipts), list(obligations))


def fees_of(dossier: Dossier) -> list[Fee]:
    """Return the fees that a dossier's procedure publishes for its channel; one query."""
    return list(Fee.objects.filter(way__version=dossier.version_id, way__channel=dossier.channel).order_by("pk"))


def fees_at_counter(version_pk: int, channels: Sequence[Channel]) -> list[Fee]:
    """Return what may be taken at a counter for a version, each fee once where the channels agree; one query."""
    kept: dict[tuple[object, ...], Fee] = {}
    for fee in Fee.objects.filter(way__version=version_pk, way__channel__in=channels).order_by("pk"):
        kept.setdefault((fee.kind, fee.name, fee.amount, fee.condition, fee.exemption), fee)
    return list(kept.values())


# ── The cash desk ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CashDesk:
    """What was taken at some offices on one day: the receipts in their order, and the sums by method."""

    day: date
    receipts: list[PaymentReceipt]
    sums: list[Row]
    total: int

    @property
    def voided(self) -> int:
        """How many of the receipts are voided."""
        return sum(1 for receipt in self.receipts if receipt.voided_at)


def cash_desk(posts: Sequence[Post], *, day: date) -> CashDesk:
    """Return the receipts of a day with the day's sums, which leave voided ones out; two queries."""
    here = receipts_at(posts).filter(collected_at__gte=_begin_of(day), collected_at__lt=_begin_of(day + timedelta(1)))
    receipts = here.select_related("dossier", "collected_by", "voided_by").order_by("collected_at", "pk")
    sums = dict(here.filter(voided_at=None).order_by().values_list("method").annotate(sum=Sum("total")))
    rows = [{"label": str(method.label), "amount": sums[method]} for method in PaymentMethod if method in sums]
    return CashDesk(day, list(receipts), rows, sum(sums.values()))


def receipts_at(posts: Sequence[Post]) -> "QuerySet[PaymentReceipt]":
    """Return the receipts of the offices where somebody sits."""
    return PaymentReceipt.objects.filter(Q(office__in={post.office_id for post in posts}))


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_default_timezone())


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def dotted(amount: int) -> str:
    """Return an amount with its thousands apart: 135.000."""
    return f"{amount:,}".replace(",", ".")

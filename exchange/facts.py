"""What the words of a notice may say: read from the dossier as it was when the thing happened, as far as rows tell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.identity import national_phone
from dossiers.models import (
    ApologyNotice,
    ClockEntry,
    Dossier,
    DueBasis,
    FinancialObligation,
    RefusalNotice,
    Shipment,
    SupplementRequest,
)
from exchange.channels.contract import ChannelName
from exchange.kinds import Audience, Kind
from exchange.models import Notice

Facts = dict[str, Any]


class Needless(Exception):
    """There is nothing to tell after all."""


def facts_of(notice: Notice) -> Facts:
    """Return what the words of a notice may use; raises `Needless`. At most four queries.

    Names that end in `_at` are instants; `exchange.words` adds each of them as text, without the ending.
    """
    facts: Facts = {"kind": notice.kind, **notice.facts}
    if path := facts.get("link"):
        facts["link"] = settings.PORTAL_URL + path
    if notice.dossier is not None:
        facts = _of_dossier(notice.dossier, notice) | facts
    if more := OF_KIND.get(Kind(notice.kind)):
        facts |= more(notice)
    return facts


def _of_dossier(dossier: Dossier, notice: Notice) -> Facts:
    event = notice.event
    if notice.audience == Audience.STAFF:
        page = reverse("dossiers:desk", args=[dossier.code])
    elif dossier.submitter_id:
        page = reverse("dossiers:detail", args=[dossier.code])
    else:
        page = reverse("dossiers:track")
    return {
        "code": dossier.code,
        "procedure": dossier.version.name,
        "agency": dossier.agency.name,
        "office": dossier.office.name,
        "office_address": dossier.office.address,
        "office_phone": national_phone(dossier.office.phone),
        "link": settings.PORTAL_URL + page,
        "has_account": bool(dossier.submitter_id),
        "is_by_day": dossier.due_basis != DueBasis.INSTANT,
        "due_at": dossier.due_at,
        "happened_at": event.at if event else notice.created_at,
        "reason": "" if event is None or event.is_internal else event.words,
    }


def _ledger(notice: Notice) -> tuple[ClockEntry | None, datetime | None]:
    """Return the ledger entry of the notice's own event, and the due moment before it; one query."""
    if notice.event is None:
        return None, None
    rows = list(
        ClockEntry.objects.filter(dossier=notice.dossier_id, ordinal__lte=notice.event.ordinal).order_by("ordinal")
    )
    if not rows or rows[-1].ordinal != notice.event.ordinal:
        return None, None
    return rows[-1], next((row.due_at for row in reversed(rows[:-1]) if row.due_at), None)


def _promise(notice: Notice) -> Facts:
    """Return the date that was promised by this very move."""
    entry, before = _ledger(notice)
    if entry is None or entry.due_at is None:
        return {}
    return {"due_at": entry.due_at, "old_due_at": before, "cause": entry.cause, "legal_ground": entry.legal_ground}


def _moved(notice: Notice) -> Facts:
    told = _promise(notice)
    if not told or told["due_at"] == told["old_due_at"]:
        raise Needless
    return told


def _supplement(notice: Notice) -> Facts:
    asked = (
        SupplementRequest.objects.filter(dossier=notice.dossier_id, requested_at__isnull=False)
        .order_by("-requested_at", "-pk")
        .prefetch_related("papers")
        .first()
    )
    if asked is None:
        return {}
    papers = [{"name": paper.name, "reason": paper.reason} for paper in asked.papers.all()]
    return {"papers": papers, "answer_due_at": asked.answer_due_at, "reason": asked.reason}


def _refusal(notice: Notice) -> Facts:
    refusal = RefusalNotice.objects.filter(dossier=notice.dossier_id).first()
    if refusal is None:
        return {}
    return {"reason": refusal.reason, "legal_ground": refusal.legal_ground, "number": refusal.number}


def _payment(notice: Notice) -> Facts:
    owed = list(FinancialObligation.objects.filter(dossier=notice.dossier_id, paid_at=None).order_by("pk"))
    rows = [{"name": each.name, "amount": each.amount, "number": each.number} for each in owed]
    return {"obligations": rows, "answer_due_at": min((each.due_at for each in owed), default=None)}


def apology_of(notice: Notice) -> ApologyNotice | None:
    """Return the apology that a notice tells of: the newest that was signed when it happened; one query."""
    signed = ApologyNotice.objects.filter(dossier=notice.dossier_id, signed_at__lte=notice.created_at)
    return signed.select_related("dossier").order_by("-signed_at", "-pk").first()


def _apology(notice: Notice) -> Facts:
    """Return what form 04 says; the new date goes into the short words, too, where there is one."""
    apology = apology_of(notice)
    if apology is None:
        raise ValueError(f"There is no signed apology behind {notice.key}.")
    facts: Facts = {
        "number": apology.number,
        "reason": apology.reason,
        "old_due_at": apology.old_due_at,
        "new_due_at": apology.new_due_at,
    }
    if apology.new_due_at:
        facts["status"] = _("chưa kịp trả đúng hẹn, chúng tôi xin lỗi Ông/Bà; hẹn lại %(new_due)s")
    return facts


def _result(notice: Notice) -> Facts:
    dossier = notice.dossier
    assert dossier is not None  # noqa: S101 - a citizen's notice has one
    finished, due = dossier.finished_on, dossier.original_due_on
    is_early = bool(finished and due and finished < due)
    facts: Facts = {"is_early": is_early, "return_method": dossier.return_method}
    return facts | ({"status": _("đã có kết quả sớm hơn ngày hẹn")} if is_early else {})


def _shipment(notice: Notice) -> Facts:
    shipment = Shipment.objects.filter(dossier=notice.dossier_id).order_by("-pk").first()
    return {"item_code": shipment.item_code} if shipment else {}


def _stopped(notice: Notice) -> Facts:
    return {
        "channel": str(ChannelName(notice.facts["channel_name"]).label),
        "link": settings.PORTAL_URL + reverse("exchange:tasks"),
    }


def _failed(notice: Notice) -> Facts:
    return {"link": settings.PORTAL_URL + reverse("exchange:tasks")}


OF_KIND: dict[Kind, Callable[[Notice], Facts]] = {
    Kind.RECEIVED: _promise,
    Kind.CORRECTED: _promise,
    Kind.EXTENDED: _promise,
    Kind.DUE_MOVED: _moved,
    Kind.GUIDED: _supplement,
    Kind.SUPPLEMENT_ASKED: _supplement,
    Kind.REFUSED: _refusal,
    Kind.PAYMENT_ASKED: _payment,
    Kind.APOLOGY: _apology,
    Kind.RESULT_READY: _result,
    Kind.UNCOLLECTED: _result,
    Kind.POSTED: _shipment,
    Kind.CAME_BACK: _shipment,
    Kind.DELIVERY_FAILED: _failed,
    Kind.CHANNEL_STOPPED: _stopped,
}
"""What a kind tells beside the dossier itself; one query each, two for a supplement."""

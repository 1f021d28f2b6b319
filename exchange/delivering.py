"""Sending what waits: each delivery is taken by one worker, sent outside any transaction, and its end is written down.

A worker may die at any line. Before the message went out, the lease ends and another one sends it. After it went out,
the partner knows the key, or (Zalo) nobody can say whether it arrived: then it is not repeated, and a text message
takes over.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dossiers.services import apologies
from exchange import breaker
from exchange.addressing import FOR_WORDS, delivery_to, other_way
from exchange.backoff import wait_after
from exchange.channels.configured import channels
from exchange.channels.contract import (
    Channel,
    ChannelName,
    Message,
    NoSuchRecipient,
    Permanent,
    Receipt,
    Temporary,
    Undelivered,
)
from exchange.facts import apology_of
from exchange.kinds import Audience, Kind
from exchange.models import Delivery, DeliveryState, Notice
from exchange.outbox import tell
from exchange.words import page_of

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than any message takes. After it whoever took the delivery is taken for dead."""

ATTEMPTS = 8
"""With the waits between them somewhat more than two hours."""

INTERRUPTED = _("Máy chủ dừng trong lúc gửi: không rõ tin đã đến hay chưa.")
TOO_LONG = _("Chờ quá lâu mà chưa gửi được: %(error)s")
NOT_SET_UP = _("Cách gửi này chưa được thiết lập hoặc đang tạm ngừng.")


def due_channels(*, at: datetime) -> list[ChannelName]:
    """Return the channels for which something waits to be sent now; one query."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, next_attempt_at__lte=at)
    return [ChannelName(name) for name in waiting.order_by("channel").values_list("channel", flat=True).distinct()]


def send_due(name: ChannelName, *, clock: Callable[[], datetime], limit: int = 50) -> int:
    """Send what waits for a channel, the oldest first, until it stops or `limit` is reached; return how many.

    `clock` is asked before each message: a batch may take minutes, and each lease and each proof has its own moment.
    """
    channel = channels().get(name)
    if channel is None:
        return 0
    tried = 0
    waiting = Delivery.objects.filter(channel=name, state=DeliveryState.WAITING, next_attempt_at__lte=clock())
    for delivery in waiting.order_by("next_attempt_at", "pk").select_related("notice")[:limit]:
        at = clock()
        if not breaker.admits(name, at=at):
            break
        if claim(delivery, at=at):
            send(delivery, channel, at=at)
            tried += 1
    return tried


def claim(delivery: Delivery, *, at: datetime) -> bool:
    """Take a delivery for this worker until the lease ends, and say whether it is ours."""
    until = at + LEASE
    if not _as_seen(delivery).update(attempts=F("attempts") + 1, next_attempt_at=until, claimed_at=at):
        return False
    delivery.attempts += 1
    delivery.next_attempt_at = until
    return True


def send(delivery: Delivery, channel: Channel, *, at: datetime) -> None:
    """Send a delivery that this worker has taken, and write down what became of it.

    In memory `claimed_at` is still that of the try before: where it is set, that try never came to its end.
    """
    try:
        if delivery.claimed_at is not None and not channel.may_repeat:
            raise Permanent(INTERRUPTED, tells_of_channel=False)
        receipt = channel.send(_message(delivery), key=key_of(delivery), at=at)
    except Undelivered as failure:
        _note_failure(delivery, failure, at=at)
    except Exception as error:
        log.exception("delivery_failed", delivery=delivery.pk, channel=delivery.channel)
        fault = Permanent(_("Lỗi của phần mềm: %(error)s") % {"error": type(error).__name__})
        _note_failure(delivery, fault, at=at)
    else:
        _note_success(delivery, receipt, at=at)


def key_of(delivery: Delivery) -> str:
    """Return the name under which partners know a delivery, the same at each try."""
    return f"mot-cua-{delivery.key}"


def _message(delivery: Delivery) -> Message:
    return Message(
        recipient=delivery.recipient,
        text=delivery.text,
        subject=delivery.subject,
        html=page_of(delivery.text, language=delivery.language) if delivery.channel == ChannelName.EMAIL else "",
        language=delivery.language,
        parameters=delivery.parameters,
    )


# ── What became of it ────────────────────────────────────────────────────────────────────
def _as_seen(delivery: Delivery) -> "QuerySet[Delivery]":
    """Return the row as long as nobody else has taken it since: of two workers one updates it."""
    return Delivery.objects.filter(
        pk=delivery.pk,
        state=DeliveryState.WAITING,
        attempts=delivery.attempts,
        next_attempt_at=delivery.next_attempt_at,
    )


def _note_success(delivery: Delivery, receipt: Receipt, *, at: datetime) -> None:
    with transaction.atomic():
        if not _as_seen(delivery).update(
            state=DeliveryState.SENT,
            sent_at=at,
            reference=receipt.reference[:200],
            proof=receipt.proof[:500],
            error="",
            next_attempt_at=None,
            claimed_at=None,
        ):
            return
        record_apology(delivery.notice, channel=delivery.channel, at=at, proof=receipt.proof)
    breaker.note_success(delivery.channel, at=at)


def _note_failure(delivery: Delivery, failure: Undelivered, *, at: datetime) -> None:
    words = str(failure)[:300]
    if isinstance(failure, Temporary) and delivery.attempts < ATTEMPTS:
        next_at = at + wait_after(delivery.attempts, seed=key_of(delivery))
        _as_seen(delivery).update(error=words, next_attempt_at=next_at, claimed_at=None)
    else:
        give_up(delivery, words, at=at)
    if isinstance(failure, NoSuchRecipient):
        breaker.note_success(delivery.channel, at=at)
    elif failure.tells_of_channel:
        _stop_if_enough(delivery.channel, words, at=at)


def _stop_if_enough(channel: str, words: str, *, at: datetime) -> None:
    stopped = breaker.note_failure(channel, words, at=at)
    if stopped is not None:
        key = f"channel-stopped:{channel}:{at.isoformat()}"
        tell(Kind.CHANNEL_STOPPED, key=key, at=at, facts={"channel_name": channel, "error": words})


def give_up(delivery: Delivery, words: str, *, at: datetime) -> None:
    """End the tries: another way takes over, or a person has to; of citizens not reached the clerks are told."""
    way = other_way(delivery)
    with transaction.atomic():
        state = DeliveryState.REPLACED if way else DeliveryState.FAILED
        if not _as_seen(delivery).update(state=state, error=words, next_attempt_at=None, claimed_at=None):
            return
        notice = Notice.objects.select_related(*FOR_WORDS).get(pk=delivery.notice_id)
        if way:
            row = delivery_to(notice, way, at=at)
            Delivery.objects.bulk_create([row], ignore_conflicts=True)
        elif notice.audience == Audience.CITIZEN:
            _tell_clerks(notice, at=at)


def _tell_clerks(notice: Notice, *, at: datetime) -> None:
    """Tell the clerks of the office once a day that somebody was not reached; the page lists who."""
    dossier = notice.dossier
    assert dossier is not None  # noqa: S101 - a citizen's notice has one
    key = f"delivery-failed:{dossier.office_id}:{timezone.localdate(at)}"
    tell(Kind.DELIVERY_FAILED, key=key, at=at, dossier=dossier)


def end_overdue(*, at: datetime, limit: int = 200) -> int:
    """Make tasks of what waited longer than its kind allows, whatever the reason; return how many."""
    overdue = Delivery.objects.filter(state=DeliveryState.WAITING, give_up_at__lte=at, next_attempt_at__lte=at)
    ended = 0
    for delivery in overdue.select_related("notice")[:limit]:
        if claim(delivery, at=at):
            give_up(delivery, str(TOO_LONG % {"error": delivery.error or NOT_SET_UP})[:300], at=at)
            ended += 1
    return ended


# ── What the partner learned later ───────────────────────────────────────────────────────
REPORTED_WITHIN = timedelta(days=3)


def ask_reports(*, at: datetime, limit: int = 100) -> int:
    """Ask the SMS gateway about messages that it took over; return how many have an end now."""
    channel = channels().get(ChannelName.SMS)
    if channel is None:
        return 0
    open_ones = Delivery.objects.filter(
        channel=ChannelName.SMS, state=DeliveryState.SENT, sent_at__gt=at - REPORTED_WITHIN
    ).exclude(reference="")
    ended = 0
    for delivery in open_ones.order_by("sent_at").select_related("notice")[:limit]:
        try:
            report = channel.report(delivery.reference)
        except Undelivered as failure:
            log.warning("report_not_read", delivery=delivery.pk, error=str(failure))
            break
        row = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
        if report.has_arrived:
            arrived = report.at or at
            ended += row.update(state=DeliveryState.DELIVERED, delivered_at=arrived, proof=report.proof[:500])
        elif report.is_undeliverable:
            with transaction.atomic():
                if row.update(state=DeliveryState.FAILED, error=report.proof[:300]):
                    ended += 1
                    if delivery.notice.audience == Audience.CITIZEN:
                        _tell_clerks(Notice.objects.select_related("dossier").get(pk=delivery.notice_id), at=at)
    return ended


def record_apology(notice: Notice, *, channel: str, at: datetime, proof: str, actor: User | None = None) -> None:
    """Hand the proof that an apology arrived to the room that owes it, in the transaction that notes the delivery.

    `actor` is who told it otherwise; raises `NotAllowed` where that is none of their business.
    """
    if notice.kind != Kind.APOLOGY:
        return
    apology = apology_of(notice)
    if apology is not None and apology.signed_at is not None:
        # Two machines, two clocks: nothing arrives before it is signed.
        arrived_at = max(at, apology.signed_at)
        apologies.record_delivery(apology, channel=channel, at=arrived_at, proof=proof, actor=actor)

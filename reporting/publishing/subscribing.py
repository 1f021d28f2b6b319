"""Who hears of new reports by e-mail: asked for, confirmed from the mailbox, ended by one press.

What is to be sent are rows, written with what they tell of; `reporting.publishing.letters` sends them.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from reporting.models import LetterState, Report, ReportState, Subscription, SubscriptionLetter
from reporting.reports.kinds import BY_KEY

CONFIRMED_WITHIN = timedelta(days=7)
"""After this time the link of a request that nobody confirmed no longer works."""

MOST_REQUESTS = 3
"""How many letters that ask to confirm one address may get in a week: nobody fills a stranger's mailbox."""


@transaction.atomic
def ask(email: str, *, kind: str, language: str, at: datetime) -> None:
    """Write down that an address wants to hear of a kind of reports (empty: of all), and ask it to confirm.

    Whoever asks learns nothing about who has subscribed; a confirmed address is not written to again.
    """
    email = email.lower()
    recent = SubscriptionLetter.objects.filter(
        subscription__email=email, report=None, next_try_at__gt=at - CONFIRMED_WITHIN
    )
    if recent.count() >= MOST_REQUESTS:
        return
    wanted, _is_new = Subscription.objects.get_or_create(
        email=email, kind=kind, ended_at=None, defaults={"key": uuid4(), "language": language, "asked_at": at}
    )
    if wanted.confirmed_at is None:
        Subscription.objects.filter(pk=wanted.pk).update(asked_at=at)
        SubscriptionLetter.objects.create(subscription=wanted, state=LetterState.WAITING, next_try_at=at)


def waiting_for_confirmation(key: UUID, *, at: datetime) -> Subscription | None:
    """Return the request that a link confirms, or None where the link is unknown, ended or too old."""
    found = Subscription.objects.filter(key=key, ended_at=None).first()
    if found is None or (found.confirmed_at is None and found.asked_at < at - CONFIRMED_WITHIN):
        return None
    return found


def confirm(subscription: Subscription, *, at: datetime) -> None:
    """Begin to write to an address; pressed twice it changes nothing."""
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None, ended_at=None).update(confirmed_at=at)


def is_known(key: UUID) -> bool:
    """Say whether there is, or was, a subscription with this key."""
    return Subscription.objects.filter(key=key).exists()


def end(key: UUID, *, at: datetime) -> bool:
    """Write to an address no more, and take back what waits; say whether there is such a subscription."""
    with transaction.atomic():
        Subscription.objects.filter(key=key, ended_at=None).update(ended_at=at)
        SubscriptionLetter.objects.filter(subscription__key=key, state=LetterState.WAITING).delete()
    return is_known(key)


def announce(report: Report, *, at: datetime) -> None:
    """Write a letter to each confirmed subscriber of a report that is being published; called in its transaction."""
    if report.state != ReportState.PUBLISHED or not BY_KEY[report.kind].is_public:
        return
    wanted = Subscription.objects.filter(Q(kind="") | Q(kind=report.kind), confirmed_at__isnull=False, ended_at=None)
    # An address that asked for all reports and for this kind gets one letter.
    chosen = {one.email: one.pk for one in wanted.order_by("-kind")}
    SubscriptionLetter.objects.bulk_create(
        (
            SubscriptionLetter(subscription_id=pk, report=report, state=LetterState.WAITING, next_try_at=at)
            for pk in chosen.values()
        ),
        batch_size=500,
    )

"""Who hears a notice, by which channels, in which language: what a worker makes of a row of the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import POSTLESS, Post, Role, User
from dossiers.models import Dossier
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName
from exchange.facts import Facts, Needless, facts_of
from exchange.kinds import RULES, Kind, Reach, Rule, To
from exchange.models import ChannelConsent, Delivery, DeliveryState, Notice, NoticePreference, NoticeState
from exchange.words import written

log = structlog.get_logger(__name__)

FOR_WORDS = (
    "event",
    "dossier__version",
    "dossier__office",
    "dossier__agency",
    "dossier__submitter__notice_preference",
    "dossier__holder",
    "dossier__officer",
)
"""What a notice must carry so that the words cost little."""


RINGS = frozenset({ChannelName.SMS, ChannelName.ZALO})
MORNING, NIGHT = 6, 22
"""Between these local hours phones may ring."""

NO_CONTACT = _("Hồ sơ không có số điện thoại và thư điện tử.")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address of one person."""

    channel: ChannelName
    address: str
    name: str
    language: str


def address_new(*, at: datetime, limit: int = 200) -> int:
    """Turn waiting notices into deliveries, the oldest first; return how many. Any number of workers may do so at once.

    A notice that cannot be put into words keeps the reason, lets the others pass, and is tried again by the sweeper.
    """
    waiting = Notice.objects.filter(state=NoticeState.NEW).order_by("error", "pk").select_related(*FOR_WORDS)[:limit]
    done = 0
    for notice in waiting:
        try:
            done += address(notice, at=at)
        except Exception as error:
            log.exception("notice_not_written", notice=notice.key)
            Notice.objects.filter(pk=notice.pk, state=NoticeState.NEW).update(
                error=f"{type(error).__name__}: {error}"[:300]
            )
    return done


def address(notice: Notice, *, at: datetime) -> bool:
    """Write the deliveries of one notice; return whether this worker did it."""
    rule = RULES[Kind(notice.kind)]
    try:
        facts = facts_of(notice)
        deliveries = [_delivery(notice, rule, recipient, facts, at=at) for recipient in recipients(notice, rule, at=at)]
    except Needless:
        deliveries = []
    else:
        if not deliveries and rule.must_reach:
            deliveries = [_task(notice, rule, facts, at=at)]
    state = NoticeState.ADDRESSED if deliveries else NoticeState.NEEDLESS
    with transaction.atomic():
        mine = Notice.objects.filter(pk=notice.pk, state=NoticeState.NEW).update(state=state, error="")
        if mine:
            Delivery.objects.bulk_create(deliveries)
    return bool(mine)


def _delivery(notice: Notice, rule: Rule, recipient: Recipient, facts: Facts, *, at: datetime) -> Delivery:
    words = written(notice, rule, facts, channel=recipient.channel, language=recipient.language, name=recipient.name)
    first_at = _first_attempt(recipient.channel, at)
    return Delivery(
        notice=notice,
        channel=recipient.channel,
        recipient=recipient.address,
        recipient_name=recipient.name,
        language=recipient.language,
        subject=words.subject,
        text=words.text,
        parameters=words.parameters,
        state=DeliveryState.WAITING,
        next_attempt_at=first_at,
        give_up_at=first_at + rule.patience,
        created_at=at,
    )


def _first_attempt(channel: ChannelName, at: datetime) -> datetime:
    """Return when a message goes out first: letters at once, what rings a phone not at night."""
    local = timezone.localtime(at)
    if channel not in RINGS or MORNING <= local.hour < NIGHT:
        return at
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning + timedelta(days=1) if local.hour >= NIGHT else morning


def _task(notice: Notice, rule: Rule, facts: Facts, *, at: datetime) -> Delivery:
    """Return what somebody of the office has to do, because no machine can: there is no address at all."""
    name = notice.dossier.applicant_name if notice.dossier else ""
    task = _delivery(notice, rule, Recipient(ChannelName.PERSON, "", name, "vi"), facts, at=at)
    task.state = DeliveryState.FAILED
    task.error = str(NO_CONTACT)
    return task


# ── Citizens ─────────────────────────────────────────────────────────────────────────────
def recipients(notice: Notice, rule: Rule, *, at: datetime) -> list[Recipient]:
    """Return where a notice goes; one query for officers, at most one for citizens with an account."""
    if rule.to is To.CITIZEN:
        assert notice.dossier is not None  # noqa: S101 - by a constraint
        ways = ways_to(notice.dossier)
        return ways if rule.reach is Reach.EVERY else ways[:1]
    if rule.to is To.PERSON:
        ways = _ways_to_person(notice.facts["to"])
        return ways if rule.reach is Reach.EVERY else ways[:1]
    named = User.objects.filter(pk__in=notice.facts.get("officers", []), is_active=True)
    meant = named if rule.to is To.OFFICERS else _officers(notice.dossier, rule.to, at=at)
    officers = {user.pk: user for user in meant if user.email}
    return [Recipient(ChannelName.EMAIL, user.email or "", user.full_name, "vi") for user in officers.values()]


def ways_to(dossier: Dossier) -> list[Recipient]:
    """Return the ways to the one who is waiting for a dossier, the best first.

    Without an account, or while its owner has chosen nothing, a notice goes to the contact that was given for the
    dossier: the law wants it told, and a service message needs no consent. Where somebody has chosen, it goes as they
    chose, unless nothing of it can be reached. Zalo is taken for a phone number only where its owner agreed to it, or
    where the office has nothing else.

    Law: Nghị định 61/2018/NĐ-CP Điều 19 khoản 9 (e-mail, SMS, phone or social network); Nghị định 356/2025/NĐ-CP.
    """
    submitter = dossier.submitter
    preference = _preference(submitter)
    language = preference.language if preference else "vi"
    email = dossier.email or (submitter.email if submitter else "") or ""
    phone = dossier.phone or (submitter.phone if submitter else "")
    if preference is not None and submitter is not None:
        open_ones = ChannelConsent.objects.filter(user=submitter, withdrawn_at=None)
        chosen = _ways(email, phone, set(open_ones.values_list("channel", flat=True)), zalo_first=True)
        if chosen:
            return [Recipient(channel, to, dossier.applicant_name, language) for channel, to in chosen]
    given = _ways(email, phone, set(ChannelName), zalo_first=False)
    return [Recipient(channel, to, dossier.applicant_name, language) for channel, to in given]


def _ways_to_person(person: Mapping[str, str]) -> list[Recipient]:
    """Return the ways to somebody who left a contact and may have neither dossier nor account."""
    ways = _ways(person.get("email") or "", person.get("phone") or "", set(ChannelName), zalo_first=False)
    return [Recipient(channel, to, person["name"], person.get("language") or "vi") for channel, to in ways]


def _preference(user: User | None) -> NoticePreference | None:
    return getattr(user, "notice_preference", None) if user is not None else None


def _ways(email: str, phone: str, allowed: set[str], *, zalo_first: bool) -> list[tuple[ChannelName, str]]:
    """Return the address by e-mail and one by phone, as far as they exist, are allowed and can be used here."""
    usable = [name for name in channels() if name in allowed]
    ways = [(ChannelName.EMAIL, email)] if email and ChannelName.EMAIL in usable else []
    by_phone = [name for name in (ChannelName.ZALO, ChannelName.SMS) if name in usable]
    if phone and by_phone:
        ways.append((by_phone[0] if zalo_first else by_phone[-1], phone))
    return ways


def delivery_to(notice: Notice, recipient: Recipient, *, at: datetime) -> Delivery:
    """Return a delivery of a notice, not yet written, by one more way."""
    rule = RULES[Kind(notice.kind)]
    return _delivery(notice, rule, recipient, facts_of(notice), at=at)


def other_way(delivery: Delivery) -> Recipient | None:
    """Return what is tried when Zalo cannot reach a phone number for good: a text message to the same number."""
    if delivery.channel != ChannelName.ZALO or ChannelName.SMS not in channels():
        return None
    return Recipient(ChannelName.SMS, delivery.recipient, delivery.recipient_name, delivery.language)


# ── Officers ─────────────────────────────────────────────────────────────────────────────
def _officers(dossier: Dossier | None, to: To, *, at: datetime) -> Iterable[User]:
    if to is To.ADMINISTRATORS:
        return User.objects.filter(is_staff=True, is_active=True)
    if dossier is None:
        return []
    match to:
        case To.CLERKS:
            return _with_post(Q(role=Role.CLERK, office=dossier.office_id), at=at)
        case To.HOLDER:
            return _holders(dossier, at=at)
        case To.HOLDER_AND_APPROVERS:
            approvers = Q(role=Role.APPROVER, agency=dossier.agency_id)
            return [*_holders(dossier, at=at), *_with_post(approvers, at=at)]
        case _:
            raise ValueError(f"Nobody is meant by {to}.")


def _holders(dossier: Dossier, *, at: datetime) -> Iterable[User]:
    """Return who has to act: the person, or everybody of the unit whose turn it is."""
    if dossier.holder_role in POSTLESS or not dossier.holder_role:
        # Somebody outside has it; the officer who sent it there keeps an eye on it.
        if dossier.officer is not None:
            return [dossier.officer]
        return _with_post(Q(role=Role.APPRAISER, agency=dossier.agency_id), at=at)
    if dossier.holder is not None:
        return [dossier.holder]
    if dossier.holder_role == Role.CLERK:
        return _with_post(Q(role=Role.CLERK, office=dossier.office_id), at=at)
    return _with_post(Q(role=dossier.holder_role, agency=dossier.holder_agency_id), at=at)


def _with_post(condition: Q, *, at: datetime) -> Iterable[User]:
    today = timezone.localdate(at)
    held = Post.objects.filter(condition, Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    return [post.user for post in held.select_related("user") if post.user.is_active]

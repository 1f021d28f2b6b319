"""What people do about notices: send one again, tell it otherwise, choose how they hear from us."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.administration import trail
from accounts.models import AdministrativeAction, User
from dossiers.errors import DossierError, InvalidInput
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName
from exchange.delivering import record_apology
from exchange.kinds import RULES, Kind
from exchange.models import ChannelConsent, Delivery, DeliveryState, NoticePreference, NoticeWording
from exchange.outbox import wake_after_commit
from exchange.wordings import is_broken, unknown_facts


class NoTaskAnyMore(DossierError):
    """Somebody has seen to it meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Việc này đã có người xử lý. Ông/Bà xem lại tình trạng mới nhất."))


class StaleWording(DossierError):
    """Somebody else wrote other words meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Người khác vừa sửa mẫu này. Ông/Bà xem lại nội dung mới nhất rồi sửa tiếp."))


def send_again(delivery: Delivery, *, recipient: str, at: datetime) -> None:
    """Let a delivery that failed be tried anew in the same words, to the same address or a corrected one.

    It gets a new key: whoever asks for this wants a message, also where the partner took the last one. Raises
    `NoTaskAnyMore`, and `InvalidInput` where there is no address, no such channel, or it went there already.
    """
    if not recipient or ChannelName(delivery.channel) not in channels():
        raise InvalidInput(_("Không gửi lại được bằng cách này; Ông/Bà báo bằng cách khác rồi ghi lại."))
    others = Delivery.objects.filter(notice=delivery.notice_id, channel=delivery.channel, recipient=recipient)
    if others.exclude(pk=delivery.pk).exists():
        raise InvalidInput(_("Thông báo này đã được gửi đến địa chỉ ấy."), field="recipient")
    with transaction.atomic():
        if not _failed(delivery).update(
            state=DeliveryState.WAITING,
            key=uuid4(),
            recipient=recipient,
            attempts=0,
            next_attempt_at=at,
            give_up_at=at + RULES[Kind(delivery.notice.kind)].patience,
            claimed_at=None,
            reference="",
            sent_at=None,
        ):
            raise NoTaskAnyMore
        wake_after_commit()


def settle(delivery: Delivery, *, actor: User, at: datetime, words: str, proof: str) -> None:
    """Note that the notice was told otherwise: how, and what proves it. Raises `NoTaskAnyMore`, `InvalidInput`.

    An apology counts as delivered with this proof; `NotAllowed` where the actor may not deliver it.
    """
    if not words.strip():
        raise InvalidInput(_("Ông/Bà ghi rõ đã báo cho ai, bằng cách nào."), field="words")
    if not proof.strip():
        raise InvalidInput(_("Ông/Bà ghi bằng chứng."), field="proof")
    with transaction.atomic():
        if not _failed(delivery).update(
            state=DeliveryState.TOLD, settled_by=actor, settled_at=at, settled_words=words.strip(), proof=proof.strip()
        ):
            raise NoTaskAnyMore
        record_apology(delivery.notice, channel=ChannelName.PERSON, at=at, proof=proof.strip(), actor=actor)


def write_wording(
    kind: Kind, language: str, *, subject: str, body: str, status: str, seen: int, actor: User, at: datetime
) -> NoticeWording:
    """Let the province's own words hold from now on, as a new version; `seen` is the version that the actor saw.

    Raises `StaleWording` where somebody wrote another one meanwhile, `InvalidInput` at a field that names a fact which
    the kind does not know, or where nothing differs.
    """
    texts = {"subject": subject, "body": body, "status": status}
    for field, text in texts.items():
        if unknown_facts(kind, text) or is_broken(text):
            raise InvalidInput(_("Ông/Bà chỉ dùng các dữ liệu có trong danh sách."), field=field)
    with transaction.atomic():
        last = _last_wording(kind, language, seen=seen)
        before = {name: getattr(last, name) if last and not last.withdrawn_at else "" for name in texts}
        if before == texts:
            raise InvalidInput(_("Nội dung chưa có gì thay đổi."))
        try:
            with transaction.atomic():
                written = NoticeWording.objects.create(
                    kind=kind, language=language, version=seen + 1, written_by=actor, written_at=at, **texts
                )
        except IntegrityError as error:
            raise StaleWording from error
        action = AdministrativeAction.CHANGED if last else AdministrativeAction.CREATED
        trail.record(action, written, actor=actor, at=at, changes=trail.differences(before, written))
    return written


def withdraw_wording(kind: Kind, language: str, *, seen: int, actor: User, at: datetime) -> None:
    """Bring the shipped words back. Raises `StaleWording` where another version holds, or none does."""
    with transaction.atomic():
        last = _last_wording(kind, language, seen=seen)
        if last is None or not NoticeWording.objects.filter(pk=last.pk, withdrawn_at=None).update(withdrawn_at=at):
            raise StaleWording
        trail.record(AdministrativeAction.ENDED, last, actor=actor, at=at)


def _last_wording(kind: Kind, language: str, *, seen: int) -> NoticeWording | None:
    """Return the last version, withdrawn or not; raises `StaleWording` where it is not the one that was seen."""
    last = NoticeWording.objects.filter(kind=kind, language=language).order_by("-version").first()
    if (last.version if last else 0) != seen:
        raise StaleWording
    return last


def _failed(delivery: Delivery) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.FAILED)


def choose(user: User, *, language: str, chosen: Collection[str], at: datetime) -> None:
    """Keep how a person wants to hear from us; each consent keeps the moment at which it was given or withdrawn."""
    with transaction.atomic():
        NoticePreference.objects.update_or_create(user=user, defaults={"language": language, "changed_at": at})
        open_ones = ChannelConsent.objects.filter(user=user, withdrawn_at=None)
        open_ones.exclude(channel__in=chosen).update(withdrawn_at=at)
        had = set(open_ones.values_list("channel", flat=True))
        ChannelConsent.objects.bulk_create(
            ChannelConsent(user=user, channel=channel, given_at=at) for channel in chosen if channel not in had
        )

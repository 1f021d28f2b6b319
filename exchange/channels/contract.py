"""What a channel is: it takes one message under a key and says what became of it.

A channel knows neither dossiers nor the outbox. It either returns a `Receipt`, or raises one of the failures below;
whatever else it raises is a fault of the code, and the outbox treats it as `Permanent`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelName(models.TextChoices):
    """The ways in which a notice reaches somebody. `PERSON` is the last one: somebody of the office sees to it."""

    EMAIL = "email", _("Thư điện tử")
    SMS = "sms", _("Tin nhắn SMS")
    ZALO = "zalo", _("Zalo")
    PERSON = "person", _("Cán bộ báo trực tiếp")


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said to one person. `recipient` is an e-mail address or a phone number in E.164.

    `subject` and `html` are for channels that have them; `parameters` are for partners who own the sentence and take
    only its variable parts (Zalo).
    """

    recipient: str
    text: str
    subject: str = ""
    html: str = ""
    language: str = "vi"
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The partner took the message over. `reference` is its number there, `proof` what an inspector may be shown."""

    reference: str
    proof: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the partner knows of a message that it took over: it arrived (`at`), it never will, or neither yet."""

    has_arrived: bool = False
    is_undeliverable: bool = False
    at: datetime | None = None
    proof: str = ""


class Undelivered(Exception):
    """A message did not go out; the text says why, in words for the office.

    `tells_of_channel` says that the next message would fare alike: it counts against the channel.
    """

    def __init__(self, words: object, *, tells_of_channel: bool = True) -> None:
        super().__init__(str(words))
        self.tells_of_channel = tells_of_channel


class Temporary(Undelivered):
    """The same message may go out later: the partner is away, slow, or asks for patience."""


class Permanent(Undelivered):
    """The same message will not go out by itself: refused, or nobody can say whether it already did."""


class NoSuchRecipient(Permanent):
    """The partner works, but has nobody of this name: no such mailbox, no such number, no Zalo account."""

    def __init__(self, words: object) -> None:
        super().__init__(words, tells_of_channel=False)


class Channel(Protocol):
    """One way to send."""

    @property
    def may_repeat(self) -> bool:
        """Whether a second message under the same key does no harm: the partner or the reader's mailbox knows it."""

    def send(self, message: Message, *, key: str, at: datetime) -> Receipt:
        """Hand one message over, or raise `Temporary`, `Permanent` or `NoSuchRecipient`. `key` names it for ever."""

    def report(self, reference: str) -> Report:
        """Return what the partner knows of a message; raises as `send` does."""

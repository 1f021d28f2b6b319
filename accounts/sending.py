"""Text messages that cannot wait, such as codes: who sends them registers here when the project starts.

The rooms above hold the channels (`exchange` registers its SMS channel so); this room only knows that there may be one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _


class NotSent(Exception):
    """A text message did not go out; the words may be shown to the person who waits for it."""


class TextSender(Protocol):
    """Sends one text message at once, or raises `NotSent`."""

    def __call__(self, phone: str, text: str, *, key: str, at: datetime) -> None:
        """Send to a phone in E.164; `key` names the message, so that a second try is known as one."""


_senders: list[TextSender] = []


def send_texts_by(sender: TextSender) -> Callable[[], None]:
    """Let somebody send text messages from now on; what is returned takes it back."""
    _senders.append(sender)
    return lambda: _senders.remove(sender)


def send_text(phone: str, text: str, *, key: str, at: datetime) -> None:
    """Send a text message at once by whoever registered last; raises `NotSent`."""
    if not _senders:
        raise NotSent(_("Cổng chưa gửi được tin nhắn. Ông/Bà dùng địa chỉ thư điện tử."))
    _senders[-1](phone, text, key=key, at=at)

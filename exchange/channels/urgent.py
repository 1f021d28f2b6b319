"""Text messages that somebody is waiting for at the keyboard: sent at once, kept nowhere.

A code for signing in is no notice: written into the outbox it would be read by whoever reads the outbox.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.sending import NotSent
from exchange.channels.configured import channels
from exchange.channels.contract import ChannelName, Message, NoSuchRecipient, Undelivered


def send_now(phone: str, text: str, *, key: str, at: datetime) -> None:
    """Send one text message by the SMS channel; raises `NotSent` with words for the person who waits."""
    channel = channels().get(ChannelName.SMS)
    if channel is None:
        raise NotSent(_("Cổng chưa gửi được tin nhắn. Ông/Bà dùng địa chỉ thư điện tử."))
    try:
        channel.send(Message(phone, text), key=key, at=at)
    except NoSuchRecipient as error:
        raise NotSent(_("Nhà mạng báo số điện thoại này không tồn tại. Ông/Bà kiểm tra lại số.")) from error
    except Undelivered as error:
        raise NotSent(_("Lúc này chưa gửi được tin nhắn. Ông/Bà thử lại sau ít phút hoặc dùng thư điện tử.")) from error

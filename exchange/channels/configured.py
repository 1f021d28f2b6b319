"""The channels that this installation has, by its settings (`EXCHANGE`); one that is not set up is not there."""

from pathlib import Path
from typing import Any

from django.conf import settings

from exchange.channels.contract import Channel, ChannelName
from exchange.channels.email import Email
from exchange.channels.sms import SmsGateway
from exchange.channels.transport import Network
from exchange.channels.zalo import MESSAGE_URL, TOKEN_URL, ZaloNotices
from exchange.fakes import sms as fake_sms
from exchange.fakes import zalo as fake_zalo
from exchange.fakes.partner import InThisProcess
from exchange.fakes.store import Store
from exchange.tokens import StoredTokens


def channels() -> dict[ChannelName, Channel]:
    """Return what can be sent by, in the order in which it is preferred."""
    found: dict[ChannelName, Channel] = {ChannelName.EMAIL: Email()}
    if sms := _sms(settings.EXCHANGE["sms"]):
        found[ChannelName.SMS] = sms
    if zalo := _zalo(settings.EXCHANGE["zalo"]):
        found[ChannelName.ZALO] = zalo
    return found


def _sms(given: dict[str, Any]) -> SmsGateway | None:
    if given.get("url"):
        return SmsGateway(
            given["url"], given["token"], given["brand_name"], transport=Network(given.get("timeout", 10.0))
        )
    if folder := settings.EXCHANGE["fakes"]:
        partner = fake_sms.FakeSmsGateway(fake_store(folder, "sms"))
        return SmsGateway(fake_sms.URL, fake_sms.TOKEN, "MOTCUA", transport=InThisProcess(partner))
    return None


def _zalo(given: dict[str, Any]) -> ZaloNotices | None:
    if given.get("app_id"):
        return ZaloNotices(
            given["app_id"],
            given["secret_key"],
            given["templates"],
            StoredTokens("zalo", given["refresh_token"]),
            transport=Network(given.get("timeout", 10.0)),
            message_url=given.get("message_url", MESSAGE_URL),
            token_url=given.get("token_url", TOKEN_URL),
        )
    if folder := settings.EXCHANGE["fakes"]:
        return ZaloNotices(
            "fake",
            "fake",
            fake_zalo.TEMPLATES,
            StoredTokens("fake-zalo", fake_zalo.FIRST_REFRESH),
            transport=InThisProcess(fake_zalo.FakeZalo(fake_store(folder, "zalo"))),
            message_url=fake_zalo.URL + fake_zalo.MESSAGE_PATH,
            token_url=fake_zalo.URL + fake_zalo.TOKEN_PATH,
        )
    return None


def fake_store(folder: Path | str, partner: str) -> Store:
    """Return the memory of a fake partner of this installation."""
    return Store(folder, partner)

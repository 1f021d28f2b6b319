"""Fake partners for each test, with a memory of their own, and a worker that works when it is told to."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from exchange import addressing, delivering
from exchange.fakes.server import serving
from exchange.fakes.sms import TOKEN, FakeSmsGateway
from exchange.fakes.store import Store
from exchange.fakes.zalo import FIRST_REFRESH, MESSAGE_PATH, TEMPLATES, TOKEN_PATH, FakeZalo


class Partners:
    """The fake partners of a test."""

    def __init__(self, folder: Path) -> None:
        self.sms = FakeSmsGateway(Store(folder, "sms"))
        self.zalo = FakeZalo(Store(folder, "zalo"))

    @property
    def texts(self) -> list[str]:
        """What the gateway for text messages took over."""
        return [message["text"] for message in self.sms.store.messages()]

    @property
    def notices(self) -> list[dict[str, Any]]:
        """What Zalo took over."""
        return self.zalo.store.messages()


@pytest.fixture
def partners(tmp_path: Path, settings: Any) -> Partners:
    """SMS and Zalo in this process."""
    settings.EXCHANGE = {"fakes": str(tmp_path), "sms": {}, "zalo": {}}
    return Partners(tmp_path)


@pytest.fixture
def served(partners: Partners, settings: Any) -> Iterator[Partners]:
    """SMS and Zalo behind real addresses on loopback; nobody waits for them longer than half a second."""
    with serving(partners.sms) as sms_url, serving(partners.zalo) as zalo_url:
        settings.EXCHANGE = {
            "fakes": None,
            "sms": {"url": sms_url, "token": TOKEN, "brand_name": "MOTCUA", "timeout": 0.5},
            "zalo": {
                "app_id": "1",
                "secret_key": "s",
                "refresh_token": FIRST_REFRESH,
                "templates": TEMPLATES,
                "message_url": zalo_url + MESSAGE_PATH,
                "token_url": zalo_url + TOKEN_PATH,
                "timeout": 0.5,
            },
        }
        yield partners


@pytest.fixture
def work() -> Callable[[datetime], None]:
    """Let a worker address and send what is due at a moment."""

    def worked(at: datetime) -> None:
        addressing.address_new(at=at)
        for name in delivering.due_channels(at=at):
            delivering.send_due(name, clock=lambda: at)

    return worked

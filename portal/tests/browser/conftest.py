"""People at browsers, and the clock on their wall."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from dossiers.tests.cast import MONDAY_MORNING, instant
from portal.tests.browser.person import Person

expect.set_options(timeout=20_000)

OpenBrowser = Callable[..., Person]


class Clock:
    """The clock that every view reads: it stands until the test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, day: date, clock: str) -> datetime:
        """Move on to a local day and time."""
        self.at = instant(day, clock)
        return self.at

    def wait(self, **passed: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**passed)
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Monday morning at 8:00, in the test and in the server that it talks to."""
    standing = Clock(MONDAY_MORNING)
    monkeypatch.setattr("django.utils.timezone.now", standing)
    return standing


@pytest.fixture
def open_browser(new_context: Any, live_server: Any) -> Iterator[OpenBrowser]:
    """Give somebody a browser of their own, signed in already if they are told: `open_browser(binh)`."""
    people: list[Person] = []

    def sit_down(user: User | None = None, *, has_scripts: bool = True) -> Person:
        context = new_context(java_script_enabled=has_scripts, reduced_motion="reduce")
        context.set_default_timeout(20_000)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        person = Person.at(context, live_server.url, has_scripts=has_scripts)
        people.append(person)
        return person

    yield sit_down
    for person in people:
        assert not person.complaints

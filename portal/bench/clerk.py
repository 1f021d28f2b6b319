"""A clerk at a browser with both hands on the keyboard: receives one walk-in after another.

Used by the browser test with forty walk-ins and two cuts of the network, and by `run.py bench --clerk`, where the keys
come as fast as a person types. Needs Playwright, which only those who test have.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SCANNER_MS = 2
"""How fast a scanner types: milliseconds from key to key."""

KEYS_A_SECOND = 5
"""How fast a person types who does not look at their hands."""

NAMES = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khoa", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Quý", "Sơn", "Thu")
MOST_TABS = 20


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who stands at the counter with their identity card."""

    personal_id: str
    name: str
    address: str
    phone: str
    has_card: bool = True

    @property
    def card(self) -> str:
        """What a scanner types of their identity card."""
        return f"{self.personal_id}|201234567|{self.name.upper()}|15081970|Nữ|{self.address}|01012022"


def visitors(*, without_card: int = 0) -> Iterator[Visitor]:
    """Give people without end, each with a number of their own; every so many-th has forgotten the card."""
    number = 0
    while True:
        number += 1
        yield Visitor(
            personal_id=f"049170{number:06d}",
            name=f"Đỗ Thị {NAMES[number % len(NAMES)]}",
            address=f"Số {number}, đường Lê Lợi, phường Hòa Thuận",
            phone=f"0905{number:06d}",
            has_card=not (without_card and number % without_card == 0),
        )


class KeyboardClerk:
    """Receives walk-ins by keys alone: `key_ms` from one to the next, and none before its page is there."""

    def __init__(self, page: "Page", site: str, *, key_ms: float = 0) -> None:
        self.page = page
        self.site = site
        self.key_ms = key_ms

    def sit_down(self) -> None:
        """Open the counter."""
        self.page.goto(self.site + reverse("dossiers:counter"))

    def receive(self, visitor: Visitor, *, letters: str, sending: Callable[[], None] | None = None) -> str:
        """Receive somebody for the procedure that these letters find; return the address of the slip's page.

        `sending` presses the last key in another way, where something comes between.
        """
        self.fill_in(visitor, letters=letters)
        (sending or self.send)()
        self.page.wait_for_url("**/quay/da-tiep-nhan/**")
        return self.page.url

    def fill_in(self, visitor: Visitor, *, letters: str) -> None:
        """Do all that comes before the last key: find, scan, phone, papers, fee."""
        self._press("t")
        self.page.locator("[data-choose]:focus").wait_for()
        self._type(letters)
        # What answers fewer letters would be gone under the hand.
        self.page.locator(f'[data-answers="{letters}"] a').first.wait_for()
        self._press("ArrowDown")
        self._press("Enter")
        self.page.locator("[data-card]:focus").wait_for()
        if visitor.has_card:
            self.page.keyboard.type(visitor.card, delay=SCANNER_MS if self.key_ms else 0)
            self._press("Enter")
            # The scan is read: the cursor stands where the next thing is typed.
            self.page.locator("[name=phone]:focus").wait_for()
        else:
            for name, text in (("personal_id", visitor.personal_id), ("name", visitor.name)):
                self._reach(name)
                self._type(text)
            self._reach("address")
            self._type(visitor.address)
            self._press("Shift+Tab")
            self._press("Shift+Tab")
        self._type(visitor.phone)
        self._press("F9")
        self.page.locator("[data-paper] select:focus").first.wait_for()
        for row in self.page.locator("[data-paper]:has([id$=-paper])").all():
            self._press("t" if row.get_attribute("data-always") is None else "n")
        if self.page.locator("[data-fee][data-always]").count():
            self._press("F7")

    def send(self) -> None:
        """Press the key that takes it in."""
        self._press("F8")

    def print_slip(self) -> None:
        """Open the slip that is printed, and come back."""
        with self.page.expect_popup() as opened:
            self._press("i")
        opened.value.close()

    def _reach(self, name: str) -> None:
        """Press Tab until the field with this name has the cursor."""
        for _turn in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self._press("Tab")
        raise LookupError(name)

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
        time.sleep(self.key_ms / 1000)

    def _type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=self.key_ms)


SENT = "return=minimal"
"""What the page prefers when it sends the form (`static/src/js/intake/sending.js`)."""


def cut_before(clerk: KeyboardClerk) -> None:
    """Take the network away, send, and give it back once the page has said that it keeps everything."""
    clerk.page.context.set_offline(True)
    clerk.send()
    clerk.page.locator("[data-unsent]:focus").wait_for()
    clerk.page.context.set_offline(False)


def cut_after(clerk: KeyboardClerk) -> None:
    """Let the server get the form and the answer be lost; the clerk sends it again, or the page has done so before."""
    lost: list[str] = []

    def lose_answer(route: "Route") -> None:
        # One answer alone, and that of the form: a scan that is still being read, and whatever the page sends of its
        # own accord meanwhile, comes through.
        if lost or route.request.headers.get("prefer") != SENT:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    intake, slip = "**/quay/tiep-nhan/**", "**/quay/da-tiep-nhan/**"
    clerk.page.route(intake, lose_answer)
    clerk.send()
    # It may be sent again, and be gone, before anybody has looked.
    clerk.page.locator("[data-unsent]:focus, .taken-in").wait_for()
    clerk.send()
    clerk.page.wait_for_url(slip)
    clerk.page.unroute(intake)

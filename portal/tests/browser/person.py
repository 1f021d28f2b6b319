"""Somebody at a real browser: what they can do with a keyboard alone, and what every page must be to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from agencies.contents import PDFIUM_LOCK

JUDGED: set[tuple[str, str, int]] = set()
"""What this process has judged: address without codes, title, whether something was wrong on it."""

AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MOST_TABS = 200
"""More controls than any page has: who has not come to one by then never will."""

File = dict[str, Any]


def file_named(name: str, content: bytes) -> File:
    """Return a file as somebody would choose it from their disk."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def words_of(pdf: bytes) -> str:
    """Return the text of a PDF on one line."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            text = " ".join(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()
    return " ".join(text.split())


@dataclass
class Person:
    """One person, one browser. Whatever the browser complains of is kept, and the end of the test asks for it."""

    page: Page
    site: str
    has_scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, site: str, *, has_scripts: bool = True) -> "Person":
        """Sit down at a browser: nothing is asked of another host, and nothing goes wrong behind the page."""
        complaints: list[str] = []

        def judge_answer(response: Response) -> None:
            # A form that a page sends itself is answered as one that the browser sends.
            is_page = response.request.is_navigation_request() or "prefer" in response.request.headers
            if response.status >= (500 if is_page else 400):
                complaints.append(f"{response.status} {response.url}")

        context.on("request", lambda sent: _is_at_home(sent.url, site) or complaints.append(sent.url))
        context.on("response", judge_answer)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "console",
            # What could not be loaded is judged above: a page may well answer 404 or 422.
            lambda said: (
                complaints.append(said.text)
                if said.type in ("error", "warning") and not said.text.startswith("Failed to load resource")
                else None
            ),
        )
        page = context.new_page()
        # Somebody who listens keeps the browser from opening a dialogue of its own.
        page.on("filechooser", lambda chooser: None)
        return cls(page, site, has_scripts, complaints)

    # ── Looking ──────────────────────────────────────────────────────────────────────────
    def go_to(self, name: str, *arguments: Any, query: str = "") -> Response | None:
        """Open an address of ours by its name."""
        return self.page.goto(self.site + reverse(name, args=arguments) + query)

    def sees(self, heading: str) -> None:
        """Wait for a page with this heading, and judge it."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(str(heading))
        self.judge_page()

    def reads(self, *texts: str) -> None:
        """Wait until each text stands on the page."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(str(text))

    def judge_page(self) -> None:
        """Complain if somebody could not use this page, or must scroll sideways on a phone."""
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{self.page.url} is {width} px wide on a phone"
        self.page.set_viewport_size(WIDE)
        address = re.sub(r"[0-9a-f-]{36}|[A-Z]\d\d[.0-9-]+", "…", self.page.url)
        looks = (address, self.page.title(), self.page.locator(".error-summary").count())
        # The pages are the same whatever database they come from; axe judges them where every test runs.
        if self.has_scripts and looks not in JUDGED and connection.vendor == "sqlite":
            # Half a minute of every journey would go into judging the same pages again.
            JUDGED.add(looks)
            found = Axe().run(self.page, options=AXE_RULES).response["violations"]
            faults = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert not faults, f"{self.page.url}: {faults}"

    # ── The keyboard ─────────────────────────────────────────────────────────────────────
    def reach(self, control: Locator) -> None:
        """Press Tab until a control has the focus."""
        control.wait_for()
        for _ in range(MOST_TABS):
            if control.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Nobody reaches {control} with Tab on {self.page.url}")

    def key(self, name: str) -> None:
        """Press a key that opens another page."""
        self.turns_the_page(lambda: self.page.keyboard.press(name))

    def press(self, control: Locator) -> None:
        """Press a link or a button that opens another page."""
        self.reach(control)
        self.key("Enter")

    def open_first_row(self) -> None:
        """Open the first dossier of an officers' list."""
        self.page.keyboard.press("j")
        self.key("Enter")

    def turns_the_page(self, act: Callable[[], object]) -> None:
        """Do something, and wait for the page to which it leads."""
        with self.page.expect_navigation():
            act()

    def type(self, control: Locator, text: str) -> None:
        """Type into a field, over what stands there."""
        self.reach(control)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, box: Locator) -> None:
        """Tick a box."""
        self.reach(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def choose(self, option: Locator) -> None:
        """Choose one of several with the arrow keys."""
        group = self.page.locator(f"input[type=radio][name='{option.get_attribute('name')}']")
        for _ in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == option.get_attribute("name"):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if option.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(option).to_be_checked()

    def attach(self, control: Locator, file: File) -> None:
        """Choose a file from the disk."""
        self.reach(control)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)  # type: ignore[arg-type]

    # ── Naming what is on a page ─────────────────────────────────────────────────────────
    def button(self, name: str) -> Locator:
        """Return the button of the page's own content that says this."""
        return self.page.locator("main").get_by_role("button", name=str(name))

    def link(self, name: str) -> Locator:
        """Return the link of the page's own content that says this."""
        return self.page.locator("main").get_by_role("link", name=str(name))

    def field(self, label: str) -> Locator:
        """Return the field with this label."""
        return self.page.locator("main").get_by_label(str(label))

    def opened(self, link: Locator) -> bytes:
        """Return what a link leads to, fetched as this person."""
        address = link.get_attribute("href")
        assert address
        answer = self.page.context.request.get(self.site + address)
        assert answer.ok, f"{answer.status} {address}"
        return answer.body()


def number_in(text: str) -> int:
    """Return a number as a page writes it: 1.234."""
    return int(re.sub(r"\D", "", text))


def _is_at_home(url: str, site: str) -> bool:
    """Say whether an address is ours, or never leaves the machine."""
    return url.startswith((f"{site}/", "data:", "blob:", "about:", "chrome:", "chrome-extension:"))

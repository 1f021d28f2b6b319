"""Every page of every role can be used by everybody: axe, dark, a narrow window, large text."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from dossiers.tests.cast import MONDAY
from portal.tests.addresses import AFTERNOON, Pattern, patterns, populate

PARTS = 4
"""As many processes share this test, each with every fourth pattern of addresses."""

ROLES = ("", "an", "binh", "chi", "dung", "giang", "ha", "khoa", "mai", "administrator")
"""A stranger, the whole cast, and an administrator without a post."""

OF_ONE = {"tai-khoan": "an", "nop-ho-so": "an", "ho-so": "an", "quan-tri": "administrator"}
"""What is one role's alone, by how a route begins; others are sent away there, which other tests see to."""

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_PAGES = {"runOnly": LEVELS, "resultTypes": ["violations"], "preload": False}
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

MEANT = {
    "dossiers/queueing/kiosk_ticket.html": {"meta-refresh"},
    "dossiers/queueing/kiosk_check_in.html": {"meta-refresh"},
    "reporting/dashboards/wall.html": {"meta-refresh"},
}
"""A machine in the hall returns to its beginning by itself: the next person must not find the last one's number.
The same address read on a telephone stays. Nobody acts on the screen on the wall; it shows the next minute."""

WIDE, NARROW = 1280, 320
LARGE_TEXT = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("html { font-size: 200% }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
"""
BEYOND = """limit => {
    const width = document.documentElement.scrollWidth;
    if (width <= limit) return [];
    const reaching = [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > limit + 1);
    return [`${width} px`, ...reaching.slice(0, 4).map(one => `${one.tagName}.${one.className}`)];
}"""


@dataclass
class Window:
    """One tab of a browser, and a server behind it that gives what it is told to give."""

    page: Page
    site: str
    answers: dict[str, Any]

    def show(self, address: str, given: Any) -> Page:
        """Show an answer of Django's as a server would: with its policy and its static files."""
        self.answers.clear()
        self.answers[address] = given
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        self.page.goto(self.site + address)
        return self.page


@pytest.fixture
def window(page: Page) -> Iterator[Window]:
    """Open a window that knows axe. The browser keeps static files, as it does not where a test answers for a route."""
    answers: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if self.path in answers:
                given = answers[self.path]
                self._give(200, dict(given.headers), given.content)
            elif path.startswith("/static/"):
                file = Path(str(finders.find(path.removeprefix("/static/"))))
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                kept = {"Content-Type": kind, "Cache-Control": "max-age=3600, immutable"}
                self._give(200, kept, file.read_bytes())
            else:
                # What a page asks for afterwards by itself belongs to other tests.
                self._give(204, {}, b"")

        def _give(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in ({**headers, "Content-Length": str(len(content))} if content else headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 — the names that http.server calls

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    page.add_init_script(AXE)
    yield Window(page, f"http://127.0.0.1:{server.server_port}", answers)
    page.goto("about:blank")
    server.shutdown()
    server.server_close()


@pytest.mark.one_database
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_can_use_every_page_of_every_role(world, clock, window, part):
    clock.set(MONDAY, "15:00")
    faults = {}
    judged: set[str] = set()
    for role, address, template, answer in pages(world, part, judged):
        judged.add(template)
        found = faults_of(window.show(address, answer), meant=MEANT.get(template, set()))
        if found:
            faults[f"{role or 'stranger'} {address} ({template})"] = found

    assert not faults
    assert len(judged) > 20


def pages(world: Any, part: int, judged: set[str]) -> Iterator[tuple[str, str, str, Any]]:
    """Give the pages of one part, as the first role is answered that sees them: role, address, template, answer.

    A template that was judged is not asked for again: what stands around it is the same on each page of a role.
    """
    populated = populate(world, at=AFTERNOON)
    administrator = User.objects.create_user(
        "quan-tri@test.test", full_name="Vũ Văn Quản", is_staff=True, is_superuser=True
    )
    mine = [pattern for pattern in patterns() if "/v1/" not in pattern.route][part::PARTS]
    seen: set[str] = set()
    for role in ROLES:
        # Ten people who ask from one machine would be too many for one.
        cache.clear()
        client = Client(raise_request_exception=False)
        if role:
            client.force_login(administrator if role == "administrator" else getattr(world, role))
        for pattern in mine:
            if pattern.route in seen or not concerns(pattern, role):
                continue
            for address in populated.addresses(pattern):
                answer = client.get(address)
                if not is_page(answer):
                    continue
                template = "404.html" if answer.status_code == 404 else str(answer.templates[0].name)
                if answer.status_code == 200:
                    seen.add(pattern.route)
                if template not in judged:
                    yield role, address, template, answer


def concerns(pattern: Pattern, role: str) -> bool:
    """Say whether a role may find something of its own there; public pages differ for a stranger and a citizen."""
    if pattern.is_public:
        return role in {"", "an"}
    return bool(role) and OF_ONE.get(pattern.route.split("/")[0], role) == role


def is_page(answer: Any) -> bool:
    """Say whether somebody sees this: no file, no redirect, no piece that a script puts into a page."""
    if answer.streaming:
        b"".join(answer.streaming_content)
        return False
    return answer["Content-Type"].startswith("text/html") and b"<!doctype html>" in answer.content[:400].lower()


def faults_of(page: Page, *, meant: set[str]) -> list[str]:
    """Return what keeps somebody from using the page that is shown."""
    faults = [*_by_axe(page, OF_PAGES)]
    page.emulate_media(color_scheme="dark")
    faults += [("dark", *fault) for fault in _by_axe(page, OF_COLOURS)]
    faults = [fault for fault in faults if fault[0] not in meant]
    page.set_viewport_size({"width": NARROW, "height": 800})
    faults += [("narrow", *beyond) for beyond in [page.evaluate(BEYOND, NARROW)] if beyond]
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.evaluate(LARGE_TEXT)
    faults += [("large text", *beyond) for beyond in [page.evaluate(BEYOND, WIDE)] if beyond]
    return [" ".join(fault) for fault in faults]


def _by_axe(page: Page, options: dict[str, Any]) -> list[tuple[str, ...]]:
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [(rule["id"], str([node["target"] for node in rule["nodes"]][:3])) for rule in found]

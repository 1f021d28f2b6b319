"""`manage.py screenshots`: take pictures of real pages, served from the demo; `python3 run.py screenshots` calls it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from accounts.models import User
from dossiers.models import Dossier
from dossiers.workflow import Status
from portal.demo.people import CAST
from procedures.models import Channel, Promulgation, PromulgationState
from reporting.queries import published_months

README_FOLDER = Path("docs/pictures")
SHOWN = ("an", "binh", "chi", "ha", "mai")
"""Of the cast, those whose pages are shown; the rest of the pages needs no account."""
PHONE, DESKTOP = 390, 1440
TALLEST = 2400
"""A list goes on for ever, a picture does not."""
LARGEST_BYTES = 200_000
START_SECONDS = 60
VIEWER_MILLISECONDS = 4000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=vi"]

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page to look at: the name of its picture, its address, and who of the cast opens it (nobody: a stranger)."""

    name: str
    address: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a page: the width of the window, its height where only the top is shown, the colours.

    `sharpness` is the number of dots to a pixel.
    """

    page: Page
    width: int
    height: int | None = None
    scheme: Scheme = "light"
    sharpness: int = 1


class Command(BaseCommand):
    help = "Takes the pictures of the README from the demo; with --all every main page, narrow and wide."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every main page, light and dark, into var/pictures/")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = main_pages()
        if options["all"]:
            folder, shots = Path(settings.VAR_DIR) / "pictures", looked_at(pages)
        else:
            folder, shots = Path(settings.BASE_DIR) / README_FOLDER, shown_first(pages)
        folder.mkdir(parents=True, exist_ok=True)
        with sessions() as cookies, server() as address:
            for name, picture in taken(shots, address, cookies):
                path = folder / f"{name}.png"
                path.write_bytes(picture)
                self.stdout.write(f"{path}  {len(picture) // 1000} kB")


# ── What is shown ────────────────────────────────────────────────────────────────────────
def main_pages() -> dict[str, Page]:
    """Return the main pages by name, each about something that the demo holds."""
    mine = code_of(submitter__email=email_of("an"), status=Status.SUPPLEMENTING)
    work = code_of(status=Status.IN_APPRAISAL, channel=Channel.ONLINE, holder__email=email_of("chi"))
    procedure = Dossier.objects.get(code=work).version.procedure.code
    months = published_months()
    if not months:
        raise CommandError("No month is published yet: run `manage.py compute_statistics` first.")
    month = months[min(1, len(months) - 1)].slug
    coming = Promulgation.objects.filter(state=PromulgationState.ISSUED).order_by("-effective_on").first()
    if coming is None:
        raise CommandError("The database holds no decision: load the demo province into an empty one.")
    pages = (
        Page("home", reverse("home")),
        Page("procedures", reverse("procedures:list")),
        Page("procedure", reverse("procedures:detail", args=[procedure])),
        Page("choose", reverse("procedures:guided")),
        Page("groups", reverse("procedures:groups")),
        Page("decisions", reverse("procedures:public_decisions")),
        Page("mine", reverse("dossiers:mine"), "an"),
        Page("dossier", reverse("dossiers:detail", args=[mine]), "an"),
        Page("counter", reverse("dossiers:counter"), "binh"),
        Page("intake", reverse("dossiers:intake", args=[procedure]), "binh"),
        Page("inbox", reverse("dossiers:inbox"), "chi"),
        Page("desk", reverse("dossiers:desk", args=[work]), "chi"),
        Page("lead", reverse("dossiers:lead"), "ha"),
        Page("month", reverse("reporting:month", args=[month])),
        Page("editor", reverse("procedures:editor"), "mai"),
        Page("decision", reverse("procedures:decision_preview", args=[coming.slug]), "mai"),
        Page("quality", reverse("procedures:quality"), "mai"),
    )
    return {page.name: page for page in pages}


def shown_first(pages: dict[str, Page]) -> list[Shot]:
    """Return the pictures of the README."""
    return [
        Shot(pages["dossier"], PHONE, 960, sharpness=2),
        Shot(pages["intake"], DESKTOP, 880),
        Shot(pages["desk"], DESKTOP, 960),
        Shot(pages["month"], DESKTOP, 1100),
        Shot(pages["decision"], DESKTOP, 960),
    ]


def looked_at(pages: dict[str, Page]) -> list[Shot]:
    """Return every main page, narrow and wide, light and dark."""
    schemes: tuple[Scheme, Scheme] = ("light", "dark")
    return [
        Shot(page, width, scheme=scheme) for page in pages.values() for width in (PHONE, DESKTOP) for scheme in schemes
    ]


def code_of(**wanted: Any) -> str:
    """Return the code of the newest dossier of some kind."""
    code = Dossier.objects.filter(**wanted).order_by("-pk").values_list("code", flat=True).first()
    if code is None:
        raise CommandError(f"The database holds no dossier with {wanted}: load the demo province into an empty one.")
    return code


def email_of(name: str) -> str:
    """Return the address of one of the cast."""
    return next(member.email for member in CAST if member.email.startswith(f"{name}@"))


# ── Being signed in ──────────────────────────────────────────────────────────────────────
@contextmanager
def sessions() -> Iterator[dict[str, str]]:
    """Sign those who are shown in, without their passwords, and out again at the end."""
    stores: dict[str, SessionStore] = {}
    try:
        for name in SHOWN:
            user = User.objects.get(email=email_of(name))
            stores[name] = store = SessionStore()
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
            store.create()
        yield {name: str(store.session_key) for name, store in stores.items()}
    finally:
        for store in stores.values():
            store.delete()


# ── Serving ──────────────────────────────────────────────────────────────────────────────
@contextmanager
def server() -> Iterator[str]:
    """Serve the portal from the present database on a free port while the body runs; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    process = subprocess.Popen(  # noqa: S603 - our own server
        [*command, "--no-control-socket", "--log-level", "error"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PORT": str(port)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Return when an address answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("The server for the pictures did not start.")


# ── Taking ───────────────────────────────────────────────────────────────────────────────
def taken(shots: list[Shot], address: str, cookies: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Take the pictures; yield the name and the bytes of each."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    pictures = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in shots:
            is_alone = sum(other.page == shot.page for other in shots) == 1
            name = shot.page.name if is_alone else f"{shot.page.name}-{shot.width}-{shot.scheme}"
            pictures.append((name, small(take(browser, shot, address, cookies), is_alone=is_alone)))
        browser.close()
    yield from pictures


def take(browser: Browser, shot: Shot, address: str, cookies: dict[str, str]) -> bytes:
    """Open a page as its person in a window of its own, and return what is seen."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height or 900},
        color_scheme=shot.scheme,
        device_scale_factor=shot.sharpness,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
    )
    if shot.page.person:
        session = cookies[shot.page.person]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    answer = page.goto(address + shot.page.address, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise CommandError(f"{shot.page.address} answered {answer.status if answer else 'nothing'}: no picture.")
    page.evaluate("document.fonts.ready.then(() => true)")
    if page.locator("iframe, object, embed").count():
        # The browser's own viewer of a paper does not say when it has drawn it.
        page.wait_for_timeout(VIEWER_MILLISECONDS)
    whole = page.evaluate("document.documentElement.scrollHeight")
    height = shot.height or min(int(whole), TALLEST)
    picture = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": shot.width, "height": height})
    context.close()
    return picture


def small(picture: bytes, *, is_alone: bool) -> bytes:
    """Return a picture in so few colours that it is small; a page has few anyway."""
    whole = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < LARGEST_BYTES or not is_alone:
            break
    return out.getvalue()

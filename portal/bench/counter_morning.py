"""How long a usual intake takes a clerk who types as people do: a real browser, keys alone, from greeting to slip."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from accounts.models import Post, Role, User
from portal.bench.clerk import KEYS_A_SECOND, KeyboardClerk, cut_after, cut_before, visitors

USUAL = ("trich luc ho tich", "tinh trang hon nhan", "chung thuc chu ky", "dang ky khai sinh", "dang ky ket hon")
"""What people come for most in the demo province, as a clerk looks for it."""

PATIENCE_MS = 90_000

CARD_FORGOTTEN = 4
"""Every so many-th has no card."""

LAUNCH_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


def communal_clerk() -> User:
    """Return a clerk of a commune, where most people come."""
    posts = Post.objects.filter(role=Role.CLERK, agency__level="commune", valid_to=None)
    return posts.select_related("user").order_by("pk")[0].user


@dataclass(frozen=True, slots=True)
class WalkIn:
    """One intake: how long it took, whether there was a card to scan."""

    seconds: float
    has_card: bool


def walk_ins(
    site: str, cookies: dict[str, str], *, browser: str, count: int, key_ms: float = 1000 / KEYS_A_SECOND
) -> list[WalkIn]:
    """Receive so many walk-ins in a browser; return each, timed from the first key to the slip that is printed.

    Every fourth has no card, so that number, name and address are typed. Of nine or more the network goes away in two,
    and these two are not among the figures.
    """
    from playwright.sync_api import sync_playwright

    done = []
    cut_at: dict[int, Callable[[KeyboardClerk], None]] = {4: cut_before, 8: cut_after} if count > 8 else {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=LAUNCH_FLAGS)
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        clerk = KeyboardClerk(context.new_page(), site, key_ms=key_ms)
        clerk.sit_down()
        people = islice(zip(visitors(without_card=CARD_FORGOTTEN), cycle(USUAL), strict=False), count)
        for turn, (visitor, letters) in enumerate(people):
            began = time.perf_counter()
            cut = cut_at.get(turn)
            clerk.receive(visitor, letters=letters, sending=partial(cut, clerk) if cut else None)
            clerk.print_slip()
            if cut is None:
                done.append(WalkIn(time.perf_counter() - began, visitor.has_card))
        chromium.close()
    return done


def summary_line(title: str, found: Sequence[WalkIn]) -> str:
    """Return median, ninth decile and longest as a row of `docs/benchmarks.md`."""
    seconds = [one.seconds for one in found]
    tenths = statistics.quantiles(seconds, n=10)
    middle, ninth, longest = statistics.median(seconds), tenths[-1], max(seconds)
    return f"| {title} | {len(seconds)} | {middle:.1f} s | {ninth:.1f} s | {longest:.1f} s |"

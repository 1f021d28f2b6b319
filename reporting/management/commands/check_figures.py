"""`manage.py check_figures`: do the figures that somebody has published add up, and do their percentages follow?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.checking.reading import Printed, Unreadable, read
from reporting.checking.rules import check
from reporting.checking.words import sentence

FOUND, UNREADABLE = 1, 2


class Command(BaseCommand):
    """Print what is wrong in a table; exit code 1 where something is, 2 where the file is no such table."""

    help = "Kiểm tra một bảng số liệu đã công bố (CSV): tổng, cân đối, tỷ lệ, làm tròn, giá trị không thể có."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument(
            "file", metavar="TỆP.csv", help="các cột report, figure, whole, value, printed_percent, note"
        )
        parser.add_argument("--json", action="store_true", help="In JSON, mỗi dòng một điều không khớp.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge the table."""
        rows = _rows_of(options["file"])
        found = check(rows)
        for finding in found:
            if options["json"]:
                self.stdout.write(json.dumps(finding.as_json(), ensure_ascii=False))
            else:
                place = f"{finding.report}, {finding.figure}" if finding.report else finding.figure
                self.stdout.write(f"{place}: {sentence(finding)}")
        if found:
            raise CommandError(f"Có {len(found)} điều không khớp trong {len(rows)} số liệu.", returncode=FOUND)
        if not options["json"]:
            self.stdout.write(f"{len(rows)} số liệu, không có điều gì không khớp.")


def _rows_of(path: str) -> list[Printed]:
    """Return the rows of the file; a file that is no table ends the command with its own code."""
    try:
        return read(Path(path).read_bytes())
    except OSError:
        message = f"Không mở được tệp {path}. Ông/Bà kiểm tra tên và quyền đọc tệp."
        raise CommandError(message, returncode=UNREADABLE) from None
    except Unreadable as error:
        raise CommandError(f"{path}: {error}", returncode=UNREADABLE) from None

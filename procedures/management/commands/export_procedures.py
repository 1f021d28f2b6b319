"""Write the catalogue as it holds on a day, in our exchange format."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from procedures.interchange.writing import TextTooLong, line_of, write_workbook
from procedures.queries.export import Wanted, records_in_force


class Command(BaseCommand):
    help = "Xuất danh mục thủ tục đang áp dụng theo định dạng trao đổi: JSON mỗi dòng một thủ tục, hoặc tệp Excel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        form = parser.add_mutually_exclusive_group(required=True)
        form.add_argument("--json", action="store_true", help="in ra màn hình, mỗi dòng một thủ tục")
        form.add_argument("--xlsx", type=Path, metavar="FILE", help="ghi tệp Excel")
        parser.add_argument("--sector", default="", help="chỉ lĩnh vực này (tên)")
        parser.add_argument("--agency", default="", help="chỉ cơ quan này (mã định danh)")
        parser.add_argument("--code", action="append", default=[], help="chỉ thủ tục này; dùng nhiều lần được")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="áp dụng vào ngày này, YYYY-MM-DD (mặc định: hôm nay)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(sector=options["sector"], agency=options["agency"], codes=tuple(options["code"]))
        records = records_in_force(wanted, on=options["on"] or timezone.localdate())
        if options["json"]:
            for record in records:
                self.stdout.write(line_of(record), ending="")
            return
        path: Path = options["xlsx"]
        try:
            with path.open("wb") as file:
                count = write_workbook(records, file)
        except OSError as error:
            raise CommandError(f"Không ghi được tệp {path}: {error.strerror}.") from error
        except TextTooLong as error:
            path.unlink()
            raise CommandError(str(error)) from error
        self.stdout.write(f"Đã ghi {count} thủ tục vào {path}.")

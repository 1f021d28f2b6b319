"""Answer a question about the figures from the facts: one object or one line of a table for each cell."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.asked import Misasked, Typed, answer, question_of
from reporting.questions import Key


class Command(BaseCommand):
    help = "Trả lời từ hồ sơ: tiếp nhận, giải quyết, đang giải quyết trong một kỳ, theo các chiều được chọn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", metavar="NGÀY", help="ngày đầu kỳ (YYYY-MM-DD)")
        parser.add_argument("--to", dest="last", metavar="NGÀY", help="ngày cuối kỳ (YYYY-MM-DD)")
        parser.add_argument("--as-of", metavar="THỜI ĐIỂM", help="thời điểm xét (ISO 8601; chỉ ghi ngày: hết ngày đó)")
        parser.add_argument("--cohort", action="store_true", help="chỉ hồ sơ tiếp nhận trong kỳ, xét tại thời điểm xét")
        parser.add_argument("--by", default="", metavar="CHIỀU", help=f"các chiều, cách nhau dấu phẩy: {','.join(Key)}")
        parser.add_argument("--json", action="store_true", help="mỗi dòng một đối tượng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        typed = Typed(
            first=options["first"] or "",
            last=options["last"] or "",
            as_of=options["as_of"] or "",
            is_cohort=options["cohort"],
            by=options["by"],
        )
        try:
            rows = [*answer(question_of(typed, now=timezone.now()))]
        except Misasked as error:
            raise CommandError(f"--{error.field.replace('_', '-')}: {error}") from error
        if options["json"]:
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        for line in _aligned(rows):
            self.stdout.write(line)


def _aligned(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a table with names to the left and numbers to the right; nothing is a dash, as in print."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([_printed(row.get(column, 0)) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    is_text = [column in [*Key] for column in columns]
    return [
        "  ".join(
            cell.ljust(width) if text else cell.rjust(width)
            for cell, width, text in zip(line, widths, is_text, strict=True)
        ).rstrip()
        for line in lines
    ]


def _printed(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)

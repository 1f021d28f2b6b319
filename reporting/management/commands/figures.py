"""Answer a question about the figures from the facts: one object or one line of a table for each cell."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.answers import Cell, figures
from reporting.conditions import midnight
from reporting.periods import Period
from reporting.questions import Key, Question

ALWAYS = (
    "received",
    "carried_over",
    "resolved",
    "early",
    "on_time",
    "late",
    "in_progress",
    "in_time",
    "overdue",
    "paused",
    "refused",
    "withdrawn",
    "discontinued",
)
ONLY_IF_ANY = ("undated", "open_undated")
"""What an imported dossier without due date counts in."""


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
        try:
            cells = figures(_question(options, now=timezone.now()), measures=(*ALWAYS, *ONLY_IF_ANY))
        except ValueError as error:
            raise CommandError(str(error)) from error
        rows = [_row(cell) for cell in cells]
        if options["json"]:
            for row in rows:
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            return
        for line in _aligned(rows):
            self.stdout.write(line)


def _question(options: Mapping[str, Any], *, now: datetime) -> Question:
    """Read the options; raises `ValueError` in Vietnamese."""
    period = Period(_day(options["first"], "--from"), _day(options["last"], "--to"))
    as_of = _instant(options["as_of"]) if options["as_of"] else None
    if options["cohort"] and as_of is None:
        as_of = now
    names = [name.strip() for name in options["by"].split(",") if name.strip()]
    if unknown := [name for name in names if name not in [*Key]]:
        raise ValueError(f"Không có chiều “{unknown[0]}”; chọn trong: {', '.join(Key)}.")
    return Question(period, by=tuple(Key(name) for name in names), as_of=as_of, is_cohort=options["cohort"])


def _day(text: str | None, option: str) -> date:
    if not text:
        raise ValueError(f"Ông/Bà cho biết {option} (YYYY-MM-DD).")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option}: “{text}” không phải là ngày dạng YYYY-MM-DD.") from None
    if not 1900 <= day.year <= 2999:
        raise ValueError(f"{option}: năm {day.year} nằm ngoài khoảng 1900–2999.")
    return day


def _instant(text: str) -> datetime:
    """Read an instant; without offset it is local, a mere day means its end."""
    try:
        if len(text) == len("2026-11-30"):
            return midnight(date.fromisoformat(text) + timedelta(days=1)) - timedelta(microseconds=1)
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise ValueError(f"--as-of: “{text}” không phải là thời điểm ISO 8601.") from None
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)


def _row(cell: Cell) -> dict[str, Any]:
    return {
        **{str(key): value for key, value in cell.keys.items()},
        **{measure: cell.counts[measure] for measure in ALWAYS},
        **{measure: cell.counts[measure] for measure in ONLY_IF_ANY if cell.counts[measure]},
        "median_days": cell.median_days,
        "p90_days": cell.p90_days,
    }


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

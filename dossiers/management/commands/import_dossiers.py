"""`manage.py import_dossiers`: the history of another system becomes dossiers that count in the figures."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dossiers.history.files import UnreadableFile
from dossiers.history.importing import CHUNK, Refusal, Report, import_history

PARTS = 100
"""Of how many parts of a file one hears that they have been read."""

SHOWN = 20
"""How many refused rows the text names; `--json` has all of them."""


class Command(BaseCommand):
    """Refused rows are reported and the rest goes in; the exit code is 1 only where the file cannot be read at all."""

    help = "Nhập lịch sử hồ sơ của hệ thống trước từ tệp CSV (UTF-8). Xem docs/import-history.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files, and what may be made."""
        parser.add_argument("file", type=Path, help="Tệp hồ sơ (CSV).")
        parser.add_argument("--events", type=Path, help="Tệp nhật ký (CSV: code, step, action, officer, at).")
        parser.add_argument(
            "--create-missing",
            action="store_true",
            help="Tạo thủ tục, cơ quan, lĩnh vực, cán bộ còn thiếu, chỉ dùng cho số liệu nhập.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Chỉ đọc và báo cáo, không ghi gì.")
        parser.add_argument("--json", action="store_true", help="In báo cáo là một đối tượng JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, with progress on standard error for files of more than one chunk."""
        self.told = 0
        try:
            report = import_history(
                options["file"],
                events_path=options["events"],
                at=timezone.now(),
                creates_missing=options["create_missing"],
                is_dry=options["dry_run"],
                progress=self.tell,
            )
        except UnreadableFile as error:
            raise CommandError(str(error)) from None
        if report.ignored_columns:
            self.stderr.write(f"Không dùng các cột: {', '.join(report.ignored_columns)}.")
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), ensure_ascii=False))
        else:
            self.write_text(report, is_dry=options["dry_run"])

    def tell(self, read: int, lines: int) -> None:
        """Say how far the import has come, once for each hundredth of a long file."""
        if lines > CHUNK and read * PARTS // lines > self.told:
            self.told = read * PARTS // lines
            self.stderr.write(f"Đã đọc {read:,} / {lines:,} dòng".replace(",", "."))

    def write_text(self, report: Report, *, is_dry: bool) -> None:
        """Print the report in sentences."""
        self.stdout.write("Thử đọc, chưa ghi gì." if is_dry else "Đã nhập.")
        self.stdout.write(
            f"Thêm mới {report.created}, thay đổi {report.changed}, giữ nguyên {report.unchanged}, không nhận"
            f" {len(report.refused)} hồ sơ; nhật ký: {report.events} việc, không nhận {len(report.refused_events)}."
        )
        for title, refusals in (("Hồ sơ", report.refused), ("Nhật ký", report.refused_events)):
            for refusal in refusals[:SHOWN]:
                self.stdout.write(f"{title}, dòng {refusal.row} ({refusal.code or 'không có mã'}): {refusal.reason}")
            if len(refusals) > SHOWN:
                self.stdout.write(f"… và {len(refusals) - SHOWN} dòng nữa; dùng --json để xem tất cả.")


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as it is printed with `--json`; `events` stands in it where an events file was read."""
    answer: dict[str, Any] = {
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": rows_of(report.refused),
    }
    if report.events or report.refused_events:
        answer["events"] = {"taken_in": report.events, "refused": rows_of(report.refused_events)}
    return answer


def rows_of(refusals: list[Refusal]) -> list[dict[str, Any]]:
    """Return refusals in the order of their rows."""
    return [refusal.as_row() for refusal in refusals]

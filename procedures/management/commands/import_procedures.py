"""Bring procedures from a file into the catalogue."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from procedures.importing import Note, Report, import_file
from procedures.importing.report import WHOLE_FILE
from procedures.interchange.rows import BadFile

FIGURES = {"limits": "Thời hạn", "fees": "Phí, lệ phí", "documents": "Giấy tờ", "legal_bases": "Căn cứ pháp lý"}
"""Parts of which a report counts how many could be read."""


class Command(BaseCommand):
    help = (
        "Nhập danh mục thủ tục từ tệp: danh sách của Cổng Dịch vụ công quốc gia (.xlsx), bản chi tiết quốc gia (.jsonl,"
        " .jsonl.gz), hoặc định dạng trao đổi của hệ thống (JSON, .xlsx)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp cần nhập; loại tệp nhận ra theo nội dung")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước: báo cáo như thật, không ghi gì")
        parser.add_argument("--json", action="store_true", help="in báo cáo là một đối tượng JSON")
        parser.add_argument(
            "--valid-from", type=date.fromisoformat, help="ngày bắt đầu áp dụng, YYYY-MM-DD (mặc định: hôm nay)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                report = import_file(
                    file,
                    name=path.name,
                    valid_from=options["valid_from"] or timezone.localdate(),
                    is_trial=options["dry_run"],
                    progress=self._progress_of(options),
                )
        except (OSError, BadFile) as error:
            words = str(error) if isinstance(error, BadFile) else f"Không mở được tệp {path}: {error.strerror}."
            self._refuse(words, options)
            return
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._tell(report)

    def _refuse(self, words: str, options: dict[str, Any]) -> None:
        if options["json"]:
            report = Report(is_trial=options["dry_run"])
            report.refuse(WHOLE_FILE, "", words)
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        raise CommandError(words, returncode=1)

    def _progress_of(self, options: dict[str, Any]) -> Any:
        """Return what tells a person who waits at a terminal how far it is."""
        if options["json"] or not self.stderr.isatty():
            return lambda _read, _total: None

        def tell(read: int, total: int) -> None:
            self.stderr.write(f"\r{read}/{total}", ending="\n" if read == total else "")

        return tell

    def _tell(self, report: Report) -> None:
        trial = " (xem trước, chưa ghi gì)" if report.is_trial else ""
        self.stdout.write(
            f"Mới {report.created}, thay đổi {report.changed}, giữ nguyên {report.unchanged}, từ chối"
            f" {len(report.refused)}, cảnh báo {len(report.warnings)}{trial}."
        )
        for name, title in FIGURES.items():
            read, unread = report.figures[name], report.figures[f"{name}_unread"]
            if read or unread:
                self.stdout.write(f"{title}: đọc được {read}, giữ nguyên văn {unread}.")
        for title, notes in (("Từ chối", report.refused), ("Cảnh báo", report.warnings)):
            for note in sorted(notes, key=lambda note: note.row):
                self.stdout.write(f"{title}: {_where(note)}{note.reason}")


def _where(note: Note) -> str:
    place = f"dòng {note.row}" if note.row != WHOLE_FILE else "cả tệp"
    return f"{place}, {note.code}: " if note.code else f"{place}: "

"""Compute or verify the daily figures by hand; at night Celery does it."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reporting.holdings import keep_holdings
from reporting.services import compute_statistics, verify_statistics
from reporting.turn import TurnTaken

MOST_DIFFERENCES = 50


class Command(BaseCommand):
    help = "Tính số liệu hằng ngày đến hết một ngày (mặc định: hôm qua)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", type=date.fromisoformat, help="tính đến hết ngày này (YYYY-MM-DD)")
        parser.add_argument("--rebuild", action="store_true", help="tính lại từ hồ sơ đầu tiên")
        parser.add_argument("--verify", action="store_true", help="so số liệu đã lưu với hồ sơ; mã thoát 1 nếu khác")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        until: date = options["date"] or timezone.localdate(now) - timedelta(days=1)
        if until >= timezone.localdate(now):
            raise CommandError("Chỉ tính được những ngày đã hết: hãy chọn một ngày trước hôm nay.")
        if options["verify"]:
            differences = verify_statistics(until=until)
            if differences:
                raise CommandError("\n".join(differences[:MOST_DIFFERENCES]), returncode=1)
            self.stdout.write(f"Số liệu đến hết ngày {until:%d/%m/%Y} khớp với hồ sơ.")
            return
        try:
            run = compute_statistics(until=until, at=now, rebuild=options["rebuild"]).run
            if run is not None:
                keep_holdings(run)
        except TurnTaken:
            raise CommandError("Một tiến trình khác đang tính số liệu; thử lại sau.") from None
        if run is None:
            self.stdout.write("Không có ngày nào phải tính.")
            return
        self.stdout.write(f"Đã tính {run.first_day:%d/%m/%Y}–{run.until:%d/%m/%Y}: {run.rows_written} dòng.")
        for finding in run.findings:
            words = ", ".join(f"{name} {value}" for name, value in finding.items())
            self.stderr.write(f"Không khớp: {words}")
        if run.findings:
            raise CommandError("Số liệu không cân đối; không công bố.", returncode=1)

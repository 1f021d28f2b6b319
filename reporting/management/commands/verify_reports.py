"""`manage.py verify_reports`: say whether every published report is still what was published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.publishing.verifying import differences_in, published_reports


class Command(BaseCommand):
    """Compute every hash again; exit 1 and name report and cell where something differs."""

    help = "Tính lại SHA-256, ô và danh sách của mọi báo cáo đã công bố; nêu báo cáo và ô bị sửa."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the help says."""
        count = forged = 0
        for report in published_reports():
            found = list(differences_in(report))
            count, forged = count + 1, forged + bool(found)
            for words in found:
                self.stdout.write(f"{report.number} ({report.slug}): {words}")
        if forged:
            raise CommandError(f"{forged} trong {count} báo cáo không còn như đã công bố.")
        self.stdout.write(f"{count} báo cáo đã công bố, tất cả còn nguyên.")

"""Write anew what search reads, after everyday words or the way of writing them have changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from procedures import search
from procedures.models import ProcedureVersion


class Command(BaseCommand):
    help = "Ghi lại toàn bộ chỉ mục tìm kiếm thủ tục (sau khi nâng cấp hoặc đổi từ thông dụng)."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            search.forget()
            search.index(ProcedureVersion.objects.published())
        self.stdout.write(f"Đã ghi chỉ mục tìm kiếm của {ProcedureVersion.objects.count()} phiên bản thủ tục.")

"""Serves the pretended remote signing service, for development and demonstrations: it really signs, with demo keys."""

from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dossiers.signing.contract import SigningKey
from dossiers.signing.errors import SigningRefused
from dossiers.signing.pkcs12 import open_file
from dossiers.signing.pretended import Mood, PretendedService


class Command(BaseCommand):
    help = (
        "Chạy dịch vụ ký số từ xa giả lập trên máy này, dùng các tệp khóa trong SIGNING_KEYS: tài khoản là tên tệp,"
        " mã PIN là 1234. Đặt SIGNING_SERVICE_URL bằng địa chỉ được in ra."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="cổng; 0 là cổng trống bất kỳ")
        parser.add_argument("--mood", choices=[mood.value for mood in Mood], default=Mood.NORMAL.value)
        parser.add_argument("--pin", default="1234")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Dịch vụ giả lập không chạy ở chế độ vận hành thật.")
        accounts: dict[str, SigningKey] = {}
        for path in sorted(Path(settings.SIGNING_KEYS).glob("*.p12")):
            try:
                accounts[path.stem] = open_file(path, passphrase=settings.SIGNING_PASSPHRASE)
            except SigningRefused:
                self.stderr.write(f"Bỏ qua {path.name}: mật khẩu khác.")
        if not accounts:
            raise CommandError("Không có tệp khóa nào mở được trong SIGNING_KEYS.")
        pins = dict.fromkeys(accounts, options["pin"])
        service = PretendedService(accounts, pins, mood=Mood(options["mood"]))
        with service.serve(port=options["port"]) as address:
            self.stdout.write(address)
            self.stdout.flush()
            try:
                Event().wait()
            except KeyboardInterrupt:
                self.stdout.write("")

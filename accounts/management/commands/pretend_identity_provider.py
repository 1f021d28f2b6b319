"""Run the pretended sign-in partner beside a trial installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.partner.pretended import PretendedProvider, server_of


class Command(BaseCommand):
    """Serve an OpenID Connect provider at which everybody may be anybody; for trials only."""

    help = "Chạy nhà cung cấp định danh thử nghiệm (thay VNeID) để xem thử; không dùng cho người thật."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the port."""
        parser.add_argument("--port", type=int, default=8199)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until a signal comes."""
        if settings.PRODUCTION:
            raise CommandError("Không chạy định danh thử nghiệm ở hệ thống chính thức.")
        given = settings.SIGN_IN_PARTNER
        provider = PretendedProvider("", given["client_id"], given["client_secret"])
        with server_of(provider, port=options["port"]) as server:
            self.stdout.write(f"{provider.issuer}")
            self.stdout.write(f"Chạy cổng với VNEID_ISSUER={provider.issuer}")
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                return

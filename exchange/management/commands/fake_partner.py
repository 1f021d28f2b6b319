"""`manage.py fake_partner`: let a fake partner of a trial be away, slow or unwilling; or serve it by HTTP."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exchange.channels.configured import fake_store
from exchange.fakes.partner import FakePartner
from exchange.fakes.server import Server
from exchange.fakes.sms import FakeSmsGateway
from exchange.fakes.store import Behaviour, Store
from exchange.fakes.zalo import FakeZalo

PARTNERS: dict[str, Callable[[Store], FakePartner]] = {"sms": FakeSmsGateway, "zalo": FakeZalo}


class Command(BaseCommand):
    """Show, change or serve a fake partner."""

    help = "Shows or changes how a fake partner (sms, zalo) behaves; with --serve answers by HTTP on loopback."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("partner", choices=sorted(PARTNERS))
        parser.add_argument("behaviour", nargs="?", choices=[each.value for each in Behaviour])
        parser.add_argument("--serve", metavar="PORT", type=int, help="serve it on this port of 127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the help says."""
        folder = settings.EXCHANGE["fakes"]
        if not folder:
            raise CommandError("Production has no fake partners.")
        store = fake_store(folder, options["partner"])
        if options["behaviour"]:
            store.behaviour = Behaviour(options["behaviour"])
        self.stdout.write(
            f"{options['partner']}: {store.behaviour}, {len(store.messages())} messages in {store.folder}"
        )
        if options["serve"]:
            server = Server(PARTNERS[options["partner"]](store), port=options["serve"])
            self.stdout.write(f"Serving at {server.url}; Ctrl-C ends it.")
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                server.server_close()

"""`manage.py prepare`: make the database ready for this version of the code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection

from agencies.models import Agency
from portal import first_tables
from procedures.models import ProcedureVersion, SearchEntry


class Command(BaseCommand):
    """Migrate, make the cache table, index for search what is not, and on request load the demo province."""

    help = "Migrates, makes the cache table; with --demo loads the demo province if the database is empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--demo", action="store_true", help="load the demo province if there is no agency yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the help says; each part skips what is done."""
        if first_tables.are_wanted(connection):
            first_tables.make(connection)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if ProcedureVersion.objects.exists() and not SearchEntry.objects.exists():
            # Published by an older version of the code, which searched otherwise.
            call_command("index_procedures", stdout=self.stdout)
        if not options["demo"] or Agency.objects.exists():
            return
        if "load_demo" not in get_commands():
            self.stderr.write("! There is no load_demo command: the database stays EMPTY.")
            return
        call_command("load_demo")

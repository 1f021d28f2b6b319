"""`manage.py translations`: update, compile or check the catalogues; needs no gettext programs."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import translations


class Command(BaseCommand):
    """Keep the catalogues of texts in step with the sources."""

    help = "Updates, compiles or checks locale/*/LC_MESSAGES/django.po."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three things that can be asked for."""
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--update", action="store_true", help="take the texts of the sources into locale/en")
        asked.add_argument("--compile", action="store_true", help="write the .mo files")
        asked.add_argument("--check", action="store_true", help="fail if a text lacks its translation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing that was asked for."""
        root = settings.BASE_DIR
        if options["update"]:
            count, untranslated = translations.update(root)
            self.stdout.write(f"locale/en: {count} texts, {untranslated} without a translation.")
        elif options["compile"]:
            for path in translations.compile_all(root):
                self.stdout.write(f"{path.relative_to(root)}")
        elif found := translations.problems(root):
            raise CommandError("\n".join([*found, f"{len(found)} problems. `manage.py translations --update` helps."]))
        else:
            self.stdout.write("Every text has its translation.")

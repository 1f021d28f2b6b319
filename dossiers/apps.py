"""The room `dossiers/`: what happens to one request."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    name = "dossiers"
    verbose_name = _("Hồ sơ")

    def ready(self) -> None:
        from dossiers.queries.running import RunningDossiers
        from procedures import running

        running.register(RunningDossiers())

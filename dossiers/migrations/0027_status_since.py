"""A dossier says since when it stands at its status, and all that a leader's numbers ask for stands in small indexes."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

ON_THE_CLOCK = [
    "to_agency",
    "in_appraisal",
    "supplementing",
    "awaiting_opinion",
    "verifying",
    "awaiting_payment",
    "in_approval",
    "awaiting_signature",
    "awaiting_seal",
    "to_centre",
]


def forwards(apps: Any, schema_editor: Any) -> None:
    """Fill the new column from the events."""
    reached = apps.get_model("dossiers", "DossierEvent").objects.filter(
        dossier=OuterRef("pk"), status_after=OuterRef("status")
    )
    newest = reached.exclude(status_before=F("status_after")).order_by("-ordinal").values("at")[:1]
    apps.get_model("dossiers", "Dossier").objects.update(status_since=Coalesce(Subquery(newest), F("held_since")))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0026_lighter_indexes")]
    operations = [
        migrations.AddField(
            "dossier",
            "status_since",
            models.DateTimeField(null=True, verbose_name="Ở bước này từ lúc"),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField("dossier", "status_since", models.DateTimeField(verbose_name="Ở bước này từ lúc")),
        migrations.AddIndex(
            "dossier",
            models.Index(
                fields=[
                    *("agency", "id", "status", "due_basis", "due_on", "due_at", "paused_at", "status_since"),
                    *("process", "holder_role", "holder", "origin", "original_due_on", "original_due_at"),
                    *("apologised_at", "finished_at", "finished_on", "acceptance_due_at"),
                ],
                name="dossier_on_the_clock",
                condition=Q(status__in=ON_THE_CLOCK),
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                fields=["agency", "acceptance_due_at"], name="dossier_unanswered", condition=Q(status="submitted")
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                fields=["agency", "finished_on"],
                name="dossier_owing_apology",
                condition=Q(origin="portal", finished_at__gt=F("original_due_at"))
                & (Q(apologised_at=None) | Q(apologised_at__lte=F("due_at"))),
            ),
        ),
        migrations.AddIndex(
            "apologynotice",
            models.Index(
                fields=["dossier"], name="apology_on_its_way", condition=Q(signed_at__isnull=False, delivered_at=None)
            ),
        ),
    ]

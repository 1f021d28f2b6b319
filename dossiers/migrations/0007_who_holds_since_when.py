"""Dossiers that were there before say since when they are held, by which unit, by whom, and whether their clock stands."""

from typing import Any

from django.db import migrations

from dossiers.append_only import LIVES, install, remove


def forwards(apps: Any, schema_editor: Any) -> None:
    """Fill the new columns from events and ledger, then let nobody change these again."""
    dossiers, events = apps.get_model("dossiers", "Dossier"), apps.get_model("dossiers", "DossierEvent")
    entries = apps.get_model("dossiers", "ClockEntry")
    entries.objects.update(calendar_revision=1)
    for dossier in dossiers.objects.select_related("office").iterator():
        last = events.objects.filter(dossier=dossier).order_by("-ordinal").first()
        paused = entries.objects.filter(dossier=dossier).order_by("-ordinal").first()
        dossier.held_since = last.at if last else dossier.submitted_at
        if dossier.holder_role == "clerk":
            dossier.holder_agency_id = dossier.office.agency_id
        elif dossier.holder_role not in ("", "applicant"):
            dossier.holder_agency_id = dossier.agency_id
        if dossier.holder_role == "appraiser":
            dossier.officer_id = dossier.holder_id
        if paused is not None and paused.kind == "pause":
            dossier.paused_at = paused.at
        dossier.save(update_fields=["held_since", "holder_agency", "officer", "paused_at"])
        if last is not None:
            last.holder_role, last.holder_agency_id = dossier.holder_role, dossier.holder_agency_id
            last.holder_id = dossier.holder_id
            last.save(update_fields=["holder_role", "holder_agency", "holder"])
    install(schema_editor.connection, LIVES)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Lift the triggers, so that the migration before may change the tables."""
    remove(schema_editor.connection, LIVES)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0006_four_steps")]
    operations = [migrations.RunPython(forwards, backwards)]

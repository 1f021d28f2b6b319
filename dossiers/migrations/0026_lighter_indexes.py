"""Drop the indexes that nobody asks for: each costs every dossier that comes, and history comes by the million.

A column has none beside another that begins with it, and of one that is mostly empty only the others are kept.
"""

from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Q


class DropIndexes(Operation):
    """Take from columns the indexes that Django made for them unasked.

    `AlterField` would write a table anew on SQLite, and the triggers that make it append-only would be gone with the
    old one.
    """

    reversible = True

    def __init__(self, model_name: str, names: tuple[str, ...]) -> None:
        self.model_name, self.names = model_name, names

    def state_forwards(self, app_label: str, state: Any) -> None:
        for name in self.names:
            field = state.models[app_label, self.model_name].fields[name].clone()
            field.db_index = False
            state.alter_field(app_label, self.model_name, name, field, preserve_default=True)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        own = {index.name for index in model._meta.indexes}
        columns = {model._meta.get_field(name).column for name in self.names}
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, known in found.items():
            is_plain = known["index"] and not known["unique"] and not known["primary_key"] and name not in own
            if is_plain and len(known["columns"]) == 1 and known["columns"][0] in columns:
                schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for name in self.names:
            field = model._meta.get_field(name)
            for statement in schema_editor._field_indexes_sql(model, field):
                schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Drop the indexes of {', '.join(self.names)} on {self.model_name}"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0025_address_of_an_import")]

    operations = [
        migrations.RemoveIndex("dossier", "dossier_of_citizen"),
        DropIndexes("dossier", ("regime", "agency", "office", "submitter", "organisation", "mandate", "holder")),
        DropIndexes("dossier", ("holder_agency", "reopens", "received_by")),
        DropIndexes("dossierevent", ("dossier", "actor", "actor_agency", "actor_post", "holder", "holder_agency")),
        DropIndexes("clockentry", ("dossier", "actor")),
        DropIndexes("result", ("file", "template", "proposed_by", "approved_by", "signed_by", "sealed_by")),
        DropIndexes("result", ("second_seal",)),
        # The patterns of LIKE: nobody asks for codes by their beginning.
        DropIndexes("dossier", ("code",)),
        DropIndexes("result", ("verification_code",)),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=Q(submitter__isnull=False), fields=["submitter", "-submitted_at"], name="dossier_of_citizen"
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(condition=Q(mandate__isnull=False), fields=["mandate"], name="dossier_under_mandate"),
        ),
        migrations.AddIndex(
            "dossier", models.Index(condition=Q(holder__isnull=False), fields=["holder"], name="dossier_held_by")
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(condition=Q(received_by__isnull=False), fields=["received_by"], name="dossier_received_by"),
        ),
        migrations.AddIndex(
            "dossier", models.Index(condition=Q(reopens__isnull=False), fields=["reopens"], name="dossier_reopening")
        ),
        migrations.AddIndex(
            "dossierevent",
            models.Index(condition=Q(action="seal"), fields=["actor_agency", "at"], name="event_of_sealing"),
        ),
        migrations.AddIndex(
            "dossierevent",
            models.Index(condition=Q(actor_post__isnull=False), fields=["actor_post"], name="event_from_post"),
        ),
        migrations.AddIndex(
            "result", models.Index(condition=Q(file__isnull=False), fields=["file"], name="result_file")
        ),
    ]

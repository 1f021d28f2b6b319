"""Each import of history gets an address of its own: its number would tell how many there are."""

import uuid

from django.db import migrations, models


def give_addresses(apps, _schema_editor):
    """Draw an address for each import that is there."""
    imports = apps.get_model("dossiers", "HistoryImport").objects
    for pk in imports.order_by().values_list("pk", flat=True):
        imports.filter(pk=pk).update(key=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0024_returned_and_supplemented")]

    operations = [
        migrations.AddField("historyimport", "key", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            "historyimport", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]

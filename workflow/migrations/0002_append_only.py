"""The database itself refuses to change or delete a row of history."""

from django.db import migrations

from workflow.seal import HISTORY, seal, unseal


def guard(apps, schema_editor):
    seal(schema_editor.connection, HISTORY)


def unguard(apps, schema_editor):
    unseal(schema_editor.connection, HISTORY)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

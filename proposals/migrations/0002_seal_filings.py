"""The database itself refuses to change or delete a filed version."""

from django.db import migrations

from workflow.seal import seal, unseal

TABLE = "proposals_filing"


def guard(apps, schema_editor):
    seal(schema_editor.connection, TABLE)


def unguard(apps, schema_editor):
    unseal(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

"""The database itself refuses to change or delete a line of the ledger."""

from django.db import migrations

from workflow.seal import seal, unseal

TABLE = "funding_ledgerentry"


def guard(apps, schema_editor):
    seal(schema_editor.connection, TABLE)


def unguard(apps, schema_editor):
    unseal(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

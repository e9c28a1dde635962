"""The database itself refuses to change or delete a line of the ledger, or a submitted version of a report."""

from django.db import migrations

from workflow.seal import seal, unseal

TABLES = ("funding_ledgerentry", "funding_reportversion")


def guard(apps, schema_editor):
    for table in TABLES:
        seal(schema_editor.connection, table)


def unguard(apps, schema_editor):
    for table in TABLES:
        unseal(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

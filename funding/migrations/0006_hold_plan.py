"""The database itself holds the plan to the grant, and the ledger sealed (SQLite made its table anew)."""

from django.db import migrations

from funding.plan_seal import hold, let_go
from workflow.seal import seal


def guard(apps, schema_editor):
    hold(schema_editor.connection)
    seal(schema_editor.connection, "funding_ledgerentry")


def unguard(apps, schema_editor):
    let_go(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_tranche_opens_on")]
    operations = [migrations.RunPython(guard, unguard)]

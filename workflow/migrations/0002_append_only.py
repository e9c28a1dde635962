"""The database itself refuses to change or delete a row of history."""

from django.db import migrations

SQLITE = [
    f"CREATE TRIGGER history_refuses_{act} BEFORE {act.upper()} ON workflow_historyrow "
    "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END"
    for act in ("update", "delete")
]
POSTGRESQL = [
    "CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'the history is append-only'; END $$",
    "CREATE TRIGGER history_refuses_change BEFORE UPDATE OR DELETE ON workflow_historyrow "
    "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()",
]


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER history_refuses_change ON workflow_historyrow")
        schema_editor.execute("DROP FUNCTION history_is_append_only()")
        return
    for act in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER history_refuses_{act}")


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]

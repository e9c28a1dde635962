"""What the board has counted holds until a dossier changes; its filters are counted in the order of states."""

from django.db import migrations, models


# as they were: what stands now is of `board/editions.py`, from 0005 on
_COUNTED = (
    "filing_id, is_with_institute, state, institute_id, routed_to_id, asked, blocks, warns, instrument_slug, "
    "state_since, taken_back_at, call_id, delegation_id, listed_countries, unit_key, search_text"
)
_MAKE = (
    "CREATE FUNCTION board_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "UPDATE proposals_boardedition SET token = gen_random_uuid() "
    "WHERE id = (SELECT id FROM proposals_boardedition LIMIT 1 FOR UPDATE SKIP LOCKED); "
    "IF NOT FOUND THEN INSERT INTO proposals_boardedition (token) VALUES (gen_random_uuid()); END IF; "
    "RETURN NULL; END $$",
    f"CREATE TRIGGER board_edition AFTER INSERT OR DELETE OR UPDATE OF {_COUNTED} ON proposals_dossier "
    "FOR EACH STATEMENT EXECUTE FUNCTION board_edition()",
    "CREATE TRIGGER board_edition AFTER INSERT OR DELETE OR UPDATE OF dossier_id, state, opinion ON proposals_visa "
    "FOR EACH STATEMENT EXECUTE FUNCTION board_edition()",
    "INSERT INTO proposals_boardedition (token) VALUES (gen_random_uuid())",
)


def make_triggers(_apps, schema_editor):
    _run(schema_editor, _MAKE)


def drop_triggers(_apps, schema_editor):
    _run(schema_editor, ("DROP FUNCTION board_edition() CASCADE",))


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_board_words")]

    operations = [
        migrations.CreateModel(
            name='BoardEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(editable=False)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveIndex(
            model_name='dossier',
            name='board_filters',
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('filing__isnull', False), ('is_with_institute', True)), fields=['institute', 'state', 'blocks', 'warns', 'asked', 'instrument_slug', 'state_since', 'taken_back_at', 'call', 'delegation', 'routed_to', 'listed_countries'], name='board_filters'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('filing__isnull', False), ('is_with_institute', True)), fields=['state', 'blocks', 'warns', 'asked', 'instrument_slug', 'state_since', 'taken_back_at', 'call', 'delegation', 'routed_to', 'listed_countries', 'institute'], name='board_filters_national'),
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]

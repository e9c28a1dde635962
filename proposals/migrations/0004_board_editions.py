"""What the board has counted holds until a dossier changes; its filters are counted in the order of states."""

from django.db import migrations, models

from proposals.board.editions import drop_triggers, make_triggers


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

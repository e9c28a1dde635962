"""What was read of a ranked list holds until an entry of it changes."""

import django.db.models.deletion
from django.db import migrations, models

from evaluation.list_editions import drop_triggers, make_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0002_seal_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListEdition',
            fields=[
                ('ranking', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='edition', serialize=False, to='evaluation.ranking')),
                ('token', models.UUIDField(editable=False)),
            ],
            options={
                'ordering': ['ranking'],
            },
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]

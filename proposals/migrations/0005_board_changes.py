"""An edition of the board says which dossiers changed."""

import importlib

from django.db import migrations, models

from proposals.board.editions import drop_triggers, make_triggers

before = importlib.import_module("proposals.migrations.0004_board_editions")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_board_editions")]

    operations = [
        migrations.RunPython(before.drop_triggers, before.make_triggers),
        migrations.RemoveField(model_name="boardedition", name="token"),
        migrations.AddField(
            model_name="boardedition", name="changes", field=models.TextField(default="", editable=False)
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]

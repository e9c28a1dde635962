"""On PostgreSQL the board is searched by an index of words."""

from django.db import migrations

from proposals.board.words import drop_indexes, make_indexes


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_seal_filings")]
    operations = [migrations.RunPython(make_indexes, drop_indexes)]

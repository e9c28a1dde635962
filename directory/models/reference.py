"""What reference data has in common: it is loaded from the project's files and edited in the administration."""

from __future__ import annotations

from django.db import models


class ReferenceData(models.Model):
    """A row that came from the project's files; `loaded` tells what was edited here since."""

    # the values as the project's file last gave them: a field that differs was edited here, and is kept
    loaded = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

"""Loading the centres that come with the project, without undoing what an administrator edited."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.db import transaction

from directory.actions.reference import Loaded, keep
from instruments.models import Centre

DATA = Path(__file__).resolve().parent.parent / "data" / "centres.toml"


@transaction.atomic
def load_centres() -> Loaded:
    """Load the International Research Centers; safe to run at each start."""
    loaded = Loaded()
    for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["centre"]:
        keep(Centre, {"slug": row.pop("slug")}, row, loaded)
    return loaded

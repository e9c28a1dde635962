"""Sessions in the database, as Django's own; read before every page by a query that is written once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import models
from django.utils import timezone

from workflow.prepared import Given, Prepared


def _alive() -> models.QuerySet[Any, tuple[Any, ...]]:
    key, now = Given("key", models.CharField()), Given("now", models.DateTimeField())
    sessions = db.SessionStore.get_model_class()._base_manager
    return sessions.filter(session_key=key, expire_date__gt=now).values_list("session_data")


ALIVE = Prepared(_alive)


class SessionStore(db.SessionStore):
    """A session that has ended, or was closed elsewhere, is empty."""

    def load(self) -> dict[str, Any]:
        """What is kept for this key. One query."""
        rows = ALIVE.rows(key=self.session_key, now=timezone.now())
        if rows:
            return self.decode(rows[0][0])
        self._session_key = None
        return {}

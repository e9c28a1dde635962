"""Subjects that exist only here: no app of the house, no migration; their tables are made by conftest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from cnrs_coop.lifecycles import tables, variants
from tests.workflow.table import DOOR
from workflow.models import Subject
from workflow.table import Table


def bare(life: Table) -> Table:
    """A life without its guards, effects and mails, which need the aggregate’s own columns."""
    return replace(
        life,
        transitions=tuple(replace(act, guards=(), prepares=(), effects=(), messages=()) for act in life.transitions),
    )


# every life of the house, by name: "call", "dossier, IEA"…
LIVES: dict[str, Table] = {"door": DOOR} | {name: bare(life) for table in tables() for name, life in variants(table)}


@dataclass(frozen=True)
class Somebody:
    """A standing as the engine needs it: an id, and roles that hold towards every subject here."""

    person_id: int | None = None
    roles: frozenset[str] = frozenset()


class Walked(Subject):
    """Walks through any life of the house."""

    life = models.CharField(max_length=60, default="door")
    note = models.CharField(max_length=60, blank=True)
    acts = {"knock": "Knocked"}

    class Meta:
        app_label = "walks"

    def __str__(self) -> str:
        return f"Porte {self.pk}"

    @property
    def workflow(self) -> Table:
        return LIVES[self.life]

    def roles_of(self, standing: Any) -> frozenset[str]:
        return standing.roles

    def get_absolute_url(self) -> str:
        return f"/doors/{self.pk}/"

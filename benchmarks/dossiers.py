"""Pages and acts around dossiers at two sizes: the officer's page of one, an answer kept."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.utils import timezone

from benchmarks.measure import Visit
from instruments.spec import FieldKind

if TYPE_CHECKING:
    from proposals.models import Dossier

SMALL, LARGE = 200, 2_000


def grow(size: int) -> None:
    """Bring the dossiers to `size`."""
    from proposals.models import Dossier

    missing = size - Dossier.objects.count()
    if missing > 0:
        call_command("generate", proposals=missing, reviewers=missing // 10, seed=size, verbosity=0)


@cache
def _examined() -> str:
    """A dossier that the demonstration's officer reads, filed."""
    from proposals.models import Dossier

    mine = Dossier.objects.filter(institute__code="INSU", filing__isnull=False, state="admissible").order_by("pk")
    return str(mine.values_list("uid", flat=True)[0])


@cache
def _reviewed() -> str:
    """A dossier of the same officer with three reviews at least, else the one with most."""
    from django.db.models import Count

    from proposals.models import Dossier

    mine = Dossier.objects.filter(institute__code="INSU", filing__isnull=False)
    counted = mine.annotate(number=Count("reviews")).order_by("-number", "pk")
    return str(next((one.uid for one in counted if one.number <= 3), counted[0].uid))


# what formalisation adds: the rows that only such dossiers have
FORMAL = {"letters": "commitments", "set-up": "set_up", "started": "award"}


@cache
def _formal(state: str) -> str:
    """A dossier of the same officer in this state, with what it brings."""
    from proposals.models import Dossier

    mine = Dossier.objects.filter(institute__code="INSU", state=state, **{f"{FORMAL[state]}__isnull": False})
    return str(mine.order_by("pk").values_list("uid", flat=True)[0])


def visits() -> dict[str, Visit]:
    """What an officer opens."""
    found = {"dossier": _examined(), "dossier with three reviews": _reviewed()}
    found |= {f"dossier in state {state}": _formal(state) for state in FORMAL}
    return {f"{name}, officer": Visit(f"/proposals/{uid}/", "officer") for name, uid in found.items()}


def campaign_visits() -> dict[str, Visit]:
    """The counts of every call, the late reviews, the interests to rule on."""
    return {"campaign, officer": Visit("/campaign/", "officer"), "campaign, Derci": Visit("/campaign/", "derci")}


@cache
def _typed() -> Callable[[], dict[str, Any]]:
    """What the script of the editor sends for one question of the demonstration's carrier, each time a new text."""
    from proposals.models import Answer

    answer, _is_new = Answer.objects.get_or_create(
        dossier=_draft(), field=_question(), defaults={"value": "", "changed_at": timezone.now()}
    )
    revisions = itertools.count(answer.revision)

    def sent() -> dict[str, Any]:
        revision = next(revisions)
        return {"value": f"Une réponse de quelques mots, la {revision}e.", "revision": revision}

    return sent


@cache
def _draft() -> Dossier:
    from proposals.models import Dossier

    mine = Dossier.objects.filter(carrier__email="carrier@demo.example", state="draft").for_rules()
    return mine.order_by("pk")[0]


def _question() -> str:
    return next(one.slug for one in _draft().rules.fields if one.kind is FieldKind.TEXT and one.slug != "title")


def autosave_visits() -> dict[str, Visit]:
    """One answer kept, as the editor does while somebody types."""
    path = f"/proposals/{_draft().uid}/answers/{_question()}/"
    return {"autosave of one answer": Visit(path, "carrier", _typed())}

"""In which filed dossiers people stood together before: as carrier, co-editor, participant or partner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from directory.models import Person

PARTS = ("carrier", "participants", "partners", "publications")


@dataclass(frozen=True)
class Joined:
    """A filed dossier in which somebody was; `keys`: accounts, addresses and ORCIDs of everybody in it."""

    dossier_id: int
    reference: str
    keys: frozenset[str]
    writers: frozenset[int]
    publications: tuple[Mapping[str, Any], ...]


def joined_by(people: Iterable[Person]) -> dict[int, list[Joined]]:
    """Person id → the filed dossiers they were in, as what was filed says. Two queries, whatever the numbers."""
    from proposals.models import Coeditor, Dossier, Participant, Partner

    asked = list(people)
    emails = {one.email.lower(): one.pk for one in asked}
    orcids = {one.orcid: one.pk for one in asked if one.orcid}
    coedited = Coeditor.objects.filter(person__in=asked, removed_at=None)
    took_part = Participant.objects.annotate(low=Lower("email")).filter(Q(low__in=emails) | Q(orcid__in=orcids))
    led = Partner.objects.annotate(low=Lower("lead_email")).filter(Q(low__in=emails) | Q(lead_orcid__in=orcids))
    rows = (
        Dossier.objects.filter(filing__isnull=False).exclude(state="withdrawn")
        .filter(Q(carrier__in=asked) | Q(pk__in=coedited.values("dossier")) | Q(pk__in=took_part.values("dossier"))
                | Q(pk__in=led.values("dossier")))
        .order_by("-pk").values_list("pk", "reference", "carrier", *(f"filing__content__{part}" for part in PARTS))
    )  # fmt: skip
    filed = list(rows)
    writers: dict[int, set[int]] = defaultdict(set)
    editing = Coeditor.objects.filter(dossier__in=[row[0] for row in filed], person__isnull=False, removed_at=None)
    for dossier, person in editing.order_by("pk").values_list("dossier", "person"):
        writers[dossier].add(person)
    by_key = {**emails, **orcids, **{account(one.pk): one.pk for one in asked}}
    found: dict[int, list[Joined]] = defaultdict(list)
    for key, reference, carrier_id, carrier, participants, partners, publications in filed:
        named = keys_of({"carrier": carrier, "participants": participants, "partners": partners})
        named |= {account(one) for one in (carrier_id, *writers[key])}
        joined = Joined(key, reference or "", named, frozenset(writers[key]), tuple(publications or ()))
        for person in {by_key[one] for one in named if one in by_key}:
            found[person].append(joined)
    return found


def account(person_id: int) -> str:
    """The key of somebody who has an account here."""
    return f"#{person_id}"


def keys_of(content: Mapping[str, Any]) -> frozenset[str]:
    """Account of the carrier, addresses (lower case) and ORCIDs of everybody named in a filed version."""
    rows = [(content.get("carrier") or {}, ""), *((one, "") for one in content.get("participants") or ()),
            *((one, "lead_") for one in content.get("partners") or ())]  # fmt: skip
    said = {(row.get(f"{prefix}email") or "").lower() for row, prefix in rows}
    said |= {row.get(f"{prefix}orcid") or "" for row, prefix in rows}
    carrier = (content.get("carrier") or {}).get("id")
    return frozenset((said | ({account(carrier)} if carrier else set())) - {""})

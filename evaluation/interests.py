"""Interests found from links, with the evidence shown: the check before anybody is invited, seated or opened to.

`found(dossiers, people)` reads a fixed number of tables whatever the number of pairs, and compares by dictionaries.
What was filed is read (names, addresses, ORCIDs, institutions, DOIs), never a working copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from directory.search.folding import words
from evaluation.enums import EXCLUDING, InterestGround

if TYPE_CHECKING:
    from directory.models import Person
    from proposals.models import Dossier

# a publication or supervision in common excludes within these years (product page §5)
RECENT_YEARS = 5


@dataclass(frozen=True)
class Found:
    """One link between a person and a dossier. `evidence` names what shows it, for the staff alone."""

    person_id: int
    dossier_id: int
    ground: InterestGround
    evidence: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_excluding(self) -> bool:
        return self.ground in EXCLUDING

    @property
    def shown(self) -> str:
        """What shows it, in one line."""
        return ", ".join(text for text in self.evidence.values() if text)


@dataclass(frozen=True)
class Traits:
    """By what a person is recognised in a dossier: all folded."""

    person_id: int
    emails: frozenset[str]
    names: frozenset[str]
    orcid: str
    unit_id: int | None
    institutions: frozenset[str]
    # doi -> year, of what the person published
    works: Mapping[str, int | None] = field(default_factory=dict)


def found(dossiers: Iterable[Dossier], people: Iterable[Person]) -> list[Found]:
    """Every link between these people and these dossiers, excluding ones first. Six queries at most."""
    given, asked = list(dossiers), list(people)
    if not given or not asked:
        return []
    contents = _contents(given)
    traits = _traits(asked)
    by = _indexes(traits)
    links = [link for dossier in given for link in _in_one(dossier, contents[dossier.pk], by)]
    links += _applications(given, asked)
    links += _past(given, asked)
    unique = {(one.person_id, one.dossier_id, one.ground): one for one in reversed(links)}
    return sorted(unique.values(), key=lambda one: (not one.is_excluding, one.dossier_id, one.person_id, one.ground))


def found_between(dossier: Dossier, person: Person) -> list[Found]:
    """The links between one person and one dossier."""
    return found([dossier], [person])


# -- what is read --------------------------------------------------------------------------------------
def _contents(dossiers: list[Dossier]) -> dict[int, dict[str, Any]]:
    """The filed content of each; of what is not filed, nothing but its carrier is known."""
    from proposals.models import Filing

    wanted = [one.filing_id for one in dossiers if one.filing_id]
    read = dict(Filing.objects.filter(pk__in=wanted).values_list("pk", "content"))
    return {one.pk: read.get(one.filing_id, {}) if one.filing_id else {} for one in dossiers}


def _traits(people: list[Person]) -> list[Traits]:
    from evaluation.models import Reviewer

    profiles = {
        one.person_id: one
        for one in Reviewer.objects.filter(person__in=people).select_related("organisation").prefetch_related("works")
    }
    return [_traits_of(person, profiles.get(person.pk)) for person in people]


def _traits_of(person: Person, profile: Any) -> Traits:
    institutions: set[str] = set()
    works: dict[str, int | None] = {}
    if profile is not None:
        named = (profile.institution, str(profile.organisation or ""))
        institutions = {_folded(name) for name in named} - {""}
        works = {work.doi.lower(): work.year for work in profile.works.all() if work.doi}
    return Traits(
        person.pk, frozenset({person.email.lower()}), frozenset({_name(person.first_name, person.last_name)}),
        person.orcid or "", person.unit_id, frozenset(institutions), works,
    )  # fmt: skip


@dataclass(frozen=True)
class _Index:
    """Whom a trait belongs to."""

    emails: Mapping[str, list[int]]
    names: Mapping[str, list[int]]
    orcids: Mapping[str, list[int]]
    units: Mapping[int, list[int]]
    institutions: Mapping[str, list[int]]
    works: Mapping[str, list[tuple[int, int | None]]]
    people: frozenset[int]


def _indexes(traits: Iterable[Traits]) -> _Index:
    emails: dict[str, list[int]] = defaultdict(list)
    names: dict[str, list[int]] = defaultdict(list)
    orcids: dict[str, list[int]] = defaultdict(list)
    units: dict[int, list[int]] = defaultdict(list)
    institutions: dict[str, list[int]] = defaultdict(list)
    works: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    people = set()
    for one in traits:
        people.add(one.person_id)
        for email in one.emails:
            emails[email].append(one.person_id)
        for name in one.names:
            names[name].append(one.person_id)
        if one.orcid:
            orcids[one.orcid].append(one.person_id)
        if one.unit_id:
            units[one.unit_id].append(one.person_id)
        for institution in one.institutions:
            institutions[institution].append(one.person_id)
        for doi, year in one.works.items():
            works[doi].append((one.person_id, year))
    return _Index(emails, names, orcids, units, institutions, works, frozenset(people))


# -- what is compared ----------------------------------------------------------------------------------
def _in_one(dossier: Dossier, content: Mapping[str, Any], by: _Index) -> Iterator[Found]:
    key = dossier.pk
    if dossier.carrier_id in by.people:
        yield Found(dossier.carrier_id, key, InterestGround.CARRIER)
    for person in by.units.get(dossier.unit_id or 0, ()):
        unit = content.get("unit") or {}
        yield Found(person, key, InterestGround.SAME_UNIT, {"unit": unit.get("code", "")})
    for one in content.get("participants") or ():
        for person in _recognised(one, by, ""):
            name = f"{one.get('first_name', '')} {one.get('last_name', '')}".strip()
            yield Found(person, key, InterestGround.PARTICIPANT, {"name": name})
    for one in content.get("partners") or ():
        for person in _recognised(one, by, "lead_"):
            yield Found(person, key, InterestGround.PARTNER, {"institution": one.get("institution", "")})
        for person in by.institutions.get(_folded(one.get("institution") or ""), ()):
            yield Found(person, key, InterestGround.PARTNER_INSTITUTION, {"institution": one.get("institution", "")})
    yield from _common_works(key, content, by)


def _recognised(row: Mapping[str, Any], by: _Index, prefix: str) -> set[int]:
    """By their address or their ORCID; by their name alone too: a namesake is for the officer to see."""
    given = {key: row.get(f"{prefix}{key}") or "" for key in ("email", "orcid", "first_name", "last_name")}
    return {
        *by.emails.get(given["email"].lower() or "-", ()), *by.orcids.get(given["orcid"] or "-", ()),
        *by.names.get(_name(given["first_name"], given["last_name"]) or "-", ()),
    }  # fmt: skip


def _common_works(key: int, content: Mapping[str, Any], by: _Index) -> Iterator[Found]:
    this_year = timezone.now().year
    for one in content.get("publications") or ():
        doi = (one.get("doi") or "").lower()
        for author, year in by.works.get(doi, ()):
            known = year or _year(one.get("year"))
            is_recent = known is None or this_year - known <= RECENT_YEARS
            ground = InterestGround.COMMON_WORK if is_recent else InterestGround.OLDER_WORK
            yield Found(author, key, ground, {"doi": doi, "year": str(known or "")})


def _applications(dossiers: list[Dossier], people: list[Person]) -> Iterator[Found]:
    """Another dossier of one's own in the same call: in the same institute it excludes, else it is ruled on."""
    from proposals.models import Dossier

    calls = {one.call_id for one in dossiers}
    rows = (
        Dossier.objects.filter(call__in=calls, carrier__in=people, filing__isnull=False)
        .exclude(state="withdrawn").order_by("pk").values_list("pk", "carrier", "call", "institute", "reference")
    )  # fmt: skip
    own: dict[int, list[tuple[int, int, int | None, str]]] = defaultdict(list)
    for key, carrier, call, institute, reference in rows:
        own[call].append((key, carrier, institute, reference or ""))
    for dossier in dossiers:
        for key, applicant, theirs, reference in own.get(dossier.call_id, ()):
            if key != dossier.pk:
                is_same = theirs == dossier.institute_id
                ground = InterestGround.SAME_CALL if is_same else InterestGround.OTHER_INSTITUTE
                yield Found(applicant, dossier.pk, ground, {"reference": reference})


def _past(dossiers: list[Dossier], people: list[Person]) -> Iterator[Found]:
    """A former action that somebody wrote or carried together with the carrier."""
    from proposals.models import Coeditor

    carriers = {one.carrier_id for one in dossiers}
    rows = Coeditor.objects.filter(person__in=people, removed_at=None, dossier__carrier__in=carriers)
    together: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for person, key, carrier, reference in rows.order_by("pk").values_list(
        "person", "dossier", "dossier__carrier", "dossier__reference"
    ):
        together[carrier].append((person, key, reference or ""))
    for dossier in dossiers:
        for person, key, reference in together.get(dossier.carrier_id, ()):
            ground = InterestGround.CARRIER if key == dossier.pk else InterestGround.PAST_ACTION
            yield Found(person, dossier.pk, ground, {"reference": reference})


def _name(first: str, last: str) -> str:
    return " ".join(words(f"{first} {last}"))


def _folded(text: str) -> str:
    return " ".join(words(text))


def _year(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None

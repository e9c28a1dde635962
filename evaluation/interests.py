"""Interests found from links, with the evidence shown: the check before anybody is invited, seated or opened to.

`found(dossiers, people)` reads a fixed number of tables whatever the number of pairs, and compares by dictionaries.
What was filed is read (addresses, ORCIDs, names, institutions, DOIs), never a working copy. An address or an ORCID says
who somebody is; an equal name says that somebody has to look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from evaluation.enums import EXCLUDING, InterestGround
from evaluation.histories import Joined, account, joined_by, keys_of
from evaluation.traits import Index, Paper, authors_in, folded, index, names_of, traits_of, year_in

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


def found(dossiers: Iterable[Dossier], people: Iterable[Person]) -> list[Found]:
    """Every link between these people and these dossiers, excluding ones first. A fixed number of queries."""
    given, asked = list(dossiers), list(people)
    if not given or not asked:
        return []
    contents = _contents(given)
    joined = joined_by(asked)
    by = index(traits_of(asked, joined))
    links = [link for dossier in given for link in _in_one(dossier, contents[dossier.pk], by)]
    links += _applications(given, asked)
    links += _together(given, contents, joined, by)
    unique = {(one.person_id, one.dossier_id, one.ground): one for one in reversed(links)}
    return sorted(unique.values(), key=lambda one: (not one.is_excluding, one.dossier_id, one.person_id, one.ground))


def found_between(dossier: Dossier, person: Person) -> list[Found]:
    """The links between one person and one dossier."""
    return found([dossier], [person])


def _contents(dossiers: list[Dossier]) -> dict[int, dict[str, Any]]:
    """The filed content of each; of what is not filed, nothing but its carrier is known."""
    from proposals.models import Filing

    read = {one.filing_id: one._state.fields_cache["filing"].content for one in dossiers if _is_read(one)}
    wanted = [one.filing_id for one in dossiers if one.filing_id and one.filing_id not in read]
    if wanted:
        read |= dict(Filing.objects.filter(pk__in=wanted).values_list("pk", "content"))
    return {one.pk: read.get(one.filing_id, {}) if one.filing_id else {} for one in dossiers}


def _is_read(dossier: Dossier) -> bool:
    """Whether the filed content came with the dossier: a content is long, and is read once."""
    filing = dossier._state.fields_cache.get("filing")
    return filing is not None and "content" not in filing.get_deferred_fields()


# -- who is in the dossier -----------------------------------------------------------------------------
def _in_one(dossier: Dossier, content: Mapping[str, Any], by: Index) -> Iterator[Found]:
    key = dossier.pk
    if dossier.carrier_id in by.people:
        yield Found(dossier.carrier_id, key, InterestGround.CARRIER)
    yield from _same_unit(key, dossier.unit_id, content.get("unit") or {}, by)
    carrier = content.get("carrier") or {}
    yield from _recognised(key, carrier, "", InterestGround.CARRIER, _name(carrier), by)
    for one in content.get("participants") or ():
        yield from _recognised(key, one, "", InterestGround.PARTICIPANT, _name(one), by)
    for one in content.get("partners") or ():
        yield from _recognised(key, one, "lead_", InterestGround.PARTNER, one.get("institution") or "", by)
        unit = one.get("unit") or {}
        yield from _same_unit(key, unit.get("id"), unit, by)
        yield from _partner_institution(key, one, by)
    yield from _same_authors(key, content, by)
    yield from _common_works(key, content, by)


def _same_unit(key: int, unit_id: int | None, unit: Mapping[str, Any], by: Index) -> Iterator[Found]:
    """The carrier's unit, or another unit of the CNRS that is a partner: both exclude."""
    for person in by.units.get(unit_id or 0, ()):
        yield Found(person, key, InterestGround.SAME_UNIT, {"unit": unit.get("code") or unit.get("name") or ""})


def _recognised(key: int, row: Mapping[str, Any], prefix: str, ground: InterestGround, shown: str,
                by: Index) -> Iterator[Found]:  # fmt: skip
    """By their address or ORCID, they are in it; by their name alone, the officer says whether they are."""
    email, orcid = (row.get(f"{prefix}email") or "").lower(), row.get(f"{prefix}orcid") or ""
    sure = {*by.emails.get(email or "-", ()), *by.orcids.get(orcid or "-", ())}
    evidence = "institution" if prefix else "name"
    for person in sure:
        yield Found(person, key, ground, {evidence: shown})
    for name in names_of(row.get(f"{prefix}first_name") or "", row.get(f"{prefix}last_name") or ""):
        for person in by.names.get(name, ()):
            # two ORCIDs are two people
            if person not in sure and not (orcid and by.people[person].orcid):
                yield Found(person, key, InterestGround.NAMESAKE, {"name": _name(row, prefix), "institution": shown
                                                                   if prefix else ""})  # fmt: skip


def _partner_institution(key: int, partner: Mapping[str, Any], by: Index) -> Iterator[Found]:
    """As the registry knows it, or by one of the names given."""
    organisation = partner.get("organisation") or {}
    named = {folded(text or "") for text in (
        partner.get("institution"), partner.get("laboratory"), organisation.get("name"))}  # fmt: skip
    people = {person for name in named for person in by.institutions.get(name or "-", ())}
    people |= set(by.organisations.get(organisation.get("id") or 0, ()))
    for person in people:
        shown = partner.get("institution") or organisation.get("name") or ""
        yield Found(person, key, InterestGround.PARTNER_INSTITUTION, {"institution": shown})


# -- what they published -------------------------------------------------------------------------------
def _common_works(key: int, content: Mapping[str, Any], by: Index) -> Iterator[Found]:
    """A publication of the dossier that is theirs too, or one of theirs that somebody of the dossier signed."""
    for one in content.get("publications") or ():
        for author, paper in by.papers.get((one.get("doi") or "").lower() or "-", ()):
            yield _common(author, key, paper, paper.year or year_in(one.get("year")))
    for row, prefix in _everybody(content):
        for author, paper in by.coauthors.get(row.get(f"{prefix}orcid") or "-", ()):
            yield _common(author, key, paper, paper.year)
        for name in names_of(row.get(f"{prefix}first_name") or "", row.get(f"{prefix}last_name") or ""):
            for author, paper in by.coauthors.get(name, ()):
                # oneself among one's own authors is no evidence of anybody else
                if name not in by.people[author].names:
                    shown = {"name": _name(row, prefix), "doi": paper.shown, "year": str(paper.year or "")}
                    yield Found(author, key, InterestGround.NAMESAKE, shown)


def _common(author: int, key: int, paper: Paper, year: int | None) -> Found:
    """Within five years it excludes; so does one of unknown year, until its year is given."""
    is_recent = year is None or timezone.now().year - year <= RECENT_YEARS
    ground = InterestGround.COMMON_WORK if is_recent else InterestGround.OLDER_WORK
    return Found(author, key, ground, {"doi": paper.shown, "year": str(year or "")})


def _same_authors(key: int, content: Mapping[str, Any], by: Index) -> Iterator[Found]:
    """An author of the dossier's publications who has somebody's name."""
    for one in content.get("publications") or ():
        authors = [folded(author) for author in authors_in(one.get("authors") or "")]
        # « Martin, Jeanne, Petit, Paul » has its names in two pieces
        joined = [f"{first} {second}" for first, second in pairwise(authors)]
        for name in {*authors, *joined}:
            for person in by.names.get(name or "-", ()):
                shown = {"name": name.title(), "doi": one.get("doi") or one.get("title") or ""}
                yield Found(person, key, InterestGround.NAMESAKE, shown)


def _everybody(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    yield content.get("carrier") or {}, ""
    for one in content.get("participants") or ():
        yield one, ""
    for one in content.get("partners") or ():
        yield one, "lead_"


# -- other dossiers ------------------------------------------------------------------------------------
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


def _together(dossiers: list[Dossier], contents: Mapping[int, Mapping[str, Any]],
              joined: Mapping[int, list[Joined]], by: Index) -> Iterator[Found]:  # fmt: skip
    """Another filed dossier in which somebody of this one was too; of this one, its co-editors."""
    wholes: dict[str, list[tuple[int, Joined]]] = defaultdict(list)
    writing: dict[int, set[int]] = defaultdict(set)
    for person, theirs in joined.items():
        themselves = {account(person), by.people[person].email, by.people[person].orcid}
        for one in theirs:
            if person in one.writers:
                writing[one.dossier_id].add(person)
            for key in one.keys - themselves:
                wholes[key].append((person, one))
    for dossier in dossiers:
        for person in writing.get(dossier.pk, ()):
            yield Found(person, dossier.pk, InterestGround.CARRIER)
        for key in keys_of(contents[dossier.pk]):
            for person, one in wholes.get(key, ()):
                if one.dossier_id != dossier.pk:
                    yield Found(person, dossier.pk, InterestGround.PAST_ACTION, {"reference": one.reference})


def _name(row: Mapping[str, Any], prefix: str = "") -> str:
    return f"{row.get(f'{prefix}first_name') or ''} {row.get(f'{prefix}last_name') or ''}".strip()

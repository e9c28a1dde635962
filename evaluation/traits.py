"""By what people are recognised in what was filed: addresses, ORCIDs, units, institutions, publications; names last.

Everything is folded, then turned into dictionaries: any number of dossiers is compared with any number of people at the
cost of reading both once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from directory.search.folding import words

if TYPE_CHECKING:
    from directory.models import Person
    from evaluation.histories import Joined


@dataclass(frozen=True)
class Paper:
    """A publication of somebody: its DOI (or its title), its year if known, its authors as given."""

    doi: str
    title: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.doi or self.title


@dataclass(frozen=True)
class Traits:
    """By what one person is recognised: all folded."""

    person_id: int
    email: str
    names: frozenset[str]
    orcid: str
    unit_id: int | None
    institutions: frozenset[str]
    organisation_id: int | None = None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Index:
    """Whom a trait belongs to."""

    people: Mapping[int, Traits]
    emails: Mapping[str, list[int]]
    names: Mapping[str, list[int]]
    orcids: Mapping[str, list[int]]
    units: Mapping[int, list[int]]
    institutions: Mapping[str, list[int]]
    organisations: Mapping[int, list[int]]
    papers: Mapping[str, list[tuple[int, Paper]]]
    # ORCID or folded name of a co-author → whose publication, and which
    coauthors: Mapping[str, list[tuple[int, Paper]]] = field(default_factory=dict)


def traits_of(people: Iterable[Person], joined: Mapping[int, list[Joined]]) -> list[Traits]:
    """The traits of these people: profile and publications given, and those of the dossiers they filed or joined."""
    from evaluation.models import Reviewer

    asked = list(people)
    rows = Reviewer.objects.filter(person__in=asked).select_related("organisation").prefetch_related("works")
    profiles = {one.person_id: one for one in rows}
    return [_traits_of(one, profiles.get(one.pk), joined.get(one.pk, ())) for one in asked]


def _traits_of(person: Person, profile: Any, joined: Iterable[Joined]) -> Traits:
    institutions: set[str] = set()
    given: list[Paper] = []
    if profile is not None:
        institutions = {folded(name) for name in (profile.institution, str(profile.organisation or ""))} - {""}
        given = [Paper(one.doi.lower(), one.title, one.year, tuple(one.authors)) for one in profile.works.all()]
    known = {one.doi for one in given}
    given += [paper for dossier in joined for paper in papers_naming(person, dossier.publications)
              if paper.doi not in known]  # fmt: skip
    return Traits(
        person.pk, person.email.lower(), names_of(person.first_name, person.last_name), person.orcid or "",
        person.unit_id, frozenset(institutions), profile.organisation_id if profile else None, tuple(given),
    )  # fmt: skip


def papers_naming(person: Person, publications: Iterable[Mapping[str, Any]]) -> Iterator[Paper]:
    """Of the publications of a dossier this person is known to be in, those whose authors name them."""
    for one in publications:
        authors = authors_in(one.get("authors") or "")
        doi = (one.get("doi") or "").lower()
        if doi and any(_is_signed(author, person) for author in authors):
            yield Paper(doi, one.get("title") or "", year_in(one.get("year")), authors)


def _is_signed(author: str, person: Person) -> bool:
    """« J. Martin » and « Martin Jeanne » are both Jeanne Martin, of whom one knows already that she is there."""
    said, first, last = words(author), words(person.first_name), words(person.last_name)
    if not last or not set(last) <= set(said):
        return False
    others = [word for word in said if word not in last]
    return not others or not first or any(first[0].startswith(word) or word.startswith(first[0]) for word in others)


def index(traits: Iterable[Traits]) -> Index:
    """Whom each trait belongs to."""
    found: dict[str, dict[Any, list[Any]]] = {
        name: defaultdict(list)
        for name in ("emails", "names", "orcids", "units", "institutions", "organisations", "papers", "coauthors")
    }
    people = {one.person_id: one for one in traits}
    for key, one in people.items():
        for name, values in (
            ("emails", (one.email,)), ("names", one.names), ("orcids", (one.orcid,)), ("units", (one.unit_id,)),
            ("institutions", one.institutions), ("organisations", (one.organisation_id,)),
        ):  # fmt: skip
            for value in values:
                if value:
                    found[name][value].append(key)
        for paper in one.papers:
            if paper.doi:
                found["papers"][paper.doi].append((key, paper))
            for author in paper.authors:
                found["coauthors"][author if is_orcid(author) else folded(author)].append((key, paper))
    return Index(people, **found)


# -- how texts are read --------------------------------------------------------------------------------
def folded(text: str) -> str:
    """Without case, accents or signs."""
    return " ".join(words(text))


def names_of(first: str, last: str) -> frozenset[str]:
    """A name in both orders; nothing of half a name."""
    one, two = folded(first), folded(last)
    return frozenset({f"{one} {two}", f"{two} {one}"}) if one and two else frozenset()


def authors_in(text: str) -> tuple[str, ...]:
    """The authors of a reference: « Jeanne Martin, Paul Petit », « Martin, Jeanne; Petit, Paul »."""
    for sign in (" and ", " et ", " & "):
        text = text.replace(sign, ";" if ";" in text else ",")
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    if ";" in text:
        return tuple(" ".join(part.replace(",", " ").split()) for part in text.split(";") if part.strip())
    return tuple(parts)


def year_in(value: Any) -> int | None:
    return int(value) if str(value or "").isdigit() else None


def is_orcid(text: str) -> bool:
    """Whether a co-author is given by identifier; names hold no digits in groups of four."""
    return len(text) == 19 and text[4:5] == text[9:10] == text[14:15] == "-"


__all__ = ["Index", "Paper", "Traits", "authors_in", "folded", "index", "is_orcid", "names_of", "papers_naming",
           "traits_of", "year_in"]  # fmt: skip

"""A dossier's content as the facts that the rules judge: the same for the editor, the filing and the triage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from directory.search.folding import words
from documents.enums import IntakeState
from instruments.checks import CARRIER, INSTITUTE, Facts, Problem, problems
from instruments.spec import FieldKind, Instrument
from proposals.content import Content
from proposals.enums import FilingKind, PartnerWord, Side, Source

FRANCE = "FR"


def facts_of(rules: Instrument, content: Content) -> Facts:
    """The facts of one content. No query."""
    partners = content["partners"]
    entered_abroad = [one for one in partners if one["side"] == Side.FOREIGN]
    foreign = [one for one in entered_abroad if one["country"] != FRANCE]
    french = [one for one in partners if one["side"] == Side.FRENCH]
    return Facts(
        is_carrier_in_cnrs_unit=content["unit"] is not None,
        is_carrier_permanent=content["carrier"]["is_permanent"],
        has_institute=content["institute"] is not None,
        french_laboratories=len(laboratories(french) | _own(content)),
        cnrs_laboratories=len(laboratories([one for one in french if one["unit"] is not None]) | _own(content)),
        foreign_laboratories=len(laboratories(foreign)),
        foreign_countries=len(countries_abroad(partners)),
        foreign_leads=sum(bool(one["lead_last_name"]) for one in foreign),
        denied_partners=tuple(_name(one) for one in partners if one["word"] == PartnerWord.DENIED),
        nameless_partners=sum(not _name(one) or not one["country"] for one in foreign),
        misplaced_partners=tuple(_name(one) for one in entered_abroad if one["country"] == FRANCE),
        months=content["months"],
        spending=spending(content, Source.CNRS),
        papers=frozenset(one["paper"] for one in content["papers"] if one["state"] != IntakeState.REFUSED),
        answers=answers(rules, content),
    )


def countries_abroad(partners: Iterable[Mapping[str, Any]]) -> list[str]:
    """Codes of the partner countries, in order: those of the foreign side that are said; France is none of them."""
    return sorted({one["country"] for one in partners if one["side"] == Side.FOREIGN} - {"", FRANCE})


def laboratories(partners: Sequence[Mapping[str, Any]]) -> set[tuple[str, ...]]:
    """The laboratories named, each once however often it is entered: by its unit, else by institution and laboratory.

    An institution is known by the directory, or by its name without case and accents; the city tells apart those
    that are typed by hand, and the places of an institution of which no laboratory is named.
    """
    known: dict[str, str] = {}
    for one in partners:
        if one["organisation"]:
            known |= {_folded(name): str(one["organisation"]["id"])
                      for name in (one["organisation"]["name"], one["institution"]) if name}  # fmt: skip
    return {_identity(one, known) for one in partners}


def _identity(partner: Mapping[str, Any], known: Mapping[str, str]) -> tuple[str, ...]:
    if partner["unit"]:
        return ("unit", str(partner["unit"]["id"]))
    name, laboratory = _folded(partner["institution"]), _folded(partner["laboratory"])
    organisation = str(partner["organisation"]["id"]) if partner["organisation"] else known.get(name, "")
    if organisation and laboratory:
        return ("organisation", organisation, laboratory)
    return ("organisation" if organisation else "by hand", organisation or name, laboratory, _folded(partner["city"]))


def _own(content: Content) -> set[tuple[str, ...]]:
    """The carrier's own unit, which is a laboratory of the French side."""
    return {("unit", str(content["unit"]["id"]))} if content["unit"] else set()


def _folded(text: str) -> str:
    return " ".join(words(text))


def verdicts(rules: Instrument, content: Content) -> tuple[Problem, ...]:
    """What the rules find in this content, what blocks first."""
    return problems(rules, facts_of(rules, content))


def expression_verdicts(rules: Instrument, content: Content) -> tuple[Problem, ...]:
    """What the short form of an expression of interest lacks: its own questions, and the carrier's frame."""
    own = {asked.slug for section in rules.expression_sections for asked in section.fields}
    return tuple(one for one in verdicts(rules, content) if one.link in own or one.link in (CARRIER, INSTITUTE))


def verdicts_of(rules: Instrument, content: Content, kind: str) -> tuple[Problem, ...]:
    """What the rules find in a version received as `kind`: an expression of interest is judged on what it asks."""
    return (expression_verdicts if kind == FilingKind.EXPRESSION else verdicts)(rules, content)


def spending(content: Content, source: Source) -> dict[str, Decimal]:
    """Euros per budget line from one source, over all years."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for cell in content["budget"]:
        if cell["source"] == source:
            sums[cell["line"]] += Decimal(cell["euros"])
    return dict(sums)


def asked_of_cnrs(content: Content) -> Decimal:
    """Euros asked of the CNRS over the whole action."""
    return sum(spending(content, Source.CNRS).values(), Decimal())


def asked_in(rules: Instrument, content: Content, kind: str) -> Decimal | None:
    """The same of a version received as `kind`; none of an expression of interest that asks for no budget."""
    asks = rules.expression_sections if kind == FilingKind.EXPRESSION else rules.sections
    has_budget = any(asked.kind is FieldKind.BUDGET for section in asks for asked in section.fields)
    return asked_of_cnrs(content) if has_budget else None


def answers(rules: Instrument, content: Content) -> dict[str, int]:
    """Characters typed per question (spaces included); for what is not text, how many lines there are."""
    counted = {
        FieldKind.PEOPLE: len(content["participants"]),
        FieldKind.PARTNERS: len(content["partners"]),
        FieldKind.BUDGET: len(content["budget"]),
        FieldKind.PUBLICATIONS: len(content["publications"]),
    }
    return {
        asked.slug: counted[asked.kind] if asked.kind in counted else length(content["answers"].get(asked.slug))
        for asked in rules.fields
    }


def length(value: Any) -> int:
    """How much is typed: characters of a text (blank counts as none, a line break as one), 1 for another answer."""
    if isinstance(value, str):
        return len(value) if value.strip() else 0
    return 0 if value is None or value == [] else 1


def _name(partner: Any) -> str:
    return str(partner["laboratory"] or partner["institution"])

"""What each kind of report asks, part by part: texts, figures by budget line, lists. Pure.

The form, the autosave, the check of what is missing, the frozen version and the comments are all made from this list
(product page §6: missions, meetings, young researchers, publications, spent against notified by line, next year).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from funding.enums import LineKind, ReportKind
from instruments.spec import Instrument, Level, Text

SPENT, FORECAST, TRUED = "spent-", "forecast-", "trued-"
FINANCIAL_SIDE = frozenset({ReportKind.FINANCIAL, ReportKind.FINAL})


class PartKind(Enum):
    """How a part is answered."""

    TEXT = "text"
    EUROS = "euros"
    LINES = "lines"


@dataclass(frozen=True)
class Part:
    """One thing to answer. `level`: what an empty answer does; `limit` in characters for a text."""

    slug: str
    label: Text
    kind: PartKind
    help: Text | None = None
    level: Level | None = None
    limit: int = 0
    line: str = ""
    lines: LineKind | None = None


SUMMARY = Part("summary", Text("Ce qui a été fait dans l’année", "What was done in the year"), PartKind.TEXT,
               Text("Les résultats, les rencontres qui ont compté.", "Results, and the meetings that mattered."),
               Level.BLOCK, 6000)  # fmt: skip
OUTCOMES = Part("outcomes", Text("Ce que l’action a produit", "What the action has produced"), PartKind.TEXT,
                Text("Sur toute sa durée.", "Over its whole duration."), Level.BLOCK, 8000)  # fmt: skip
AFTER = Part("after", Text("La suite", "What follows"), PartKind.TEXT,
             Text("Un autre projet, un autre instrument, une demande commune.",
                  "Another project, another instrument, a joint bid."), Level.BLOCK, 3000)  # fmt: skip
DIFFICULTIES = Part("difficulties", Text("Difficultés et écarts au plan", "Difficulties and deviations from the plan"),
                    PartKind.TEXT, None, None, 3000)  # fmt: skip
NEXT_YEAR = Part("next-year", Text("Plan de l’année suivante", "Plan for next year"), PartKind.TEXT,
                 Text("Il sera rappelé dans le prochain compte rendu.", "The next report recalls it."),
                 Level.BLOCK, 4000)  # fmt: skip
COMMENT = Part("comment", Text("Explications sur les dépenses", "Explanations on spending"), PartKind.TEXT, None, None,
               3000)  # fmt: skip
CONTRIBUTION = Part("contribution", Text("Apports des partenaires", "Contributions of the partners"), PartKind.TEXT,
                    Text("En argent ou en nature.", "In money or in kind."), None, 2000)  # fmt: skip
MISSIONS = Part("missions", Text("Missions", "Missions"), PartKind.LINES, level=Level.WARN, lines=LineKind.MISSION)
MEETINGS = Part("meetings", Text("Rencontres", "Meetings"), PartKind.LINES, lines=LineKind.MEETING)
YOUNG = Part("young", Text("Jeunes chercheuses et chercheurs", "Young researchers"), PartKind.LINES,
             level=Level.WARN, lines=LineKind.YOUNG)  # fmt: skip
PUBLICATIONS = Part("publications", Text("Publications", "Publications"), PartKind.LINES, lines=LineKind.PUBLICATION)
# what each partner writes; the slug names the columns of `PartnerPart`, whose lengths the database holds too
TEAM = Part("team", Text("Ce que l’équipe a fait dans l’année", "What the team did in the year"), PartKind.TEXT,
            Text("Recherches, séjours, personnes envoyées ou accueillies.",
                 "Research, stays, people sent or received."), None, 3000)  # fmt: skip
TEAM_IN_ALL = replace(TEAM, label=Text("Ce que l’équipe a fait", "What the team did"),
                      help=Text("Sur toute la durée de l’action.",
                                "Over the whole duration of the action."))  # fmt: skip
GIVEN = Part("given", Text("Ce que l’institution a apporté", "What the institution contributed"), PartKind.TEXT,
             Text("En argent ou en nature : salaires, missions, matériel, accueil.",
                  "In money or in kind: salaries, missions, equipment, hosting."), None, 2000)  # fmt: skip
# the part under which what the rules say of the partners is mended
PARTNERS = "partners"


def parts(kind: str, year: int, rules: Instrument) -> Iterator[Part]:
    """Every part of a report of this kind and year, in the order of the page."""
    if kind == ReportKind.SCIENTIFIC:
        yield from (SUMMARY, MISSIONS, MEETINGS, YOUNG, PUBLICATIONS, DIFFICULTIES, NEXT_YEAR)
    elif kind == ReportKind.FINAL:
        yield from (OUTCOMES, MISSIONS, MEETINGS, YOUNG, PUBLICATIONS, DIFFICULTIES, AFTER)
    if kind in FINANCIAL_SIDE:
        yield from _figures(kind, year, rules)
        yield from (CONTRIBUTION, COMMENT)


def partner_parts(kind: str) -> tuple[Part, ...]:
    """What a partner is asked in a report of this kind; nothing where only figures are told."""
    if kind == ReportKind.SCIENTIFIC:
        return (TEAM, GIVEN)
    return (TEAM_IN_ALL, GIVEN) if kind == ReportKind.FINAL else ()


def part_of(slug: str, kind: str, year: int, rules: Instrument) -> Part:
    """The part of this slug; KeyError when a report of this kind has none."""
    return {one.slug: one for one in parts(kind, year, rules)}[slug]


def _figures(kind: str, year: int, rules: Instrument) -> Iterator[Part]:
    """Per line: of the year before what was spent in the end, of this year what is spent and what will be."""
    for line in rules.spending.lines:
        if year > 1:
            yield Part(TRUED + line.slug, line.label, PartKind.EUROS, line=line.slug)
        yield Part(SPENT + line.slug, line.label, PartKind.EUROS, level=Level.BLOCK, line=line.slug)
        if kind == ReportKind.FINANCIAL:
            yield Part(FORECAST + line.slug, line.label, PartKind.EUROS, line=line.slug)

"""What the rules of an instrument say of one dossier: plain facts in, problems out, the same everywhere. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from instruments.spec import Bound, FieldKind, FormField, Instrument, Level, Paper, Text, exactly
from wording.formats import amount, number

# what a problem leads to, besides the questions and papers of the rules
CARRIER = "carrier"
INSTITUTE = "institute"
DURATION = "duration"
ORDER = {Level.BLOCK: 0, Level.WARN: 1, Level.INFORM: 2}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one dossier. Amounts in euros; counts of distinct things; `foreign_countries` without France.

    `answers`: characters typed (spaces included) per question, 1 for an answer that is not text.
    `spending`: euros asked of the CNRS per budget line. `papers`: those received.
    """

    is_carrier_in_cnrs_unit: bool = False
    is_carrier_permanent: bool = False
    has_institute: bool = True
    french_laboratories: int = 0
    cnrs_laboratories: int = 0
    foreign_laboratories: int = 0
    foreign_countries: int = 0
    foreign_leads: int = 0
    # partners who said, by their link, that they are not part of it; and those without name or country
    denied_partners: tuple[str, ...] = ()
    nameless_partners: int = 0
    # those entered on the foreign side although they are in France: they count on neither side
    misplaced_partners: tuple[str, ...] = ()
    months: int | None = None
    spending: Mapping[str, Decimal] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()
    answers: Mapping[str, int] = field(default_factory=dict)

    def has_answer(self, slug: str) -> bool:
        return self.answers.get(slug, 0) > 0


@dataclass(frozen=True)
class Problem:
    """One verdict: how grave, the sentence a person reads, and the question or paper where it is mended."""

    level: Level
    sentence: Text
    link: str


def problems(rules: Instrument, facts: Facts) -> tuple[Problem, ...]:
    """Everything the rules find, what blocks first; within a level, in the order of the rules."""
    found = [
        *_carrier(rules, facts),
        *_institute(facts),
        *_duration(rules, facts),
        *_partners(rules, facts),
        *_words_of_partners(rules, facts),
        *_questions(rules, facts),
        *_papers(rules, facts),
        *_credits(rules, facts),
        *_spending(rules, facts),
    ]
    return tuple(sorted(found, key=lambda problem: ORDER[problem.level]))


def may_be_filed(rules: Instrument, facts: Facts) -> bool:
    """Whether nothing blocks."""
    return all(problem.level is not Level.BLOCK for problem in problems(rules, facts))


def _carrier(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    if rules.carrier.needs_cnrs_unit and not facts.is_carrier_in_cnrs_unit:
        sentence = Text(
            fr="Le porteur n’a pas d’activité de recherche déclarée dans une unité du CNRS. Indiquez son unité.",
            en="The carrier has no research activity stated in a CNRS unit. Give the carrier’s unit.",
        )
        yield Problem(Level.BLOCK, sentence, CARRIER)
    if rules.carrier.needs_permanent_post and not facts.is_carrier_permanent:
        sentence = Text(
            fr="Cet appel demande un porteur en poste permanent. Indiquez son poste, ou désignez un autre porteur.",
            en="This call asks for a carrier in a permanent post. State the post, or name another carrier.",
        )
        yield Problem(Level.BLOCK, sentence, CARRIER)


def _institute(facts: Facts) -> Iterator[Problem]:
    if not facts.has_institute:
        sentence = Text(
            fr="L’institut qui reçoit le dossier n’est pas choisi. Indiquez l’unité, ou choisissez l’institut.",
            en="The institute that receives the dossier is not chosen. Give the unit, or choose the institute.",
        )
        yield Problem(Level.BLOCK, sentence, INSTITUTE)


def _words_of_partners(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    """Whoever says not to be part of it blocks until taken out (product page §3)."""
    link = _question_of(rules, FieldKind.PARTNERS)
    for name in facts.denied_partners:
        sentence = Text(
            fr=f"{name} dit ne pas faire partie du projet. Retirez ce partenaire, ou voyez avec lui.",
            en=f"{name} says not to be part of the project. Take this partner out, or talk to them.",
        )
        yield Problem(Level.BLOCK, sentence, link)
    for name in facts.misplaced_partners:
        sentence = Text(
            fr=f"{name} est en France, et indiqué du côté étranger. Indiquez-le du côté français, ou retirez-le.",
            en=f"{name} is in France, and entered on the foreign side. Enter it on the French side, or take it out.",
        )
        yield Problem(Level.BLOCK, sentence, link)
    if facts.nameless_partners:
        sentence = Text(
            fr="Un partenaire étranger n’a pas de nom ou pas de pays. Complétez-le, ou retirez-le.",
            en="A foreign partner has no name or no country. Complete it, or take it out.",
        )
        yield Problem(Level.BLOCK, sentence, link)


def _duration(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    if facts.months is None:
        yield Problem(Level.BLOCK, Text(fr="La durée n’est pas indiquée.", en="The duration is not given."), DURATION)
    elif not rules.duration.allows(facts.months):
        what = Text(fr="Durée", en="Duration")
        yield _out_of_bounds(rules, what, exactly(facts.months, rules.duration.unit), rules.duration, DURATION)


def _partners(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    """Each count that leaves its bound; the place to mend is the question on partners."""
    link = _question_of(rules, FieldKind.PARTNERS)
    asked = rules.partners
    counts = (
        (Text(fr="Côté français", en="French side"), facts.french_laboratories, asked.french_laboratories),
        (Text(fr="Côté français, CNRS", en="French side, CNRS"), facts.cnrs_laboratories, asked.cnrs_laboratories),
        (Text(fr="Partenaires étrangers", en="Foreign partners"), facts.foreign_laboratories,
         asked.foreign_laboratories),
        (Text(fr="Pays partenaires", en="Partner countries"), facts.foreign_countries, asked.foreign_countries),
        (Text(fr="Côté étranger", en="Foreign side"), facts.foreign_leads, asked.foreign_leads),
    )  # fmt: skip
    for what, count, bound in counts:
        if not bound.allows(count):
            yield _out_of_bounds(rules, what, exactly(count, bound.unit), bound, link)


def _questions(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    for asked in rules.fields:
        typed = facts.answers.get(asked.slug, 0)
        if asked.level and not typed:
            sentence = Text(fr=f"« {asked.label.fr} » : réponse attendue.", en=f"“{asked.label.en}”: answer expected.")
            yield Problem(asked.level, sentence, asked.slug)
        if asked.limit and typed > asked.limit:
            yield Problem(Level.BLOCK, _too_long(asked, typed, asked.limit), asked.slug)


def _too_long(asked: FormField, typed: int, limit: int) -> Text:
    over = typed - limit
    return Text(
        fr=f"« {asked.label.fr} » : {number(typed, 'fr')} signes pour {number(limit, 'fr')} au plus. "
        f"Retirez-en {number(over, 'fr')}.",
        en=f"“{asked.label.en}”: {number(typed, 'en')} characters, at most {number(limit, 'en')}. "
        f"Take out {number(over, 'en')}.",
    )


def _papers(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    for paper in rules.papers:
        has_words = any(facts.has_answer(slug) for slug in paper.or_fields)
        if paper.slug not in facts.papers and not has_words:
            yield Problem(paper.level, _missing(paper), paper.slug)


def _missing(paper: Paper) -> Text:
    return Text(
        fr=f"Pièce attendue : {_small(paper.label.fr)}. {paper.help.fr}",
        en=f"Paper expected: {_small(paper.label.en)}. {paper.help.en}",
    )


def _credits(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    """The sum against the bounds; a budget without a euro asked of the CNRS is judged too, an empty one is missing."""
    asked, link = sum(facts.spending.values(), Decimal()), _question_of(rules, FieldKind.BUDGET)
    is_missing = not asked and not facts.has_answer(link)
    if is_missing or rules.credits.allows(asked):
        return
    sentence = Text(
        fr=f"Crédits demandés au CNRS : {amount(asked, 'fr')}. {_provides(rules, rules.credits).fr}",
        en=f"Credits asked of the CNRS: {amount(asked, 'en')}. {_provides(rules, rules.credits).en}",
    )
    if not asked:
        sentence = Text(
            fr="Rien n’est demandé au CNRS. Indiquez les montants demandés dans les cases du CNRS : l’instrument "
            f"({rules.acronym}) prévoit {rules.credits.said('fr')}.",
            en="Nothing is asked of the CNRS. Give the amounts asked in the cells of the CNRS: the instrument "
            f"({rules.acronym}) provides for {rules.credits.said('en')}.",
        )
    yield Problem(Level.BLOCK, sentence, link)


def _spending(rules: Instrument, facts: Facts) -> Iterator[Problem]:
    """Spending outside the eligible lines warns, never blocks."""
    for line in rules.spending.lines:
        spent = facts.spending.get(line.slug, Decimal())
        if spent and not line.is_eligible:
            sentence = Text(
                fr=f"{line.label.fr} : {amount(spent, 'fr')}. Ce n’est pas une dépense éligible ; justifiez-la.",
                en=f"{line.label.en}: {amount(spent, 'en')}. This is no eligible spending; justify it.",
            )
            yield Problem(Level.WARN, sentence, _question_of(rules, FieldKind.BUDGET))


def _out_of_bounds(rules: Instrument, what: Text, found: Bound, asked: Bound, link: str) -> Problem:
    sentence = Text(
        fr=f"{what.fr} : {found.said('fr')}. {_provides(rules, asked).fr}",
        en=f"{what.en}: {found.said('en')}. {_provides(rules, asked).en}",
    )
    return Problem(Level.BLOCK, sentence, link)


def _provides(rules: Instrument, asked: Bound) -> Text:
    return Text(
        fr=f"L’instrument ({rules.acronym}) prévoit {asked.said('fr')}.",
        en=f"The instrument ({rules.acronym}) provides for {asked.said('en')}.",
    )


def _question_of(rules: Instrument, kind: FieldKind) -> str:
    """The question of this kind; what the rules count must be asked somewhere (a test holds every definition to it)."""
    return next(asked.slug for asked in rules.fields if asked.kind is kind)


def _small(label: str) -> str:
    return label[:1].lower() + label[1:]

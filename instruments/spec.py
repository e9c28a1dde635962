"""The words in which an instrument is written: frozen values that print themselves in both languages. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import get_language

from wording.formats import amount, in_words, number, spaced


@dataclass(frozen=True)
class Text:
    """A text in both languages: it freezes with the call, so it is not a translation looked up later."""

    fr: str
    en: str

    def said(self, language: str) -> str:
        return spaced(self.en, "en") if language == "en" else spaced(self.fr, "fr")

    def __str__(self) -> str:
        return self.said(get_language() or "fr")


class Unit(Enum):
    """What a bound counts."""

    EUROS = "euros"
    MONTHS = "months"
    COUNTRIES = "countries"
    LABORATORIES = "laboratories"
    PEOPLE = "people"


# the step (instruments/steps.py) that a call has only when it gives it a closing date
EXPRESSION = "expression"
COUNTED = {
    Unit.COUNTRIES: Text("pays|pays", "country|countries"),
    Unit.LABORATORIES: Text("laboratoire|laboratoires", "laboratory|laboratories"),
    Unit.PEOPLE: Text(
        "responsable scientifique|responsables scientifiques", "principal investigator|principal investigators"
    ),
}


@dataclass(frozen=True)
class Bound:
    """What a number must respect, both ends included; an absent end has no limit."""

    unit: Unit
    minimum: int | None = None
    maximum: int | None = None

    def allows(self, value: Decimal | int) -> bool:
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    def said(self, language: str) -> str:
        """The bound as a phrase: « 10 000 à 14 000 € », "two or more laboratories", « exactement un pays »."""
        low, high = self.minimum, self.maximum
        french = language != "en"
        if low is None and high is None:
            return "sans limite" if french else "without limit"
        if low == high and low is not None:
            return self._quantity(low, language)
        if low is None:
            return f"{'au plus' if french else 'at most'} {self._quantity(high or 0, language)}"
        if high is None:
            return f"{'au moins' if french else 'at least'} {self._quantity(low, language)}"
        return self._range(low, high, language)

    def __str__(self) -> str:
        return self.said(get_language() or "fr")

    def _range(self, low: int, high: int, language: str) -> str:
        joined = "to" if language == "en" else "à"
        if self.unit is Unit.EUROS:
            lowest = amount(low, language) if language == "en" else number(low, language)
            return f"{lowest} {joined} {amount(high, language)}"
        if self.unit is Unit.MONTHS:
            return f"{number(low, language)} {joined} {self._quantity(high, language)}"
        near = "or" if language == "en" else "ou"
        joined = near if high == low + 1 else joined
        return f"{in_words(low, language)} {joined} {self._quantity(high, language)}"

    def _quantity(self, value: int, language: str) -> str:
        if self.unit is Unit.EUROS:
            return amount(value, language)
        if self.unit is Unit.MONTHS:
            return _duration(value, language)
        singular, plural = COUNTED[self.unit].said(language).split("|")
        # zero is singular in French and plural in English
        is_one = value == 1 if language == "en" else value < 2
        return f"{in_words(value, language)} {singular if is_one else plural}"


def _duration(months: int, language: str) -> str:
    if months % 12 or not months:
        word = ("month" if months == 1 else "months") if language == "en" else "mois"
        return f"{number(months, language)} {word}"
    years = months // 12
    word = ("year" if language == "en" else "an") + ("s" if years > 1 else "")
    return f"{number(years, language)} {word}"


def exactly(value: int, unit: Unit) -> Bound:
    return Bound(unit, value, value)


def between(low: int, high: int, unit: Unit) -> Bound:
    return Bound(unit, low, high)


def at_least(value: int, unit: Unit) -> Bound:
    return Bound(unit, value, None)


def at_most(value: int, unit: Unit) -> Bound:
    return Bound(unit, None, value)


def anything(unit: Unit) -> Bound:
    return Bound(unit)


class Level(Enum):
    """What a rule does when it is not met: the same in the form, at filing and in triage."""

    BLOCK = "block"
    WARN = "warn"
    INFORM = "inform"


class FieldKind(Enum):
    """The closed list of what a form field can be."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    DATE = "date"
    NUMBER = "number"
    KEYWORDS = "keywords"
    PEOPLE = "people"
    PARTNERS = "partners"
    BUDGET = "budget"
    PUBLICATIONS = "publications"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer that may be chosen."""

    slug: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class FormField:
    """One question of the form. `limit` is in characters (spaces included); `level` is what an empty answer does."""

    slug: str
    label: Text
    kind: FieldKind
    help: Text | None = None
    limit: int | None = None
    level: Level | None = None
    choices: tuple[Choice, ...] = ()
    # the reference data that gives the choices instead: "institutes" or "sections"
    choices_from: str | None = None


@dataclass(frozen=True, kw_only=True)
class FormSection:
    slug: str
    title: Text
    fields: tuple[FormField, ...]
    # the short form of an expression of interest asks only the sections that say so
    in_expression: bool = False
    # what makes this section a thing to bring at filing, as public pages say it
    needed: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document of the dossier."""

    slug: str
    label: Text
    help: Text
    level: Level
    from_partner: bool = False
    # the questions of the form of which any answer is accepted instead of the document
    or_fields: tuple[str, ...] = ()
    # pages of the document at most
    most_pages: int = 10
    # size of the file at most; none: what the house takes
    most_megabytes: int | None = None


class Judgement(Enum):
    """How a criterion is judged."""

    SCORED = "scored"
    IN_WORDS = "in-words"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One criterion. Weights serve ranking only; a missed threshold is never bought back (product page §5)."""

    slug: str
    label: Text
    help: Text
    judgement: Judgement = Judgement.SCORED
    weight: int = 1
    threshold: int | None = None
    is_essential: bool = False
    has_special_attention: bool = False
    # for a criterion judged in words: its words, the last of which excludes from funding
    words: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mark:
    value: int
    label: Text


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Marks from `lowest` to `highest` by `halves` or by whole points."""

    lowest: int
    highest: int
    halves: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    by: Text
    reviews: int
    scale: Scale
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who decides, and whose office signs (roles of the directory)."""

    by: Text
    signed_by: str


@dataclass(frozen=True, kw_only=True)
class Formalisation:
    label: Text
    help: Text
    set_up_months: int | None = None
    # one extension at most, by the directorate; beyond it the dossier goes back to who decided
    set_up_extension_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Partners:
    """Who must be there on each side."""

    french: Text
    foreign: Text
    french_laboratories: Bound
    cnrs_laboratories: Bound
    foreign_laboratories: Bound
    foreign_countries: Bound
    foreign_leads: Bound = Bound(Unit.PEOPLE)
    may_be_sited_in_france: bool = False


@dataclass(frozen=True, kw_only=True)
class Carrier:
    text: Text
    needs_cnrs_unit: bool = True
    needs_permanent_post: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a dossier comes in. `opened_by` and `dossier_opened_by` are roles of the directory."""

    short: Text
    text: Text
    opened_by: tuple[str, ...]
    dossier_opened_by: tuple[str, ...]
    is_permanent: bool = False
    may_begin_with_expression: bool = False
    # months (1 to 12) in which the call usually runs; other dates inform, they do not block
    usual_months: tuple[int, ...] = ()
    early_contact: Text | None = None
    informs_other_institutes: bool = False


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    """A line of the budget; spending on a line that is not eligible warns, never blocks."""

    slug: str
    label: Text
    is_eligible: bool = True


@dataclass(frozen=True, kw_only=True)
class Spending:
    text: Text
    lines: tuple[BudgetLine, ...]
    may_change_by_convention: bool = False


@dataclass(frozen=True, kw_only=True)
class DedicatedUnit:
    """What a unit created for the action receives besides the credits: a separate ledger."""

    text: Text
    lines: tuple[BudgetLine, ...]
    has_staff_assignments: bool = True


@dataclass(frozen=True, kw_only=True)
class Reports:
    """Report n is due `annual_due_days` before year n ends; the final one `final_due_months` after the end."""

    written_by: Text
    annual_due_days: int = 45
    final_due_months: int = 3


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """`times`: how often by default, none for « by decision, without a fixed number »."""

    text: Text
    is_possible: bool
    times: int | None = 0
    opens_month: int | None = None
    next_instrument: str | None = None


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """Everything the house knows of one instrument."""

    slug: str
    order: int
    acronym: str
    name: Text
    purpose: Text
    short_purpose: Text
    duration: Bound
    credits: Bound
    credits_managed_by: Text
    partners: Partners
    carrier: Carrier
    entry: Entry
    steps: tuple[str, ...]
    sections: tuple[FormSection, ...]
    papers: tuple[Paper, ...]
    evaluation: Evaluation
    decision: Decision
    formalisation: Formalisation
    spending: Spending
    reports: Reports
    renewal: Renewal
    dedicated_unit: DedicatedUnit | None = None
    no_prerequisite: Text | None = None

    @property
    def has_partner_letter(self) -> bool:
        """Whether the dossier needs a letter that the foreign partner writes."""
        return any(paper.from_partner for paper in self.papers)

    @property
    def needed(self) -> tuple[Text, ...]:
        """What to bring at filing, as people read it: the papers, then the sections made for it."""
        papers = (
            Text(fr=f"{paper.label.fr}. {paper.help.fr}", en=f"{paper.label.en}. {paper.help.en}")
            for paper in self.papers
        )
        return (*papers, *(section.needed for section in self.sections if section.needed))

    @property
    def expression_sections(self) -> tuple[FormSection, ...]:
        """What an expression of interest asks, and all that it sends."""
        return tuple(section for section in self.sections if section.in_expression)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every question of the form, in order."""
        return tuple(question for section in self.sections for question in section.fields)

    def with_settings(self, *, is_permanence_required: bool, has_expression: bool = True) -> Instrument:
        """The instrument as one call announces it: what a call may decide by itself."""
        return replace(
            self,
            carrier=replace(self.carrier, needs_permanent_post=is_permanence_required),
            steps=tuple(step for step in self.steps if has_expression or step != EXPRESSION),
        )

    def line(self, slug: str) -> BudgetLine:
        """The budget line, or KeyError."""
        return {line.slug: line for line in self.spending.lines}[slug]


def as_plain(value: Any) -> Any:
    """An enum as its value; anything else as it is."""
    return value.value if isinstance(value, Enum) else value

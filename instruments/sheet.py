"""What everybody reads of an instrument: its rules as labelled sentences, for the pages, the comparison and the PDF.

Everything is derived from the definition, in the active language; nothing here names an instrument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from instruments.spec import Criterion, FormField, Instrument, Judgement, Mark, Scale
from instruments.steps import Step
from wording.formats import in_words, number
from wording.languages import shown_language

SIGNATORIES = {
    Role.DERCI_DIRECTOR: _("The head of the directorate signs."),
    Role.INSTITUTE_DIRECTION: _("The direction of the institute signs."),
    Role.PRESIDENT: _("The president signs."),
}
STEPS = {
    Step.EXPRESSION: _(
        "A call may begin so: a short form, answered “invited” or “advised against”. Only a call that says so makes "
        "the invitation necessary."
    ),
    Step.FILING: _("The carrier files the dossier and receives a receipt at once."),
    Step.VISA: _("The director of the unit gives an opinion on the filed version; no opinion stops a dossier."),
    Step.TRIAGE: _("The institute says whether the dossier is admissible and complete."),
    Step.RANKING: _("The institute ranks the dossiers of its units."),
    Step.SECTION: _("A section of the Comité national gives its opinion."),
}


@dataclass(frozen=True)
class Fact:
    """One rule as people read it: whose it is, a label, and sentences or short phrases."""

    acronym: str
    slug: str
    label: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class PathStep:
    """One step of the path, in order."""

    label: str
    said: tuple[str, ...]


def _duration(one: Instrument) -> Iterator[str]:
    yield capfirst(str(one.duration))


def _credits(one: Instrument) -> Iterator[str]:
    yield str(one.credits)
    if one.dedicated_unit:
        yield str(one.dedicated_unit.text)


def _carrier(one: Instrument) -> Iterator[str]:
    yield str(one.carrier.text)
    if one.carrier.needs_permanent_post:
        yield gettext("The carrier holds a permanent post.")


def _entry(one: Instrument) -> Iterator[str]:
    yield str(one.entry.text)
    if one.entry.early_contact:
        yield str(one.entry.early_contact)


def _needed(one: Instrument) -> Iterator[str]:
    yield from map(str, one.needed)


def _prerequisite(one: Instrument) -> Iterator[str]:
    if one.no_prerequisite:
        yield str(one.no_prerequisite)


def _criteria(one: Instrument) -> Iterator[str]:
    for criterion in one.evaluation.criteria:
        remark = remark_on(criterion)
        yield f"{criterion.label} ({remark})" if remark else str(criterion.label)


def evaluation_lines(one: Instrument) -> Iterator[str]:
    yield f"{one.evaluation.by}."
    count = one.evaluation.reviews
    said = ngettext("Each dossier receives %(count)s review.", "Each dossier receives %(count)s reviews.", count)
    yield said % {"count": in_words(count, shown_language(), feminine=True)}


def _decision(one: Instrument) -> Iterator[str]:
    yield str(one.decision.by)
    signatory = Role(one.decision.signed_by)
    yield str(SIGNATORIES.get(signatory) or gettext("Signed by: %(who)s.") % {"who": signatory.label})


def _formalisation(one: Instrument) -> Iterator[str]:
    formal = one.formalisation
    yield f"{formal.label}. {formal.help}"
    if formal.set_up_months and formal.set_up_extension_months:
        yield gettext(
            "The set-up lasts %(months)d months; the directorate may extend it once, by %(more)d months at most. "
            "Beyond that, the dossier goes back to whoever decided."
        ) % {"months": formal.set_up_months, "more": formal.set_up_extension_months}


def _spending(one: Instrument) -> Iterator[str]:
    yield str(one.spending.text)


def _reports(one: Instrument) -> Iterator[str]:
    yield str(one.reports.written_by)
    said = gettext(
        "Each annual report is due %(days)d days before the year ends; the final report, %(months)s after the end."
    )
    yield said % {"days": one.reports.annual_due_days, "months": _months(one.reports.final_due_months)}


def _months(count: int) -> str:
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": in_words(count, shown_language())}


def _managed(one: Instrument) -> Iterator[str]:
    yield str(one.credits_managed_by)


def _renewal(one: Instrument) -> Iterator[str]:
    yield str(one.renewal.text)
    if one.renewal.opens_month:
        yield gettext("The new dossier may be opened from month %(month)d.") % {"month": one.renewal.opens_month}


Sayer = Callable[[Instrument], Iterable[str]]
# every rule that people read, in the order of the comparison
FACTS: tuple[tuple[str, Promise, Sayer], ...] = (
    ("purpose", _("Purpose"), lambda one: [str(one.purpose)]),
    ("duration", _("Duration"), _duration),
    ("credits", _("CNRS credits over the duration"), _credits),
    ("french", _("French side"), lambda one: [str(one.partners.french)]),
    ("foreign", _("Foreign partners"), lambda one: [str(one.partners.foreign)]),
    ("carrier", _("Who may carry it"), _carrier),
    ("entry", _("Entry"), _entry),
    ("needed", _("Needed at filing"), _needed),
    ("prerequisite", _("Not required"), _prerequisite),
    ("criteria", _("Criteria"), _criteria),
    ("evaluation", _("Evaluated by"), evaluation_lines),
    ("decision", _("Decided by"), _decision),
    ("formalisation", _("Formalised by"), _formalisation),
    ("spending", _("Eligible spending"), _spending),
    ("reports", _("Reports written by"), _reports),
    ("managed", _("Management of the credits"), _managed),
    ("renewal", _("Renewal"), _renewal),
)

# which facts stand together on a page; criteria and purpose have their own place there, the others are on the path
PARTS = {
    "brief": ("duration", "credits"),
    "who": ("carrier", "french", "foreign"),
    "entry": ("entry", "needed", "prerequisite"),
    "after": ("spending", "managed", "reports", "renewal"),
}


def facts(one: Instrument) -> dict[str, Fact]:
    """Every fact of the instrument by its slug; one without sentences says nothing of this instrument."""
    return {slug: Fact(one.acronym, slug, str(label), tuple(say(one))) for slug, label, say in FACTS}


def comparison(instruments: Iterable[Instrument]) -> list[tuple[Fact, ...]]:
    """The facts of several instruments side by side: one row per rule, one fact per instrument."""
    columns = [facts(one) for one in instruments]
    rows = (tuple(column[slug] for column in columns) for slug, _label, _say in FACTS)
    return [row for row in rows if any(fact.said for fact in row)]


def path(one: Instrument) -> list[PathStep]:
    """The life of a dossier, step by step."""
    return [PathStep(str(Step(slug).label), tuple(_said_of(Step(slug), one))) for slug in one.steps]


def _said_of(step: Step, one: Instrument) -> Iterable[str]:
    if step in STEPS:
        return [str(STEPS[step])]
    if step is Step.REVIEW:
        return evaluation_lines(one)
    if step in (Step.NOTIFICATION, Step.LETTERS, Step.SET_UP):
        named, *others = _formalisation(one)
        # « Notification. La notification… » under the heading « Notification » would stutter
        return [str(one.formalisation.help) if str(one.formalisation.label) == step.label else named, *others]
    return _decision(one)


def remark_on(criterion: Criterion) -> str:
    """What sets a criterion apart, or nothing."""
    if criterion.is_essential:
        return gettext("essential criterion")
    return gettext("special attention") if criterion.has_special_attention else ""


def judged(criterion: Criterion, scale: Scale) -> str:
    """How the criterion is judged: on the scale, with its weight and threshold, or in words."""
    if criterion.judgement is Judgement.IN_WORDS:
        return capfirst(", ".join(str(word) for word in criterion.words))
    said = gettext("%(lowest)d to %(highest)d") % {"lowest": scale.lowest, "highest": scale.highest}
    if criterion.threshold is not None:
        said = gettext("%(range)s, at least %(threshold)d") % {"range": said, "threshold": criterion.threshold}
    if criterion.weight != 1:
        said = gettext("%(range)s, weight %(weight)d") % {"range": said, "weight": criterion.weight}
    return said


def criteria_judged(one: Instrument) -> list[tuple[Criterion, str]]:
    """Each criterion with how it is judged."""
    return [(criterion, judged(criterion, one.evaluation.scale)) for criterion in one.evaluation.criteria]


def marks(scale: Scale) -> list[Mark]:
    """The marks described, highest first."""
    return sorted(scale.marks, key=lambda mark: mark.value, reverse=True)


def limit_of(asked: FormField) -> str:
    """The length allowed, or nothing."""
    if not asked.limit:
        return ""
    return gettext("%(count)s characters at most") % {"count": number(asked.limit, shown_language())}


def page(one: Instrument) -> dict[str, object]:
    """What the page and the fact sheet of an instrument show."""
    scale, said = one.evaluation.scale, facts(one)
    return {
        "one": one,
        "facts": said,
        **{part: [said[slug] for slug in slugs] for part, slugs in PARTS.items()},
        "may_express": one.entry.may_begin_with_expression,
        "path": path(one),
        "criteria": [(asked, remark_on(asked), judged(asked, scale)) for asked in one.evaluation.criteria],
        "scale": scale,
        "marks": marks(scale),
        "sections": [
            (section, [(asked, limit_of(asked)) for asked in section.fields]) for section in one.sections
        ],
    }  # fmt: skip

"""What a report must say before it is submitted, and what its figures make one ask. From the plain content; pure.

Rules have the three levels of the dossier's: they block, warn or inform; the writer, the check at submission and the
institute read the same list. Spending that is not eligible warns, never blocks (product page §1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from funding.enums import LineKind
from funding.report_parts import FORECAST, PARTNERS, SPENT, TRUED, Part, PartKind, parts
from instruments.spec import Instrument, Level
from wording.formats import amount
from wording.languages import shown_language

if TYPE_CHECKING:
    from funding.models import Report

Content = Mapping[str, Any]
ZERO = Decimal(0)


@dataclass(frozen=True)
class Finding:
    """One verdict: how grave, the sentence a person reads, the part where it is mended."""

    level: Level
    sentence: str
    part: str


def missing(report: Report) -> Iterator[str]:
    """The sentences that block the submission; nothing: it may be submitted."""
    from funding.report_content import content_of

    for problem in problems(content_of(report), report.award.rules):
        if problem.level is Level.BLOCK:
            yield problem.sentence


def problems(content: Content, rules: Instrument) -> Iterator[Finding]:
    """Everything the rules say of a report, each with the part it concerns."""
    for part in parts(content["kind"], content["year"], rules):
        if part.level is not None and _is_empty(part, content):
            yield Finding(part.level, _lacking(part), part.slug)
    yield from _partners(content)
    if content["euros"]:
        yield from _spending(content, rules)


def spent_in_year(content: Content) -> Decimal:
    """Euros spent and still to be spent in the year of the report."""
    return _sum(content, SPENT) + _sum(content, FORECAST)


def spent_in_all(content: Content) -> Decimal:
    """Euros spent since the start: the earlier years, last year trued up, this year."""
    return _figure(content, "spent_earlier") + _sum(content, TRUED) + spent_in_year(content)


def notified_in_all(content: Content) -> Decimal:
    """Euros notified since the start."""
    return _figure(content, "notified_earlier") + _figure(content, "notified")


def partners_in(content: Content) -> list[Mapping[str, Any]]:
    """The parts of the partners, asked or written; a version of format 1 has none."""
    found: list[Mapping[str, Any]] = content.get("partners", [])
    return found


def by_line(content: Content, rules: Instrument) -> list[tuple[Part, Decimal, Decimal]]:
    """(part of what is spent, notified since the start, spent since the start) for each line of the rules."""
    found = []
    for part in parts(content["kind"], content["year"], rules):
        if part.kind is not PartKind.EUROS or not part.slug.startswith(SPENT):
            continue
        figures, slug = content["figures"], part.line
        notified = Decimal(figures["notified"].get(slug, 0)) + Decimal(figures["notified_earlier"].get(slug, 0))
        typed = (Decimal(content["euros"].get(prefix + slug) or 0) for prefix in (TRUED, SPENT, FORECAST))
        found.append((part, notified, Decimal(figures["spent_earlier"].get(slug, 0)) + sum(typed, ZERO)))
    return found


def _figure(content: Content, name: str) -> Decimal:
    return sum(map(Decimal, content["figures"][name].values()), ZERO)


def balance(content: Content) -> Decimal:
    """Euros notified and not spent; negative when more was spent."""
    return notified_in_all(content) - spent_in_all(content)


def _sum(content: Content, prefix: str) -> Decimal:
    return sum((Decimal(value) for slug, value in content["euros"].items() if slug.startswith(prefix) and value), ZERO)


def _is_empty(part: Part, content: Content) -> bool:
    if part.kind is PartKind.TEXT:
        return not content["texts"].get(part.slug, "").strip()
    if part.kind is PartKind.EUROS:
        return content["euros"].get(part.slug, "") == ""
    return not any(line["kind"] == part.lines for line in content["lines"])


def _lacking(part: Part) -> str:
    label = str(part.label)
    if part.kind is PartKind.EUROS:
        return _("Say what was spent on “%(line)s”, zero included.") % {"line": label}
    if part.kind is PartKind.LINES:
        return _("“%(part)s” lists nothing: is that so?") % {"part": label}
    return _("“%(part)s” is still to be written.") % {"part": label}


def _partners(content: Content) -> Iterator[Finding]:
    """A part that was asked and did not come warns: nobody waits for it for ever."""
    for one in partners_in(content):
        if not any(one["texts"].values()):
            said = _("The part of %(partner)s was asked for, and is not written yet.")
            yield Finding(Level.WARN, said % {"partner": one["signature"]}, PARTNERS)


def _spending(content: Content, rules: Instrument) -> Iterator[Finding]:
    language = shown_language()
    over = -balance(content)
    if over > 0:
        yield Finding(Level.WARN, _("More is spent than was notified, by %(euros)s.")
                      % {"euros": amount(over, language)}, "comment")  # fmt: skip
    for line in rules.spending.lines:
        euros = Decimal(content["euros"].get(SPENT + line.slug) or 0)
        if euros and not line.is_eligible:
            yield Finding(Level.WARN, _("“%(line)s” is not an eligible expense: explain the %(euros)s.")
                          % {"line": line.label, "euros": amount(euros, language)}, SPENT + line.slug)  # fmt: skip
    trips = sum((Decimal(one["cost"]) for one in content["lines"] if one["kind"] == LineKind.MISSION and one["cost"]),
                ZERO)  # fmt: skip
    if trips > spent_in_all(content):
        yield Finding(Level.INFORM, _("The missions listed cost %(euros)s, more than what is spent in all.")
                      % {"euros": amount(trips, language)}, "missions")  # fmt: skip

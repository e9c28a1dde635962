"""The cells of the board, one function per column for the page and one for the exports.

Fifty rows of ten cells are written here in plain Python: the template engine would take longer than the database.
Everything that people typed passes `escape`.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.enums import Role
from proposals.board.ages import age_in_days, words_of_age
from proposals.board.listing import partners_of
from proposals.enums import Part, VisaOpinion, VisaState
from proposals.workflow import DOSSIER
from wording.formats import PARIS, amount, country, short_day, spaced
from workflow.table import Shape
from workflow.telling import marked, shape_for

if TYPE_CHECKING:
    from proposals.board.page import Shown

# the shapes of the house for the opinions of directors, and their short words
OPINION_SHAPES: dict[str, str] = {
    VisaOpinion.FAVOURABLE: "done", VisaOpinion.RESERVED: "ask", VisaOpinion.UNFAVOURABLE: "stop",
    VisaState.ASKED: "wait", VisaState.PREPARED: "wait", VisaState.WAIVED: "off",
}  # fmt: skip


def opinion_words(opinion: str) -> str:
    """The opinion, or what became of the request, in a word or two."""
    return {
        VisaOpinion.FAVOURABLE.value: _("Favourable"), VisaOpinion.RESERVED.value: _("Reserved"),
        VisaOpinion.UNFAVOURABLE.value: _("Unfavourable"), VisaState.ASKED.value: _("Awaited"),
        VisaState.PREPARED.value: _("Nobody to ask yet"), VisaState.WAIVED.value: _("Waived"),
    }.get(opinion, _("Not asked"))  # fmt: skip


def dossier(row: Any, shown: Shown) -> str:
    """Reference, tags of priorities, title as the link."""
    title = escape(spaced(row.listed.get("title") or row.reference, shown.language))
    tags = "".join(f' <span class="ci-tag">{escape(tag)}</span>' for tag in shown.tags(row))
    if row.taken_back_at is not None and Part.HISTORY in shown.parts:
        said = escape(_("taken back to be corrected"))
        tags += f' <span class="ci-tag">{said}</span>'
    return (
        f'<span class="ci-over ci-board__over"><span class="ci-num">{escape(row.reference)}</span>{tags}</span>'
        f'<a class="ci-title" href="/proposals/{row.uid}/">{title}</a>'
    )


def dossier_values(row: Any, shown: Shown) -> list[Any]:
    return [row.reference, row.listed.get("title", ""), row.listed.get("acronym", "")]


def carrier(row: Any, shown: Shown) -> str:
    listed = row.listed
    unit = shown.said(_unit, listed.get("unit"), listed.get("laboratory"), shown.language)
    return f"<span>{escape(listed.get('carrier', ''))}{unit}</span>"


def _unit(code: str | None, laboratory: str | None, language: str) -> str:
    return f"<small>{escape(spaced(', '.join(one for one in (code, laboratory) if one), language))}</small>"


def carrier_values(row: Any, shown: Shown) -> list[Any]:
    return [row.listed.get(name, "") for name in ("carrier", "unit", "laboratory")]


def partner(row: Any, shown: Shown) -> str:
    partners = partners_of(row)
    if not partners:
        return "–"
    name, code = partners[0]
    return shown.said(_partner, name, code, len(partners) - 1, shown.language)


def _partner(name: str, code: str, others: int, language: str) -> str:
    lines = [country(code, language)] if code else []
    if others:
        lines.append(ngettext("and %(count)d other", "and %(count)d others", others) % {"count": others})
    return f"<span>{escape(name)}<small>{escape(', '.join(lines))}</small></span>"


def partner_values(row: Any, shown: Shown) -> list[Any]:
    partners = partners_of(row)
    codes = dict.fromkeys(code for _name, code in partners if code)
    return [" ; ".join(name for name, _code in partners), ", ".join(country(code, shown.language) for code in codes)]


def asked(row: Any, shown: Shown) -> str:
    return "–" if row.asked is None else shown.said(amount, row.asked, shown.language)


def asked_values(row: Any, shown: Shown) -> list[Any]:
    return [row.asked]


def rules(row: Any, shown: Shown) -> str:
    return shown.said(_rules, row.blocks, row.warns)


def _rules(blocks: int, warns: int) -> str:
    level = "block" if blocks else "warn" if warns else "ok"
    return f'<span class="ci-level ci-level--{level} pt-0">{escape(rules_words(blocks, warns))}</span>'


def rules_words(blocks: int, warns: int) -> str:
    """What the rules found, the worst first."""
    if blocks:
        return ngettext("%(count)d blocks", "%(count)d block", blocks) % {"count": blocks}
    if warns:
        return ngettext("%(count)d to check", "%(count)d to check", warns) % {"count": warns}
    return _("In order")


def rules_values(row: Any, shown: Shown) -> list[Any]:
    return [row.blocks, row.warns]


def visa(row: Any, shown: Shown) -> str:
    return shown.said(_visa, shown.opinions.get(row.pk, ""))


def _visa(opinion: str) -> str:
    return marked(Shape(OPINION_SHAPES.get(opinion, "off")), opinion_words(opinion))


def visa_values(row: Any, shown: Shown) -> list[Any]:
    return [shown.said(opinion_words, shown.opinions.get(row.pk, ""))]


def call(row: Any, shown: Shown) -> str:
    return escape(shown.call_title(row.call_id))


def call_values(row: Any, shown: Shown) -> list[Any]:
    return [shown.call_title(row.call_id)]


def instrument(row: Any, shown: Shown) -> str:
    return escape(shown.acronym(row.instrument_slug))


def instrument_values(row: Any, shown: Shown) -> list[Any]:
    return [shown.acronym(row.instrument_slug)]


def institute(row: Any, shown: Shown) -> str:
    return escape(shown.institute_name(row.institute_id))


def institute_values(row: Any, shown: Shown) -> list[Any]:
    return [shown.institute_name(row.institute_id)]


def delegation(row: Any, shown: Shown) -> str:
    return escape(shown.delegation_name(row.delegation_id) or "–")


def delegation_values(row: Any, shown: Shown) -> list[Any]:
    return [shown.delegation_name(row.delegation_id)]


def filed(row: Any, shown: Shown) -> str:
    return escape(short_day(row.first_filed_at, shown.language))


def filed_values(row: Any, shown: Shown) -> list[Any]:
    return [row.first_filed_at.astimezone(PARIS).date()]


def state(row: Any, shown: Shown) -> str:
    """The shape and the word; for those who read the history, since when, and whether that is too long."""
    word = shown.said(_word, row.state, shown.frame.roles, shown.state_word(row.state))
    if Part.HISTORY not in shown.parts:
        return f"<span>{word}</span>"
    since = row.state_since.astimezone(PARIS).date()
    return shown.said(_state, word, row.state, since, (shown.today - since).days, shown.language)


def _word(state: str, roles: frozenset[Role], word: str) -> str:
    return marked(shape_for(DOSSIER.state(state), roles), word)


def _state(word: str, state: str, since: date, days: int, language: str) -> str:
    if DOSSIER.state(state).is_final:
        said = _("on %(day)s") % {"day": short_day(since, language)}
        return f"<span>{word}<small>{escape(said)}</small></span>"
    old = age_in_days(state, days)
    late = ' class="ci-late"' if old.late else ""
    return f"<span>{word}<small{late}>{escape(words_of_age(old))}</small></span>"


def state_values(row: Any, shown: Shown) -> list[Any]:
    since = row.state_since.astimezone(PARIS).date() if Part.HISTORY in shown.parts else ""
    return [shown.state_word(row.state), since]

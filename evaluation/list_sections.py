"""What stands around the rows of a ranked list (`list_rows.py`), in plain Python too: the budget years under it, the
line of its cut with what moves it, its section of the arbitration. An arbitration has a dozen lists, and a template
would take longer than all else. Everything that people typed passes `escape`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.list_rows import NO_DOSSIER, Writer
from wording.formats import amount

if TYPE_CHECKING:
    from evaluation.budgets import Year
    from evaluation.lists import Around, Listed
    from evaluation.models import Ranking

# in the addresses of which each list puts its own
NO_LIST = NO_DOSSIER
# the columns of the rows: whether they hold figures, and their word
COLUMNS = (
    (False, "rank"), (False, "dossier"), (False, "place"), (False, "mean"), (True, "spread"), (True, "credits"),
    (True, "sum"), (False, "proposal"),
)  # fmt: skip
YEARS = ((False, "year"), (True, "envelope"), (True, "committed"), (True, "this"), (True, "left"))


@dataclass(frozen=True)
class Sections:
    """Writes in one language; `token` is that of the forms of this page, `back` the page to which a moved cut leads
    (empty: the list itself)."""

    language: str
    token: str
    back: str = ""

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.language)

    @cached_property
    def words(self) -> dict[str, str]:
        """What every list says, translated once, and the addresses in which each puts its own."""
        said = {
            "rank": _("Rank"), "dossier": _("Dossier"), "place": _("Unit, country"), "mean": _("Mean"),
            "spread": _("Spread"), "credits": _("Credits"), "sum": _("Sum"), "proposal": _("Proposal"),
            "whole": _("The whole list"), "cut": _("Cut."), "up": _("One place up"), "down": _("One place down"),
            "within": _("Within how many euros"), "to place": _("Place the cut"), "envelope": _("Envelope"),
            "committed": _("Committed"), "this": _("This list"), "left": _("Left"), "not set": _("not set"),
            "year": _("Budget year"), "costs": _("What the list above the cut costs each budget year"),
        }  # fmt: skip
        addresses = {"list": reverse("ranking", args=[NO_LIST]), "to cut": reverse("ranking_cut", args=[NO_LIST])}
        return {**{name: escape(word) for name, word in said.items()}, **addresses}

    def _heads(self, columns: Sequence[tuple[bool, str]]) -> str:
        figures = ' class="is-num"'
        cells = "".join(
            f'<th scope="col"{figures if is_num else ""}>{self.words[name]}</th>' for is_num, name in columns
        )
        return f"<thead><tr>{cells}</tr></thead>"

    @cached_property
    def heads(self) -> str:
        """The head of the table of every list."""
        return self._heads(COLUMNS)

    def budget_table(self, years: Sequence[Year]) -> SafeString:
        """What a list costs each budget year, against what there is; nothing of no year."""
        if not years:
            return SafeString("")
        words, language = self.words, self.language
        rows = "".join(
            f'<tr><th scope="row" class="ci-num">{one.year}</th>'
            f'<td class="is-num" data-label="{words["envelope"]}">'
            f"{amount(one.amount, language) if one.amount else words['not set']}</td>"
            f'<td class="is-num" data-label="{words["committed"]}">{amount(one.committed, language)}</td>'
            f'<td class="is-num" data-label="{words["this"]}">{amount(one.cost, language)}</td>'
            f'<td class="is-num" data-label="{words["left"]}">{_left(one, language)}</td></tr>'
            for one in years
        )
        return SafeString(
            f'<table class="ci-table ci-table--stack"><caption>{words["costs"]}</caption>'
            f"{self._heads(YEARS)}<tbody>{rows}</tbody></table>"
        )

    def section(self, ranking: Ranking, page: Around, state: str, *, can_cut: bool) -> SafeString:
        """One institute's list around its cut. `state` is the HTML of its state."""
        words, code, name = self.words, escape(ranking.institute.code), escape(ranking.institute.name)
        counted = ngettext(
            "%(counter)s dossier ranked; those around the cut are shown.",
            "%(counter)s dossiers ranked; those around the cut are shown.", page.ranked,
        ) % {"counter": page.ranked}  # fmt: skip
        years = self.budget_table(page.years)
        table = f'<div class="mb-4">{years}</div>' if years else ""
        return SafeString(
            f'<section class="ci-part" aria-labelledby="h-{code}"><div class="ci-part__head">'
            f'<h2 id="h-{code}">{name}</h2><a href="{self._address("list", ranking)}">{words["whole"]}</a></div>\n'
            f'<p>{state} <span class="ci-quiet">{escape(counted)}</span></p>\n'
            f"{table}\n"
            f'<table class="ci-table ci-table--stack ci-rank"><caption class="visually-hidden">{name}</caption>'
            f"{self.heads}<tbody>\n{self._rows(ranking, page, can_cut=can_cut)}\n</tbody></table>\n"
            f"{self._first_cut(ranking) if ranking.cut is None and can_cut else ''}\n</section>\n"
        )

    def _rows(self, ranking: Ranking, page: Around, *, can_cut: bool) -> str:
        """The rows, with the line of the cut where it stands."""
        written: list[str] = []
        for row in page.rows:
            if ranking.cut is not None and row.place == ranking.cut + 1:
                written.append(self.cut_line(ranking, page, can_cut=can_cut))
            written.append(self.writer.html(row))
        if page.rows and page.rows[-1].place == ranking.cut:
            written.append(self.cut_line(ranking, page, can_cut=can_cut))
        return "".join(written)

    def cut_line(self, ranking: Ranking, page: Around | Listed, *, can_cut: bool) -> SafeString:
        """The line of the cut: what is above it, and what moves it for whoever may."""
        counted = ngettext(
            "%(counter)s action to fund, %(cost)s.", "%(counter)s actions to fund, %(cost)s.", page.selected
        ) % {"counter": page.selected, "cost": amount(page.cost, self.language)}  # fmt: skip
        return SafeString(
            f'<tr class="is-cut"><td colspan="8"><div class="ci-cut">'
            f"<p><strong>{self.words['cut']}</strong> {escape(counted)}</p>\n"
            f"{self._moves(ranking, page) if can_cut else ''}</div></td></tr>\n"
        )

    def _moves(self, ranking: Ranking, page: Around | Listed) -> str:
        cut = ranking.cut or 0
        back = f'<input type="hidden" name="back" value="{escape(self.back)}">' if self.back else ""
        up = self._move(cut - 1, "up") if cut else ""
        down = self._move(cut + 1, "down") if cut < page.ranked else ""
        return (
            f'<form method="post" action="{self._address("to cut", ranking)}">'
            f"{self._hidden(ranking)}{back}{up}{down}</form>"
        )

    def _move(self, cut: int, word: str) -> str:
        return (
            f'<button class="btn btn-outline-primary btn-sm" type="submit" name="cut" value="{cut}">'
            f"{self.words[word]}</button>"
        )

    def _first_cut(self, ranking: Ranking) -> str:
        """The field that places a cut where there is none yet."""
        field = f"euros-{ranking.pk}"
        return (
            f'<form method="post" action="{self._address("to cut", ranking)}" '
            f'class="d-flex flex-wrap gap-3 align-items-end">{self._hidden(ranking)}'
            f'<input type="hidden" name="back" value="{escape(self.back)}">'
            f'<div><label class="form-label" for="{field}">{self.words["within"]}</label>'
            f'<input class="form-control" id="{field}" name="euros" inputmode="decimal" autocomplete="off"></div>'
            f'<button class="btn btn-outline-primary" type="submit">{self.words["to place"]}</button></form>'
        )

    def _hidden(self, ranking: Ranking) -> str:
        """What every form sends: its token, and the revision of what was read."""
        return (
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'
            f'<input type="hidden" name="revision" value="{ranking.revision}">'
        )

    def _address(self, name: str, ranking: Ranking) -> str:
        return self.words[name].replace(NO_LIST, str(ranking.uid))


def _left(year: Year, language: str) -> str:
    """What remains; a shape when it is exceeded, a dash where nothing was set."""
    if not year.amount:
        return "–"
    said, is_exceeded = amount(year.left, language), year.left < 0
    return f'<span class="ci-state ci-state--stop">{said}</span>' if is_exceeded else said

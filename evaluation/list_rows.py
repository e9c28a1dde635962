"""The rows of a ranked list, written in plain Python: a list has hundreds, and a template would take longer than the
database. Everything that people typed passes `escape`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evaluation.enums import Group, Outcome
from wording.formats import NARROW, amount, country, spaced

if TYPE_CHECKING:
    from evaluation.lists import Drawn, Row


# in the address of which each row puts its own: one address is looked up for all
NO_DOSSIER = str(UUID(int=0))


@dataclass(frozen=True)
class Writer:
    """Writes rows in one language; `can_write`: with the fields of whoever draws the list up."""

    language: str
    can_write: bool = False

    def rows(self, rows: Iterable[Row]) -> Iterator[tuple[Row, SafeString]]:
        """Each row with its HTML."""
        for row in rows:
            yield row, self.html(row)

    @cached_property
    def words(self) -> dict[str, str]:
        """What every row says, translated once."""
        said = {
            "rank": _("Rank"), "place": _("Unit, country"), "mean": _("Mean"), "spread": _("Spread"),
            "credits": _("Credits"), "sum": _("Sum"), "proposal": _("Proposal"), "none": _("No group"),
            "tie": _("What broke the tie"), "aside": _("Not ranked"), "funded": _("To be funded"),
            "not": _("Not selected"), "tied": _("ex aequo"), "rank of": _("Rank of %(reference)s"),
            "group of": _("Group of %(reference)s"), "tie of": _("What broke the tie of %(reference)s"),
            "credits of": _("Credits of %(reference)s, in euros"), "reserve": _("Reserve, place %(place)s"),
        }  # fmt: skip
        return {"address": reverse("dossier", args=[NO_DOSSIER]), **{name: escape(word) for name, word in said.items()}}

    def html(self, row: Row) -> SafeString:
        """One row of the table."""
        words, entry = self.words, row.entry
        below = ' class="is-below"' if row.outcome in (Outcome.RESERVE, Outcome.NOT_SELECTED) else ""
        spread = "–" if row.spread == "–" else f"±{NARROW}{escape(row.spread)}"
        total = "–" if entry.is_unranked else amount(row.sum, self.language)
        countries = escape(", ".join(country(code, self.language) for code in row.countries))
        unit = escape(row.dossier.unit.code) if row.dossier.unit else ""
        return SafeString(
            f'<tr{below}><td data-label="{words["rank"]}">{self._rank(row)}</td>'
            f'<th scope="row">{self._dossier(row)}</th>'
            f'<td data-label="{words["place"]}"><span>{unit}<small class="d-block">{countries}</small></span></td>'
            f'<td data-label="{words["mean"]}"><span class="ci-score"><b>{escape(row.mean)}</b>{_scale(row.drawn)}'
            f"</span></td>"
            f'<td class="is-num" data-label="{words["spread"]}">{spread}</td>'
            f'<td class="is-num" data-label="{words["credits"]}">{self._credits(row)}</td>'
            f'<td class="is-num" data-label="{words["sum"]}">{total}</td>'
            f'<td data-label="{words["proposal"]}"><span>{self._outcome(row)}</span></td></tr>'
        )

    def _rank(self, row: Row) -> str:
        entry = row.entry
        if not self.can_write:
            return f'<span class="ci-rank__n">{"–" if entry.rank is None else entry.rank}</span>'
        return (
            f'<input class="form-control form-control-sm ci-rank__in" name="rank-{entry.pk}" '
            f'value="{escape(row.typed.rank)}" inputmode="numeric" aria-label="{self._of("rank of", row)}">'
        )

    def _dossier(self, row: Row) -> str:
        entry, dossier = row.entry, row.dossier
        tags = f' <span class="ci-tag">{self.words["tied"]}</span>' if row.is_tied else ""
        tags += f' <span class="ci-tag">{escape(entry.group.upper())}</span>' if entry.group else ""
        moved = ""
        if entry.moved_because:
            moved = _small(_("Place changed by the arbitration: %(reason)s") % {"reason": entry.moved_because})
        return (
            f'<span class="ci-over"><span class="ci-num">{escape(dossier.reference or "")}</span>{tags}</span>'
            f'<a class="ci-title" href="{self.words["address"].replace(NO_DOSSIER, str(dossier.uid))}">'
            f"{escape(spaced(dossier.title, self.language))}</a>"
            f"{moved}{self._more(row)}"
        )

    def _more(self, row: Row) -> str:
        """Group, what broke a tie, whether set aside: as fields, or as they were said."""
        entry = row.entry
        if not self.can_write:
            return _small(_("Tie broken: %(reason)s") % {"reason": entry.tie_break}) if entry.tie_break else ""
        options = "".join(
            f'<option value="{slug}"{" selected" if slug == row.typed.group else ""}>{escape(str(label))}</option>'
            for slug, label in Group.choices
        )
        return (
            f'<span class="ci-rank__more"><select class="form-select form-select-sm" name="group-{entry.pk}" '
            f'aria-label="{self._of("group of", row)}"><option value="">{self.words["none"]}</option>{options}</select>'
            f'<input class="form-control form-control-sm" name="tie-{entry.pk}" value="{escape(row.typed.tie)}" '
            f'maxlength="1000" placeholder="{self.words["tie"]}" aria-label="{self._of("tie of", row)}">'
            f'<label class="form-check">'
            f'<input class="form-check-input" type="checkbox" name="aside-{entry.pk}" value="1"'
            f"{' checked' if row.typed.is_aside else ''}> {self.words['aside']}</label></span>"
            f"{self._stands(row) if row.typed.differs else ''}"
        )

    def _stands(self, row: Row) -> str:
        """What is kept, beside what was typed and could not be."""
        entry = row.entry
        euros = amount(entry.amount, self.language) if entry.amount else "–"
        said = _("Kept so far: rank %(rank)s, group %(group)s, %(amount)s") % {
            "rank": "–" if entry.rank is None else entry.rank, "group": entry.group.upper() or "–", "amount": euros,
        }  # fmt: skip
        return _small(said)

    def _credits(self, row: Row) -> str:
        entry = row.entry
        if not self.can_write:
            return "–" if entry.amount is None else amount(entry.amount, self.language)
        return (
            f'<input class="form-control form-control-sm ci-rank__in" name="amount-{entry.pk}" '
            f'value="{escape(row.typed.amount)}" inputmode="decimal" aria-label="{self._of("credits of", row)}">'
        )

    def _outcome(self, row: Row) -> str:
        """What the cut proposes: a shape and a word; then the thresholds missed."""
        if row.outcome == Outcome.SELECTED:
            said = f'<span class="ci-state ci-state--done">{self.words["funded"]}</span>'
        elif row.outcome == Outcome.RESERVE:
            reserve = self.words["reserve"] % {"place": row.reserve}
            said = f'<span class="ci-state ci-state--wait">{reserve}</span>'
        elif row.outcome == Outcome.NOT_SELECTED:
            said = f'<span class="ci-state ci-state--off">{self.words["not"]}</span>'
        else:
            said = "–"
        if row.missed:
            said += _small(_("Cannot be funded: %(names)s") % {"names": ", ".join(row.missed)})
        return said

    def _of(self, name: str, row: Row) -> str:
        return self.words[name] % {"reference": escape(row.dossier.reference or "")}


def _small(text: str) -> str:
    return f'<small class="d-block">{escape(text)}</small>'


@lru_cache(maxsize=1024)
def _scale(drawn: Drawn | None) -> str:
    """The mean with its spread, drawn on the scale."""
    if drawn is None:
        return ""
    ticks = "".join(f'<rect class="ci-f-edge" x="{tick:.1f}" y="5" width="1" height="6"/>' for tick in drawn.ticks)
    return (
        f'<svg viewBox="0 0 104 16" aria-hidden="true"><rect class="ci-f-rule" x="8" y="7.5" width="88" height="1"/>'
        f"{ticks}"
        f'<rect class="ci-f-mid" x="{drawn.left:.1f}" y="6" width="{drawn.width:.1f}" height="4"/>'
        f'<circle class="ci-f-ink" cx="{drawn.dot:.1f}" cy="8" r="4"/></svg>'
    )

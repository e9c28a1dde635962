"""Forms of the ranking and of the cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.actions.ranking import Line
from evaluation.forms.errors import not_a_number
from evaluation.models import RankEntry

LONGEST = 1000
SPACES = {ord(blank): None for blank in "    \t€"}

PLACES = not_a_number(gettext_lazy("Write how many places as a whole number, such as 12."))


class NotRead(ValueError):
    """What was typed is no rank or amount; the text is the sentence."""


def lines_of(data: Mapping[str, str], entries: Iterable[RankEntry]) -> tuple[dict[int, Line], list[str]]:
    """The lines as typed (`rank-<id>`, `group-<id>`, …), and a sentence for each that cannot be read."""
    lines: dict[int, Line] = {}
    problems: list[str] = []
    for entry in entries:
        if f"rank-{entry.pk}" not in data:
            continue
        try:
            lines[entry.pk] = Line(
                rank=_number(data[f"rank-{entry.pk}"], entry), group=data.get(f"group-{entry.pk}", ""),
                is_unranked=f"aside-{entry.pk}" in data, amount=read_euros(data.get(f"amount-{entry.pk}", ""), entry),
                tie_break=data.get(f"tie-{entry.pk}", "")[:LONGEST],
            )  # fmt: skip
        except NotRead as error:
            problems.append(str(error))
    return lines, problems


def _number(typed: str, entry: RankEntry) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise NotRead(_("%(dossier)s: the rank is a number from 1.") % {"dossier": entry.dossier.reference})
    return int(text)


def read_euros(typed: str, entry: RankEntry | None = None) -> Decimal | None:
    """An amount typed with spaces, a comma or a point; to the cent. Raises NotRead."""
    text = typed.translate(SPACES).replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
        if not value.is_finite() or abs(value) >= 10**9 or value != value.quantize(Decimal("0.01")):
            raise InvalidOperation
    except InvalidOperation as error:
        where = f"{entry.dossier.reference}: " if entry else ""
        raise NotRead(where + _("write the amount in euros, such as 12,500 or 12,500.50.")) from error
    return value


class CutForm(forms.Form):
    """Where the cut stands: after so many places, with so many on the reserve list; or by amount."""

    cut = forms.IntegerField(min_value=0, max_value=10_000, required=False, error_messages=PLACES)
    reserve = forms.IntegerField(min_value=0, max_value=10_000, required=False, error_messages=PLACES)
    euros = forms.CharField(required=False, max_length=30)
    revision = forms.IntegerField(min_value=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            cleaned["euros"] = read_euros(cleaned.get("euros", ""))
        except NotRead as error:
            self.add_error("euros", str(error))
        if not self.errors and cleaned.get("cut") is None and cleaned.get("euros") is None:
            self.add_error("cut", _("Say after how many places to cut, or within which amount."))
        return cleaned


class AmountForm(forms.Form):
    """Whoever decides changes one amount of a signed list."""

    entry = forms.IntegerField()
    amount = forms.CharField(max_length=30, error_messages={
        "required": gettext_lazy("Write the amount in euros, such as 12,500 or 12,500.50."),
    })  # fmt: skip
    revision = forms.IntegerField(min_value=0)

    def clean_amount(self) -> Decimal | None:
        try:
            return read_euros(self.cleaned_data["amount"])
        except NotRead as error:
            said = str(error)
            raise forms.ValidationError(said[:1].upper() + said[1:]) from error


class ReorderForm(forms.Form):
    """The arbitration changes one place, with a reason."""

    entry = forms.IntegerField()
    position = forms.IntegerField(
        min_value=1, max_value=10_000, label=gettext_lazy("New place"),
        error_messages=not_a_number(gettext_lazy("Write the new place as a number from 1.")),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("The institute’s order changes only with a reason: write in a few words why.")
        },
    )  # fmt: skip
    revision = forms.IntegerField(min_value=0)

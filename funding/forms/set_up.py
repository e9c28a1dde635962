"""Forms of the set-up year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.forms.choosing import UnitChoice
from directory.forms.offices import day_field
from funding.calendar import MONTHS_OF_A_YEAR
from funding.enums import UnitKind
from funding.forms.letters import InstitutionForm
from funding.models import Party
from proposals.forms.fields import CleanChars
from wording.crispy import HouseHelper
from wording.fields import EuroField

if TYPE_CHECKING:
    from funding.models import SetUp, StaffAssignment


class PartyForm(InstitutionForm):
    """A party of the convention, and the day of its signature."""

    signed_on = day_field(
        gettext_lazy("Signed on"), required=False, help_text=gettext_lazy("The day beside the signature.")
    )


class PenForm(forms.Form):
    """Who writes the next version."""

    party = forms.ModelChoiceField(
        label=gettext_lazy("Who writes the next version"), queryset=Party.objects.none(),
        empty_label=gettext_lazy("Choose a party"),
        error_messages={"required": gettext_lazy("Choose one of the parties of this convention."),
                        "invalid_choice": gettext_lazy("Choose one of the parties of this convention.")},
    )  # fmt: skip

    def __init__(self, *args: Any, set_up: SetUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties: Any = self.fields["party"]
        parties.queryset = Party.objects.filter(set_up=set_up, removed_at=None)
        self.helper = HouseHelper()


class VersionForm(forms.Form):
    """What changed in this version, and from whom; the file is judged by the intake."""

    note = CleanChars(label=gettext_lazy("What changed"), most=500)
    party = forms.ModelChoiceField(
        label=gettext_lazy("From"), queryset=Party.objects.none(), required=False,
        empty_label=gettext_lazy("The CNRS"),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the parties of this convention.")},
    )  # fmt: skip

    def __init__(self, *args: Any, set_up: SetUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties: Any = self.fields["party"]
        parties.queryset = Party.objects.filter(set_up=set_up, removed_at=None)
        self.helper = HouseHelper()


class ConventionForm(forms.Form):
    """The date of the convention and the unit of the laboratory."""

    convention_on = day_field(
        gettext_lazy("Date of the convention"), required=False,
        help_text=gettext_lazy("The action starts on this day."),
    )  # fmt: skip
    unit_kind = forms.ChoiceField(
        label=gettext_lazy("Where the laboratory stands"), choices=UnitKind, widget=forms.RadioSelect, required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a host unit or a dedicated one.")},
    )  # fmt: skip
    unit = UnitChoice(
        label=gettext_lazy("Unit, in the directory"), required=False,
        help_text=gettext_lazy("Its code, for example UMR 7154. If it is not there yet, write its name below."),
    )  # fmt: skip
    unit_name = CleanChars(label=gettext_lazy("Name of the unit announced"), most=300)

    def __init__(self, *args: Any, set_up: SetUp, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(set_up, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()


class AssignmentForm(forms.Form):
    """Somebody assigned to the dedicated unit."""

    name = CleanChars(label=gettext_lazy("First and last name"), most=300, required=True,
                      error_messages={"required": gettext_lazy("Name the person.")})  # fmt: skip
    status = CleanChars(label=gettext_lazy("Status or grade"), most=120, required=True,
                        error_messages={"required": gettext_lazy("Give the status or the grade.")})  # fmt: skip
    employer = CleanChars(label=gettext_lazy("Employer"), most=300, required=True,
                          error_messages={"required": gettext_lazy("Name the employer.")})  # fmt: skip
    starts_on = day_field(gettext_lazy("From"))
    ends_on = day_field(gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, line: StaffAssignment | None = None, **kwargs: Any) -> None:
        if line is not None:
            kwargs["initial"] = {name: getattr(line, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].error_messages["required"] = _("Give the first day of the assignment.")
        self.helper = HouseHelper()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end comes before the beginning: correct one of the two dates."))
        return given


class ResourcesForm(forms.Form):
    """Own resources of a dedicated unit: a cell per year of the action and line of the rules; empty is zero."""

    def __init__(self, *args: Any, set_up: SetUp, **kwargs: Any) -> None:
        rules = set_up.dossier.rules
        months = set_up.dossier.months or rules.duration.maximum or MONTHS_OF_A_YEAR
        self.years = list(range(1, -(-months // MONTHS_OF_A_YEAR) + 1))
        self.lines = rules.dedicated_unit.lines if rules.dedicated_unit else ()
        kept = {(one.year, one.line): one.euros for one in set_up.resources.all()}
        super().__init__(*args, **kwargs)
        for year in self.years:
            for line in self.lines:
                self.fields[f"y{year}-{line.slug}"] = EuroField(
                    label=_("%(line)s, year %(year)d, in euros") % {"line": line.label, "year": year}, required=False,
                    initial=kept.get((year, line.slug)),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "0",
                                                  "class": "form-control"}),
                )  # fmt: skip

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """(line of the rules, its cells by year)."""
        return [(line, [self[f"y{year}-{line.slug}"] for year in self.years]) for line in self.lines]

    def cells(self) -> dict[tuple[int, str], Decimal]:
        """(year, line) -> euros, of the cells that hold something."""
        typed = {(year, line.slug): self.cleaned_data[f"y{year}-{line.slug}"]
                 for year in self.years for line in self.lines}  # fmt: skip
        return {place: euros for place, euros in typed.items() if euros}

"""Forms of the lists of a report, and of its return with comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.enums import LineKind
from funding.models import Report
from funding.report_parts import FORECAST, SPENT, TRUED, PartKind, parts
from proposals.enums import Status
from proposals.forms.fields import CleanChars
from proposals.identifiers import NotADoi, NotHal, read_doi, read_hal
from wording.crispy import HouseHelper
from wording.fields import EuroField

MOST_COST = 99_999
LONGEST_COMMENT = 2000
UNCLEAR_DAY = gettext_lazy("This day is not understood. Write it like 30/09/2027.")
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class DayInput(forms.DateInput):
    """The browser's own date control."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=DAY_FORMATS, widget=DayInput(), error_messages={"invalid": UNCLEAR_DAY}, **kwargs
    )


class LineForm(forms.Form):
    """What the forms of lines share: the revision that was read."""

    kind: LineKind
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, line: Any = None, **kwargs: Any) -> None:
        if line is not None:
            names = [name for name in self.base_fields if hasattr(line, name)]
            kwargs["initial"] = {name: getattr(line, name) for name in names}
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first: look at both."))
        return cleaned

    def columns(self) -> dict[str, Any]:
        """What the line keeps."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class MissionForm(LineForm):
    """Who went, from where, to where, when, for how much."""

    kind = LineKind.MISSION
    name = CleanChars(label=gettext_lazy("Who"), most=200, required=True,
                      error_messages={"required": gettext_lazy("Say who went.")})  # fmt: skip
    origin = CleanChars(label=gettext_lazy("From"), most=200)
    place = CleanChars(label=gettext_lazy("To"), most=200, required=True,
                       error_messages={"required": gettext_lazy("Say where the mission went.")})  # fmt: skip
    starts_on = day_field(gettext_lazy("First day"), required=True)
    ends_on = day_field(gettext_lazy("Last day"), required=True)
    cost = EuroField(label=gettext_lazy("Cost on the credits of the action"), required=False, max_value=MOST_COST)
    note = CleanChars(label=gettext_lazy("What for"), most=500)


class MeetingForm(LineForm):
    """A workshop, a school, a working meeting."""

    kind = LineKind.MEETING
    name = CleanChars(label=gettext_lazy("Title"), most=300, required=True,
                      error_messages={"required": gettext_lazy("Give the meeting a title.")})  # fmt: skip
    place = CleanChars(label=gettext_lazy("Place"), most=200)
    starts_on = day_field(gettext_lazy("First day"), required=True)
    ends_on = day_field(gettext_lazy("Last day"), required=False)
    people = forms.IntegerField(
        label=gettext_lazy("How many people"), required=False, min_value=1, max_value=10_000,
        error_messages={
            "invalid": gettext_lazy("Write a number of people in figures."),
            "min_value": gettext_lazy("A meeting brings together at least one person."),
            "max_value": gettext_lazy("Ten thousand people at most: look at this figure."),
        },
    )  # fmt: skip


class YoungForm(LineForm):
    """A doctoral student, a post-doctoral researcher, a student who took part."""

    kind = LineKind.YOUNG
    name = CleanChars(label=gettext_lazy("Name"), most=200, required=True,
                      error_messages={"required": gettext_lazy("Give their name.")})  # fmt: skip
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=Status)
    note = CleanChars(label=gettext_lazy("What they did in the action"), most=500)


class PublicationForm(LineForm):
    """A joint publication of the year: its DOI, its HAL identifier, or its title."""

    kind = LineKind.PUBLICATION
    name = CleanChars(label=gettext_lazy("Title"), most=500)
    doi = CleanChars(label="DOI", most=300)
    hal_id = CleanChars(label="HAL", most=80, help_text=gettext_lazy("For example hal-01234567."))

    def clean_doi(self) -> str:
        typed = self.cleaned_data["doi"]
        try:
            return read_doi(typed) if typed else ""
        except NotADoi as error:
            raise ValidationError(_("This is no DOI. It looks like 10.1000/182.")) from error

    def clean_hal_id(self) -> str:
        typed = self.cleaned_data["hal_id"]
        try:
            return read_hal(typed) if typed else ""
        except NotHal as error:
            raise ValidationError(_("This is no HAL identifier. It looks like hal-01234567.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [cleaned.get(name) for name in ("name", "doi", "hal_id")]
        if not any(names) and not self.errors:
            self.add_error("name", _("Give a title, a DOI or a HAL identifier."))
        cleaned["name"] = next((one for one in names if one), "")
        return cleaned


FORMS: dict[str, type[LineForm]] = {one.kind: one for one in (MissionForm, MeetingForm, YoungForm, PublicationForm)}
# what stands before the label of a figure in the comments
FIGURES = {
    SPENT: gettext_lazy("Spent"), FORECAST: gettext_lazy("To be spent by the end of the year"),
    TRUED: gettext_lazy("Spent in the year before"),
}  # fmt: skip


class ReturnForm(forms.Form):
    """What to correct as a whole, and part by part."""

    reason = CleanChars(label=gettext_lazy("What is to be corrected, as a whole"), most=LONGEST_COMMENT, is_long=True,
                        required=True,
                        error_messages={"required": gettext_lazy("Say what is to be corrected.")})  # fmt: skip

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()
        self.slugs = []
        for part in parts(report.kind, report.year, report.award.rules):
            before = next((str(said) for prefix, said in FIGURES.items() if part.slug.startswith(prefix)), "")
            label = f"{before} : {part.label}" if before else str(part.label)
            if part.kind is PartKind.EUROS and not part.slug.startswith(SPENT):
                continue
            self.fields[f"on-{part.slug}"] = CleanChars(label=label, most=LONGEST_COMMENT, is_long=True)
            self.slugs.append(part.slug)

    def comments(self) -> dict[str, str]:
        """Part -> what to correct in it."""
        return {slug: self.cleaned_data[f"on-{slug}"] for slug in self.slugs if self.cleaned_data[f"on-{slug}"]}

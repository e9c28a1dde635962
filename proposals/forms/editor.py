"""The form of one section, built from the rules; the form of the frame."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.forms.choosing import UnitChoice
from directory.models import Institute, RegionalDelegation
from directory.validators import validate_person_name
from instruments.spec import FormField, FormSection
from proposals.actions.writing import STRUCTURED
from proposals.facts import length
from proposals.forms.editor_text import clean_line
from proposals.forms.kinds import Lines, field_for, lines_of

if TYPE_CHECKING:
    from proposals.models import Answer, Dossier

CHOOSE = {"invalid_choice": _("Choose one of the list.")}


def print_of(value: Any) -> str:
    """A short mark of a value: a form brings back the one it was filled with, so that what was not touched is known."""
    empty = value in (None, "", [])
    written = "" if empty else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Sent:
    """What a posted form says of one question: its clean value, the revision read, whether it was touched."""

    slug: str
    value: Any
    revision: int
    is_touched: bool


@dataclass
class Question:
    """One question as the page draws it."""

    asked: FormField
    bound: Any = None
    lines: Lines | None = None
    answer: Answer | None = None
    is_locked: bool = False
    problems: list[Any] = field(default_factory=list)
    context: Mapping[str, Any] = field(default_factory=dict)
    # who changed it last, by name, when they write in the dossier still
    who: str = ""

    @property
    def revision(self) -> int:
        return self.answer.revision if self.answer else 0

    @property
    def value(self) -> Any:
        return self.answer.value if self.answer else None

    @property
    def was(self) -> str:
        return print_of(self.value)

    @property
    def typed(self) -> int:
        """Characters now in the field."""
        shown = self.bound.value() if self.bound is not None else None
        return length(shown.replace("\r\n", "\n")) if isinstance(shown, str) else 0

    @property
    def is_over(self) -> bool:
        return bool(self.asked.limit and self.typed > self.asked.limit)


class SectionForm(forms.Form):
    """The typed questions of one section; each is kept by itself, none is required to be kept."""

    def __init__(self, section: FormSection, answers: Mapping[str, Answer], data: Any = None) -> None:
        self.section, self.answers = section, answers
        initial = {slug: answer.value for slug, answer in answers.items()}
        super().__init__(data, initial=initial)
        for asked in section.fields:
            if asked.kind not in STRUCTURED:
                self.fields[asked.slug] = field_for(asked)

    def questions(self) -> Iterator[Question]:
        """Every question of the section in order, those made of lines too."""
        for asked in self.section.fields:
            bound = self[asked.slug] if asked.slug in self.fields else None
            yield Question(asked, bound, lines_of(asked.kind), self.answers.get(asked.slug))

    def sent(self) -> Iterator[Sent]:
        """The questions that were in the form sent and are well typed; call after `is_valid()`."""
        for slug in self.fields:
            if slug in self.cleaned_data and f"revision-{slug}" in self.data:
                value = self.cleaned_data[slug]
                was = self.data.get(f"was-{slug}")
                yield Sent(slug, value, _number(self.data[f"revision-{slug}"]), was is None or was != print_of(value))


class FrameForm(forms.Form):
    """Who carries the dossier and where; only what has to be asked of this dossier stands in it."""

    unit = UnitChoice(
        label=_("The carrier’s unit"), required=False,
        help_text=_("Its code, acronym or name; the institute and the regional delegation follow from it."),
    )  # fmt: skip
    institute = forms.ModelChoiceField(
        Institute.objects.order_by("name"), label=_("Main institute"), required=False, empty_label=_("Choose"),
        help_text=_("It examines, ranks and funds. The other institutes concerned are named in the project."),
        error_messages=CHOOSE,
    )  # fmt: skip
    delegation = forms.ModelChoiceField(
        RegionalDelegation.objects.order_by("number"), label=_("Regional delegation"), required=False,
        empty_label=_("Not known"), error_messages=CHOOSE,
    )  # fmt: skip
    is_carrier_permanent = forms.BooleanField(label=_("The carrier holds a permanent post"), required=False)
    months = forms.IntegerField(
        label=_("Duration, in months"), required=False, min_value=1, max_value=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a number of months in figures, such as 36."),
            "min_value": _("At least one month."), "max_value": _("This is too long: 600 months at most."),
        },
    )  # fmt: skip
    director_name = forms.CharField(
        label=_("Name of the unit’s director"), required=False,
        help_text=_("Nobody holds this office here yet: the institute is asked to grant it."),
        error_messages={"max_length": _("This name is too long: %(limit_value)d characters at most.")},
    )  # fmt: skip
    director_email = forms.EmailField(
        label=_("E-mail of the unit’s director"), required=False, max_length=254,
        error_messages={
            "invalid": _("This is no e-mail address. It looks like nom.prenom@laboratoire.fr."),
            "max_length": _("This address is too long: %(limit_value)d characters at most."),
        },
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, dossier: Dossier, data: Any = None, *, has_director: bool, is_readonly: bool = False,
                 chosen_unit: str | None = None) -> None:  # fmt: skip
        self.dossier, self.place = dossier, dossier.working_place
        columns = {name: getattr(dossier, name) for name in ("is_carrier_permanent", "months", "director_name",
                                                             "director_email")}  # fmt: skip
        initial = {
            **columns, "unit": chosen_unit or self.place.unit, "institute": dossier.institute_id,
            "delegation": self.place.delegation_id, "revision": dossier.frame_revision,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        for name in self._not_asked(has_director):
            del self.fields[name]
        for name, shown in self.fields.items():
            shown.disabled = is_readonly
            # as the page shows it; see `full_clean`
            shown.required = name in ("unit", "institute", "months")

    def _not_asked(self, has_director: bool) -> Iterator[str]:
        """What is known from elsewhere, or not asked by these rules."""
        dossier, rules = self.dossier, self.dossier.rules
        unit = self.place.unit
        is_given = dossier.call.institute_id or dossier.is_with_institute or (unit and unit.institute_id)
        if is_given and dossier.institute_id:
            yield "institute"
        if unit is not None and unit.delegation_id and self.place.delegation_id:
            yield "delegation"
        if not rules.carrier.needs_permanent_post:
            yield "is_carrier_permanent"
        if rules.duration.minimum == rules.duration.maximum:
            yield "months"
        if has_director or unit is None:
            yield from ("director_name", "director_email")

    def full_clean(self) -> None:
        """What is needed to file is not needed to keep: an empty unit is kept empty, and said to be missing."""
        needed = [self.fields[name] for name in ("unit", "institute", "months") if name in self.fields]
        for one in needed:
            one.required = False
        super().full_clean()
        for one in needed:
            one.required = True

    def clean_director_name(self) -> str:
        name = clean_line(self.cleaned_data["director_name"]).text
        if len(name) > 200:
            raise ValidationError(_("This name is too long: 200 characters at most."))
        if name:
            validate_person_name(name)
        return name

    def columns(self) -> dict[str, Any]:
        """The cleaned columns that were asked."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def _number(text: Any) -> int:
    return int(text) if str(text).isascii() and str(text).isdigit() and len(str(text)) < 9 else -1

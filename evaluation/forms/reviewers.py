"""Forms of the pool: a profile, somebody new, a pause, an invitation."""

from __future__ import annotations

from typing import Any, cast

import pycountry
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.forms.fields import OrcidField
from directory.models import Section
from evaluation.bibliographies import read_works
from evaluation.forms.days import DayField
from evaluation.forms.errors import not_a_number
from evaluation.models import Reviewer
from evaluation.traits import Paper
from wording.formats import country
from wording.languages import shown_language

TOO_LONG = {"max_length": gettext_lazy("Keep to %(limit_value)d characters (there are %(show_value)d).")}
MOST_KEYWORDS = 30


class Words(forms.CharField):
    """Words separated by commas, as a list."""

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value) or ""
        found = list(dict.fromkeys(" ".join(word.split()) for word in typed.split(",") if word.strip()))
        if len(found) > MOST_KEYWORDS:
            raise forms.ValidationError(_("Keep to thirty keywords: the most telling ones."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ProfileForm(forms.Form):
    """What a reviewer says of themselves; only the staff writes the last two."""

    institution = forms.CharField(label=gettext_lazy("Institution"), max_length=300, required=False,
                                  error_messages=TOO_LONG)  # fmt: skip
    orcid = OrcidField(label="ORCID", required=False, help_text=gettext_lazy(
        "By it, a reviewer is told from somebody of the same name."))  # fmt: skip
    country = forms.ChoiceField(label=gettext_lazy("Country of work"), required=False, choices=lambda: _countries())
    sections = forms.ModelMultipleChoiceField(
        Section.objects.none(),
        label=gettext_lazy("Sections of the Comité national"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose sections of the list.")},
    )
    keywords = Words(label=gettext_lazy("Keywords"), required=False, max_length=1500, error_messages=TOO_LONG,
                     help_text=gettext_lazy("In French or English, separated by commas."))  # fmt: skip
    expertise = forms.CharField(label=gettext_lazy("Expertise in a few lines"), required=False, max_length=3000,
                                widget=forms.Textarea(attrs={"rows": 4}), error_messages=TOO_LONG)  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages read"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("fr", gettext_lazy("French")), ("en", gettext_lazy("English"))],
    )
    most_at_once = forms.IntegerField(
        label=gettext_lazy("Reviews at once, at most"), min_value=0, max_value=50,
        help_text=gettext_lazy("Over all calls and institutes."),
        error_messages=not_a_number(gettext_lazy("Write a number from 0 to 50.")),
    )  # fmt: skip
    is_active = forms.BooleanField(label=gettext_lazy("May be invited"), required=False)
    note = forms.CharField(label=gettext_lazy("Internal note"), required=False, max_length=2000,
                           widget=forms.Textarea(attrs={"rows": 2}), error_messages=TOO_LONG)  # fmt: skip

    def __init__(self, *args: Any, is_staff: bool, reviewer: Reviewer | None = None, **kwargs: Any) -> None:
        if reviewer is not None:
            known = {name: getattr(reviewer, name) for name in self.base_fields if name not in ("sections", "orcid")}
            kwargs.setdefault("initial", {**known, "sections": reviewer.sections.all()})
        super().__init__(*args, **kwargs)
        sections = cast(forms.ModelMultipleChoiceField, self.fields["sections"])
        offered = Q(pk__in=Section.objects.present().values("pk"))
        if reviewer is not None:
            # those of a former mandate stay until they are taken away
            offered |= Q(pk__in=reviewer.sections.values("pk"))
        sections.queryset = Section.objects.filter(offered).order_by("-mandate__starts", "number")
        if reviewer is not None and reviewer.person.orcid:
            # shown in the heading; its owner changes it in their account
            del self.fields["orcid"]
        if not is_staff:
            del self.fields["note"], self.fields["is_active"]


class NewReviewerForm(ProfileForm):
    """The same, and who it is."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the first name."), **TOO_LONG},
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=150,
        error_messages={"required": gettext_lazy("Write the last name."), **TOO_LONG},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), max_length=254,
        error_messages={
            "required": gettext_lazy("Write the e-mail address."),
            "invalid": gettext_lazy("This is no e-mail address. It looks like nom.prenom@laboratoire.fr."), **TOO_LONG,
        },
    )  # fmt: skip
    field_order = ("first_name", "last_name", "email")


class WorksForm(forms.Form):
    """Publications pasted together."""

    works = forms.CharField(
        label=gettext_lazy("Publications of the last five years"), max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("One DOI a line, or the BibTeX file that ORCID exports. They show who works with "
                               "whom, and measure nobody."),
        error_messages={"required": gettext_lazy("Paste at least one DOI, such as 10.1000/182."), **TOO_LONG},
    )  # fmt: skip

    def clean_works(self) -> list[Paper]:
        papers, unread = read_works(self.cleaned_data["works"])
        if unread:
            said = ngettext("No DOI is found in this line: %(lines)s. Add it, or take the line away.",
                            "No DOI is found in these lines: %(lines)s. Add it, or take the lines away.",
                            len(unread))  # fmt: skip
            raise forms.ValidationError(said % {"lines": " ; ".join(f"« {one} »" for one in unread[:3])})
        return papers


class PauseForm(forms.Form):
    """From one day to another, both included."""

    starts = DayField(label=gettext_lazy("From"))
    ends = DayField(label=gettext_lazy("To"))


class InvitationForm(forms.Form):
    """By when the reviews are awaited, and why one passes over an objection."""

    due = DayField(label=gettext_lazy("Reviews awaited by"),
                   help_text=gettext_lazy("Until the end of that day, Paris time."))  # fmt: skip
    passing_over = forms.CharField(
        label=gettext_lazy("Why invite all the same"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
        help_text=gettext_lazy("Only where something is to be ruled on, or somebody has much in hand."),
    )


def _countries() -> list[tuple[str, str]]:
    language = shown_language()
    pairs = ((one.alpha_2, country(one.alpha_2, language)) for one in pycountry.countries)
    names = sorted(pairs, key=lambda pair: pair[1])
    return [("", _("Not said")), *names]

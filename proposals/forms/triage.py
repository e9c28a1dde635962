"""Forms of those who examine a dossier."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Institute, Person
from instruments.checks import CARRIER, DURATION, INSTITUTE
from instruments.instants import HourTwice, NoSuchHour, instant
from proposals.actions import informing
from proposals.actions.talk import LONGEST
from proposals.checked import checked_of
from proposals.models import Dossier
from wording.crispy import HouseHelper
from wording.fields import WallClockField
from wording.formats import PARIS

if TYPE_CHECKING:
    from directory.standing import Standing

LONGEST_REASON = 2000
REQUIRED = {"required": gettext_lazy("Write in a few words why: it stays in the history."),
            "max_length": gettext_lazy("Keep to %(limit_value)d characters (there are %(show_value)d).")}  # fmt: skip


def in_paris(wall: datetime) -> datetime:
    """The instant of a Paris hour as typed. Raises ValidationError around the changes of the hour."""
    try:
        return instant(wall, PARIS)
    except NoSuchHour as error:
        raise ValidationError(_("The clocks go forward over this hour: choose the next one.")) from error
    except HourTwice as error:
        raise ValidationError(_("The clocks pass this hour twice that day: choose another one.")) from error


def reason_field(label: Any, hint: Any = "") -> forms.CharField:
    """Why, in words that stay."""
    return forms.CharField(label=label, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 5}),
                           help_text=hint, error_messages=REQUIRED)  # fmt: skip


class ActForm(forms.Form):
    """A form for one transition: its reason, and what its guards and effects get."""

    explained: Any = ""

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()

    def words(self) -> str:
        """The words kept with the act."""
        return str(self.cleaned_data["reason"])

    def data_of_act(self) -> dict[str, Any]:
        """What the act gets besides."""
        return {}


class CompletionForm(ActForm):
    """Named parts, what is asked, by when."""

    explained = gettext_lazy(
        "Only the parts you tick can be changed; the rest stays as filed. The answer comes back marked."
    )

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Parts to complete"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one part: the carrier can change nothing else."),
                        "invalid_choice": gettext_lazy("Tick parts of this dossier.")},
    )  # fmt: skip
    reason = reason_field(gettext_lazy("What is asked"), gettext_lazy("Read by the carrier and the co-editors."))
    due = WallClockField(
        label=gettext_lazy("By, Paris time"),
        error_messages={"required": gettext_lazy("Give the day and the hour of the answer.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["parts"]
        parts.choices = parts_of_rules(self.dossier)
        # where every rule is met, nothing is read for it
        if self.dossier.blocks or self.dossier.warns:
            parts.initial = checked_of(self.dossier).lost

    def clean_due(self) -> datetime:
        return in_paris(self.cleaned_data["due"])

    def data_of_act(self) -> dict[str, Any]:
        return {"parts": self.cleaned_data["parts"], "due": self.cleaned_data["due"]}


class RouteForm(ActForm):
    """Which institute, and why."""

    explained = gettext_lazy(
        "The other institute reads it at once, and takes it over or sends it back. Reference and filing date are kept."
    )

    institute = forms.ModelChoiceField(
        label=gettext_lazy("Institute"), queryset=Institute.objects.none(),
        empty_label=gettext_lazy("Choose an institute"),
        error_messages={"required": gettext_lazy("Choose an institute."),
                        "invalid_choice": gettext_lazy("Choose an institute.")},
    )  # fmt: skip
    reason = reason_field(gettext_lazy("Why"), gettext_lazy("Read by both institutes and the Derci."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutes: Any = self.fields["institute"]
        institutes.queryset = Institute.objects.exclude(pk=self.dossier.institute_id or 0)

    def data_of_act(self) -> dict[str, Any]:
        return {"institute": self.cleaned_data["institute"]}


class InadmissibleForm(ActForm):
    """The rule that is not met, and the words to the carrier."""

    explained = gettext_lazy("This ends the dossier. The carrier reads the rule and your words, and how to appeal.")

    rule = forms.ChoiceField(
        label=gettext_lazy("Rule that is not met"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the rule that is not met."),
                        "invalid_choice": gettext_lazy("Choose the rule that is not met.")},
    )  # fmt: skip
    reason = reason_field(gettext_lazy("Words to the carrier"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules: Any = self.fields["rule"]
        found = [(f"verdict-{place}", str(one.sentence)) for place, one in enumerate(checked_of(self.dossier).verdicts)]
        asked = self.dossier.rules
        rules.choices = [
            *found, ("carrier", str(asked.carrier.text)), ("french", str(asked.partners.french)),
            ("foreign", str(asked.partners.foreign)), ("purpose", str(asked.purpose)),
            ("other", _("Another rule, said below")),
        ]  # fmt: skip

    def words(self) -> str:
        rule = self.cleaned_data["rule"]
        words = str(self.cleaned_data["reason"])
        field: Any = self.fields["rule"]
        return words if rule == "other" else f"{dict(field.choices)[rule]}\n\n{words}"


class InformForm(forms.Form):
    """Institutes to inform; an opinion asked of them or of one person."""

    institutes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Institutes"), queryset=Institute.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their officers read the dossier, and are told by e-mail."),
        error_messages={"invalid_choice": gettext_lazy("Choose institutes of the list."),
                        "invalid_pk_value": gettext_lazy("Choose institutes of the list.")},
    )  # fmt: skip
    person = forms.EmailField(
        label=gettext_lazy("Or one person, by the e-mail of their account"),
        required=False,
        help_text=gettext_lazy("They read the dossier and answer on its own page."),
    )
    question = forms.CharField(
        label=gettext_lazy("Opinion asked"), required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Empty: the institutes are informed, no more."),
        error_messages=REQUIRED,
    )  # fmt: skip
    due = WallClockField(label=gettext_lazy("By, Paris time"), required=False)

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, **kwargs)
        institutes: Any = self.fields["institutes"]
        institutes.queryset = Institute.objects.exclude(pk=dossier.institute_id or 0)
        self.helper = HouseHelper()

    def clean_due(self) -> datetime | None:
        due = self.cleaned_data.get("due")
        return in_paris(due) if due else None

    def clean_person(self) -> Person | None:
        typed = self.cleaned_data.get("person")
        if not typed:
            return None
        found = Person.objects.filter(email=typed.lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("Nobody has an account with this address: check it, or ask their institute."))
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("institutes") and not given.get("person") and not self.errors:
            raise ValidationError(_("Choose at least one institute, or give one person."))
        if given.get("person") and not given.get("question") and "question" not in self.errors:
            self.add_error("question", _("Say what you would like to know from this person."))
        return given

    @transaction.atomic
    def perform(self, *, at: datetime, by: Standing) -> None:
        """Do what was asked, all of it or nothing. Raises Refused."""
        given = self.cleaned_data
        for institute in given["institutes"]:
            if given["question"]:
                informing.ask_opinion(self.dossier, institute=institute, question=given["question"], due=given["due"],
                                      at=at, by=by)  # fmt: skip
            else:
                informing.inform_institute(self.dossier, institute=institute, at=at, by=by)
        if given["person"]:
            informing.ask_opinion(self.dossier, person=given["person"], question=given["question"], due=given["due"],
                                  at=at, by=by)  # fmt: skip


class OpinionForm(forms.Form):
    """An opinion in words."""

    text = forms.CharField(label=gettext_lazy("Your opinion"), required=False, max_length=LONGEST,
                           widget=forms.Textarea(attrs={"rows": 8}), error_messages=REQUIRED)  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = HouseHelper()


def parts_of_rules(dossier: Dossier) -> list[tuple[str, str]]:
    """Every part that a completion may name: the frame, the questions, the papers."""
    frame = [(CARRIER, _("The carrier and the unit")), (INSTITUTE, _("The institute")), (DURATION, _("The duration"))]
    questions = [(asked.slug, str(asked.label)) for asked in dossier.rules.fields]
    papers = [(paper.slug, str(paper.label)) for paper in dossier.rules.papers]
    return [*frame, *questions, *papers]

"""Forms of offices: to whom, over what, from when to when, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.access import may_grant
from directory.enums import OFFICE_SCOPES, Role, Scope
from directory.forms.accounts import NameField
from directory.forms.choosing import UnitChoice
from directory.models import Institute, Person, RegionalDelegation, Section
from directory.models.offices import SCOPE_FIELDS
from directory.standing import Standing, paris_today

if TYPE_CHECKING:
    from directory.access import Held

STATES = [("held", _("Held today")), ("coming", _("To come")), ("over", _("Over")), ("all", _("In any state"))]


class DayInput(forms.DateInput):
    """The browser's own calendar; without it, the day is typed as 2027-09-30."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day; unreadable ones get a sentence with an example."""
    messages = {"invalid": _("This day does not exist. Write it as 2027-09-30.")}
    return forms.DateField(label=label, widget=DayInput(), error_messages=messages, **kwargs)


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history, for example the decision that appoints the person."),
        error_messages={"max_length": _("This reason is too long: 1,000 characters at most.")},
    )  # fmt: skip


class FilterForm(forms.Form):
    """Filters of the list; an unknown value is no filter."""

    q = forms.CharField(label=_("Person, address, unit"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Office"), required=False)
    scope = forms.ChoiceField(label=_("Scope"), required=False, choices=[("", _("Every scope")), *Scope.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(role.value, role.label) for role in OFFICE_SCOPES]
        role: Any = self.fields["role"]
        role.choices = [("", _("Every office")), *choices]


class PersonByEmail(forms.Form):
    """Somebody named by their address."""

    email = forms.EmailField(label=_("E-mail of the person"), max_length=254)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def found(self) -> Person | None:
        """The account at the address typed, if there is one."""
        return Person.objects.filter(email=self.cleaned_data.get("email", "")).first()


class GrantForm(PersonByEmail):
    """Grant one role: the scope asked is the role's own. Names are needed only for an address without account."""

    first_name = NameField(label=_("First name"), required=False)
    last_name = NameField(
        label=_("Last name"), required=False, help_text=_("Needed only when nobody here has this address yet.")
    )
    starts = day_field(_("From"), help_text=_("This day included."))
    ends = day_field(_("To"), required=False, help_text=_("This day included; empty when the end is not known."))
    reason = reason_field()

    def __init__(self, *args: Any, role: Role, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.standing = role, standing
        self.fields["starts"].initial = paris_today()
        scopes = OFFICE_SCOPES[role]
        self.scope_field = next((SCOPE_FIELDS[scope] for scope in scopes if scope in SCOPE_FIELDS), "")
        if self.scope_field:
            self.fields[self.scope_field] = _scope_choice(self.scope_field, is_optional=Scope.NATIONAL in scopes)
        self.order_fields(["email", "first_name", "last_name", self.scope_field, "starts", "ends", "reason"])

    @property
    def scope(self) -> Held:
        """What the office would be held over; None when national."""
        return self.cleaned_data.get(self.scope_field) if self.scope_field else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("email") and not self.found() and not (data.get("first_name") and data.get("last_name")):
            self.add_error(
                "email",
                _("Nobody here has this address. Correct it, or give their first and last name to invite them."),
            )
        is_scope_known = not self.scope_field or self.scope_field in data
        if is_scope_known and not may_grant(self.standing, self.role, self.scope):
            self.add_error(self.scope_field or None, _("You grant this office only within your own institute."))
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The end comes before the beginning: correct one of the two dates."))
        return data


class EndForm(forms.Form):
    """End an office, at once or after a day."""

    ends = day_field(_("Last day"), required=False, help_text=_("Leave it empty to end the office at once."))
    reason = reason_field()


class StandInForm(PersonByEmail):
    """Who stands in, and from when to when."""

    starts = day_field(_("From"), help_text=_("This day included."))
    ends = day_field(_("To"), help_text=_("This day included."))
    reason = reason_field()

    def clean_email(self) -> str:
        email = super().clean_email()
        if not Person.objects.filter(email=email).exists():
            raise ValidationError(
                _("Nobody here has this address. Ask them to create an account first, or correct it.")
            )
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The end comes before the beginning: correct one of the two dates."))
        return data


def _scope_choice(field: str, *, is_optional: bool) -> forms.Field:
    """The field in which the scope is chosen."""
    required, empty = not is_optional, _("National") if is_optional else None
    if field == "unit":
        return UnitChoice(label=_("Unit"), help_text=_("Its code, for example UMR 7154."))
    choices = {
        "institute": (_("Institute"), Institute.objects.all()),
        "section": (_("Section of the Comité national"), Section.objects.select_related("mandate")),
        "delegation": (_("Regional delegation"), RegionalDelegation.objects.all()),
    }
    label, queryset = choices[field]
    messages = {"invalid_choice": _("Choose one of the list.")}
    return forms.ModelChoiceField(
        queryset, label=label, required=required, empty_label=empty or _("Choose"), error_messages=messages
    )

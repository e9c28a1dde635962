"""Forms of sessions: the frame, seats, declarations, what is concluded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.enums import Role, Scope
from directory.forms.offices import PersonByEmail
from directory.models import Institute, Section
from directory.standing import PARIS, Standing
from evaluation.enums import DECLARED, Group, InterestLevel, SeatRole, SectionOpinion, SessionKind
from evaluation.models import AgendaItem, PanelSession
from instruments.forms.clocks import InTheCallsZone

TOO_LONG = {"max_length": _("Keep to %(limit_value)d characters (there are %(show_value)d).")}
CHOOSE = {"required": _("Choose one of the answers."), "invalid_choice": _("Choose one of the answers.")}
MOST_SEATS = 60


class SessionFrameForm(InTheCallsZone, forms.Form):
    """Title, day, place and quorum; hours are those of Paris."""

    wall_clocks = ("starts_at",)
    title = forms.CharField(
        label=_("Title"), max_length=200,
        error_messages={"required": _("Give the session a title: it stands in mails and in the minutes."), **TOO_LONG},
    )  # fmt: skip
    starts_at = forms.DateTimeField(
        label=_("Day and hour, Paris time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("Say when the session begins."),
                        "invalid": _("This moment does not exist. Write it as 2027-09-30 14:00.")},
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place or video link"), max_length=300, required=False, error_messages=TOO_LONG,
        help_text=_("Read by those who sit."),
    )  # fmt: skip
    quorum = forms.IntegerField(
        label=_("Quorum"), min_value=1, max_value=MOST_SEATS, initial=3,
        help_text=_("How many people with a voice must be present; those who are out of a dossier do not count."),
        error_messages={"required": _("Give the quorum, as a number."), "invalid": _("Give the quorum, as a number."),
                        "min_value": _("The quorum is at least one person."),
                        "max_value": _("The quorum is %(limit_value)d people at most.")},
    )  # fmt: skip

    def __init__(self, *args: Any, session: PanelSession | None = None, **kwargs: Any) -> None:
        if session is not None:
            wall = session.starts_at.astimezone(PARIS).replace(tzinfo=None)
            kwargs["initial"] = {"title": session.title, "starts_at": wall, "place": session.place,
                                 "quorum": session.quorum}  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # the field made the typed wall clock aware: it is read again as a clock of Paris
        if cleaned.get("starts_at"):
            cleaned["starts_at"] = cleaned["starts_at"].replace(tzinfo=None)
        self.read_clocks(cleaned, PARIS)
        return cleaned


class NewSessionForm(SessionFrameForm):
    """The same, with who sits: the institute's panel, or a section."""

    institute = forms.ModelChoiceField(Institute.objects.none(), label=_("Institute"), error_messages=CHOOSE,
                                       empty_label=None)  # fmt: skip
    kind = forms.ChoiceField(label=_("Who sits"), choices=SessionKind, widget=forms.RadioSelect, error_messages=CHOOSE)
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Section"), required=False, error_messages=CHOOSE, empty_label=_("Choose"),
        help_text=_("For a section of the Comité national alone: its chair and members in office get a seat."),
    )  # fmt: skip
    field_order = ("kind", "institute", "section", "title", "starts_at", "place", "quorum")

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE) | standing.scope_ids(
            Role.INSTITUTE_DIRECTION, Scope.INSTITUTE
        )
        institutes: Any = self.fields["institute"]
        institutes.queryset = Institute.objects.filter(pk__in=ids).order_by("code")
        sections: Any = self.fields["section"]
        sections.queryset = Section.objects.present()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == SessionKind.SECTION and not cleaned.get("section") and "section" not in self.errors:
            self.add_error("section", _("Choose the section that sits."))
        return cleaned


class SeatForm(PersonByEmail):
    """Somebody to seat, by their address here."""

    role = forms.ChoiceField(label=_("As"), choices=SeatRole, initial=SeatRole.MEMBER, error_messages=CHOOSE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person = self.found()
        if cleaned.get("email") and (person is None or not person.is_active):
            self.add_error("email", _("Nobody here has this address. Correct it, or have the person open an account."))
        return cleaned


class ItemDeclarationForm(forms.Form):
    """What somebody who sits says of one dossier, before it opens."""

    level = forms.ChoiceField(label=_("Interest"), choices=InterestLevel, widget=forms.RadioSelect, required=False,
                              error_messages=CHOOSE)  # fmt: skip
    ground = forms.ChoiceField(
        label=_("What it rests on"), required=False, error_messages=CHOOSE,
        choices=[("", _("Choose, if you have an interest")), *DECLARED],
    )  # fmt: skip
    text = forms.CharField(label=_("In a few words"), required=False, max_length=2000, error_messages=TOO_LONG)

    def __init__(self, data: Any = None, *, item: AgendaItem, initial: dict[str, str]) -> None:
        super().__init__(data, prefix=str(item.uid), initial=initial)
        self.item = item

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        level = cleaned.get("level")
        if level and level != InterestLevel.NONE and not cleaned.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Say what the interest rests on: choose one of the grounds."))
        return cleaned


class ConclusionForm(forms.Form):
    """Group, or opinion of the section; the marks stand in the table of the page."""

    group = forms.ChoiceField(label=_("Group"), required=False, widget=forms.RadioSelect, error_messages=CHOOSE,
                              choices=[*Group.choices])  # fmt: skip
    is_unranked = forms.BooleanField(label=_("Not ranked"), required=False)
    opinion = forms.ChoiceField(label=_("Opinion of the section"), required=False, widget=forms.RadioSelect,
                                choices=[*SectionOpinion.choices], error_messages=CHOOSE)  # fmt: skip

    def __init__(self, *args: Any, session: PanelSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("group", "is_unranked") if session.kind == SessionKind.SECTION else ("opinion",):
            del self.fields[name]


class BallotForm(forms.Form):
    """A question put to the vote."""

    question = forms.CharField(
        label=_("Question put to the vote"), max_length=300,
        error_messages={"required": _("Write the question that is put to the vote."), **TOO_LONG},
    )  # fmt: skip
    is_secret = forms.BooleanField(
        label=_("Secret vote"), required=False,
        help_text=_("Nobody, ever, can tell who chose what: only the sums are kept."),
    )  # fmt: skip

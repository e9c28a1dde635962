"""Sessions: who sits, on which dossiers, who must be out, what is voted and concluded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import holders, roles_of
from evaluation.access import SESSION_RELATIONS
from evaluation.enums import Choice, Group, SeatRole, SectionOpinion, SessionKind
from evaluation.querysets import AgendaItemQuerySet, PanelSessionQuerySet
from evaluation.workflow import SESSION
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL


class PanelSession(Subject):
    """One sitting of an institute's panel or of a section of the Comité national."""

    workflow = SESSION
    acts = {
        "seat": _("Person seated"),
        "unseat": _("Seat withdrawn"),
        "add-dossier": _("Dossier put on the agenda"),
        "take-dossier": _("Dossier taken off the agenda"),
        "reorder": _("Agenda reordered"),
        "call-dossier": _("Dossier called"),
        "recuse": _("Recusal"),
        "conclude": _("Conclusion recorded"),
        "return-to": _("Conclusion reopened"),
        "presence": _("Presence noted"),
        "lift-recusal": _("Recusal lifted"),
        "rank": _("Ranks recorded"),
        "open-ballot": _("Vote opened"),
        "close-ballot": _("Vote closed"),
        "change": _("Day, place or quorum changed"),
        "convene": _("Convened"),
        "name-rapporteurs": _("Rapporteurs named"),
        "rule": _("Ruling on an interest"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=SessionKind)
    # whose panel; of a section, the institute that asks for its opinion
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, related_name="+", verbose_name=_("institute")
    )
    section = models.ForeignKey(
        "directory.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("section"),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    place = models.CharField(_("place or video link"), max_length=300, blank=True)
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3)
    prepared_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    state_since = models.DateTimeField(_("in this state since"))
    current = models.ForeignKey(
        "evaluation.AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # grows with every change that all screens of the session must show; what happens on one dossier moves its own
    pulse = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # what the minutes print, frozen when the chair signs
    minutes = models.JSONField(null=True, blank=True, editable=False)

    objects = PanelSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="section_session_names_it", condition=~Q(kind=SessionKind.SECTION) | Q(section__isnull=False)
            ),
        ]
        indexes = [models.Index(name="sessions_of_institute", fields=["institute", "-starts_at"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("session", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_of(SESSION_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        return holders(SESSION_RELATIONS, self, Role(role))


class Seat(models.Model):
    """A person who sits."""

    session = models.ForeignKey(PanelSession, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=SeatRole, default=SeatRole.MEMBER)
    is_present = models.BooleanField(_("present"), default=False)
    convened_at = models.DateTimeField(_("convened on"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["session", "role", "person__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_seat_per_person", fields=["session", "person"]),
            models.UniqueConstraint(name="one_chair", fields=["session"], condition=Q(role=SeatRole.CHAIR)),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.role}"


class AgendaItem(models.Model):
    """One dossier on the agenda, and what the session concludes of it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey(PanelSession, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("place on the agenda"))
    first_rapporteur = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_rapporteur = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    called_at = models.DateTimeField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    # the rapporteurs' texts, then what the carrier will read; each has its revision, as answers have
    report = models.TextField(_("first rapporteur’s text"), blank=True)
    report_revision = models.PositiveIntegerField(default=0)
    second_report = models.TextField(_("second rapporteur’s text"), blank=True)
    second_report_revision = models.PositiveIntegerField(default=0)
    synthesis = models.TextField(_("synthesis"), blank=True)
    synthesis_revision = models.PositiveIntegerField(default=0)
    # of the conclusion: marks, words, group, opinion
    revision = models.PositiveIntegerField(default=0)
    # grows with every change of this dossier that the screens of those who are not out of it must show
    pulse = models.PositiveIntegerField(default=0)
    # criterion -> mark of the session, as text of a decimal; empty: the mean of the reviews stands
    scores = models.JSONField(default=dict, blank=True)
    # ethics and other criteria judged in words: criterion -> index of the word
    words = models.JSONField(default=dict, blank=True)
    group = models.CharField(_("group"), max_length=1, choices=Group, blank=True)
    is_unranked = models.BooleanField(_("not ranked"), default=False)
    # equal ranks are ex aequo, until a tie-break is recorded
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    tie_break = models.TextField(_("what broke the tie"), blank=True)
    opinion = models.CharField(_("opinion of the section"), max_length=16, choices=SectionOpinion, blank=True)

    # what a list shows one reader: the rank without the gaps of what they are out of, who is out of it
    shown_rank: int | None = None
    out_seats: Sequence[Seat] = ()

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier on the agenda")
        verbose_name_plural = _("dossiers on the agenda")
        ordering = ["session", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="dossier_once_per_session", fields=["session", "dossier"]),
            models.CheckConstraint(name="unranked_has_no_rank", condition=Q(is_unranked=False) | Q(rank=None)),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.dossier_id}"


class Recusal(models.Model):
    """Somebody seated who is out while the dossier is discussed: its contents, counts and lists are closed to them."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="recusals")
    ground = models.CharField(_("ground"), max_length=20)
    evidence = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField(_("recorded on"))
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["item", "person__last_name", "pk"]
        constraints = [models.UniqueConstraint(name="one_recusal_per_person", fields=["item", "person"])]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person_id}"


class Ballot(models.Model):
    """One question put to the vote on one dossier."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="ballots")
    question = models.CharField(_("question"), max_length=300)
    is_secret = models.BooleanField(_("secret"), default=False)
    opened_at = models.DateTimeField(_("opened on"))
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    # somebody was recused while a secret vote ran: it counts for nothing, another one is opened
    set_aside_at = models.DateTimeField(_("set aside on"), null=True, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["item", "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_open_ballot", fields=["item"], condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return self.question


class Voice(models.Model):
    """That a person has voted; of an open vote, how."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voices")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    # empty in a secret vote: the choices are counted apart, without an order or an hour that would name anybody
    choice = models.CharField(_("choice"), max_length=8, choices=Choice, blank=True)

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        ordering = ["ballot", "person__last_name", "pk"]
        constraints = [models.UniqueConstraint(name="one_voice_per_person", fields=["ballot", "person"])]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.person_id}"


class Tally(models.Model):
    """How many chose what: the sums alone, for secret and open votes alike."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies")
    choice = models.CharField(_("choice"), max_length=8, choices=Choice)
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a vote")
        verbose_name_plural = _("counts of votes")
        ordering = ["ballot", "choice"]
        constraints = [models.UniqueConstraint(name="one_tally_per_choice", fields=["ballot", "choice"])]

    def __str__(self) -> str:
        return f"{self.choice}: {self.number}"

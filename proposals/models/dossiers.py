"""Dossiers and the answers typed in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import parts_of, people_of, roles_of
from instruments.registry import choices
from proposals.access import DOSSIER_PARTS, DOSSIER_RELATIONS
from proposals.content import content_of
from proposals.enums import DossierState as S
from proposals.querysets import DossierQuerySet
from proposals.querysets.content import parts_read
from proposals.querysets.dossiers import UNINVITED
from proposals.rules import rules_of, table_for
from workflow.models import Subject
from workflow.table import Table

if TYPE_CHECKING:
    from directory.standing import Standing
    from instruments.spec import Instrument
    from proposals.models.content import Attachment
    from proposals.models.places import WorkingPlace
    from proposals.models.triage import CompletionRequest

# what the board lists; an index of these alone answers its counts without reading the table
FILED = Q(filing__isnull=False, is_with_institute=True)
# by state first, so that counts come in order; then what filters by one value, the most used first
FILTERED = ["state", "blocks", "warns", "asked", "instrument_slug", "state_since", "taken_back_at", "call",
            "delegation", "routed_to", "listed_countries"]  # fmt: skip
ORDERED = ("title_key", "carrier_key", "unit_key", "partner_key", "state_since", "asked")


# acts that ask more than a reason: the name of their page
OWN_PAGES = {
    "submit": "dossier_submit", "express": "dossier_express", "ask-completion": "dossier_ask_completion",
    "complete": "dossier_complete", "route": "dossier_route", "declare-inadmissible": "dossier_inadmissible",
}  # fmt: skip


class Dossier(Subject):
    """One proposal, from its first line to the start of the action. Scope columns carry the rights.

    What is queried stands in columns; what is told stands in answers. The filed version is a row of its own
    (`Filing`), so that a working copy never changes what was filed.
    """

    # set by `for_content()` alone: the papers that are not removed
    current_attachments: list[Attachment]

    acts = {
        "open": _("Dossier opened"),
        "refile": _("Filed again"),
        "take-back": _("Taken back to be corrected; the filed version stays valid"),
        "set-aside": _("Working copy set aside: the filed version stands"),
        "keep-filed": _("Correction given up: the filed version stands"),
        "end-correction": _("Correction ended by the institute: the filed version stands"),
        "mandate": _("To be filed at the closing as it stands"),
        "end-mandate": _("No longer to be filed at the closing"),
        "extend": _("Closing postponed for this dossier"),
        "invite-coeditor": _("Co-editor invited"),
        "remove-coeditor": _("Co-editor removed"),
        "ask-partner": _("Partner asked to confirm"),
        "withdraw-partner-link": _("Partner’s link withdrawn"),
        "partner-confirms": _("Partner confirmed"),
        "partner-denies": _("Partner says not to be part of it"),
        "show-director": _("Shown to the unit’s director before filing"),
        "hide-director": _("No longer shown to the unit’s director"),
        "ask-visa": _("Opinion of the unit’s director asked"),
        "give-visa": _("Opinion of the unit’s director given"),
        "waive-visa": _("Examined without the unit’s director’s opinion"),
        "inform": _("Other institute informed"),
        "ask-opinion": _("Opinion asked"),
        "give-opinion": _("Opinion given"),
        "undo": _("Undone"),
        "appeal": _("Appeal received"),
        "answer-appeal": _("Appeal answered"),
    }

    # in addresses: says nothing of how many there are, nor of the order
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    call = models.ForeignKey(
        "instruments.Call", on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("call")
    )
    version = models.ForeignKey(
        "instruments.CallVersion", on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("rules")
    )
    instrument_slug = models.CharField(_("instrument"), max_length=16, choices=choices)
    # given at the first filing, kept for ever: IEA-2027-0042
    reference = models.CharField(_("reference"), max_length=32, unique=True, null=True, blank=True)

    carrier = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("carrier")
    )
    is_carrier_permanent = models.BooleanField(_("the carrier holds a permanent post"), default=False)
    unit = models.ForeignKey(
        "directory.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers",
        verbose_name=_("unit"),
    )  # fmt: skip
    institute = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers",
        verbose_name=_("main institute"),
    )  # fmt: skip
    delegation = models.ForeignKey(
        "directory.RegionalDelegation", on_delete=models.PROTECT, null=True, blank=True, related_name="dossiers",
        verbose_name=_("regional delegation"),
    )  # fmt: skip
    # to which institute it is being passed, until that one takes it over or sends it back
    routed_to = models.ForeignKey(
        "directory.Institute", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("passed to"),
    )  # fmt: skip
    # of a unit whose director has no office here yet
    director_name = models.CharField(_("name of the unit’s director"), max_length=200, blank=True)
    director_email = models.EmailField(_("e-mail of the unit’s director"), blank=True)
    frame_revision = models.PositiveIntegerField(default=0)

    # answers that are queried, kept in step with them (`COLUMNS` of `actions/writing.py`)
    title = models.CharField(_("title"), max_length=300, blank=True)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    months = models.PositiveSmallIntegerField(_("duration in months"), null=True, blank=True)
    # partner countries, in alphabetical order
    countries = models.JSONField(_("partner countries"), default=list, blank=True)
    # what the board shows, filters and sorts of the version that stands (`board/listing.py` writes it at filing)
    listed = models.JSONField(editable=False, default=dict)
    asked = models.DecimalField(_("asked of the CNRS"), max_digits=12, decimal_places=2, null=True, editable=False)
    blocks = models.PositiveSmallIntegerField(editable=False, default=0)
    warns = models.PositiveSmallIntegerField(editable=False, default=0)
    listed_countries = models.CharField(max_length=400, editable=False, default="")
    title_key = models.CharField(max_length=120, editable=False, default="")
    carrier_key = models.CharField(max_length=120, editable=False, default="")
    unit_key = models.CharField(max_length=120, editable=False, default="")
    partner_key = models.CharField(max_length=120, editable=False, default="")
    # folded words of what the board's search reads
    search_text = models.TextField(editable=False, default="", blank=True)

    # scope: whether the institute, and the unit's director, read it
    is_with_institute = models.BooleanField(default=False)
    is_with_unit = models.BooleanField(default=False)

    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    # one sending of the form makes one dossier, however often it arrives
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("opened on"))
    changed_at = models.DateTimeField(_("last written on"))
    state_since = models.DateTimeField(_("in this state since"))

    # the version that stands; of an already filed dossier, what everybody but its writers reads
    filing = models.ForeignKey(
        "proposals.Filing", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("filed version"),
    )  # fmt: skip
    # ids of filed documents that could not be put into the print of the dossier (kept by `receivers.py`)
    unread_papers = models.JSONField(editable=False, default=list)
    first_filed_at = models.DateTimeField(_("first received on"), null=True, blank=True)
    # the carrier corrects a working copy while the filed version stays valid
    taken_back_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    extended_until = models.DateTimeField(_("closing of this dossier"), null=True, blank=True)
    mandated_at = models.DateTimeField(_("to be filed at the closing, said on"), null=True, blank=True)
    mandated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="filed_dossier_is_complete",
                condition=Q(state__in=[S.DRAFT, S.DISCARDED, S.LAPSED])
                | Q(reference__isnull=False, filing__isnull=False, institute__isnull=False, is_with_institute=True),
            ),
            models.CheckConstraint(
                name="taken_back_only_when_filed", condition=Q(taken_back_at=None) | Q(state=S.FILED)
            ),
            models.CheckConstraint(
                name="passed_to_an_institute", condition=~Q(state=S.ROUTED) | Q(routed_to__isnull=False)
            ),
            models.CheckConstraint(
                name="mandate_names_who", condition=Q(mandated_at=None) | Q(mandated_by__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="dossiers_of_institute", fields=["institute", "state", "-first_filed_at"]),
            models.Index(name="dossiers_of_unit", fields=["unit", "state"]),
            models.Index(name="dossiers_of_delegation", fields=["delegation", "state"]),
            models.Index(name="dossiers_of_call", fields=["call", "state"]),
            models.Index(name="dossiers_filed", fields=["-first_filed_at", "-id"], condition=FILED),
            # of the board: its first page, its counts by state with the filters of one value, read from the index
            # alone, and its orders (PostgreSQL has two more: `board/words.py`)
            models.Index(name="board_of_institute", fields=["institute", "-first_filed_at", "-id"], condition=FILED),
            models.Index(name="board_states", fields=["institute", "state"], condition=FILED),
            models.Index(name="board_filters", fields=["institute", *FILTERED], condition=FILED),
            models.Index(name="board_filters_national", fields=[*FILTERED, "institute"], condition=FILED),
            *(models.Index(name=f"board_by_{column}", fields=[column, "id"], condition=FILED) for column in ORDERED),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.reference, self.acronym or self.title) if part) or str(_("Untitled"))

    def get_absolute_url(self) -> str:
        return reverse("dossier", args=[self.uid])

    def get_transition_url(self, name: str) -> str:
        """The act's own page where it asks more than a reason."""
        if name in OWN_PAGES:
            return reverse(OWN_PAGES[name], args=[self.uid])
        return super().get_transition_url(name)

    # -- life and rights ---------------------------------------------------------------------------
    @classmethod
    def for_act(cls) -> models.QuerySet[Any]:
        """With its call, its rules and who is concerned: guards, receipts and mails name them."""
        # a unit typed since the last filing is read when it matters: three more tables would take longer to plan
        return cls.objects.for_list().select_related("unit__institute", "delegation")

    @property
    def workflow(self) -> Table:  # type: ignore[override]
        """The life of a dossier, restricted to the steps of its own frozen rules."""
        return table_for(self.rules.steps)

    @property
    def rules(self) -> Instrument:
        """The rules of the call as they were when the dossier was opened."""
        return rules_of(self.version)

    def roles_of(self, standing: Standing) -> frozenset[str]:
        return roles_of(DOSSIER_RELATIONS, self, standing)

    def holders(self, role: str) -> Any:
        return people_of(DOSSIER_RELATIONS, self, Role(role))

    def parts_of(self, standing: Standing) -> frozenset[str]:
        return parts_of(DOSSIER_PARTS, roles_of(DOSSIER_RELATIONS, self, standing))

    # -- time --------------------------------------------------------------------------------------
    @property
    def closes(self) -> datetime | None:
        """When this dossier can no longer be filed (none: a permanent entry); grace not counted."""
        return self.extended_until or self.call.closes

    def may_be_received_at(self, instant: datetime) -> bool:
        """Whether a filing received at `instant` (aware UTC) is in time: the call's window, this one's extension."""
        if self.call.opens is None or instant < self.call.opens:
            return False
        if self.closes is None:
            return self.call.is_open_at(instant)
        return instant < self.closes + timedelta(minutes=self.call.grace_minutes)

    def may_express_at(self, instant: datetime) -> bool:
        """Whether an expression of interest received at `instant` is in time; its other conditions aside."""
        closes = self.call.expression_closes
        return self.state == S.DRAFT and self.may_be_received_at(instant) and (closes is None or instant < closes)

    @property
    def is_editable_whole(self) -> bool:
        """Whether its writers write everywhere in it now: what may still be filed, or a working copy."""
        may_be_filed = any(act.name == "submit" for act in self.workflow.leaving(self.state))
        return may_be_filed or self.taken_back_at is not None

    @property
    def lacks_invitation(self) -> bool:
        """Whether its call keeps it from being filed until the institute invites its team (product page §1)."""
        return self.call.is_invitation_necessary and self.state in UNINVITED

    @property
    def working_place(self) -> Dossier | WorkingPlace:
        """Unit, institute and délégation as its writers have them; the scope columns say what was filed.

        One query for a filed dossier, none when read by `for_content()`.
        """
        if self.filing_id is None:
            return self
        # a missing row of a one-to-one is an AttributeError too
        return getattr(self, "place_typed", None) or self

    @cached_property
    def working_content(self) -> dict[str, Any]:
        """The working copy: what filing checks and freezes. Seven queries, once; none when read by `for_content()`."""
        if "current_attachments" in self.__dict__:
            return content_of(self)
        return content_of(self, parts_read(self))

    @cached_property
    def latest_completion(self) -> CompletionRequest | None:
        """The last request for completion, with the versions before and after. One query, once."""
        from proposals.querysets.page import COMPLETION

        found: CompletionRequest | None = COMPLETION.first_of(self)
        return found

    @cached_property
    def answers_by_field(self) -> dict[str, Answer]:
        return {answer.field: answer for answer in self.answers.all()}


class Answer(models.Model):
    """What is typed in one question. `revision` grows with each change: who writes says which one they read."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="answers", verbose_name=_("dossier"))
    field = models.SlugField(_("question"), max_length=40)
    value = models.JSONField(_("answer"), null=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["dossier", "field"]
        constraints = [models.UniqueConstraint(name="one_answer_per_question", fields=["dossier", "field"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.field}"


class ReferenceCounter(models.Model):
    """The last number given, per instrument and year: a reference is never used twice, gaps are allowed."""

    instrument_slug = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["instrument_slug", "year"]
        constraints = [models.UniqueConstraint(name="one_counter_per_year", fields=["instrument_slug", "year"])]

    def __str__(self) -> str:
        return f"{self.instrument_slug} {self.year}: {self.last}"

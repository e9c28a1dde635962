"""Envelopes, the ranking of an institute, and the Derci's arbitration of the institutes' rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.relations import holders, roles_of
from evaluation.access import RANKING_RELATIONS, own_places
from evaluation.enums import Group, RankingState
from evaluation.querysets import EnvelopeQuerySet, RankingQuerySet
from evaluation.workflow import RANKING
from instruments.registry import choices
from proposals.enums import DossierState
from proposals.models import Dossier
from workflow.models import Subject

if TYPE_CHECKING:
    from directory.standing import Standing

PERSON = settings.AUTH_USER_MODEL
TO_RANK = (DossierState.IN_REVIEW, DossierState.SECTION_HEARD, DossierState.RANKED)


class Envelope(models.Model):
    """What one institute may grant for one instrument in one budget year, in euros (product page §5)."""

    institute = models.ForeignKey("directory.Institute", on_delete=models.PROTECT, related_name="envelopes")
    instrument_slug = models.CharField(_("instrument"), max_length=16, choices=choices)
    year = models.PositiveSmallIntegerField(_("budget year"))
    amount = models.DecimalField(_("envelope, in euros"), max_digits=12, decimal_places=2)
    # what running actions already take of it that year
    committed = models.DecimalField(_("committed already, in euros"), max_digits=12, decimal_places=2, default=0)
    changed_at = models.DateTimeField(_("changed on"))
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        ordering = ["institute__name", "instrument_slug", "year"]
        constraints = [
            models.UniqueConstraint(name="one_envelope_per_year", fields=["institute", "instrument_slug", "year"]),
            models.CheckConstraint(name="envelope_not_negative", condition=Q(amount__gte=0, committed__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.institute_id} {self.instrument_slug} {self.year}"


class Ranking(Subject):
    """One institute's ranked list of the dossiers of one call; signed by its direction."""

    workflow = RANKING
    acts = {
        "draw-up": _("Ranking begun"),
        "move": _("Dossier moved"),
        "group": _("Group changed"),
        "break-tie": _("Tie broken"),
        "cut": _("Cut moved"),
        "reorder": _("Order changed by the arbitration, with its reason"),
        "amount": _("Amount changed"),
        "agree": _("Agreement of the directorate given"),
        "disagree": _("Agreement of the directorate taken back"),
    }

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    call = models.ForeignKey("instruments.Call", on_delete=models.PROTECT, related_name="rankings")
    institute = models.ForeignKey("directory.Institute", on_delete=models.PROTECT, related_name="rankings")
    state_since = models.DateTimeField(_("in this state since"))
    created_at = models.DateTimeField(_("begun on"))
    # grows with each change of order, cut or amount: two officers never overwrite each other in silence
    revision = models.PositiveIntegerField(default=0)
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed on"), null=True, blank=True)
    # where institutes decide with the directorate: its agreement to the decisions prepared (product page §1)
    agreed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(_("agreed on"), null=True, blank=True)
    # arbitration: how many of the list are above the cut; none: not cut yet
    cut = models.PositiveSmallIntegerField(_("cut"), null=True, blank=True)
    # above the reserve: how many after the cut stand on the reserve list
    reserve = models.PositiveSmallIntegerField(_("places on the reserve list"), default=0)

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        ordering = ["call", "institute__name"]
        constraints = [
            models.UniqueConstraint(name="one_ranking_per_institute", fields=["call", "institute"]),
            models.CheckConstraint(
                name="signed_ranking_names_who",
                condition=Q(state=RankingState.OPEN) | Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call.title}, {self.institute.name}"

    def get_absolute_url(self) -> str:
        return reverse("ranking", args=[self.uid])

    def roles_of(self, standing: Standing) -> frozenset[str]:
        """None for who has a dossier in it, whatever office they hold; asked once per instance."""
        found = roles_of(RANKING_RELATIONS, self, standing)
        if not found:
            return found
        kept: dict[int | None, bool] = self.__dict__.setdefault("_is_own", {})
        if standing.person_id not in kept:
            kept[standing.person_id] = (self.call_id, self.institute_id) in own_places(standing)
        return frozenset() if kept[standing.person_id] else found

    def holders(self, role: str) -> Any:
        return holders(RANKING_RELATIONS, self, Role(role))

    def dossiers_to_rank(self) -> Any:
        """The dossiers of this institute in this call that are evaluated and not ranked otherwise."""
        return Dossier.objects.filter(call=self.call_id, institute=self.institute_id, state__in=TO_RANK)


class RankEntry(models.Model):
    """One dossier in a ranking. Equal ranks are ex aequo until a tie-break is recorded."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="entries")
    dossier = models.ForeignKey("proposals.Dossier", on_delete=models.PROTECT, related_name="rank_entries")
    # place in the list, from 1; ex aequo share their rank
    position = models.PositiveSmallIntegerField(_("place in the list"))
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    group = models.CharField(_("group"), max_length=1, choices=Group, blank=True)
    is_unranked = models.BooleanField(_("not ranked"), default=False)
    tie_break = models.TextField(_("what broke the tie"), blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # as they stood when the entry was last computed: weighted total, mean per criterion (texts of decimals)
    total = models.DecimalField(_("score"), max_digits=6, decimal_places=3, null=True, blank=True)
    means = models.JSONField(default=dict, blank=True)
    # thresholds missed and words that exclude, as slugs of criteria
    missed = models.JSONField(default=list, blank=True)
    is_excluded = models.BooleanField(_("excluded from funding"), default=False)
    asked = models.DecimalField(_("asked, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    # what the institute, then the arbitration, would grant over the whole duration
    amount = models.DecimalField(_("proposed, in euros"), max_digits=12, decimal_places=2, null=True, blank=True)
    # only by the arbitration, against the institute's order
    moved_because = models.TextField(_("why the arbitration changed its place"), blank=True)

    class Meta:
        verbose_name = _("dossier ranked")
        verbose_name_plural = _("dossiers ranked")
        ordering = ["ranking", "position", "pk"]
        constraints = [
            models.UniqueConstraint(name="dossier_ranked_once", fields=["ranking", "dossier"]),
            models.CheckConstraint(name="amount_not_negative", condition=Q(amount=None) | Q(amount__gt=0)),
            models.CheckConstraint(name="unranked_entry_has_no_rank", condition=Q(is_unranked=False) | Q(rank=None)),
        ]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.position} {self.dossier_id}"


class ListEdition(models.Model):
    """The edition of one ranking's entries, written by PostgreSQL alone (`list_editions.py`).

    No constraint ties it to its ranking: deleting the entries of a ranking that goes too writes one last edition.
    """

    ranking = models.OneToOneField(
        Ranking, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="edition"
    )
    token = models.UUIDField(editable=False)

    class Meta:
        ordering = ["ranking"]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.token}"

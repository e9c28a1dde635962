"""Every query of dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from directory.relations import visible
from proposals.access import DOSSIER_RELATIONS
from proposals.enums import DossierState as S

if TYPE_CHECKING:
    from directory.standing import Standing

# the dossier itself is not filed yet, whether or not interest was expressed: from here it is filed, or lapses
UNFILED = (S.DRAFT, S.EXPRESSED, S.INVITED, S.ADVISED_AGAINST)
# of these, where the call makes the invitation necessary, none can be filed
UNINVITED = tuple(state for state in UNFILED if state != S.INVITED)
# the unit typed since the last filing, where there is one
PLACE_TYPED = ("place_typed__unit__institute", "place_typed__delegation")


def parts_of_content() -> tuple[str | Prefetch, ...]:
    """The rows of a working copy, as `content_of` reads them: seven queries."""
    from proposals.models import Attachment, Cofunding, Participant, Partner

    kept = Attachment.objects.filter(removed_at=None).select_related("file", "partner")
    return (
        "answers", "budget", "publications",
        Prefetch("partners", Partner.objects.select_related("organisation", "unit")),
        Prefetch("participants", Participant.objects.select_related("partner")),
        Prefetch("cofundings", Cofunding.objects.select_related("partner")),
        Prefetch("attachments", kept, to_attr="current_attachments"),
    )  # fmt: skip


class DossierQuerySet(models.QuerySet):
    """Dossiers; `instant` is always aware UTC."""

    def visible_to(self, standing: Standing) -> Self:
        """One query more for somebody signed in: the ids of what they co-edit or were asked about."""
        return self.filter(visible(DOSSIER_RELATIONS, standing))

    def written_by(self, standing: Standing) -> Self:
        """Dossiers this person carries or co-edits."""
        return self.written_by_person(standing.person_id)

    def written_by_person(self, person: int | models.Expression | None) -> Self:
        """The same, of an id."""
        from proposals.models import Coeditor

        shared = Coeditor.objects.filter(person=person, removed_at=None).values("dossier")
        return self.filter(Q(carrier=person) | Q(pk__in=shared))

    def extendable_by(self, standing: Standing) -> Self:
        """Those that this person's office may give more time, drafts they do not read too.

        Never to be listed: only found by the address that the carrier gives, of which nobody guesses one.
        """
        from directory.enums import Role, Scope

        if standing.holds_nationally(Role.DERCI_OFFICER):
            return self
        return self.filter(institute__in=standing.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE))

    def for_rules(self) -> Self:
        """With call and version; the frozen rules themselves stay in the database until a process needs them."""
        return self.select_related("call", "version").defer("version__rules", "call__text_fr", "call__text_en")

    def for_list(self) -> Self:
        """What a list of dossiers shows, in one query."""
        return self.for_rules().select_related("carrier", "unit", "institute")

    def for_content(self) -> Self:
        """Everything a dossier is made of: eight queries, however much there is."""
        return (
            self.for_rules()
            .select_related("carrier", "unit__institute", "institute", "delegation", "filing", *PLACE_TYPED)
            .prefetch_related(*parts_of_content())
        )

    def with_closing(self) -> Self:
        """`closing`: when each can no longer be filed, its own extension included; none for a permanent entry."""
        return self.annotate(closing=Coalesce("extended_until", "call__closes"))

    def unfiled(self) -> Self:
        return self.filter(state__in=UNFILED)

    def mandated(self) -> Self:
        """Those that the house is to file at their closing: never filed, or working copies."""
        return self.filter(mandated_at__isnull=False)

    def invited_if_needed(self) -> Self:
        """Without those that their call keeps from being filed until the institute invites them."""
        return self.exclude(call__is_invitation_necessary=True, state__in=UNINVITED)

    def asking_of_writers(self, writable: Iterable[str], instant: datetime) -> Self:
        """Those in which something is to be written or filed: `writable` states, a completion, a working copy."""
        still = Q(state__in=writable) & (Q(closing=None) | Q(closing__gt=instant))
        asked = self.with_closing().filter(still | Q(state=S.COMPLETION) | Q(taken_back_at__isnull=False))
        return asked.order_by(F("closing").asc(nulls_last=True), "pk")

    def closing_after(self, instant: datetime) -> Self:
        """Those whose closing is still to come, soonest first."""
        return self.with_closing().filter(closing__gt=instant).order_by("closing", "pk")

    def closed_by(self, instant: datetime) -> Self:
        """Unfiled dossiers, and working copies, whose closing has come (grace not counted)."""
        return self.with_closing().filter(
            Q(state__in=UNFILED) | Q(taken_back_at__isnull=False), closing__lte=instant
        ).order_by("closing", "pk")  # fmt: skip

"""Inviting people to write in a dossier, and taking them out again: the carrier's acts, and theirs to accept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from directory.models import Person
from documents.links import make_link, revoke_links
from notifications.mails import Addressee, post
from proposals.actions.locks import locked_by_carrier
from proposals.enums import DossierState as S
from proposals.models import Coeditor, Dossier
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.standing import Standing
    from documents.models import SignedLink

PURPOSE = "coediting"
GOOD_FOR = timedelta(days=30)
MOST = 20
# still written, or possibly written again
STATES = (S.DRAFT, S.EXPRESSED, S.INVITED, S.ADVISED_AGAINST, S.FILED, S.COMPLETION)


@transaction.atomic
def invite_coeditor(dossier: Dossier, *, email: str, at: datetime, by: Standing) -> Coeditor:
    """Invite the person behind `email`, who accepts by the link of the mail; asked again, a new link replaces it.

    Raises Refused for the carrier's own address, somebody who writes already, too many, or a dossier that is over.
    """
    locked = locked_by_carrier(dossier, by=by)
    email = email.strip().lower()
    if locked.state not in STATES:
        raise Refused([_("This dossier is no longer written: nobody is invited any more.")])
    if email == locked.carrier.email.lower():
        raise Refused([_("This is the carrier’s own address: invite somebody else.")])
    mine = locked.coeditors.filter(removed_at=None)
    coeditor = mine.filter(email=email).first()
    if coeditor is not None and coeditor.person_id:
        raise Refused([_("%(email)s writes in this dossier already.") % {"email": email}])
    if coeditor is None and mine.count() >= MOST:
        raise Refused([_("Twenty people write in this dossier already: remove somebody first.")])
    if coeditor is None:
        coeditor = Coeditor.objects.create(dossier=locked, email=email, invited_at=at, invited_by=locked.carrier)
        record(locked, "invite-coeditor", by=by, at=at)
    _send_link(coeditor, at)
    return coeditor


def _send_link(coeditor: Coeditor, at: datetime) -> None:
    revoke_links(coeditor, PURPOSE)
    link = make_link(PURPOSE, coeditor, email=coeditor.email, expires_at=at + GOOD_FOR)
    coeditor.link = link
    known = Person.objects.filter(email__iexact=coeditor.email, is_active=True).first()
    carrier = coeditor.dossier.carrier
    addressee = known or Addressee(coeditor.email, carrier.language, carrier.time_zone)
    post("coeditor.invited", coeditor, event=f"coeditor-{coeditor.uid}-{link.pk}", people=[addressee])


@transaction.atomic
def accept_invitation(link: SignedLink, *, at: datetime, by: Standing) -> Dossier:
    """`by` becomes the co-editor that `link` invites. Twice changes nothing. Raises Refused with why not."""
    coeditor = Coeditor.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=link.subject_id)
    dossier = coeditor.dossier
    if coeditor.removed_at is not None:
        raise Refused([_("This invitation was withdrawn. If that surprises you, write to whoever sent it.")])
    if dossier.carrier_id == by.person_id:
        raise Refused([_("You carry this dossier yourself: the invitation is for somebody else.")])
    if coeditor.person_id == by.person_id:
        return dossier
    if coeditor.person_id is not None:
        raise Refused([_("This invitation was accepted with another account already.")])
    if dossier.coeditors.filter(person=by.person_id, removed_at=None).exists():
        # invited at two addresses: one place is enough
        coeditor.removed_at = at
        coeditor.save(update_fields=["removed_at"])
        return dossier
    coeditor.person_id, coeditor.accepted_at = by.person_id, at
    coeditor.save(update_fields=["person", "accepted_at"])
    post("coeditor.accepted", coeditor, event=f"coeditor-accepted-{coeditor.uid}")
    return dossier


@transaction.atomic
def remove_coeditor(coeditor: Coeditor, *, at: datetime, by: Standing) -> None:
    """Take somebody out, invited or writing; what they wrote stays. Raises Refused for anybody but the carrier."""
    locked = locked_by_carrier(coeditor.dossier, by=by)
    if coeditor.removed_at is not None:
        return
    coeditor.removed_at = at
    coeditor.save(update_fields=["removed_at"])
    revoke_links(coeditor, PURPOSE)
    record(locked, "remove-coeditor", by=by, at=at)

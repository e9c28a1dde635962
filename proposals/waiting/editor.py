"""What waits for whoever writes dossiers: a draft to finish, a completion, an invitation; and their closing dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.models import Person
from documents.links import links_to, token_of
from proposals.actions.coeditors import PURPOSE
from proposals.enums import DossierState as S
from proposals.mine import ASKED, WRITABLE, missing_in, row_of
from proposals.models import Coeditor, Dossier
from workflow.waiting import Milestone, Waiting

if TYPE_CHECKING:
    from directory.standing import Standing

MOST_ROWS = 5


def waiting(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """One row per dossier that asks for something, one per invitation. Two queries; ten more to count what lacks."""
    if standing.person_id is None:
        return
    yield from _dossiers(standing, now)
    yield from _invitations(standing, now)


def _dossiers(standing: Standing, now: datetime) -> Iterator[Waiting]:
    asking = Dossier.objects.written_by(standing).asking_of_writers(WRITABLE, now)
    # the content is read for drafts alone: what is asked of the others does not depend on it
    for dossier in asking.for_content().prefetch_related(ASKED)[:MOST_ROWS]:
        missing = missing_in(dossier) if dossier.state in WRITABLE else None
        row = row_of(dossier, now, missing)
        yield Waiting(
            number=missing or 1,
            sentence=_sentence(dossier),
            why=row.asked,
            url=reverse("dossier_missing" if missing else "dossier_edit", args=[dossier.uid]),
            due=row.due,
        )


def _sentence(dossier: Dossier) -> str:
    titled = {"title": dossier.title or _("Untitled dossier"), "instrument": dossier.rules.acronym}
    if dossier.state == S.COMPLETION:
        return _("Complete “%(title)s” (%(instrument)s)") % titled
    if dossier.state == S.INVITED:
        return _("Invited to file: “%(title)s” (%(instrument)s)") % titled
    if dossier.taken_back_at is not None:
        return _("File again “%(title)s” (%(instrument)s)") % titled
    return _("Finish “%(title)s” (%(instrument)s)") % titled


def _invitations(standing: Standing, now: datetime) -> Iterator[Waiting]:
    """Invitations to co-edit sent to this person's own address. One query, one more when there are some."""
    address = Person.objects.filter(pk=standing.person_id or 0).annotate(lower=Lower("email")).values("lower")
    mine = Coeditor.objects.filter(email__in=address, person=None, removed_at=None)
    found = {str(one.pk): one for one in mine.select_related("dossier__carrier", "dossier__call")[:MOST_ROWS]}
    if not found:
        return
    for link in links_to(PURPOSE, *found.values()).filter(expires_at__gt=now):
        dossier = found[link.subject_id].dossier
        yield Waiting(
            number=1,
            sentence=_("Answer the invitation of %(carrier)s") % {"carrier": dossier.carrier},
            why=_("To write a dossier together: %(what)s.") % {"what": dossier.title or dossier.call.title},
            url=reverse("coeditor_accept", args=[token_of(link)]),
        )


def milestones(standing: Standing, now: datetime) -> Iterator[Milestone]:
    """The closing of each dossier still to be filed. One query."""
    if standing.person_id is None:
        return
    for dossier in (
        Dossier.objects.written_by(standing).unfiled().invited_if_needed().closing_after(now).for_rules()[:MOST_ROWS]
    ):
        if dossier.closes is None:
            continue
        label = _("Last moment to file “%(title)s”") % {"title": dossier.title or _("Untitled dossier")}
        yield Milestone(dossier.closes, label, reverse("dossier_missing", args=[dossier.uid]))

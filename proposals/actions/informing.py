"""Informing other institutes, and asking opinions: they read and advise, no more (product page §4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role, Scope
from directory.models import Person
from directory.relations import ByOffice, holders
from directory.standing import standing_of
from notifications.mails import post
from proposals.access import WRITERS
from proposals.enums import OpinionState
from proposals.models import Dossier, InformedInstitute, Opinion
from proposals.querysets.page import INFORMED, OPINIONS
from workflow.engine import Refused
from workflow.history import record

if TYPE_CHECKING:
    from directory.models import Institute
    from directory.standing import Standing

OFFICERS = (ByOffice(Role.INSTITUTE_OFFICER, Scope.INSTITUTE, "institute"),)
STAFF_OF_IT = frozenset({Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER})


@transaction.atomic
def inform_institute(dossier: Dossier, *, institute: Institute, at: datetime, by: Standing) -> InformedInstitute:
    """Let the officers of `institute` read the dossier. Twice, nothing more happens. Raises Refused."""
    locked = _locked(dossier, by)
    if institute.pk == locked.institute_id:
        raise Refused([_("This institute has the dossier already: choose another one.")])
    found, is_new = InformedInstitute.objects.get_or_create(
        dossier=locked, institute=institute, defaults={"informed_at": at, "informed_by_id": by.person_id}
    )
    if is_new:
        record(locked, "inform", by=by, at=at, institute=institute.code)
        tell_institute(locked, institute)
    return found


@transaction.atomic
def ask_opinion(dossier: Dossier, *, question: str, institute: Institute | None = None, person: Person | None = None,
                due: datetime | None = None, at: datetime, by: Standing) -> Opinion:  # fmt: skip
    """Ask an institute (informed by the same act) or one person for an opinion. Raises Refused."""
    locked = _locked(dossier, by)
    if (institute is None) == (person is None) or by.person_id is None:
        raise Refused([_("Ask one institute, or one person.")])
    if not question.strip():
        raise Refused([_("Say what you would like to know.")])
    if due is not None and due <= at:
        raise Refused([_("The date has passed: give a date to come.")])
    if person is not None and person.pk in (locked.carrier_id, by.person_id):
        raise Refused([_("Ask somebody else than the carrier and yourself.")])
    if person is not None and Role.COEDITOR in locked.roles_of(standing_of(person)):
        raise Refused([_("Ask somebody who does not write this dossier.")])
    same = {"state": OpinionState.ASKED, "institute": institute, "person": person, "question": question.strip()}
    if locked.opinions.filter(**same).exists():
        raise Refused([_("This opinion is asked already, and awaited. Nothing was done twice.")])
    if institute is not None:
        inform_institute(locked, institute=institute, at=at, by=by)
    opinion = Opinion.objects.create(
        dossier=locked, institute=institute, person=person, question=question.strip(), asked_by_id=by.person_id,
        asked_at=at, due=due,
    )  # fmt: skip
    record(locked, "ask-opinion", by=by, at=at)
    post("opinion.asked", opinion, event=f"opinion-asked-{opinion.uid}")
    return opinion


@transaction.atomic
def give_opinion(opinion: Opinion, *, text: str, declines: bool = False, at: datetime, by: Standing) -> Opinion:
    """Give the opinion asked, or decline. Only whom it was asked of; once. Raises Refused."""
    locked = Opinion.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=opinion.pk)
    if not is_asked_of(locked, by):
        raise Refused([_("This opinion is asked of somebody else.")])
    if locked.state != OpinionState.ASKED:
        raise Refused([_("This opinion is given already. Nothing was done twice.")])
    if not declines and not text.strip():
        raise Refused([_("Write your opinion, or decline.")])
    locked.state = OpinionState.DECLINED if declines else OpinionState.GIVEN
    locked.text, locked.given_by_id, locked.given_at = text.strip(), by.person_id, at
    locked.save(update_fields=["state", "text", "given_by", "given_at"])
    record(locked.dossier, "give-opinion", by=by, at=at)
    post("opinion.given", locked, event=f"opinion-given-{locked.uid}")
    return locked


def may_volunteer(dossier: Dossier, by: Standing) -> list[Institute]:
    """The informed institutes for which `by` may give an opinion that nobody asked for.

    On a page that has found the dossier, no query.
    """
    return [one.institute for one in INFORMED.of(dossier) if not why_not_volunteered(dossier, one.institute, by)]


def why_not_volunteered(dossier: Dossier, institute: Institute, by: Standing) -> str:
    """Why `by` may give no opinion in the name of `institute` that nobody asked for; empty when they may.

    Informed institutes read, and may give an opinion, no more (product page §4): once each, as long as the dossier is
    not over, never by somebody who writes it. One that is asked is given on its own page; one that declined may still
    speak.
    """
    roles = dossier.roles_of(by)
    is_theirs = institute.pk in by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)
    is_informed = any(one.institute_id == institute.pk for one in INFORMED.of(dossier))
    if Role.INFORMED_INSTITUTE not in roles or roles & WRITERS or not (is_theirs and is_informed):
        return _("This opinion belongs to the officers of an institute informed of the dossier.")
    if dossier.current_state.is_final:
        return _("The dossier is over: an opinion would change nothing any more.")
    states = {one.state for one in OPINIONS.of(dossier) if one.institute_id == institute.pk}
    if OpinionState.ASKED in states:
        return _("An opinion is asked of your institute already: give that one.")
    if OpinionState.GIVEN in states:
        return _("Your institute has given its opinion already. Nothing was done twice.")
    return ""


@transaction.atomic
def volunteer_opinion(dossier: Dossier, *, institute: Institute, text: str, at: datetime, by: Standing) -> Opinion:
    """The opinion of an informed institute, of its own accord; the same one again is the first. Raises Refused."""
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    words = text.strip()
    same = locked.opinions.filter(institute=institute, question="", text=words, given_by=by.person_id).first()
    if same is not None:
        return same
    if why := why_not_volunteered(locked, institute, by):
        raise Refused([why])
    if not words:
        raise Refused([_("Write your opinion first.")])
    # nobody asked: whoever gives it opens the row too
    opinion = Opinion.objects.create(
        dossier=locked, institute=institute, question="", asked_by_id=by.person_id or 0, asked_at=at,
        state=OpinionState.GIVEN, text=words, given_by_id=by.person_id, given_at=at,
    )  # fmt: skip
    record(locked, "give-opinion", by=by, at=at, institute=institute.code)
    post("opinion.given", opinion, event=f"opinion-given-{opinion.uid}")
    return opinion


def is_asked_of(opinion: Opinion, by: Standing) -> bool:
    """Whether `by` is the person, or an officer of the institute, whose opinion is asked."""
    if opinion.person_id is not None:
        return opinion.person_id == by.person_id
    return opinion.institute_id in by.scope_ids(Role.INSTITUTE_OFFICER, Scope.INSTITUTE)


def tell_institute(dossier: Dossier, institute: Institute) -> None:
    """To the officers of an institute that is informed, whoever named it: once, however often it is named."""
    post("dossier.informed", dossier, event=f"dossier-informed-{dossier.uid}-{institute.code}",
         people=officers_of(institute.pk))  # fmt: skip


def officers_of(institute_id: int | None) -> Any:
    """The officers of an institute today, those who stand in for one included."""
    if institute_id is None:
        return Person.objects.none()
    return holders(OFFICERS, InformedInstitute(institute_id=institute_id), Role.INSTITUTE_OFFICER)


def _locked(dossier: Dossier, by: Standing) -> Dossier:
    locked = Dossier.objects.select_for_update(of=("self",)).for_rules().get(pk=dossier.pk)
    if not locked.roles_of(by) & STAFF_OF_IT or locked.filing_id is None:
        raise Refused([_("This act belongs to the institute that examines the dossier, or to the Derci.")])
    return locked

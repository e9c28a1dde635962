"""The dossier that goes on after an action: a renewal from its month on, or the instrument that follows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from directory.enums import Role
from directory.standing import PARIS, Standing
from funding import calendar
from funding.models import Award, Renewal
from instruments.models import Call
from proposals.actions.opening import may_open, open_dossier
from proposals.actions.writing import save_answer
from proposals.enums import PartnerWord
from proposals.models import Dossier, Participant, Partner
from workflow.engine import Refused
from workflow.history import record

# answers that say what the action is, taken over in the new dossier; the rest is written afresh
KEPT = ("title", "acronym", "keywords")


def next_slug(award: Award) -> str | None:
    """The instrument of a new dossier: the same when it may be renewed once more, else the one that follows."""
    renewal = award.rules.renewal
    if renewal.is_possible and (renewal.times is None or _times_renewed(award) < renewal.times):
        return award.instrument_slug
    return renewal.next_instrument


def opens_on_month(award: Award) -> int:
    """From which month of the action (1 is the first) a new dossier may be opened; the last year without a rule."""
    return award.rules.renewal.opens_month or max(award.months - calendar.MONTHS_OF_A_YEAR + 1, 1)


def not_yet(award: Award, at: datetime) -> bool:
    """Whether it is too early on the Paris day of `at`."""
    return calendar.month_of(award.starts_on, at.astimezone(PARIS).date()) < opens_on_month(award)


def open_calls(award: Award, at: datetime, by: Standing) -> list[Call]:
    """The calls in which `by` may open the new dossier now."""
    slug = next_slug(award)
    if slug is None:
        return []
    found = Call.objects.filter(instrument_slug=slug, state="open").order_by("closes", "pk")
    institute = award.institute
    return [call for call in found if call.is_open_at(at) and may_open(call, institute=institute, by=by)]


@transaction.atomic
def open_renewal(award: Award, call: Call, *, at: datetime, by: Standing) -> Dossier:
    """A draft in `call`, linked to the action, with its title, partners and members. Raises Refused.

    Twice: the same dossier, as long as it is not over.
    """
    locked = Award.objects.select_for_update(of=("self",)).select_related("version", "dossier").get(pk=award.pk)
    if not locked.roles_of(by) & {Role.CARRIER, Role.INSTITUTE_OFFICER}:
        raise Refused([_("The carrier opens the new dossier, or the institute’s officer where the rules say so.")])
    for one in locked.renewals.select_related("dossier__version").order_by("-opened_at"):
        if not one.dossier.current_state.is_final:
            return one.dossier
    if next_slug(locked) != call.instrument_slug:
        raise Refused([_("This action is not followed by an action of this instrument.")])
    if not_yet(locked, at):
        raise Refused([_("It is too early: the new dossier is opened from month %(month)d of the action on.")
                       % {"month": opens_on_month(locked)}])  # fmt: skip
    institute = locked.institute if by.person_id != locked.carrier_id else None
    dossier = open_dossier(call, carrier=locked.carrier, at=at, institute=institute, by=by)
    is_same = call.instrument_slug == locked.instrument_slug
    Renewal.objects.create(award=locked, dossier=dossier, is_same_instrument=is_same, opened_at=at,
                           opened_by_id=by.person_id or 0)  # fmt: skip
    # written in the carrier's name, whoever opens it: it is their dossier
    _taken_over(locked, dossier, at, Standing(locked.carrier_id))
    record(locked, "renew" if is_same else "offer-next", by=by, at=at, dossier=str(dossier.uid))
    return dossier


def _times_renewed(award: Award) -> int:
    """How many times the line of actions has been renewed up to this one."""
    number, one = 0, award
    while one.renews is not None:
        number, one = number + 1, one.renews
    return number


def _taken_over(award: Award, dossier: Dossier, at: datetime, by: Standing) -> None:
    content = award.dossier.filing.content if award.dossier.filing else {}
    asked = {one.slug for one in dossier.rules.fields}
    fresh = Dossier.objects.for_rules().get(pk=dossier.pk)
    for slug in KEPT:
        value = content.get("answers", {}).get(slug)
        if slug in asked and value:
            save_answer(fresh, field=slug, value=value, revision=0, at=at, by=by)
    for place, one in enumerate(award.partners.filter(left_on=None), start=1):
        Partner.objects.create(
            dossier=dossier, place=place, side=one.side, organisation_id=one.organisation_id, unit_id=one.unit_id,
            institution=one.institution, laboratory=one.laboratory, city=one.city, country=one.country,
            lead_first_name=one.lead_first_name, lead_last_name=one.lead_last_name, lead_email=one.lead_email,
            word=PartnerWord.NOT_ASKED,
        )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(dossier=dossier, place=place, side=one.side, first_name=one.first_name, last_name=one.last_name,
                    email=one.email, orcid=one.orcid, status=one.status, role=one.role)
        for place, one in enumerate(award.members.filter(left_on=None), start=1)
    )  # fmt: skip

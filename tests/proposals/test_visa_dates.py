"""Until when the unit's opinion is awaited: the date of the call, moved with its closing, never one that has passed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from instruments.actions.amendments import postpone_closing
from instruments.models import Call
from notifications.models import OutboxMail
from notifications.reminding.sources import source_of
from proposals.actions.extensions import extend_dossier
from proposals.actions.filing import submit_dossier
from proposals.actions.visas import ask_waiting, give_visa, show_to_director
from proposals.enums import VisaOpinion, VisaState
from proposals.models import Dossier, Visa
from proposals.visa_dates import VISA_DAYS
from tests.factories import a_person, a_standing, a_unit, an_institute, an_office
from tests.proposals.dossiers import (
    a_complete_dossier,
    a_filed_dossier,
    a_permanent_or_annual_call,
    the_director,
    the_officer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TEN_DAYS = timedelta(days=10)


def a_call(**fields: Any) -> Call:
    return a_permanent_or_annual_call("iea", timezone.now(), **fields)


def with_dates() -> Call:
    call = a_call()
    Call.objects.filter(pk=call.pk).update(visa_closes=call.closes + TEN_DAYS)
    return Call.objects.get(pk=call.pk)


def the_visa(dossier: Dossier) -> Visa:
    return Visa.objects.in_force().get(dossier=dossier)


def awaited() -> list[Any]:
    """What the reminders find of opinions, as ids."""
    found = source_of("visa")
    return [one.pk for one in found.awaited(Visa.objects.all(), timezone.now())]


def test_the_call_says_until_when():
    call = with_dates()
    visa = the_visa(a_filed_dossier(call=call))
    assert visa.due == call.visa_closes
    assert awaited() == [visa.pk]


def test_a_call_that_gives_no_date_awaits_it_by_its_closing_as_its_form_says():
    call = a_call()
    assert call.visa_closes is None
    visa = the_visa(a_filed_dossier(call=call))
    assert visa.due == call.closes
    assert awaited() == [visa.pk]


def test_in_a_permanent_entry_it_is_awaited_some_days_after_it_is_asked():
    dossier = a_filed_dossier("irl")
    visa = the_visa(dossier)
    assert visa.due == visa.asked_at + timedelta(days=VISA_DAYS)
    assert awaited() == [visa.pk]
    assert Visa(state=VisaState.ASKED).current_state.target_days == VISA_DAYS


def test_a_draft_shown_early_has_the_date_that_it_will_have():
    dossier = a_complete_dossier(call=with_dates())
    visa = show_to_director(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert visa.due == dossier.call.visa_closes
    permanent = a_complete_dossier("irl")
    assert show_to_director(permanent, at=timezone.now(), by=standing_of(permanent.carrier)).due is None


def test_a_dossier_given_more_time_gives_its_director_as_long_as_the_call_did():
    call, now = with_dates(), timezone.now()
    dossier = a_complete_dossier(call=call)
    until = call.visa_closes + timedelta(days=3)
    extend_dossier(dossier, until=until, reason="Panne.", at=now, by=the_officer(dossier))
    submit_dossier(dossier, at=until - timedelta(hours=1), by=standing_of(dossier.carrier))
    assert the_visa(dossier).due == until + TEN_DAYS


def test_a_dossier_filed_and_then_given_more_time_is_awaited_later_and_its_director_is_told():
    call, now = with_dates(), timezone.now()
    dossier, other = a_filed_dossier(call=call), a_filed_dossier(call=call)
    until = call.closes + timedelta(days=4)
    extend_dossier(dossier, until=until, reason="Panne.", at=now, by=the_officer(dossier))
    assert the_visa(dossier).due == until + TEN_DAYS
    assert the_visa(other).due == call.visa_closes
    told = OutboxMail.objects.filter(key="visa.postponed")
    assert [mail.person for mail in told] == dossier.holders(Role.UNIT_DIRECTOR)


def postponed(call: Call, days: int) -> None:
    postpone_closing(call, closes=call.closes + timedelta(days=days), reason_fr="Panne.", reason_en="Outage.",
                     at=timezone.now(), by=a_standing(Role.DERCI_OFFICER))  # fmt: skip


def test_a_closing_postponed_moves_what_was_asked_already_and_tells_those_asked_once():
    call = with_dates()
    asked, given = a_filed_dossier(call=call), a_filed_dossier(call=call)
    elsewhere = a_filed_dossier(call=with_dates())
    give_visa(the_visa(given), opinion=VisaOpinion.FAVOURABLE, at=timezone.now(), by=the_director(given))
    before = {one: the_visa(one).due for one in (given, elsewhere)}
    postponed(call, 15)
    call = Call.objects.get(pk=call.pk)
    assert the_visa(asked).due == call.visa_closes > call.closes
    assert {one: the_visa(one).due for one in before} == before
    told = OutboxMail.objects.filter(key="visa.postponed")
    assert [mail.person for mail in told] == asked.holders(Role.UNIT_DIRECTOR)


def test_where_the_date_of_opinions_is_not_reached_by_the_new_closing_nobody_is_told_of_nothing():
    call = with_dates()
    dossier = a_filed_dossier(call=call)
    postponed(call, 2)
    assert the_visa(dossier).due == Call.objects.get(pk=call.pk).visa_closes == call.visa_closes
    assert not OutboxMail.objects.filter(key="visa.postponed").exists()


def test_without_a_date_of_its_own_the_opinion_follows_the_closing_postponed():
    call = a_call()
    dossier = a_filed_dossier(call=call)
    postponed(call, 5)
    assert the_visa(dossier).due == Call.objects.get(pk=call.pk).closes == call.closes + timedelta(days=5)


def test_a_request_that_leaves_once_its_date_has_passed_gives_some_days():
    carrier = a_person(unit=a_unit(institute=an_institute()))
    dossier = a_filed_dossier(carrier=carrier, call=with_dates())
    an_office(a_person(), Role.UNIT_DIRECTOR, carrier.unit)
    late = dossier.call.visa_closes + timedelta(days=1)
    assert ask_waiting(late) == 1
    visa = the_visa(dossier)
    assert (visa.asked_at, visa.due) == (late, late + timedelta(days=VISA_DAYS))

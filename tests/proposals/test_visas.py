"""The opinion of the unit's director: asked by filing, given by whoever directs, never by the carrier."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.actions.offices import grant_office
from directory.enums import Role
from directory.models import Office, Person
from directory.standing import paris_today, standing_of
from proposals.actions import visas as actions
from proposals.actions.filing import submit_dossier
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion, VisaState
from proposals.models import Dossier, Visa
from tests.factories import a_person, a_standing, a_unit, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, mails, the_director, the_officer
from workflow.engine import MovedOn, Refused, perform
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = timezone.now


def the_visa(dossier):
    return Visa.objects.in_force().select_related("dossier").get(dossier=dossier)


@pytest.mark.parametrize("slug", ["iea", "irp", "irn", "irl"])
def test_filing_asks_and_the_opinion_lets_the_officer_admit(slug):
    dossier = a_filed_dossier(slug)
    (director,) = dossier.holders(Role.UNIT_DIRECTOR)
    assert [mail.person for mail in mails("visa.asked")] == [director]
    with pytest.raises(Refused, match=r"opinion|avis"):
        perform(dossier, "admit", by=the_officer(dossier))
    actions.give_visa(the_visa(dossier), opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=standing_of(director))
    perform(dossier, "admit", by=the_officer(dossier))
    assert dossier.state == S.ADMISSIBLE
    assert "give-visa" in [row.act for row in timeline(dossier)]
    assert mails("visa.given").filter(person=dossier.carrier).exists()


def test_an_unfavourable_opinion_stops_no_dossier_but_says_why():
    dossier = a_filed_dossier()
    by = the_director(dossier)
    with pytest.raises(Refused):
        actions.give_visa(the_visa(dossier), opinion=VisaOpinion.UNFAVOURABLE, comment="  ", at=NOW(), by=by)
    assert the_visa(dossier).state == VisaState.ASKED
    actions.give_visa(the_visa(dossier), opinion=VisaOpinion.UNFAVOURABLE, comment="Trop de projets.", at=NOW(), by=by)
    perform(dossier, "admit", by=the_officer(dossier))
    assert dossier.state == S.ADMISSIBLE


def test_an_unknown_opinion_is_refused():
    dossier = a_filed_dossier()
    with pytest.raises(Refused):
        actions.give_visa(the_visa(dossier), opinion="enthusiastic", at=NOW(), by=the_director(dossier))


def test_nobody_gives_the_opinion_on_a_dossier_they_carry():
    carrier = a_person()
    unit = a_unit()
    carrier.unit = unit
    carrier.save()
    an_office(carrier, Role.UNIT_DIRECTOR, unit)
    direction = standing_of(an_office(a_person(), Role.INSTITUTE_DIRECTION, unit.institute).person)
    dossier = a_filed_dossier(carrier=carrier)
    visa = the_visa(dossier)
    own = standing_of(carrier)
    assert not Visa.objects.of_head(own).exists()
    with pytest.raises(Refused):
        actions.give_visa(visa, opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=own)
    assert Visa.objects.of_head(direction).awaiting().get() == visa
    actions.give_visa(visa, opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=direction)


def test_the_direction_does_not_give_it_in_the_place_of_another_director():
    dossier = a_filed_dossier()
    direction = standing_of(an_office(a_person(), Role.INSTITUTE_DIRECTION, dossier.institute).person)
    assert not Visa.objects.of_head(direction).exists()
    with pytest.raises(Refused):
        actions.give_visa(the_visa(dossier), opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=direction)


def test_a_unit_without_a_director_waits_until_the_office_is_granted():
    institute = an_institute()
    carrier = a_person(unit=a_unit(institute=institute))
    dossier = a_filed_dossier(carrier=carrier)
    assert the_visa(dossier).state == VisaState.PREPARED
    assert not mails("visa.asked").exists()
    grant_office(person=a_person(), role=Role.UNIT_DIRECTOR, scope=carrier.unit, starts=paris_today(),
                 by=a_standing(Role.ADMINISTRATOR))  # fmt: skip
    assert the_visa(dossier).state == VisaState.ASKED
    assert mails("visa.asked").count() == 1
    assert actions.ask_waiting(NOW()) == 0


def test_an_office_that_begins_later_is_asked_on_its_day():
    carrier = a_person(unit=a_unit())
    dossier = a_filed_dossier(carrier=carrier)
    an_office(a_person(), Role.UNIT_DIRECTOR, carrier.unit)
    assert actions.ask_waiting(NOW()) == 1
    assert the_visa(dossier).state == VisaState.ASKED


def test_a_draft_shown_early_is_read_by_the_director_and_asked_at_filing():
    dossier = a_complete_dossier()
    director, own = the_director_of(dossier), standing_of(dossier.carrier)
    assert not Dossier.objects.visible_to(director).exists()
    visa = actions.show_to_director(dossier, at=NOW(), by=own)
    assert actions.show_to_director(dossier, at=NOW(), by=own) == visa
    assert Dossier.objects.visible_to(director).get() == dossier
    assert mails("visa.shown").count() == 1
    with pytest.raises(Refused):
        actions.give_visa(visa, opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=director)
    submit_dossier(dossier, at=NOW(), by=own)
    assert the_visa(dossier) == visa
    assert the_visa(dossier).state == VisaState.ASKED


def test_a_draft_no_longer_shown_is_nobody_elses():
    dossier = a_dossier()
    director, own = the_director_of(dossier), standing_of(dossier.carrier)
    actions.show_to_director(dossier, at=NOW(), by=own)
    actions.hide_from_director(dossier, at=NOW(), by=own)
    assert not Dossier.objects.visible_to(director).exists()
    assert not Visa.objects.in_force().exists()


def test_the_same_opinion_on_several_goes_on_after_a_refusal():
    dossiers = [a_filed_dossier(carrier=None) for _ in range(2)]
    director = a_person()
    for dossier in dossiers:
        an_office(director, Role.UNIT_DIRECTOR, dossier.unit)
    by = standing_of(director)
    visas = list(Visa.objects.of_head(by).awaiting().select_related("dossier"))
    actions.give_visa(visas[0], opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=by)
    done = actions.give_visas(visas, opinion=VisaOpinion.RESERVED, comment="À préciser.", at=NOW(), by=by)
    assert [bool(one.reasons) for one in done] == [True, False]
    assert [the_visa(one.visa.dossier).opinion for one in done] == [VisaOpinion.FAVOURABLE, VisaOpinion.RESERVED]


def test_an_opinion_given_twice_tells_what_is_so():
    dossier = a_filed_dossier()
    by = the_director(dossier)
    actions.give_visa(the_visa(dossier), opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=by)
    with pytest.raises(MovedOn):
        actions.give_visa(the_visa(dossier), opinion=VisaOpinion.RESERVED, comment="Non", at=NOW(), by=by)


def test_a_reminder_by_hand_leaves_at_most_once_a_day():
    dossier = a_filed_dossier()
    by, now = the_officer(dossier), NOW()
    assert actions.remind_director(the_visa(dossier), at=now, by=by)
    assert not actions.remind_director(the_visa(dossier), at=now + timedelta(hours=1), by=by)
    assert actions.remind_director(the_visa(dossier), at=now + timedelta(hours=21), by=by)
    assert mails("visa.reminder").count() == 2


def test_the_officer_waives_it_with_a_reason():
    dossier = a_filed_dossier()
    by = the_officer(dossier)
    with pytest.raises(Refused):
        perform(the_visa(dossier), "waive", by=by)
    perform(the_visa(dossier), "waive", by=by, reason="Direction en cours de nomination.")
    assert next(iter(timeline(dossier))).act == "waive-visa"
    perform(dossier, "admit", by=by)
    assert dossier.state == S.ADMISSIBLE


def test_a_stand_in_gives_it():
    from directory.actions.offices import name_stand_in

    dossier = a_filed_dossier()
    office = Office.objects.get(role=Role.UNIT_DIRECTOR, unit=dossier.unit)
    stand_in = a_person()
    name_stand_in(office=office, person=stand_in, starts=paris_today(), ends=paris_today() + timedelta(days=3),
                  by=standing_of(office.person))  # fmt: skip
    actions.give_visa(the_visa(dossier), opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=standing_of(stand_in))
    assert the_visa(dossier).given_by == stand_in


def the_director_of(dossier):
    office = Office.objects.get(role=Role.UNIT_DIRECTOR, unit=dossier.unit)
    return standing_of(office.person)


def test_a_withdrawn_dossier_awaits_no_opinion():
    dossier = a_filed_dossier()
    perform(dossier, "withdraw", by=standing_of(dossier.carrier), reason="Le partenaire renonce.")
    assert not Visa.objects.awaiting().exists()


def a_dossier_without_director(**named):
    """Filed in a unit where nobody is in office."""
    carrier = a_person(unit=a_unit(institute=an_institute()))
    dossier = a_complete_dossier(carrier=carrier)
    Dossier.objects.filter(pk=dossier.pk).update(**named)
    submit_dossier(dossier, at=NOW(), by=standing_of(carrier))
    return Dossier.objects.get(pk=dossier.pk)


def test_a_request_held_up_because_nobody_is_in_office_is_waived_and_lets_the_officer_admit():
    dossier = a_dossier_without_director()
    by = the_officer(dossier)
    with pytest.raises(Refused, match=r"waive|passez-vous"):
        perform(dossier, "admit", by=by)
    perform(the_visa(dossier), "waive", by=by, reason="Direction vacante.")
    perform(dossier, "admit", by=by)
    assert dossier.state == S.ADMISSIBLE
    # an office granted afterwards asks nothing any more
    an_office(a_person(), Role.UNIT_DIRECTOR, dossier.unit)
    assert actions.ask_waiting(NOW()) == 0


def test_there_is_no_opinion_to_do_without_on_a_draft_that_is_only_shown():
    dossier = a_dossier("irl")
    visa = actions.show_to_director(dossier, at=NOW(), by=standing_of(dossier.carrier))
    with pytest.raises(Refused):
        perform(visa, "waive", by=the_officer(dossier), reason="Trop tôt.")
    assert the_visa(dossier).state == VisaState.PREPARED


def test_an_office_granted_to_the_carrier_leads_the_request_to_the_direction_of_the_institute():
    dossier = a_dossier_without_director()
    direction = an_office(a_person(), Role.INSTITUTE_DIRECTION, dossier.institute).person
    grant_office(person=dossier.carrier, role=Role.UNIT_DIRECTOR, scope=dossier.unit, starts=paris_today(),
                 by=a_standing(Role.ADMINISTRATOR))  # fmt: skip
    visa = the_visa(dossier)
    assert (visa.state, visa.is_carried_by_director) == (VisaState.ASKED, True)
    assert [mail.person for mail in mails("visa.asked")] == [direction]
    assert Visa.objects.of_head(standing_of(direction)).awaiting().get() == visa
    actions.give_visa(visa, opinion=VisaOpinion.FAVOURABLE, at=NOW(), by=standing_of(direction))


NAMED = {"director_name": "Odile Vasseur", "director_email": "odile.vasseur@example.org"}


def test_whom_the_carrier_names_as_director_is_read_by_those_who_may_grant_the_office():
    dossier = a_dossier_without_director(**NAMED)
    officer = the_officer(dossier)
    said = home_and_page(officer, dossier)
    assert all(NAMED["director_email"] in one and NAMED["director_name"] in one for one in said)
    administrator = a_standing(Role.ADMINISTRATOR)
    assert NAMED["director_email"] in home_and_page(administrator, None)[0]
    # what the carrier types afterwards is not what was filed
    Dossier.objects.filter(pk=dossier.pk).update(director_email="autre@example.org")
    assert "autre@example.org" not in "".join(home_and_page(officer, dossier))
    # neither the carrier's page nor, once somebody is in office, anybody's says it
    assert NAMED["director_email"] not in home_and_page(standing_of(dossier.carrier), dossier)[1]
    grant_office(person=a_person(), role=Role.UNIT_DIRECTOR, scope=dossier.unit, starts=paris_today(),
                 by=a_standing(Role.ADMINISTRATOR))  # fmt: skip
    assert NAMED["director_email"] not in "".join(home_and_page(officer, dossier))


def test_the_mail_of_a_filing_names_the_director_to_grant_the_office_to():
    institute = an_institute()
    an_office(a_person(), Role.INSTITUTE_OFFICER, institute)
    carrier = a_person(unit=a_unit(institute=institute))
    dossier = a_complete_dossier(carrier=carrier)
    Dossier.objects.filter(pk=dossier.pk).update(**NAMED)
    submit_dossier(dossier, at=NOW(), by=standing_of(carrier))
    mail = mails("dossier.filed").get()
    assert f"{NAMED['director_name']}, {NAMED['director_email']}" in mail.text
    assert NAMED["director_email"] in mail.html
    assert NAMED["director_email"] not in mails("dossier.received").get().text


def home_and_page(standing, dossier):
    """What this person reads at home, and on the page of the dossier."""
    client = Client()
    client.force_login(Person.objects.get(pk=standing.person_id), backend="django.contrib.auth.backends.ModelBackend")
    asked = ["/"] + ([dossier.get_absolute_url()] if dossier else [])
    return [client.get(path).content.decode() for path in asked]

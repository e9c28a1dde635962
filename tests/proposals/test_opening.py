"""The adviser, opening a dossier, one's list, co-editors, what waits at home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from documents.links import token_of
from instruments.registry import all_instruments, instrument
from instruments.spec import Unit, exactly
from notifications.models import OutboxMail
from proposals.actions.coeditors import accept_invitation, invite_coeditor, remove_coeditor
from proposals.actions.writing import save_answer
from proposals.adviser import History, Need, advise
from proposals.models import Coeditor, Dossier
from proposals.waiting import editor as waiting
from tests.clients import as_
from tests.factories import a_holder, a_person, a_unit
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_permanent_or_annual_call, a_unit_with_everything
from tests.routes.proposals import invited, share
from workflow.engine import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRST_STEP = {"history": History.NONE, "countries": 1, "has_place": False, "is_network": False}


# -- the adviser ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "advised"),
    [
        ({}, "iea"),
        ({"euros": Decimal(12000), "months": 24}, "iea"),
        ({"history": History.LONG, "countries": 2}, "irp"),
        ({"history": History.LONG, "countries": 2, "months": 60, "euros": Decimal(60000)}, "irp"),
        ({"history": History.LONG, "countries": 3, "is_network": True}, "irn"),
        ({"history": History.SOME, "countries": 3, "is_network": True}, "irn"),
        ({"history": History.LONG, "has_place": True}, "irl"),
        ({"history": History.LONG, "has_place": True, "months": 60, "euros": Decimal(90000)}, "irl"),
    ],
)
def test_the_adviser_recommends_what_the_rules_suit(answers, advised):
    found = advise(Need(**{**FIRST_STEP, **answers}), all_instruments())
    assert found[0].instrument.slug == advised
    assert found[0].pros
    assert all(other.cons for other in found[1:])


def test_the_advice_follows_the_rules_not_the_names():
    one = instrument("irp")
    three = replace(one, slug="other", partners=replace(one.partners, foreign_countries=exactly(3, Unit.COUNTRIES)))
    need = Need(**{**FIRST_STEP, "history": History.LONG, "countries": 3})
    assert advise(need, [one, three])[0].instrument.slug == "other"


def test_the_adviser_is_an_address_that_anybody_may_share(client):
    url = "/proposals/adviser/?history=long&countries=2&place=no&shape=project"
    html = client.get(url, headers={"accept-language": "fr"}).content.decode()
    assert "Projet de recherche international (IRP)" in html
    assert "Pourquoi pas les autres" in html
    refused = client.get("/proposals/adviser/?history=forever", headers={"accept-language": "fr"})
    assert (refused.status_code, "Choisissez l’une des réponses." in refused.content.decode()) == (422, True)


# -- opening -------------------------------------------------------------------------------------------------------


def test_one_sending_of_the_form_opens_one_dossier_with_what_is_known_of_the_carrier():
    carrier = a_person(unit=a_unit_with_everything())
    call = a_permanent_or_annual_call("iea")
    client, sent = as_(carrier), {"token": str(uuid4())}
    answers = [client.post(f"/proposals/new/{call.slug}/", sent) for _again in range(2)]
    dossier = Dossier.objects.get()
    assert {answer.headers["Location"] for answer in answers} == {f"/proposals/{dossier.uid}/edit/"}
    assert (dossier.unit, dossier.institute, dossier.months) == (carrier.unit, carrier.unit.institute, 24)


def test_the_institute_opens_with_the_carrier_who_is_told_and_finds_it():
    unit = a_unit_with_everything()
    carrier, officer = a_person(unit=unit), a_holder(Role.INSTITUTE_OFFICER, unit.institute)
    call = a_permanent_or_annual_call("irl")
    page = as_(carrier).get(f"/proposals/new/{call.slug}/").content.decode()
    assert "sont ouverts par l’institut" in page
    assert as_(carrier).post(f"/proposals/new/{call.slug}/", {"token": str(uuid4())}).status_code == 409
    sent = {"carrier": carrier.email.upper(), "institute": str(unit.institute_id), "token": str(uuid4())}
    assert as_(officer).post(f"/proposals/new/{call.slug}/", sent).status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.carrier_id, dossier.opened_by_id, dossier.is_with_institute) == (carrier.pk, officer.pk, True)
    assert OutboxMail.objects.get(key="dossier.opened").person_id == carrier.pk
    for person in (carrier, officer):
        assert f"/proposals/{dossier.uid}/edit/" in as_(person).get("/proposals/").content.decode()
        assert as_(person).get(f"/proposals/{dossier.uid}/edit/science/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("nobody@example.org", "Personne n’a de compte"), ("", "Écrivez l’adresse"), ("x", "Ce n’est pas une adresse")],
)
def test_a_carrier_without_account_opens_nothing_and_stays_typed(typed, sentence):
    officer = a_holder(Role.INSTITUTE_OFFICER)
    call = a_permanent_or_annual_call("irl")
    page = as_(officer).post(f"/proposals/new/{call.slug}/", {"carrier": typed, "token": str(uuid4())})
    assert (page.status_code, sentence in page.content.decode()) == (422, True)
    assert not Dossier.objects.exists()


def test_a_call_that_has_closed_opens_nothing_and_says_so():
    carrier = a_person(unit=a_unit())
    call = a_permanent_or_annual_call("iea")
    type(call).objects.filter(pk=call.pk).update(closes=timezone.now())
    page = as_(carrier).post(f"/proposals/new/{call.slug}/", {"token": str(uuid4())})
    assert (page.status_code, "n’est pas ouvert" in page.content.decode()) == (409, True)
    assert not Dossier.objects.exists()


# -- co-editors ----------------------------------------------------------------------------------------------------


def invite(dossier: Dossier, email: str = "nora.neuve@example.org") -> Coeditor:
    return invite_coeditor(dossier, email=email, at=timezone.now(), by=standing_of(dossier.carrier))


def test_an_invitation_leaves_by_mail_and_its_link_lets_one_write():
    dossier, nora = a_dossier(), a_person(email="nora.neuve@example.org")
    one = invite(dossier, " Nora.Neuve@example.org ")
    mail = OutboxMail.objects.get(key="coeditor.invited")
    path = f"/coediting/{token_of(one.link)}/"
    assert (mail.person_id, path in mail.text, path in mail.html) == (nora.pk, True, True)
    anonymous = Client().get(path, headers={"accept-language": "fr"}).content.decode()
    assert f"/accounts/login/?next={path}" in anonymous
    assert f"/accounts/signup/?next={path}" in anonymous
    assert as_(nora).get(f"/proposals/{dossier.uid}/edit/").status_code == 404
    answer = as_(nora).post(path)
    assert answer.headers["Location"] == f"/proposals/{dossier.uid}/edit/"
    assert as_(nora).get(answer.headers["Location"]).status_code == 200
    assert as_(nora).post(path).status_code == 302
    assert OutboxMail.objects.filter(key="coeditor.accepted", person=dossier.carrier).count() == 1
    assert f"/proposals/{dossier.uid}/" in as_(nora).get("/proposals/").content.decode()


def test_somebody_without_account_is_invited_at_the_bare_address_in_the_carriers_language():
    dossier = a_dossier()
    invite(dossier)
    mail = OutboxMail.objects.get(key="coeditor.invited")
    assert (mail.person_id, mail.email, mail.language) == (None, "nora.neuve@example.org", dossier.carrier.language)


def test_invited_again_one_receives_a_new_link_and_the_former_opens_nothing():
    dossier, nora = a_dossier(), a_person()
    first = invite(dossier).link
    second = invite(dossier).link
    assert as_(nora).get(f"/coediting/{token_of(first)}/").status_code == 410
    assert as_(nora).post(f"/coediting/{token_of(second)}/").status_code == 302
    assert OutboxMail.objects.filter(key="coeditor.invited").count() == 2
    assert dossier.coeditors.count() == 1


def test_the_carrier_alone_invites_and_removes():
    dossier, nora = a_dossier(), a_person()
    place = share(dossier, nora)
    by, at = standing_of(nora), timezone.now()
    with pytest.raises(Refused):
        invite_coeditor(dossier, email="x@example.org", at=at, by=by)
    with pytest.raises(Refused):
        remove_coeditor(place, at=at, by=by)
    assert as_(nora).get(f"/proposals/{dossier.uid}/coeditors/{place.uid}/remove/").status_code == 404
    assert as_(dossier.carrier).post(f"/proposals/{dossier.uid}/coeditors/{place.uid}/remove/").status_code == 302
    assert as_(nora).get(f"/proposals/{dossier.uid}/edit/").status_code == 404


@pytest.mark.parametrize("who", ["carrier", "writer"])
def test_who_writes_already_is_not_invited(who):
    dossier = a_dossier()
    writer = a_person()
    share(dossier, writer)
    with pytest.raises(Refused):
        invite(dossier, dossier.carrier.email if who == "carrier" else writer.email)
    assert not OutboxMail.objects.exists()


def test_the_carrier_does_not_accept_their_own_invitation_and_two_addresses_are_one_place():
    dossier, nora = a_dossier(), a_person()
    share(dossier, nora)
    second = invited(dossier, "nora.autrement@example.org")
    with pytest.raises(Refused):
        accept_invitation(second.link, at=timezone.now(), by=standing_of(dossier.carrier))
    accept_invitation(second.link, at=timezone.now(), by=standing_of(nora))
    assert dossier.coeditors.filter(removed_at=None).count() == 1


def test_twenty_people_are_enough():
    dossier = a_dossier()
    for number in range(20):
        invited(dossier, f"p{number}@example.org")
    with pytest.raises(Refused, match=r"Vingt|Twenty"):
        invite(dossier)


# -- what waits ----------------------------------------------------------------------------------------------------


def test_home_says_how_much_is_left_and_by_when_to_carrier_and_coeditor_and_to_nobody_else():
    dossier, nora = a_dossier(), a_person()
    share(dossier, nora)
    save_answer(dossier, field="title", value="Fosse", revision=0, at=timezone.now(), by=standing_of(dossier.carrier))
    for person in (dossier.carrier, nora):
        (row,) = waiting.waiting(standing_of(person), timezone.now())
        assert "Fosse" in row.sentence
        assert (row.due, row.url) == (dossier.closes, f"/proposals/{dossier.uid}/missing/")
        assert row.number > 5
        (date,) = waiting.milestones(standing_of(person), timezone.now())
        assert date.at == dossier.closes
    assert not list(waiting.waiting(standing_of(a_person()), timezone.now()))
    assert not list(waiting.waiting(standing_of(a_holder(Role.INSTITUTE_OFFICER, dossier.institute)), timezone.now()))


def test_a_closed_call_asks_nothing_any_more():
    dossier = a_complete_dossier()
    later = dossier.closes + timedelta(seconds=1)
    assert not list(waiting.waiting(standing_of(dossier.carrier), later))


def test_an_invitation_waits_at_home_of_whoever_has_its_address():
    dossier, nora = a_dossier(), a_person(email="nora.neuve@example.org")
    one = invite(dossier)
    (row,) = waiting.waiting(standing_of(nora), timezone.now())
    assert row.url == f"/coediting/{token_of(one.link)}/"
    accept_invitation(one.link, at=timezone.now(), by=standing_of(nora))
    assert all("/coediting/" not in row.url for row in waiting.waiting(standing_of(nora), timezone.now()))

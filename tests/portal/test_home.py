"""The front page for the public, and what waits for whoever is signed in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import OFFICE_SCOPES, Role
from directory.models import Office
from directory.standing import paris_today
from instruments.models import Centre
from portal import home
from tests.factories import a_holder, a_person, a_standing, a_unit, an_institute
from tests.instruments.calls import a_call_open_now, a_draft
from workflow.waiting import Waiting

pytestmark = pytest.mark.django_db


def page(client: Client, url: str = "/", language: str = "fr") -> str:
    return client.get(url, headers={"accept-language": language}).content.decode()


def test_the_public_reads_the_open_call_and_how_long_it_stays_open(client):
    call = a_call_open_now(timezone.now())
    html = page(client)
    assert call.get_absolute_url() in html
    assert "Actions émergentes 2028" in html
    assert "Il reste 29\u00a0jours" in html
    assert "heure de Paris" in html


def test_the_public_sees_no_draft_and_is_told_when_nothing_is_open(client):
    a_draft()
    html = page(client)
    assert "Actions émergentes 2028" not in html
    assert "Aucun appel annuel n’est ouvert" in html


def test_the_front_page_presents_every_instrument_and_no_map_before_there_are_actions(client):
    html = page(client)
    for acronym in ("IEA", "IRP", "IRN", "IRL"):
        assert f">{acronym}</a>" in html
    assert "ci-map" not in html


def test_centres_appear_once_there_are_some(client):
    assert "Centres de recherche internationaux" not in page(client)
    Centre.objects.create(slug="arizona", partner="University of Arizona", city_fr="Tucson", country="US")
    assert "University of Arizona" in page(client)


def test_somebody_without_anything_to_do_reads_a_sentence_not_a_blank_page(client):
    client.force_login(a_person(language="fr"))
    html = page(client)
    assert "Rien ne demande de geste de votre part aujourd’hui." in html
    assert "Tout est fait" in html


def test_an_officer_finds_the_units_to_confirm(client):
    institute = an_institute()
    a_unit(institute=institute)
    a_unit(institute=institute)
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, institute))
    html = page(client)
    assert "Unités à confirmer" in html
    assert '<span class="ci-waits__n">2</span>' in html
    assert "Une chose demande un geste de votre part." in html


def test_units_of_another_institute_wait_for_nobody_here(client):
    a_unit(institute=an_institute())
    client.force_login(a_holder(Role.INSTITUTE_OFFICER, an_institute()))
    assert 'class="ci-waits__n"' not in page(client)


def test_the_derci_finds_its_drafts_and_the_dates_to_come(client):
    a_draft()
    a_call_open_now(timezone.now(), title_fr="Appel déjà ouvert")
    client.force_login(a_holder(Role.DERCI_OFFICER))
    html = page(client)
    assert "Appel à ouvrir" in html
    assert "Appel déjà ouvert\u00a0: clôture" in html


def test_an_office_that_ends_soon_is_said_with_its_date(client):
    person = a_holder(Role.INSTITUTE_OFFICER, an_institute())
    Office.objects.filter(person=person).update(ends=paris_today() + timedelta(days=5))
    client.force_login(person)
    assert "Fonction qui s’achève" in page(client)
    Office.objects.filter(person=person).update(ends=date(2999, 1, 1))
    assert "Fonction qui s’achève" not in page(client)


def test_what_is_late_or_near_comes_first_then_what_has_no_date_then_what_has_time(monkeypatch):
    now = timezone.now()
    rows = [
        Waiting(1, name, "", "/", None if days is None else now + timedelta(days=days))
        for name, days in (("far", 40), ("never", None), ("near", 9), ("late", -2))
    ]
    monkeypatch.setattr(home, "WAITING", (lambda standing, at: iter(rows),))
    found = home.waiting_for(a_standing(Role.DERCI_OFFICER), now)
    assert [row.sentence for row in found] == ["late", "near", "never", "far"]


@pytest.mark.parametrize("role", OFFICE_SCOPES)
def test_every_row_leads_to_a_page_its_reader_may_open(client, role):
    person = a_holder(role)
    Office.objects.filter(person=person).update(ends=paris_today() + timedelta(days=5))
    client.force_login(person)
    links = re.findall(r'<div><a href="([^"]+)">', page(client))
    assert links
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_asks_as_many_questions_for_one_call_as_for_three(client, django_assert_num_queries, count):
    for number in range(count):
        a_call_open_now(timezone.now(), year=2028 + number, title_fr=f"Appel {number}")
    page(client)
    with django_assert_num_queries(2):
        page(client)

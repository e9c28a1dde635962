"""Offices: who grants what, which dates are refused, what the history keeps, who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from directory.access import may_grant, roles_granted_by
from directory.actions.offices import end_office, end_stand_in, grant_office, name_stand_in
from directory.enums import OFFICE_SCOPES, Role
from directory.models import Office, Person, StandIn
from directory.standing import paris_today, standing_of
from notifications.models import OutboxMail
from tests.factories import a_holder, a_person, a_scope, a_standing, a_unit, an_institute, an_office
from workflow.engine import SYSTEM, Refused
from workflow.history import of_subject, verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TODAY = paris_today


def _days(number: int) -> date:
    return paris_today() + timedelta(days=number)


@pytest.mark.parametrize("role", OFFICE_SCOPES)
def test_an_administrator_grants_every_office(role: Role) -> None:
    scope = a_scope(OFFICE_SCOPES[role][0])
    office = grant_office(person=a_person(), role=role, scope=scope, starts=TODAY(), by=a_standing(Role.ADMINISTRATOR))
    assert role in standing_of(office.person).roles


def test_an_institute_officer_grants_directors_of_their_own_units_only() -> None:
    institute = an_institute()
    officer = a_standing(Role.INSTITUTE_OFFICER, institute)
    assert roles_granted_by(officer) == [Role.UNIT_DIRECTOR]
    assert may_grant(officer, Role.UNIT_DIRECTOR, a_unit(institute=institute))
    assert not may_grant(officer, Role.UNIT_DIRECTOR, a_unit())
    assert not may_grant(officer, Role.UNIT_DIRECTOR, a_unit(institute=None))
    assert not may_grant(officer, Role.INSTITUTE_OFFICER, institute)


@pytest.mark.parametrize("role", [role for role in OFFICE_SCOPES if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_grants_a_national_or_signing_office(role: Role) -> None:
    standing = a_standing(role)
    assert not may_grant(standing, Role.ADMINISTRATOR, None)
    assert not may_grant(standing, Role.SECURITY_OFFICER, None)
    assert not may_grant(standing, Role.INSTITUTE_DIRECTION, an_institute())


REFUSED = [
    ("reversed dates", {"starts": 10, "ends": 5}, "La fin vient avant le début", "The end comes before the beginning"),
    ("dates over", {"starts": -10, "ends": -5}, "Ces dates sont passées", "These dates are over"),
]


@pytest.mark.parametrize(("name", "days", "french", "english"), REFUSED, ids=[row[0] for row in REFUSED])
def test_bad_dates_are_refused_and_nothing_is_written(name: str, days: Any, french: str, english: str) -> None:
    person, by = a_person(), a_standing(Role.ADMINISTRATOR)
    dates = {key: _days(number) for key, number in days.items()}
    for language, sentence in (("fr", french), ("en", english)):
        with translation.override(language), pytest.raises(Refused, match=sentence):
            grant_office(person=person, role=Role.DERCI_OFFICER, scope=None, by=by, **dates)
    assert not Office.objects.filter(person=person).exists()


def test_the_same_office_is_not_held_twice_on_one_day() -> None:
    person, by, unit = a_person(), a_standing(Role.ADMINISTRATOR), a_unit()
    held = {"person": person, "role": Role.UNIT_DIRECTOR, "scope": unit, "by": by}
    grant_office(starts=_days(0), ends=_days(30), **held)
    with pytest.raises(Refused):
        grant_office(starts=_days(30), **held)
    grant_office(starts=_days(31), **held)
    assert Office.objects.filter(person=person).count() == 2


def test_nobody_grants_an_office_to_themselves() -> None:
    officer = a_holder(Role.DERCI_OFFICER)
    with pytest.raises(Refused):
        grant_office(person=officer, role=Role.UNIT_DIRECTOR, scope=a_unit(), starts=TODAY(), by=standing_of(officer))


def test_an_office_ended_at_once_gives_no_right_any_more() -> None:
    office = an_office(role=Role.DERCI_OFFICER)
    end_office(office=office, reason="départ", by=a_standing(Role.ADMINISTRATOR))
    assert not standing_of(office.person).offices
    row = of_subject(office).get()
    assert (row.act, row.reason.text) == ("end", "départ")
    assert list(verify()) == []


def test_the_last_administrator_stays() -> None:
    administrator = a_holder(Role.ADMINISTRATOR)
    office = administrator.offices.get()
    with pytest.raises(Refused):
        end_office(office=office, by=standing_of(administrator))
    an_office(role=Role.ADMINISTRATOR)
    end_office(office=office, by=standing_of(administrator))
    assert not standing_of(administrator).offices


def test_a_stand_in_acts_during_the_absence_and_not_after() -> None:
    office, deputy = an_office(role=Role.UNIT_DIRECTOR), a_person()
    named = name_stand_in(office=office, person=deputy, starts=_days(0), ends=_days(7), by=standing_of(office.person))
    assert standing_of(deputy, _days(7)).holds(Role.UNIT_DIRECTOR)
    assert not standing_of(deputy, _days(8)).offices
    end_stand_in(stand_in=named, by=standing_of(office.person))
    assert not standing_of(deputy).offices
    assert [row.act for row in of_subject(office).order_by("seq")] == ["name-stand-in", "end-stand-in"]


def test_a_stand_in_names_no_other_stand_in() -> None:
    office, deputy = an_office(role=Role.UNIT_DIRECTOR), a_person()
    name_stand_in(office=office, person=deputy, starts=_days(0), ends=_days(7), by=standing_of(office.person))
    with pytest.raises(Refused):
        name_stand_in(office=office, person=a_person(), starts=_days(1), ends=_days(2), by=standing_of(deputy))


def test_the_holder_and_the_stand_in_are_told_by_mail() -> None:
    by, deputy = a_standing(Role.ADMINISTRATOR), a_person()
    office = grant_office(person=a_person(), role=Role.UNIT_DIRECTOR, scope=a_unit(), starts=TODAY(), by=by)
    name_stand_in(office=office, person=deputy, starts=_days(0), ends=_days(7), by=by)
    assert list(OutboxMail.objects.filter(person=office.person).values_list("key", flat=True)) == ["office.granted"]
    assert list(OutboxMail.objects.filter(person=deputy).values_list("key", flat=True)) == ["office.stand-in"]


def _client(person: Person, language: str = "fr") -> Client:
    Person.objects.filter(pk=person.pk).update(language=language)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


FORMS = [
    ("nobody has the address", {"email": "nobody@example.org"}, "Personne ici", "Nobody here"),
    ("not an address", {"email": "nobody"}, "", ""),
    ("reversed dates", {"starts": "2099-02-01", "ends": "2099-01-01"}, "La fin vient avant", "The end comes before"),
    ("a day that is none", {"starts": "2027-02-30"}, "existe pas", "does not exist"),
    ("a forged unit", {"unit": "", "unit-id": "999999999999999999999"}, "", ""),
    ("a long reason", {"reason": "x" * 1_000_000}, "trop longue", "too long"),
    ("a bidi name", {"email": "new@example.org", "first_name": "A\u202eB", "last_name": "C"}, "invisible", "invisible"),
]


@pytest.mark.parametrize(("name", "wrong", "french", "english"), FORMS, ids=[row[0] for row in FORMS])
def test_a_wrong_grant_says_why_keeps_what_was_typed_and_writes_nothing(
    name: str, wrong: dict[str, str], french: str, english: str
) -> None:
    administrator, unit, person = a_holder(Role.ADMINISTRATOR), a_unit(), a_person()
    typed = {
        "email": person.email, "unit": "", "unit-id": str(unit.pk), "starts": "2099-01-01", "reason": "une raison",
        **wrong,
    }  # fmt: skip
    before = Office.objects.count(), Person.objects.count()
    for language, sentence in (("fr", french), ("en", english)):
        response = _client(administrator, language).post("/offices/grant/unit-director/", typed)
        assert response.status_code == 422
        text = response.content.decode()
        assert sentence in text
        assert typed["email"] in text
    assert (Office.objects.count(), Person.objects.count()) == before


def test_an_officer_grants_by_the_page_and_the_new_person_is_invited() -> None:
    administrator, unit = a_holder(Role.ADMINISTRATOR), a_unit()
    typed = {
        "email": " New.Person@Example.org ", "first_name": "Nora", "last_name": "Neuve",
        "unit-id": str(unit.pk), "unit": "", "starts": "2099-01-01", "reason": "arrêté du 3 mai",
    }  # fmt: skip
    response = _client(administrator).post("/offices/grant/unit-director/", typed)
    assert response.status_code == 302, response.content.decode()[:3000]
    office = Office.objects.get(person__email="new.person@example.org")
    assert "/accounts/password/reset/key/" in OutboxMail.objects.get(key="office.granted").text
    page = _client(administrator).get(f"/offices/{office.pk}/").content.decode()
    assert "arrêté du 3 mai" in page
    assert str(administrator) in page


def test_an_officer_of_another_institute_grants_nothing_here() -> None:
    officer, unit, person = a_holder(Role.INSTITUTE_OFFICER), a_unit(), a_person()
    typed = {"email": person.email, "unit": "", "unit-id": str(unit.pk), "starts": "2099-01-01"}
    assert _client(officer).post("/offices/grant/unit-director/", typed).status_code == 422
    assert not Office.objects.filter(person=person).exists()
    assert _client(officer).post("/offices/grant/administrator/", typed).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**9, 2**63, 10**30])
def test_a_forged_office_is_not_found(pk: int) -> None:
    client = _client(a_holder(Role.ADMINISTRATOR))
    for path in (f"/offices/{pk}/", f"/offices/{pk}/end/", f"/offices/{pk}/stand-in/", f"/offices/stand-ins/{pk}/end/"):
        assert client.get(path).status_code == 404


def test_ending_in_a_second_tab_says_that_it_is_over() -> None:
    administrator, office = a_holder(Role.ADMINISTRATOR), an_office(role=Role.DERCI_OFFICER)
    client = _client(administrator)
    assert client.post(f"/offices/{office.pk}/end/", {"ends": ""}).status_code == 302
    again = client.post(f"/offices/{office.pk}/end/", {"ends": ""})
    assert again.status_code == 422
    assert "déjà terminée" in again.content.decode()
    assert of_subject(office).count() == 1


def test_the_filters_find_by_name_role_and_state() -> None:
    administrator = a_holder(Role.ADMINISTRATOR)
    wanted = an_office(a_person(last_name="Zylberstein"), Role.UNIT_DIRECTOR)
    over = an_office(a_person(last_name="Révolue"), Role.UNIT_DIRECTOR, ends=date(2021, 1, 1))
    client = _client(administrator)
    page = client.get("/offices/?q=zylber&role=unit-director&scope=unit").content.decode()
    assert f"/offices/{wanted.pk}/" in page
    assert f"/offices/{over.pk}/" not in page
    assert f"/offices/{over.pk}/" in client.get("/offices/?state=over").content.decode()


def test_the_house_grants_and_the_history_names_nobody() -> None:
    office = grant_office(person=a_person(), role=Role.ADMINISTRATOR, scope=None, starts=TODAY(), by=SYSTEM)
    assert of_subject(office).get().person_id is None
    assert StandIn.objects.count() == 0

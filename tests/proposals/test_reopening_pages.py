"""Where an officer finds a dossier that was not filed, and where its carrier reads that it can be opened again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from directory.enums import Role
from directory.models import Person
from notifications.models import OutboxMail
from proposals.actions import clock
from proposals.actions.extensions import REOPENABLE
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.clients import as_
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, the_officer
from tests.proposals.test_bad_input_filing import at, said
from tests.proposals.test_expressions import an_expressed_dossier
from tests.routes.proposals import share
from wording.formats import PARIS
from workflow.history import timeline

pytestmark = [pytest.mark.django_db]
WHY = "Panne du réseau à 23 h 58"
FORM = 'name="until"'


@pytest.fixture
def dossier() -> Dossier:
    return lapsed(a_complete_dossier())


def lapsed(dossier: Dossier) -> Dossier:
    clock.close_dossiers(dossier.closes)
    return Dossier.objects.get(pk=dossier.pk)


def officer_of(dossier: Dossier) -> Person:
    return Person.objects.get(pk=the_officer(dossier).person_id)


def given(until: datetime) -> dict[str, str]:
    return {"until": f"{until.astimezone(PARIS):%Y-%m-%dT%H:%M}", "reason": WHY}


def to_the_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def test_a_draft_is_opened_again_by_its_address_and_filed_with_a_receipt(dossier: Dossier, monkeypatch: Any) -> None:
    next_morning, until = dossier.closes + timedelta(hours=9), to_the_minute(dossier.closes + timedelta(days=2))
    at(monkeypatch, next_morning)
    officer, page = as_(officer_of(dossier)), f"/proposals/{dossier.uid}/extend/"
    typed = {"address": f"https://testserver/proposals/{dossier.uid}/"}
    assert officer.post("/triage/more-time/", typed)["Location"] == page
    asked = officer.get(page)
    assert "La clôture est passée le" in said(asked)
    told = officer.post(page, given(until), follow=True)
    assert "Le dossier est rouvert" in said(told)
    assert not any(dossier.title in said(one) for one in (asked, told))
    assert officer.get(dossier.get_absolute_url()).status_code == 404
    carrier = as_(dossier.carrier)
    assert carrier.get(dossier.get_absolute_url())["Location"] == f"{dossier.get_absolute_url()}edit/"
    at(monkeypatch, until - timedelta(seconds=1))
    filed = carrier.post(f"/proposals/{dossier.uid}/submit/", follow=True)
    assert "Votre dossier est déposé" in said(filed)
    assert Dossier.objects.get(pk=dossier.pk).filing.code in said(filed)


def test_a_double_click_opens_it_once_and_says_so_calmly(dossier: Dossier, monkeypatch: Any) -> None:
    at(monkeypatch, dossier.closes + timedelta(hours=9))
    officer, page = as_(officer_of(dossier)), f"/proposals/{dossier.uid}/extend/"
    until = given(dossier.closes + timedelta(days=2))
    assert officer.post(page, until).status_code == 302
    second = officer.post(page, until, follow=True)
    assert second.status_code == 200
    assert "rien n’a été fait deux fois" in said(second)
    assert OutboxMail.objects.filter(key="dossier.reopened").count() == 1
    assert timeline(dossier).filter(act__in=("extend", "reopen")).count() == 2


@pytest.mark.parametrize(
    ("days", "reason", "sentence"),
    [(-1, WHY, "postérieure à la clôture"), (2, "  ", "en quelques mots")],
    ids=["a date that has passed", "no reason"],
)
def test_what_is_refused_is_said_with_what_was_typed(
    days: int, reason: str, sentence: str, dossier: Dossier, monkeypatch: Any
) -> None:
    at(monkeypatch, dossier.closes + timedelta(hours=9))
    typed = {**given(dossier.closes + timedelta(days=days)), "reason": reason}
    answer = as_(officer_of(dossier)).post(f"/proposals/{dossier.uid}/extend/", typed)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert typed["until"] in said(answer)
    assert Dossier.objects.get(pk=dossier.pk).state == S.LAPSED


def test_a_month_later_the_page_says_that_it_is_too_late_and_asks_nothing(dossier: Dossier, monkeypatch: Any) -> None:
    at(monkeypatch, dossier.closes + REOPENABLE)
    officer, page = as_(officer_of(dossier)), f"/proposals/{dossier.uid}/extend/"
    asked = officer.get(page)
    assert "il est trop tard" in said(asked)
    assert FORM not in said(asked)
    answer = officer.post(page, given(dossier.closes + REOPENABLE + timedelta(days=2)))
    assert answer.status_code == 422
    assert "il est trop tard" in said(answer)
    assert "si quelque chose" not in said(as_(dossier.carrier).get(dossier.get_absolute_url())).lower()


def test_whoever_has_not_the_office_finds_no_such_page(dossier: Dossier, monkeypatch: Any) -> None:
    at(monkeypatch, dossier.closes + timedelta(hours=9))
    elsewhere = an_office(a_person(), Role.INSTITUTE_OFFICER, an_institute()).person
    direction = an_office(a_person(), Role.INSTITUTE_DIRECTION, dossier.institute).person
    for person in (dossier.carrier, elsewhere, direction):
        client = as_(person)
        assert client.get(f"/proposals/{dossier.uid}/extend/").status_code == 404
        answer = client.post(f"/proposals/{dossier.uid}/extend/", given(dossier.closes + timedelta(days=2)))
        assert answer.status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).state == S.LAPSED


def test_one_that_the_institute_reads_is_found_on_the_board_and_opened_again_from_its_page(monkeypatch: Any) -> None:
    dossier = lapsed(an_expressed_dossier())
    at(monkeypatch, dossier.closes + timedelta(hours=9))
    officer = as_(officer_of(dossier))
    assert dossier.get_absolute_url() in said(officer.get("/triage/", {"state": S.LAPSED}))
    assert f"/proposals/{dossier.uid}/extend/" in said(officer.get(dossier.get_absolute_url()))
    told = officer.post(f"/proposals/{dossier.uid}/extend/", given(dossier.closes + timedelta(days=2)), follow=True)
    assert "Le dossier est rouvert" in said(told)
    assert WHY in said(told)
    assert Dossier.objects.get(pk=dossier.pk).state == S.EXPRESSED
    at(monkeypatch, dossier.closes + REOPENABLE)
    Dossier.objects.filter(pk=dossier.pk).update(state=S.LAPSED, extended_until=None)
    assert f"/proposals/{dossier.uid}/extend/" not in said(officer.get(dossier.get_absolute_url()))


def test_those_who_write_read_on_the_page_and_in_the_mail_whom_to_ask_and_until_when(monkeypatch: Any) -> None:
    dossier, coeditor = a_complete_dossier(), a_person()
    share(dossier, coeditor)
    dossier = lapsed(dossier)
    last = dossier.closes + REOPENABLE
    at(monkeypatch, dossier.closes + timedelta(hours=9))
    for person in (dossier.carrier, coeditor):
        page = said(as_(person).get(dossier.get_absolute_url()))
        assert dossier.institute.email in page
        assert "peut rouvrir le dossier jusqu’au" in page
        mail = said(type("Mail", (), {"content": OutboxMail.objects.get(person=person).text.encode()}))
        assert "peut rouvrir le dossier jusqu’au" in mail
        assert str(last.astimezone(PARIS).year) in mail

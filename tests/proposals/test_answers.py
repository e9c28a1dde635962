"""Autosave: what it keeps, what it refuses and how it says so; how much it costs."""

from __future__ import annotations

import json
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions.writing import WrittenMeanwhile, save_answer
from proposals.models import Answer, Dossier
from tests.clients import as_
from tests.factories import a_holder, a_person
from tests.proposals.dossiers import a_dossier, a_filed_dossier, an_answer, answered
from tests.routes.proposals import share

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def dossier() -> Dossier:
    return a_dossier()


def send(client: Client, dossier: Dossier, field: str = "context", value: Any = "Un texte.", revision: Any = 0,
         **more: Any) -> Any:  # fmt: skip
    return client.post(
        f"/proposals/{dossier.uid}/answers/{field}/",
        json.dumps({"value": value, "revision": revision, **more}), content_type="application/json",
    )  # fmt: skip


def kept(dossier: Dossier, field: str = "context") -> Any:
    found = Answer.objects.filter(dossier=dossier, field=field).first()
    return found and (found.value, found.revision)


def test_the_answers_of_the_factory_are_those_of_the_act(dossier):
    twin, at = a_dossier(carrier=dossier.carrier), timezone.now()
    given = {asked.slug: value for asked in dossier.rules.fields if (value := an_answer(asked)) is not None}
    for field, value in given.items():
        save_answer(dossier, field=field, value=value, revision=0, at=at, by=standing_of(dossier.carrier))
    answered(twin, given, at=at)
    rows = [list(Answer.objects.filter(dossier=one).order_by("pk").values_list("field", "value", "revision",
            "changed_at", "changed_by")) for one in (dossier, twin)]  # fmt: skip
    assert rows[0] == rows[1] != []
    columns = [Dossier.objects.values_list("title", "acronym", "changed_at").get(pk=one.pk) for one in (dossier, twin)]
    assert columns[0] == columns[1]


def test_an_answer_is_kept_with_its_revision_and_the_hour(dossier):
    answer = send(as_(dossier.carrier), dossier)
    assert answer.status_code == 200
    assert answer.json()["revision"] == 1
    assert answer.json()["said"].startswith("Enregistré à ")
    assert kept(dossier) == ("Un texte.", 1)
    assert Dossier.objects.get(pk=dossier.pk).changed_at > dossier.changed_at


def test_the_same_sending_again_changes_nothing(dossier):
    client = as_(dossier.carrier)
    send(client, dossier)
    again = send(client, dossier)
    assert (again.status_code, again.json()["revision"]) == (200, 1)
    assert kept(dossier) == ("Un texte.", 1)


def test_whoever_comes_second_is_shown_the_other_text_and_its_author(dossier):
    other = a_person(first_name="Baptiste", last_name="Orvanne")
    share(dossier, other)
    send(as_(other), dossier, value="Le sien.")
    answer = send(as_(dossier.carrier), dossier, value="Le mien.")
    assert answer.status_code == 409
    assert answer.json()["theirs"]["value"] == "Le sien."
    assert answer.json()["theirs"]["who"] == "Baptiste Orvanne"
    assert kept(dossier) == ("Le sien.", 1)
    knowingly = send(as_(dossier.carrier), dossier, value="Les deux.", revision=answer.json()["theirs"]["revision"])
    assert knowingly.status_code == 200
    assert kept(dossier) == ("Les deux.", 2)


def test_a_session_that_ended_is_told_where_to_log_in_and_nothing_is_written(dossier):
    client = as_(dossier.carrier)
    Session.objects.all().delete()
    answer = send(client, dossier)
    assert (answer.status_code, answer.json()["login"]) == (401, "/accounts/login/")
    assert "Reconnectez-vous" in answer.json()["said"]
    assert kept(dossier) is None


def test_somebody_else_logged_in_meanwhile_does_not_write_in_the_first_ones_name(dossier):
    other = a_person()
    share(dossier, other)
    answer = send(as_(other), dossier, person=dossier.carrier_id)
    assert answer.status_code == 401
    assert kept(dossier) is None


def test_a_filed_dossier_is_locked_and_says_so(dossier):
    filed = a_filed_dossier()
    answer = send(as_(filed.carrier), filed, value="Après.", revision=1)
    assert answer.status_code == 423
    assert "ne peut plus être" in answer.json()["said"] or "ne se modifie" in answer.json()["said"]
    assert kept(filed)[1] == 1


def test_nobody_else_learns_that_the_dossier_exists(dossier):
    people = (a_person(), a_holder(Role.INSTITUTE_OFFICER, dossier.institute), a_holder(Role.DERCI_OFFICER),
              a_holder(Role.UNIT_DIRECTOR, dossier.unit))  # fmt: skip
    assert {send(as_(person), dossier).status_code for person in people} == {404}
    assert send(as_(dossier.carrier), Dossier(uid=uuid4())).status_code == 404
    assert kept(dossier) is None


def test_somebody_removed_writes_no_more(dossier):
    other = a_person()
    place = share(dossier, other)
    assert send(as_(other), dossier).status_code == 200
    place.removed_at = timezone.now()
    place.save()
    assert send(as_(other), dossier, value="Encore.", revision=1).status_code == 404
    assert kept(dossier) == ("Un texte.", 1)


def test_the_officer_who_opened_it_with_the_carrier_writes_until_it_is_filed():
    dossier = a_dossier("irl")
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    save_answer(dossier, field="context", value="L’institut.", revision=0, at=timezone.now(), by=standing_of(officer))
    assert kept(dossier) == ("L’institut.", 1)
    filed = a_filed_dossier("irl")
    answer = send(as_(a_holder(Role.INSTITUTE_OFFICER, filed.institute)), filed, value="Après.", revision=1)
    assert answer.status_code == 404


@pytest.mark.parametrize("is_carrier", [True, False])
def test_a_key_typed_costs_at_most_six_queries(dossier, is_carrier):
    person = dossier.carrier
    if not is_carrier:
        person = a_person()
        share(dossier, person)
    client = as_(person)
    send(client, dossier, value="Un")
    with CaptureQueriesContext(connection) as queries:
        answer = send(client, dossier, value="Un texte", revision=1)
    assert answer.status_code == 200
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 6, "\n".join(asked)


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        ("context", "Une ligne\r\nune autre\r", "Une ligne\nune autre\n"),
        ("context", "Océan 🌊 profond", "Océan 🌊 profond"),
        ("context", "Sans\x00 nul\x07 ni cloche", "Sans nul ni cloche"),
        ("context", "Moitié \ud83d de paire", "Moitié  de paire"),
        ("context", "lu \u202eà l’envers\u202c", "lu à l’envers"),
        ("title", "  Deux\nlignes  ", "Deux lignes"),
        ("keywords", "océan,  abysses ,océan\nfosses;", ["océan", "abysses", "fosses"]),
        ("start", "2028-01-31", "2028-01-31"),
        ("start", "31/01/2028", "2028-01-31"),
        ("start", "", None),
        ("ethics-topics", ["field", "people"], ["people", "field"]),
        ("ethics-topics", [], []),
    ],
)
def test_what_is_typed_is_kept_clean(dossier, field, sent, value):
    assert send(as_(dossier.carrier), dossier, field, sent).status_code == 200
    assert kept(dossier, field)[0] == value


def test_hidden_signs_taken_out_are_said(dossier):
    answer = send(as_(dossier.carrier), dossier, value="lu \u202eà l’envers")
    assert "signes cachés" in answer.json()["note"]


def test_a_text_over_its_limit_is_kept_and_blocks(dossier):
    assert send(as_(dossier.carrier), dossier, "title", "x" * 250).status_code == 200
    assert kept(dossier, "title")[0] == "x" * 250
    page = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/missing/").content.decode()
    assert "250 signes pour 200 au plus" in page


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_the_same_moment_exactly_one_is_kept_and_the_other_is_told():
    dossier = a_dossier()
    by, start = standing_of(dossier.carrier), Barrier(2)
    outcomes: list[str] = []

    def write(text: str) -> None:
        try:
            start.wait(timeout=20)
            save_answer(dossier, field="context", value=text, revision=0, at=timezone.now(), by=by)
            outcomes.append("kept")
        except WrittenMeanwhile as meanwhile:
            outcomes.append(meanwhile.current.value)
        finally:
            connection.close()

    threads = [Thread(target=write, args=(text,)) for text in ("un", "deux")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    (value, revision) = kept(dossier)
    assert sorted(outcomes) == sorted(["kept", value])
    assert revision == 1

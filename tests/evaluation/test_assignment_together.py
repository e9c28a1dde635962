"""Bad input and races of the automatic assignment: what is sent, what is said, what is there afterwards."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone, translation

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from evaluation.actions import assigning as acts
from evaluation.actions.inviting import invite
from evaluation.enums import RunState
from evaluation.models import AssignmentRun, Pin, Review, Reviewer
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.evaluation.assignments import a_call_to_assign, worked
from tests.factories import a_person, an_office
from tests.workflow.test_races import at_once
from workflow.engine import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
database = pytest.mark.django_db


def client_of(place, language="fr"):
    Person.objects.filter(pk=place.officer.person_id).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=place.officer.person_id), backend=BACKEND)
    return client


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


def said(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&#x27;", "'")


GOOD = {"per_dossier": "1", "per_person": "3", "due": "2090-01-15"}
# what is sent instead → the sentence in both languages
ASKED = {
    "no review": ({"per_dossier": "0"}, "Écrivez un nombre de 1 à 10.", "Write a number from 1 to 10."),
    "a review less than none": ({"per_dossier": "-2"}, "Écrivez un nombre de 1 à 10.", "Write a number from 1 to 10."),
    "too many reviews": ({"per_dossier": "11"}, "Écrivez un nombre de 1 à 10.", "Write a number from 1 to 10."),
    "words": ({"per_dossier": "deux"}, "Écrivez un nombre de 1 à 10.", "Write a number from 1 to 10."),
    "load 0": ({"per_person": "0"}, "Écrivez un nombre de 1 à 50.", "Write a number from 1 to 50."),
    "a load without end": ({"per_person": "9" * 30}, "Écrivez un nombre de 1 à 50.", "Write a number from 1 to 50."),
    "no day": ({"due": ""}, "Écrivez un jour", "Write a day"),
    "a day that is none": ({"due": "2090-02-31"}, "Écrivez un jour", "Write a day"),
    "a day gone": ({"due": "2020-01-01"}, "est passée", "has passed"),
}  # fmt: skip


@database
def test_what_is_asked_wrongly_says_why_keeps_what_was_typed_and_asks_nothing():
    place = a_call_to_assign(1, 1)
    address = f"/assignments/{place.call.slug}/{place.institute.code}/"
    for place_in_table, language in enumerate(("fr", "en"), start=1):
        client = client_of(place, language)
        for case, row in ASKED.items():
            answer = client.post(address, GOOD | row[0])
            assert answer.status_code == 422, case
            assert row[place_in_table] in said(answer), case
            typed = next(iter(row[0].values()))
            assert not typed or f'value="{typed}"' in said(answer), case
    assert not AssignmentRun.objects.exists()


PINNED = {
    "no reference": ({"pin-reference": ""}, "Écrivez la référence", "Write the reference"),
    "an unknown reference": ({"pin-reference": "IEA-1999-0001"}, "n’a cette référence", "has this reference"),
    "nobody's address": ({"pin-email": "personne@example.org"}, "n’a cette adresse", "has this address"),
    "a forged kind": ({"pin-kind": "sometimes"}, "Choisissez l’une des deux", "Choose one of the two"),
    "no kind": ({"pin-kind": ""}, "Choisissez l’une des deux", "Choose one of the two"),
}  # fmt: skip


@database
def test_a_pair_that_cannot_be_decided_says_why_and_keeps_what_was_typed():
    place = a_call_to_assign(1, 1)
    good = {"pin-reference": place.dossiers[0].reference, "pin-email": place.people[0].person.email,
            "pin-kind": "always"}  # fmt: skip
    address = f"/assignments/{place.call.slug}/{place.institute.code}/pairs/"
    for place_in_table, language in enumerate(("fr", "en"), start=1):
        client = client_of(place, language)
        for case, row in PINNED.items():
            answer = client.post(address, good | row[0])
            assert answer.status_code == 422, case
            assert row[place_in_table] in said(answer), case
            assert (row[0].get("pin-email") or good["pin-email"]) in said(answer), case
    assert not Pin.objects.exists()


@database
def test_forged_addresses_and_other_institutes_find_nothing():
    place = a_call_to_assign(1, 1)
    run = place.proposed(per_dossier=1)
    stranger = an_office(a_person(), Role.INSTITUTE_OFFICER).person
    client, mine = Client(), client_of(place)
    client.force_login(stranger, backend=BACKEND)
    for address in (f"/assignments/runs/{run.uid}/", f"/assignments/runs/{run.uid}/progress/",
                    f"/assignments/{place.call.slug}/{place.institute.code}/"):  # fmt: skip
        assert client.get(address).status_code == 404
    assert client.post(f"/assignments/runs/{run.uid}/do/apply/").status_code == 404
    assert mine.post(f"/assignments/runs/{uuid4()}/do/apply/").status_code == 404
    assert mine.post(f"/assignments/runs/{run.uid}/do/explode/").status_code == 404
    assert mine.post(f"/assignments/{place.call.slug}/{place.institute.code}/pairs/",
                     {"take-off": "9999999999999999999", "run": "not-a-uid"}).status_code == 302  # fmt: skip
    with pytest.raises(Refused, match="chargé des relations"):
        acts.apply(run, at=timezone.now(), by=standing_of(stranger))
    assert AssignmentRun.objects.get(pk=run.pk).state == RunState.PROPOSED
    assert not Review.objects.exists()


@database
def test_acts_that_come_too_early_too_late_or_twice_say_so():
    place = a_call_to_assign(1, 1)
    now, by = timezone.now(), place.officer
    stopped = acts.stop(place.ask(per_dossier=1), at=now, by=by)
    impossible = place.proposed(per_dossier=2)
    asked = place.ask(per_dossier=1)
    with pytest.raises(Refused, match="déjà en cours"):
        place.ask(per_dossier=1)
    for run, act, sentence in (
        (stopped, acts.apply, "pas de proposition à appliquer"), (stopped, acts.stop, "rien à arrêter"),
        (impossible, acts.apply, "pas de proposition à appliquer"),
        (asked, acts.apply, "pas de proposition à appliquer"),
        (asked, acts.undo, "rien à annuler"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            act(run, at=now, by=by)
    run = worked(asked)
    with pytest.raises(Refused, match="date prévue pour les relectures"):
        acts.apply(run, at=now + timedelta(days=60), by=by)
    applied = worked(acts.apply(run, at=now, by=by))
    with pytest.raises(Refused, match="a déjà appliqué"):
        acts.apply(applied, at=now, by=by)
    with pytest.raises(Refused, match="deux heures"):
        acts.undo(applied, at=now + acts.UNDONE_WITHIN + timedelta(seconds=1), by=by)
    undone = worked(acts.undo(applied, at=now, by=by))
    with pytest.raises(Refused, match="déjà annulée"):
        acts.undo(undone, at=now, by=by)
    assert Review.objects.get().state == "removed"
    nobody = place.proposed(per_dossier=1)
    assert nobody.state == RunState.IMPOSSIBLE, "whoever was withdrawn is not asked again by a computation"


@database
def test_a_proposal_with_nobody_to_invite_is_not_applied():
    place = a_call_to_assign(1, 1)
    place.applied(per_dossier=1)
    run = place.proposed(per_dossier=1)
    assert (run.state, run.plan["pairs"]) == (RunState.PROPOSED, [])
    with pytest.raises(Refused, match="n’invite personne"):
        acts.apply(run, at=timezone.now(), by=place.officer)


# -- at the same time ----------------------------------------------------------------------------------
def together(race):
    """On both databases, with real transactions."""
    return pytest.mark.both(pytest.mark.django_db(transaction=True)(race))


def officers(place, number):
    return [standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, place.institute).person) for _ in range(number)]


@together
def test_two_officers_who_invite_the_same_pair_make_one_row_and_one_is_told():
    place = a_call_to_assign(1, 1)
    by, due, now = officers(place, 2), timezone.now() + timedelta(days=9), timezone.now()

    def act(number):
        return invite(Dossier.objects.get(pk=place.dossiers[0].pk), Reviewer.objects.get(pk=place.people[0].pk),
                      due=due, at=now, by=by[number])  # fmt: skip

    results = at_once(act, 2)
    (refused,) = [one for one in results if isinstance(one, Exception)]
    assert "est déjà sollicité pour ce dossier" in str(refused)
    assert Review.objects.in_force().count() == 1


@together
def test_two_officers_who_ask_the_same_person_for_two_dossiers_never_pass_what_they_take_on():
    place = a_call_to_assign(2, 1, most_at_once=1)
    by, due, now = officers(place, 2), timezone.now() + timedelta(days=9), timezone.now()

    def act(number):
        return invite(Dossier.objects.get(pk=place.dossiers[number].pk), Reviewer.objects.get(pk=place.people[0].pk),
                      due=due, at=now, by=by[number])  # fmt: skip

    results = at_once(act, 2)
    (refused,) = [one for one in results if isinstance(one, Exception)]
    assert "en accepte 1 à la fois" in str(refused)
    assert Review.objects.in_force().count() == 1


@together
def test_two_officers_who_apply_the_same_proposal_send_it_once():
    place = a_call_to_assign(2, 2)
    run = place.proposed(per_dossier=1, per_person=1)
    by, now = officers(place, 2), timezone.now()
    results = at_once(lambda number: acts.apply(AssignmentRun.objects.get(pk=run.pk), at=now, by=by[number]), 2)
    (refused,) = [one for one in results if isinstance(one, Exception)]
    first = AssignmentRun.objects.get(pk=run.pk).applied_by
    assert f"{first} a déjà appliqué cette proposition" in str(refused)
    workers = at_once(lambda _number: worked(run), 2)
    assert not [one for one in workers if isinstance(one, Exception)]
    assert Review.objects.in_force().count() == 2
    assert OutboxMail.objects.filter(key="review.invited").count() == 2


@together
def test_of_two_who_ask_at_once_one_is_told_that_it_is_under_way():
    place = a_call_to_assign(1, 1)
    by = officers(place, 2)
    results = at_once(lambda number: place.ask(per_dossier=1, by=by[number]), 2)
    (refused,) = [one for one in results if isinstance(one, Exception)]
    assert "déjà en cours" in str(refused)
    assert AssignmentRun.objects.count() == 1

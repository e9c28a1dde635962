"""What those who examine, and those they write to, send by mistake or by malice: a sentence, nothing written.

Each row is one cause: the page, what was sent, the sentence in French and in English. What was typed stays typed.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions import informing, talk
from proposals.enums import DossierState as S
from proposals.models import CompletionRequest, Dossier, InformedInstitute, Message, Note, Opinion
from tests.clients import as_
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_filed_dossier, the_officer
from tests.routes.proposals import share
from workflow.engine import Refused, perform
from workflow.models import HistoryRow

pytestmark = pytest.mark.django_db
LATER = "2099-03-02T12:00"
WHY = ("Écrivez pourquoi en quelques mots", "Write in a few words why")
NAME_PARTS = ("Cochez au moins une partie", "Tick at least one part")
OF_HERE = ("Cochez des parties de ce dossier", "Tick parts of this dossier")
PAST = ("Cette date est passée", "The date has passed")
NO_DATE = ("Indiquez le jour et l’heure", "Give the day and the hour")
UNREAD = ("Cette date n’est pas comprise", "This date is not understood")
SKIPPED = ("L’heure d’été saute cette heure", "The clocks go forward over this hour")
CHOOSE_ONE = ("Choisissez un institut", "Choose an institute")
RULE = ("Choisissez la règle", "Choose the rule")
NOTHING = ("Il n’y a rien à garder", "There is nothing to keep")
ASK = {"parts": ["context"], "reason": "Précisez le calendrier.", "due": LATER}
STOP = {"rule": "purpose", "reason": "Le projet n’est pas une action internationale."}

# page, what is sent instead, (sentence in French, in English)
OFFICER_CASES = [
    pytest.param("ask-completion", {**ASK, "parts": []}, NAME_PARTS, id="no part named"),
    pytest.param("ask-completion", {**ASK, "parts": ["nowhere"]}, OF_HERE, id="an unknown part"),
    pytest.param("ask-completion", {**ASK, "parts": ["context", "../context"]}, OF_HERE, id="a part and a forged one"),
    pytest.param("ask-completion", {**ASK, "due": "2020-01-01T12:00"}, PAST, id="a date that has passed"),
    pytest.param("ask-completion", {**ASK, "due": ""}, NO_DATE, id="no date"),
    pytest.param("ask-completion", {**ASK, "due": "2099-02-30T12:00"}, UNREAD, id="a day that does not exist"),
    pytest.param("ask-completion", {**ASK, "due": "2099-03-29T02:30"}, SKIPPED, id="an hour the clocks skip"),
    pytest.param("ask-completion", {**ASK, "reason": " "}, WHY, id="a request without words"),
    pytest.param("ask-completion", {**ASK, "reason": "x" * 1_000_000}, ("2000", "2000"), id="a million characters"),
    pytest.param("route", {"institute": "", "reason": "x"}, CHOOSE_ONE, id="no institute"),
    pytest.param("route", {"institute": "999999", "reason": "x"}, CHOOSE_ONE, id="an institute that does not exist"),
    pytest.param("route", {"institute": "1 OR 1=1", "reason": "x"}, CHOOSE_ONE, id="an institute that is no number"),
    pytest.param("inadmissible", {**STOP, "rule": ""}, RULE, id="no rule"),
    pytest.param("inadmissible", {**STOP, "rule": "mood"}, RULE, id="a rule nobody wrote"),
    pytest.param("inadmissible", {**STOP, "reason": ""}, WHY, id="inadmissible without words"),
    pytest.param("inform", {}, ("Choisissez au moins un institut", "Choose at least one institute"), id="nobody"),
    pytest.param("inform", {"institutes": ["999999"]}, ("Choisissez des instituts de la liste", "of the list"),
                 id="an institute forged"),
    pytest.param("inform", {"institutes": ["x"]}, ("Choisissez des instituts de la liste", "of the list"),
                 id="an institute in letters"),
    pytest.param("inform", {"person": "nobody@example.org", "question": "?"}, ("compte", "account"),
                 id="an address without account"),
    pytest.param("notes", {"text": ""}, NOTHING, id="an empty note"),
    pytest.param("notes", {"text": "\u202e\u200b\x07"}, NOTHING, id="a note of characters that show nothing"),
    pytest.param("notes", {"text": "x" * 1_000_000}, ("4000", "4000"), id="a note of a million characters"),
    pytest.param("messages", {"text": " \n"}, NOTHING, id="an empty message"),
    pytest.param("messages", {"text": "x" * 1_000_000, "token": "1"}, ("4000", "4000"), id="a message without end"),
]  # fmt: skip


def officer_of(dossier: Dossier, language: str = "fr") -> Client:
    return as_(Person.objects.get(pk=the_officer(dossier).person_id), language)


def written() -> tuple[int, ...]:
    models = (CompletionRequest, InformedInstitute, Message, Note, Opinion, HistoryRow)
    return tuple(model.objects.count() for model in models)


@pytest.mark.parametrize("place", [0, 1], ids=["fr", "en"])
@pytest.mark.parametrize(("page", "sent", "sentences"), OFFICER_CASES)
def test_a_sentence_says_what_is_wrong_and_nothing_is_written(page, sent, sentences, place):
    dossier = a_filed_dossier()
    client = officer_of(dossier, ("fr", "en")[place])
    before = written()
    answer = client.post(f"/proposals/{dossier.uid}/{page}/", sent)
    shown = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert escape(sentences[place]) in shown
    assert 'class="invalid-feedback"' in shown or "ci-level--block" in shown or "ci-sum" in shown
    typed = sent.get("reason", "")[:50] or sent.get("text", "")[:50].strip("\u202e\u200b\x07")
    assert escape(typed.strip()) in shown
    assert written() == before
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED


@pytest.mark.parametrize("name", ["ask-completion", "route", "declare-inadmissible", "complete"])
def test_an_act_with_a_page_of_its_own_is_not_done_by_a_forged_post(name):
    dossier = a_filed_dossier()
    before = written()
    answer = officer_of(dossier).post(f"/proposals/{dossier.uid}/acts/{name}/", {"reason": "x"})
    assert answer.status_code in (302, 404)
    assert written() == before


def test_a_form_sent_twice_acts_once():
    dossier = a_filed_dossier()
    client = officer_of(dossier)
    for _turn in range(2):
        client.post(f"/proposals/{dossier.uid}/ask-completion/", ASK)
    assert CompletionRequest.objects.count() == 1
    for _turn in range(2):
        client.post(f"/proposals/{dossier.uid}/notes/", {"text": "Vu avec le pôle."})
    assert Note.objects.count() == 1
    somebody = a_person()
    sent = {"person": somebody.email, "question": "Qu’en pensez-vous ?"}
    answers = [client.post(f"/proposals/{dossier.uid}/inform/", sent).status_code for _turn in range(2)]
    assert answers == [302, 422]
    assert Opinion.objects.count() == 1


def test_the_token_of_another_message_neither_fails_nor_loses_the_message():
    one, two, token = a_filed_dossier(), a_filed_dossier(), uuid4()
    talk.send_message(one, text="Une question", token=token, at=timezone.now(), by=the_officer(one))
    answer = officer_of(two).post(f"/proposals/{two.uid}/messages/", {"text": "Une autre", "token": str(token)})
    assert answer.status_code == 302
    assert [message.text for message in two.messages.all()] == ["Une autre"]


def test_no_break_spaces_of_french_stay_in_a_note():
    dossier = a_filed_dossier()
    note = talk.add_note(dossier, text="12\u202f500\u00a0€\u202f: d’accord\u202e", at=timezone.now(),
                         by=the_officer(dossier))  # fmt: skip
    assert note.text == "12\u202f500\u00a0€\u202f: d’accord"


def test_an_opinion_is_given_by_nobody_else_not_twice_and_not_empty():
    dossier, somebody = a_filed_dossier(), a_person()
    opinion = informing.ask_opinion(dossier, person=somebody, question="?", at=timezone.now(), by=the_officer(dossier))
    address = f"/opinions/{opinion.uid}/"
    for person in (dossier.carrier, a_person()):
        assert as_(person).post(address, {"text": "Oui"}).status_code == 404
    empty = as_(somebody).post(address, {"text": " "})
    assert empty.status_code == 422
    assert "Écrivez votre avis" in empty.content.decode()
    assert as_(somebody).post(address, {"text": "Oui"}).status_code == 302
    again = as_(somebody).post(address, {"text": "Non"})
    assert again.status_code == 422
    opinion.refresh_from_db()
    assert opinion.text == "Oui"


@pytest.mark.parametrize("who", ["carrier", "coeditor", "oneself"])
def test_nobody_is_asked_for_an_opinion_on_what_they_write_or_examine(who):
    dossier, coeditor = a_filed_dossier(), a_person()
    share(dossier, coeditor)
    by = the_officer(dossier)
    asked = {"carrier": dossier.carrier_id, "coeditor": coeditor.pk, "oneself": by.person_id}[who]
    with pytest.raises(Refused):
        informing.ask_opinion(dossier, person=type(coeditor).objects.get(pk=asked), question="?", at=timezone.now(),
                              by=by)  # fmt: skip
    assert not Opinion.objects.exists()


def test_an_unknown_version_and_an_unknown_dossier_are_not_found():
    dossier = a_filed_dossier()
    client = officer_of(dossier)
    for rest in ("versions/2/", "versions/0/", "versions/99999999999999999999/", "acts/nothing/"):
        assert client.get(f"/proposals/{dossier.uid}/{rest}").status_code == 404
    assert client.get(f"/proposals/{uuid4()}/").status_code == 404


def test_once_passed_on_the_answer_goes_to_those_who_examine_now():
    dossier, somebody, other = a_filed_dossier(), a_person(), an_institute()
    former = the_officer(dossier)
    opinion = informing.ask_opinion(dossier, person=somebody, question="?", at=timezone.now(), by=former)
    new = an_office(a_person(), Role.INSTITUTE_OFFICER, other).person
    perform(dossier, "route", by=former, reason="x", institute=other)
    perform(Dossier.objects.get(pk=dossier.pk), "take-over", by=standing_of(new))
    opinion = Opinion.objects.get(pk=opinion.pk)
    informing.give_opinion(opinion, text="Oui", at=timezone.now() + timedelta(hours=1), by=standing_of(somebody))
    assert [mail.person for mail in OutboxMail.objects.filter(key="opinion.given")] == [new]

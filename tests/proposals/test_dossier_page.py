"""The page of a dossier: what each reader finds on it and what leads nowhere."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions import informing, talk
from proposals.enums import OpinionState
from proposals.models import Dossier, Filing
from proposals.querysets import page
from proposals.querysets.of_dossier import named
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, the_director, the_officer
from wording.formats import PARIS
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "Précisez le calendrier de la deuxième année."


def page_of(dossier, person, rest="", language="fr"):
    Person.objects.filter(pk=person.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/proposals/{dossier.uid}/{rest}")


def person_of(standing):
    return Person.objects.get(pk=standing.person_id)


@pytest.mark.parametrize(
    "role", [Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER, Role.DERCI_DIRECTOR]
)
def test_the_page_offers_to_inform_only_those_who_may(role):
    dossier = a_filed_dossier()
    over = dossier.institute if role in (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION) else None
    person = a_holder(role, over)
    is_offered = f"/proposals/{dossier.uid}/inform/" in page_of(dossier, person).content.decode()
    assert is_offered == (page_of(dossier, person, "inform/").status_code == 200)


def test_institutes_informed_are_said_when_no_opinion_is_asked():
    dossier, other = a_filed_dossier(), an_institute()
    officer = the_officer(dossier)
    informing.inform_institute(dossier, institute=other, at=timezone.now(), by=officer)
    assert "Instituts informés" in page_of(dossier, person_of(officer)).content.decode()


def test_the_words_of_a_completion_stay_between_the_institute_and_the_writers():
    dossier = a_filed_dossier()
    officer, director = the_officer(dossier), the_director(dossier)
    perform(dossier, "ask-completion", by=officer, reason=WORDS, parts=["context"],
            due=timezone.now() + timedelta(days=9))  # fmt: skip
    assert WORDS not in page_of(dossier, person_of(director)).content.decode()
    assert WORDS in page_of(dossier, person_of(officer)).content.decode()
    assert WORDS in page_of(dossier, dossier.carrier).content.decode()


def test_days_beyond_the_target_are_said_to_the_staff_alone():
    dossier = a_filed_dossier()
    Dossier.objects.filter(pk=dossier.pk).update(state_since=timezone.now().astimezone(PARIS) - timedelta(days=34))
    said = "13 jours de retard"
    assert said in page_of(dossier, person_of(the_officer(dossier))).content.decode()
    assert said not in page_of(dossier, dossier.carrier).content.decode()


def test_whoever_asked_no_longer_reads_an_answer_given_after_the_dossier_left():
    dossier, somebody, other = a_filed_dossier(), a_person(), an_institute()
    former, new = the_officer(dossier), a_holder(Role.INSTITUTE_OFFICER, other)
    opinion = informing.ask_opinion(dossier, person=somebody, question="?", at=timezone.now(), by=former)
    perform(dossier, "route", by=former, reason="x", institute=other)
    perform(Dossier.objects.get(pk=dossier.pk), "take-over", by=standing_of(new))
    opinion.refresh_from_db()
    informing.give_opinion(opinion, text="Un avis réservé.", at=timezone.now(), by=standing_of(somebody))
    assert opinion.__class__.objects.get(pk=opinion.pk).state == OpinionState.GIVEN
    assert "Un avis réservé." not in page_of(dossier, person_of(former)).content.decode()
    assert "Un avis réservé." in page_of(dossier, new).content.decode()
    assert not OutboxMail.objects.filter(key="opinion.given", person=former.person_id).exists()


def test_a_version_received_is_kept_as_drawn_for_one_language_and_never_for_another_version():
    dossier = a_filed_dossier()
    officer, filing = person_of(the_officer(dossier)), dossier.filing
    chapter = dossier.rules.sections[0].title
    # twice: drawn, then as it was kept
    for _turn in range(2):
        french = page_of(dossier, officer).content.decode()
        english = page_of(dossier, officer, language="en").content.decode()
        assert (chapter.fr in french, chapter.en in french) == (True, False)
        assert (chapter.fr in english, chapter.en in english) == (False, True)
        assert filing.content["title"] in french
        assert filing.code in french
    again = {**filing.content, "title": "Un autre titre", "months": 12, "answers": {"context": "Un autre contexte."}}
    second = Filing.objects.create(dossier=dossier, number=2, kind=filing.kind, content=again, sha256=filing.sha256,
                                   received_at=filing.received_at, filed_at=filing.filed_at, code="AAAA-BBBB-CCCC",
                                   mentions=filing.mentions)  # fmt: skip
    Dossier.objects.filter(pk=dossier.pk).update(filing=second)
    html = page_of(dossier, officer).content.decode()
    assert "<h1>Un autre titre</h1>" in html
    assert "Un autre contexte." in html
    assert second.code in html
    assert filing.code not in html


def test_a_page_asks_for_no_rows_that_are_not_there_and_once_for_those_that_are(django_assert_num_queries):
    dossier = a_filed_dossier()
    officer = the_officer(dossier)
    assert page.one_for(officer, dossier.uid)
    empty = page.one_for(officer, dossier.uid)
    with django_assert_num_queries(0):
        assert [rows.of(empty) for rows in named()] == [[]] * len(named())
    talk.add_note(dossier, text="À relire.", at=timezone.now(), by=officer)
    informing.inform_institute(dossier, institute=an_institute(), at=timezone.now(), by=officer)
    full, plain = page.one_for(officer, dossier.uid), Dossier.objects.get(pk=dossier.pk)
    with django_assert_num_queries(1):  # the institutes informed were read with the rights
        assert [len(rows.of(full)) for rows in (page.NOTES, page.INFORMED, page.NOTES)] == [1, 1, 1]
    # what the dossier's own query says is what each would find; an instance that was not found so asks
    for rows in named():
        assert rows.may_be_of(full) == bool(rows.of(plain))
    # an act reads its own each time
    talk.add_note(dossier, text="À relire encore.", at=timezone.now(), by=officer)
    assert len(page.NOTES.of(plain)) == 2


def links_of(answer):
    """The pages of ours that a page leads to by a link: not its files, which no worker has made here."""
    found = set(re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.content.decode()))
    return sorted(path for path in found if path.endswith("/") and "/files/" not in path)


@pytest.mark.parametrize("role", [Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION, Role.DERCI_OFFICER])
@pytest.mark.parametrize("is_passed_on", [False, True], ids=["filed", "being passed on"])
def test_every_link_of_the_page_leads_somewhere_for_whoever_reads_it(role, is_passed_on):
    dossier, other = a_filed_dossier(), an_institute()
    if is_passed_on:
        perform(dossier, "route", by=the_officer(dossier), reason="Plutôt le vivant", institute=other)
    over = {"institute-officer": other if is_passed_on else dossier.institute, "institute-direction": dossier.institute}
    reader = a_holder(role, over.get(str(role)))
    answer = page_of(dossier, reader)
    client = Client()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    dead = {path: status for path in links_of(answer) if (status := client.get(path).status_code) >= 400}
    assert answer.status_code == 200
    assert dead == {}


def test_the_opinion_is_waived_by_the_officer_in_charge_not_by_the_one_the_dossier_is_passed_to():
    dossier, other = a_filed_dossier(), an_institute()
    waive = f"/visas/{dossier.visas.get().uid}/acts/waive/"
    assert waive in links_of(page_of(dossier, person_of(the_officer(dossier))))
    perform(dossier, "route", by=the_officer(dossier), reason="Plutôt le vivant", institute=other)
    new = a_holder(Role.INSTITUTE_OFFICER, other)
    assert waive not in links_of(page_of(dossier, new))
    perform(Dossier.objects.get(pk=dossier.pk), "take-over", by=standing_of(new))
    assert waive in links_of(page_of(dossier, new))

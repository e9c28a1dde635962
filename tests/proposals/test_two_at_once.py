"""Two people, or one click twice, at the same moment on one dossier: one act is done, the other is told so calmly."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from documents import checks
from documents.enums import IntakeState
from documents.models import StoredFile
from documents.querysets import MOST_ATTEMPTS
from notifications.models import OutboxMail
from proposals.actions import informing, talk
from proposals.actions.filing import submit_dossier
from proposals.actions.writing import save_answer
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier, the_officer
from tests.workflow.test_races import at_once, meanwhile
from workflow.engine import MovedOn, Refused, perform
from workflow.history import timeline, verify

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def outcome(results):
    done = [one for one in results if not isinstance(one, Exception)]
    refused = [one for one in results if isinstance(one, Refused)]
    assert len(done) + len(refused) == len(results), results
    return done, refused


def test_inadmissible_and_completion_at_once_one_of_them_stands():
    dossier = a_filed_dossier()
    officers = [the_officer(dossier), the_officer(dossier)]
    due = timezone.now() + timedelta(days=9)
    acts = [("declare-inadmissible", {}), ("ask-completion", {"parts": ["context"], "due": due})] * 2

    def act(number):
        name, data = acts[number]
        return perform(fresh(dossier), name, by=officers[number % 2], reason="parce que", **data)

    done, refused = outcome(at_once(act, 4))
    assert (len(done), len(refused)) == (1, 3)
    assert all(isinstance(one, MovedOn) for one in refused)
    after = fresh(dossier)
    assert after.completions.count() == (after.state == S.COMPLETION)
    assert list(verify([Dossier])) == []


def test_taken_over_and_sent_back_at_once_it_is_in_one_institute():
    dossier, other = a_filed_dossier(), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    perform(dossier, "route", by=the_officer(dossier), reason="x", institute=other)

    def act(number):
        return perform(fresh(dossier), ("take-over", "send-back")[number], by=new, reason="parce que")

    (done,), _refused = outcome(at_once(act, 2))
    after = fresh(dossier)
    assert (after.state, after.routed_to) == (S.FILED, None)
    assert after.institute == (other if done.act == "take-over" else dossier.institute)
    assert not after.informed.filter(institute=after.institute).exists()


def test_one_message_sent_four_times_at_once_is_one_message():
    dossier, token = a_filed_dossier(), uuid4()
    officer = the_officer(dossier)

    def act(_number):
        return talk.send_message(fresh(dossier), text="Une question", token=token, at=timezone.now(), by=officer)

    done, refused = outcome(at_once(act, 4))
    assert (len(done), len(refused), dossier.messages.count()) == (4, 0, 1)


def test_one_note_and_one_opinion_asked_twice_at_once_are_there_once():
    dossier, somebody = a_filed_dossier(), a_person()
    officer, now = the_officer(dossier), timezone.now()
    notes, _refused = outcome(at_once(lambda _number: talk.add_note(fresh(dossier), text="Vu.", at=now, by=officer), 3))
    assert (len(notes), dossier.notes.count()) == (3, 1)

    def ask(_number):
        return informing.ask_opinion(fresh(dossier), person=somebody, question="?", at=now, by=officer)

    asked, refused = outcome(at_once(ask, 3))
    assert (len(asked), len(refused), dossier.opinions.count()) == (1, 2, 1)


def test_an_answer_written_as_the_completion_is_sent_is_in_it_or_refused():
    dossier = a_filed_dossier()
    carrier = standing_of(dossier.carrier)
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="x", parts=["context"],
            due=timezone.now() + timedelta(days=9))  # fmt: skip
    save_answer(dossier, field="context", value="Une.", revision=1, at=timezone.now(), by=carrier)

    def act(number):
        if number:
            return perform(fresh(dossier), "complete", by=carrier)
        return save_answer(fresh(dossier), field="context", value="Deux.", revision=2, at=timezone.now(), by=carrier)

    done, _refused = outcome(at_once(act, 2))
    filed = fresh(dossier).filing.content["answers"]["context"]
    kept = dossier.answers.get(field="context").value
    assert filed == kept == ("Deux." if len(done) == 2 else "Une.")
    assert timeline(dossier).filter(act="complete").count() == 1


def test_a_document_refused_while_its_dossier_is_being_filed_counts_no_more_on_the_board():
    dossier = a_complete_dossier()
    # tried too often, whoever looks next refuses it
    StoredFile.objects.update(state=IntakeState.PENDING, checked_at=None, attempts=MOST_ATTEMPTS)
    by = standing_of(dossier.carrier)
    filed, swept = meanwhile(lambda: submit_dossier(fresh(dossier), at=timezone.now(), by=by), checks.sweep)
    assert (filed.content["papers"][0]["state"], swept) == (IntakeState.PENDING, 0)
    assert StoredFile.objects.get().state == IntakeState.REFUSED
    assert fresh(dossier).blocks == 1
    assert OutboxMail.objects.filter(key="dossier.paper-refused", person=dossier.carrier).count() == 1

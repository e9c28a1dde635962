"""Triage: completion of named parts, passing on, informing, opinions, messages and notes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from proposals.actions import completing, informing, talk
from proposals.actions.writing import save_answer
from proposals.content import content_of
from proposals.differences import changes
from proposals.enums import CompletionState, OpinionState
from proposals.enums import DossierState as S
from proposals.models import CompletionRequest, Dossier, InformedInstitute, Note
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_filed_dossier, again, mails, the_officer
from workflow.engine import Refused, offers, perform
from workflow.history import verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = timezone.now


def asked(dossier, *parts, days=9):
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="Précisez.", parts=list(parts or ["context"]),
            due=NOW() + timedelta(days=days))  # fmt: skip
    return again(dossier)


def write(dossier, field, value):
    revision = dossier.answers.get(field=field).revision
    return save_answer(dossier, field=field, value=value, revision=revision, at=NOW(), by=standing_of(dossier.carrier))


@pytest.mark.parametrize("slug", ["iea", "irp", "irn", "irl"])
def test_named_parts_alone_are_written_and_the_answer_comes_back_as_a_difference(slug):
    dossier = asked(a_filed_dossier(slug))
    assert dossier.state == S.COMPLETION
    assert mails("completion.asked").filter(person=dossier.carrier).count() == 1
    with pytest.raises(Refused):
        write(dossier, "work-plan", "Autre")
    with pytest.raises(Refused):
        perform(dossier, "complete", by=standing_of(dossier.carrier))
    write(dossier, "context", "Un contexte précisé.")
    perform(dossier, "complete", by=standing_of(dossier.carrier))
    dossier = again(dossier)
    request = dossier.completions.get()
    assert (dossier.state, dossier.filing.number, request.state) == (S.FILED, 2, CompletionState.ANSWERED)
    (change,) = changes(dossier.rules, request.before.content, request.after.content, "fr")
    assert change.slug == "context"
    assert {run.kind for run in change.runs} >= {"added", "removed"}
    assert mails("completion.answered").exists()


def test_a_completion_given_begins_anew_the_silence_that_means_rejection():
    filed, answered = datetime(2027, 1, 31, 10, tzinfo=UTC), datetime(2027, 2, 20, 23, 30, tzinfo=UTC)
    with time_machine.travel(filed, tick=False):
        dossier = asked(a_filed_dossier(), days=30)
    with time_machine.travel(answered, tick=False):
        write(dossier, "context", "Un contexte précisé.")
        perform(dossier, "complete", by=standing_of(dossier.carrier))
    first, second = dossier.filings.order_by("number")
    # two months after each; the second arrived on the 21st in Paris
    assert (first.mentions["silence_on"], second.mentions["silence_on"]) == ("2027-03-31", "2027-04-21")
    assert second.mentions["silence_on"] > first.mentions["silence_on"]


def test_what_changed_elsewhere_does_not_answer_a_completion():
    dossier = asked(a_filed_dossier())
    dossier.partners.update(word="confirmed")
    with pytest.raises(Refused):
        perform(again(dossier), "complete", by=standing_of(dossier.carrier))
    assert again(dossier).state == S.COMPLETION


@pytest.mark.parametrize("part", ["partners", "duration"])
def test_a_part_that_is_no_text_answers_a_completion(part):
    dossier = asked(a_filed_dossier("irp"), part)
    dossier.partners.update(word="confirmed")
    Dossier.objects.filter(pk=dossier.pk).update(is_carrier_permanent=True)
    if part == "duration":
        with pytest.raises(Refused):
            perform(again(dossier), "complete", by=standing_of(dossier.carrier))
    else:
        perform(again(dossier), "complete", by=standing_of(dossier.carrier))
        assert again(dossier).state == S.FILED


def test_a_completion_names_parts_and_a_date_to_come():
    dossier = a_filed_dossier()
    by = the_officer(dossier)
    with pytest.raises(Refused):
        perform(dossier, "ask-completion", by=by, reason="x", parts=[], due=NOW() + timedelta(days=1))
    with pytest.raises(Refused):
        perform(dossier, "ask-completion", by=by, reason="x", parts=["context"], due=NOW() - timedelta(days=1))
    assert not CompletionRequest.objects.exists()


def test_a_completion_that_does_not_come_leaves_the_dossier_examined_as_filed():
    dossier = asked(a_filed_dossier(), days=2)
    write(dossier, "context", "commencé")
    assert completing.resume_overdue(NOW() + timedelta(days=2)) == 0
    assert completing.resume_overdue(NOW() + timedelta(days=4)) == 1
    assert completing.resume_overdue(NOW() + timedelta(days=4)) == 0
    dossier = again(dossier)
    assert (dossier.state, dossier.completions.get().state) == (S.FILED, CompletionState.CLOSED)
    assert content_of(dossier) == dossier.filing.content


def test_a_dossier_passed_on_keeps_reference_version_and_date_and_the_former_institute_reads_it():
    dossier = a_filed_dossier()
    former, other = the_officer(dossier), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    assert not Dossier.objects.visible_to(new).exists()
    with pytest.raises(Refused):
        perform(dossier, "route", by=former, reason="x", institute=dossier.institute)
    perform(dossier, "route", by=former, reason="Plutôt le vivant", institute=other)
    assert Dossier.objects.visible_to(new).get() == dossier
    assert [mail.person_id for mail in mails("dossier.routed")] == [new.person_id]
    with pytest.raises(Refused):
        perform(dossier, "take-over", by=former)
    perform(again(dossier), "take-over", by=new)
    after = again(dossier)
    assert (after.institute, after.state, after.routed_to) == (other, S.FILED, None)
    assert (after.reference, after.version_id, after.first_filed_at) == (
        dossier.reference, dossier.version_id, dossier.first_filed_at,
    )  # fmt: skip
    assert after.visas.in_force().get().institute == other
    assert Role.INFORMED_INSTITUTE in after.roles_of(former)
    assert Role.INSTITUTE_OFFICER not in after.roles_of(former)
    assert list(verify()) == []


def test_a_dossier_passed_on_stays_there_when_its_completion_does_not_come():
    dossier = a_filed_dossier()
    other = an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    perform(dossier, "route", by=the_officer(dossier), reason="x", institute=other)
    perform(again(dossier), "take-over", by=new)
    perform(again(dossier), "ask-completion", by=new, reason="Précisez.", parts=["context"],
            due=NOW() + timedelta(days=3))  # fmt: skip
    perform(again(dossier), "resume", by=new)
    assert again(dossier).institute == other


def test_a_dossier_sent_back_is_where_it_was():
    dossier = a_filed_dossier()
    former, other = the_officer(dossier), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    perform(dossier, "route", by=former, reason="x", institute=other)
    perform(again(dossier), "send-back", by=new, reason="Non, c’est bien chez vous.")
    after = again(dossier)
    assert (after.institute, after.state, after.routed_to) == (dossier.institute, S.FILED, None)
    assert not Dossier.objects.visible_to(new).exists()


def test_an_informed_institute_reads_and_advises_no_more():
    dossier = a_filed_dossier()
    by, other = the_officer(dossier), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    opinion = informing.ask_opinion(dossier, institute=other, question="Et chez vous ?", at=NOW(), by=by)
    assert InformedInstitute.objects.filter(institute=other).count() == 1
    assert mails("opinion.asked").get().person_id == new.person_id
    assert offers(again(dossier), new) == []
    with pytest.raises(Refused):
        talk.add_note(again(dossier), text="une note", at=NOW(), by=new)
    with pytest.raises(Refused):
        informing.give_opinion(opinion, text="Oui", at=NOW(), by=by)
    informing.give_opinion(opinion, text="Intéressant.", at=NOW(), by=new)
    with pytest.raises(Refused):
        informing.give_opinion(opinion, text="Encore", at=NOW(), by=new)
    opinion.refresh_from_db()
    assert (opinion.state, opinion.text) == (OpinionState.GIVEN, "Intéressant.")
    assert mails("opinion.given").count() == 1


def test_a_person_consulted_reads_the_dossier_and_nothing_else():
    dossier, somebody = a_filed_dossier(), a_person()
    informing.ask_opinion(dossier, person=somebody, question="?", at=NOW(), by=the_officer(dossier))
    standing = standing_of(somebody)
    assert Dossier.objects.visible_to(standing).get() == dossier
    assert again(dossier).parts_of(standing) == {"content", "opinions"}


def test_messages_go_to_the_other_side_once_per_sending():
    from uuid import uuid4

    dossier, token = a_filed_dossier(), uuid4()
    officer = the_officer(dossier)
    for _turn in range(2):
        talk.send_message(dossier, text="Une question", token=token, at=NOW(), by=officer)
    talk.send_message(dossier, text="Une réponse", at=NOW(), by=standing_of(dossier.carrier))
    told = [mail.person_id for mail in mails("dossier.message")]
    assert told == [dossier.carrier_id, officer.person_id]
    assert dossier.messages.count() == 2


@pytest.mark.parametrize("text", ["", "   \n", "x" * 4001, "\u202e\x00"])
def test_an_empty_or_endless_note_is_refused(text):
    dossier = a_filed_dossier()
    with pytest.raises(Refused):
        talk.add_note(dossier, text=text, at=NOW(), by=the_officer(dossier))
    assert not Note.objects.exists()


def test_who_reads_now_is_seen_for_two_minutes():
    dossier = a_filed_dossier()
    one, two = the_officer(dossier), the_officer(dossier)
    start = NOW()
    assert talk.read_with(dossier, at=start, by=one) == []
    assert len(talk.read_with(dossier, at=start, by=two)) == 1
    # said again half a minute later, it is written again
    assert len(talk.read_with(dossier, at=start + timedelta(seconds=100), by=one)) == 1
    assert len(talk.read_with(dossier, at=start + timedelta(minutes=3), by=two)) == 1
    assert talk.read_with(dossier, at=start + timedelta(minutes=6), by=two) == []


def test_inadmissible_tells_the_carrier_why():
    dossier = a_filed_dossier()
    perform(dossier, "declare-inadmissible", by=the_officer(dossier), reason="Le partenaire n’est pas à l’étranger.")
    mail = mails("dossier.inadmissible").get()
    assert "n’est pas à l’étranger" in mail.text
    assert mail.person == dossier.carrier

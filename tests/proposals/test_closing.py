"""What the closing does by itself: files by mandate, sets aside, lapses, warns; once, however often it runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.standing import standing_of
from documents.links import LinkRefused, read_link
from documents.models import SignedLink
from proposals.actions import clock
from proposals.actions.extensions import extend_dossier
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.lines import remove_line, save_line
from proposals.actions.mandates import end_mandate, give_mandate
from proposals.actions.partner_words import ask_partner, confirm_part, deny_part
from proposals.actions.writing import save_answer
from proposals.content import content_of
from proposals.enums import DossierState as S
from proposals.enums import PartnerWord
from proposals.models import BudgetCell, Partner, SetAside
from tests.factories import a_standing
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, again, mails, the_officer
from workflow.engine import Refused
from workflow.history import timeline, verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def run_twice(now):
    clock.close_dossiers(now)
    clock.close_dossiers(now + timedelta(seconds=20))


def test_a_mandate_files_dated_to_the_last_instant_before_closing():
    dossier = a_complete_dossier()
    give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    clock.close_dossiers(dossier.closes - timedelta(seconds=1))
    assert again(dossier).state == S.DRAFT
    run_twice(dossier.closes)
    dossier = again(dossier)
    assert dossier.state == S.FILED
    assert dossier.filing.received_at == dossier.closes - timedelta(microseconds=1)
    assert dossier.filing.is_by_mandate
    assert dossier.filings.count() == 1
    assert mails("dossier.received").count() == 1
    assert list(verify()) == []


def test_a_mandate_that_cannot_be_kept_says_why_and_the_draft_lapses():
    dossier = a_dossier()
    give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    run_twice(dossier.closes)
    assert again(dossier).state == S.LAPSED
    said = {row.act: row.reason.text if row.reason else "" for row in timeline(dossier)}
    assert said["end-mandate"]
    assert mails("dossier.lapsed").count() == 1


def test_a_mandate_taken_back_files_nothing():
    dossier = a_complete_dossier()
    by = standing_of(dossier.carrier)
    give_mandate(dossier, at=timezone.now(), by=by)
    end_mandate(dossier, at=timezone.now(), by=by)
    run_twice(dossier.closes)
    assert again(dossier).state == S.LAPSED


def test_there_is_no_mandate_without_a_closing_to_come():
    dossier = a_complete_dossier("irl")
    with pytest.raises(Refused):
        give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))


def test_a_working_copy_not_filed_again_is_set_aside_and_every_row_is_as_filed():
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="title", value="Changé", revision=1, at=now, by=by)
    save_answer(dossier, field="context", value="", revision=1, at=now, by=by)
    Partner.objects.filter(dossier=dossier).update(institution="Ailleurs")
    BudgetCell.objects.filter(dossier=dossier).delete()
    dossier.publications.all().delete()
    run_twice(dossier.closes)
    dossier = again(dossier)
    assert (dossier.state, dossier.taken_back_at, dossier.title) == (S.FILED, None, "Fonds marins")
    assert content_of(dossier) == dossier.filing.content
    assert SetAside.objects.get(dossier=dossier).content["title"] == "Changé"
    assert mails("dossier.set-aside").count() == 1
    assert dossier.filings.count() == 1


def _stays(dossier, by):
    """The line of the partner stays as it is."""


def _is_taken_out(dossier, by):
    remove_line(dossier, Partner, pk=dossier.partners.get().pk, at=timezone.now(), by=by)


def _has_another_address(dossier, by):
    one = dossier.partners.get()
    save_line(dossier, Partner, pk=one.pk, fields={"lead_email": "else@example.org"}, revision=one.revision,
              at=timezone.now(), by=by)  # fmt: skip


@pytest.mark.parametrize("becomes_of_it", [_stays, _is_taken_out, _has_another_address])
def test_a_partner_who_said_not_to_be_part_is_not_made_to_say_otherwise_by_what_was_filed(becomes_of_it):
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    ask_partner(dossier.partners.get(), at=now, by=by)
    confirm_part(dossier.partners.get(), at=now)
    deny_part(dossier.partners.get(), text="Jamais entendu parler", at=now)
    take_back(dossier, at=now, by=by)
    becomes_of_it(dossier, by)
    run_twice(dossier.closes)
    partner = again(dossier).partners.get()
    said = (partner.word, partner.answer_text, partner.answered_at)
    assert said == (PartnerWord.DENIED, "Jamais entendu parler", now)
    assert partner.lead_email == dossier.filing.content["partners"][0]["lead_email"]


def test_whom_a_working_copy_named_instead_denies_for_nobody_else_and_their_link_gives_nothing():
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    deny_part(dossier.partners.get(), at=now)
    confirm_part(dossier.partners.get(), at=now)
    take_back(dossier, at=now, by=by)
    _has_another_address(dossier, by)
    ask_partner(dossier.partners.get(), at=now, by=by)
    token = SignedLink.objects.get(email="else@example.org").token
    deny_part(dossier.partners.get(), at=now)
    run_twice(dossier.closes)
    assert again(dossier).partners.get().word == dossier.filing.content["partners"][0]["word"]
    with pytest.raises(LinkRefused):
        read_link(token, "partner")


def test_a_mandate_on_a_working_copy_files_it_again():
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    officer = the_officer(dossier)
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="title", value="Changé", revision=1, at=now, by=by)
    give_mandate(dossier, at=now, by=by)
    run_twice(dossier.closes)
    dossier = again(dossier)
    assert (dossier.filing.number, dossier.filing.content["title"]) == (2, "Changé")
    assert not SetAside.objects.exists()
    assert mails("dossier.filed").filter(person=officer.person_id).count() == 1


def test_the_grace_that_the_call_states_is_waited_for():
    dossier = a_complete_dossier()
    dossier.call.grace_minutes = 30
    dossier.call.save()
    clock.close_dossiers(dossier.closes + timedelta(minutes=29))
    assert again(dossier).state == S.DRAFT
    submit_dossier(dossier, at=dossier.closes + timedelta(minutes=29), by=standing_of(dossier.carrier))
    assert again(dossier).state == S.FILED


def test_a_permanent_entry_never_closes_a_dossier():
    dossier = a_dossier("irl")
    run_twice(timezone.now() + timedelta(days=3000))
    assert again(dossier).state == S.DRAFT


def test_one_dossier_has_more_time_and_the_others_do_not():
    dossier, other = a_complete_dossier(), a_complete_dossier()
    by, until = a_standing("derci-officer"), dossier.closes + timedelta(days=2)
    with pytest.raises(Refused):
        extend_dossier(dossier, until=until, reason=" ", at=timezone.now(), by=by)
    with pytest.raises(Refused):
        extend_dossier(dossier, until=dossier.closes, reason="Panne", at=timezone.now(), by=by)
    with pytest.raises(Refused):
        extend_dossier(dossier, until=until, reason="Panne", at=timezone.now(), by=standing_of(dossier.carrier))
    extend_dossier(dossier, until=until, reason="Panne du réseau de l’unité", at=timezone.now(), by=by)
    run_twice(other.closes)
    assert (again(dossier).state, again(other).state) == (S.DRAFT, S.LAPSED)
    assert mails("dossier.extended").get().person == dossier.carrier
    submit_dossier(dossier, at=until - timedelta(seconds=1), by=standing_of(dossier.carrier))
    assert again(dossier).state == S.FILED


def test_an_examined_dossier_needs_no_more_time():
    dossier = a_filed_dossier()
    dossier.visas.update(state="waived")
    from workflow.engine import perform

    perform(dossier, "admit", by=the_officer(dossier))
    with pytest.raises(Refused):
        extend_dossier(dossier, until=dossier.closes + timedelta(days=1), reason="x", at=timezone.now(),
                       by=the_officer(dossier))  # fmt: skip

"""What a working copy said is kept for its writers, whatever ends it; and whoever waits for it can go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from proposals.actions import clock, completing
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.frame import save_frame
from proposals.actions.mandates import give_mandate
from proposals.actions.partner_words import confirm_part
from proposals.actions.setting_aside import end_correction, keep_filed
from proposals.actions.writing import save_answer
from proposals.content import content_of
from proposals.enums import DossierState as S
from proposals.models import Attachment, Dossier, SetAside
from tests.clients import as_
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import (
    a_file,
    a_filed_dossier,
    a_unit_with_everything,
    again,
    mails,
    the_director,
    the_officer,
)
from tests.proposals.test_bad_input_filing import said
from tests.routes.proposals import share
from workflow.engine import MovedOn, Refused, offers, perform
from workflow.history import timeline, verify

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = timezone.now
INSTRUMENTS = ("iea", "irp", "irn", "irl")
MINE = "Un contexte réécrit.\n\nAvec un second alinéa."


def by_carrier(dossier):
    return standing_of(dossier.carrier)


def write(dossier, value=MINE, field="context"):
    revision = dossier.answers.get(field=field).revision
    save_answer(dossier, field=field, value=value, revision=revision, at=NOW(), by=by_carrier(dossier))


def to_complete(dossier, *parts, days=2):
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="Précisez.", parts=list(parts or ["context"]),
            due=NOW() + timedelta(days=days))  # fmt: skip
    return again(dossier)


def taken_back(slug="iea"):
    dossier = a_filed_dossier(slug)
    take_back(dossier, at=NOW(), by=by_carrier(dossier))
    return again(dossier)


def waived(dossier):
    perform(dossier.visas.in_force().get(), "waive", by=the_officer(dossier), reason="Sans attendre.")


def stands_as_filed(dossier):
    dossier = again(dossier)
    return dossier.taken_back_at is None and content_of(dossier) == dossier.filing.content


# -- a completion that does not come -------------------------------------------------------------------
@pytest.mark.parametrize("is_by_clock", [True, False])
def test_a_completion_begun_is_kept_and_its_writers_are_told_where(is_by_clock):
    dossier, friend = a_filed_dossier(), a_person()
    share(dossier, friend)
    dossier = to_complete(dossier)
    write(dossier)
    if is_by_clock:
        completing.resume_overdue(NOW() + timedelta(days=4))
    else:
        perform(dossier, "resume", by=the_officer(dossier))
    assert again(dossier).state == S.FILED
    assert stands_as_filed(dossier)
    assert dossier.set_asides.get().content["answers"]["context"] == MINE
    told = mails("completion.closed")
    assert {mail.person for mail in told} == {dossier.carrier, friend}
    assert all(f"/proposals/{dossier.uid}/set-aside/" in mail.text and mail.html.count("set-aside/") for mail in told)


def test_a_completion_that_nobody_began_keeps_nothing_and_says_that_the_examination_goes_on():
    dossier = to_complete(a_filed_dossier())
    # what changes by itself is no writing: a partner's word, a paper checked, the carrier's name
    dossier.partners.update(word="confirmed")
    dossier.attachments.get().file.__class__.objects.update(state="pending")
    Person.objects.filter(pk=dossier.carrier_id).update(first_name="Autre")
    perform(dossier, "resume", by=the_officer(dossier))
    assert not SetAside.objects.exists()
    assert "set-aside" not in mails("completion.closed").get().text


def test_a_unit_typed_in_a_completion_is_kept_too():
    dossier, unit = to_complete(a_filed_dossier(), "carrier"), a_unit_with_everything()
    save_frame(dossier, fields={"unit": unit}, revision=dossier.frame_revision, at=NOW(), by=by_carrier(dossier))
    perform(dossier, "resume", by=the_officer(dossier))
    assert dossier.set_asides.get().content["unit"]["id"] == unit.pk
    page = said(as_(dossier.carrier).get(f"/proposals/{dossier.uid}/set-aside/"))
    assert unit.code in page


def test_the_word_of_a_partner_is_theirs_whatever_becomes_of_the_copy():
    dossier = taken_back()
    confirm_part(dossier.partners.get(), at=NOW())
    write(dossier)
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    assert dossier.partners.get().word == "confirmed"


# -- the page --------------------------------------------------------------------------------------------
def test_the_page_gives_the_words_back_whole_and_says_what_differs():
    dossier = taken_back()
    write(dossier)
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    answer = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/set-aside/")
    assert answer.status_code == 200
    # as typed, alinea included
    assert f"readonly>\n{MINE}</textarea>" in answer.content.decode()
    assert "<ins>" in answer.content.decode()
    assert [part.change.slug for part in answer.context["parts"]] == ["context"]
    assert f"/proposals/{dossier.uid}/set-aside/1/" in said(as_(dossier.carrier).get(f"/proposals/{dossier.uid}/"))


def test_each_copy_has_its_page_and_an_unknown_number_none():
    dossier = a_filed_dossier()
    for words in ("Un premier essai.", "Un second essai."):
        take_back(again(dossier), at=NOW(), by=by_carrier(dossier))
        write(dossier, words)
        keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    client = as_(dossier.carrier)
    pages = {number: client.get(f"/proposals/{dossier.uid}/set-aside/{number}") for number in ("", "1/", "2/", "3/")}
    assert "Un second essai." in said(pages[""])
    assert "Un premier essai." in said(pages["1/"])
    assert "Un second essai." in said(pages["2/"])
    assert pages["3/"].status_code == 404


def test_writers_alone_read_it_and_take_its_files():
    dossier, friend = taken_back(), a_person()
    coeditor = share(dossier, friend)
    added = Attachment.objects.create(dossier=dossier, paper="annex", file=a_file(name="ajout.pdf", sha256="1" * 64))
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    staff = [standing.person_id for standing in (the_officer(dossier), the_director(dossier))]
    staff.append(an_office(a_person(), Role.DERCI_OFFICER, None).person.pk)
    page, file = f"/proposals/{dossier.uid}/set-aside/", f"/proposals/{dossier.uid}/files/{added.file.uid}/"
    for person in (dossier.carrier, friend):
        assert as_(person).get(page).status_code == 200
        assert "ajout.pdf" in said(as_(person).get(page))
        assert as_(person).get(file).status_code != 404
    for pk in staff:
        client = as_(Person.objects.get(pk=pk))
        assert [client.get(one).status_code for one in (page, file)] == [404, 404]
        assert "set-aside" not in said(client.get(f"/proposals/{dossier.uid}/"))
    coeditor.removed_at = NOW()
    coeditor.save()
    assert as_(friend).get(page).status_code == 404


# -- a correction given up --------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_the_carrier_keeps_the_filed_version_and_triage_goes_on(slug):
    dossier, friend = taken_back(slug), a_person()
    share(dossier, friend)
    write(dossier)
    if dossier.closes:
        give_mandate(dossier, at=NOW(), by=by_carrier(dossier))
    answer = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/keep-filed/")
    assert answer.status_code == 302
    assert stands_as_filed(dossier)
    now = again(dossier)
    assert (now.state, now.mandated_at, now.mandated_by, now.filing.number) == (S.FILED, None, None, 1)
    assert dossier.set_asides.get().content["answers"]["context"] == MINE
    assert timeline(dossier)[0].act == "keep-filed"
    assert [mail.person for mail in mails("correction.given-up")] == [friend]
    # nothing is filed at the closing any more
    if dossier.closes:
        assert clock.close_dossiers(dossier.closes) == 0
    waived(dossier)
    perform(now, "admit", by=the_officer(dossier))
    assert list(verify()) == []


def test_a_coeditor_does_not_end_the_correction_and_a_second_click_says_that_it_is_over():
    dossier, friend = taken_back(), a_person()
    share(dossier, friend)
    write(dossier)
    address = f"/proposals/{dossier.uid}/keep-filed/"
    assert as_(friend).post(address).status_code == 409
    assert again(dossier).taken_back_at is not None
    client = as_(dossier.carrier)
    assert [client.post(address).status_code for _turn in range(2)] == [302, 302]
    assert dossier.set_asides.count() == 1
    with pytest.raises(MovedOn):
        keep_filed(dossier, at=NOW(), by=by_carrier(dossier))


def test_a_correction_without_a_change_leaves_nothing_behind():
    dossier = taken_back()
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    assert not SetAside.objects.exists()
    assert as_(dossier.carrier).get(f"/proposals/{dossier.uid}/set-aside/").status_code == 404


# -- a correction that no closing would end ------------------------------------------------------------
def test_on_a_permanent_call_the_officer_ends_the_correction_and_says_why():
    dossier, friend = taken_back("irl"), a_person()
    share(dossier, friend)
    write(dossier)
    officer = the_officer(dossier)
    clock.close_dossiers(NOW() + timedelta(days=3000))
    assert again(dossier).taken_back_at is not None
    (admit,) = [one for one in offers(again(dossier), officer) if one.transition.name == "admit"]
    assert any("fin à la correction" in one or "end the correction" in one for one in admit.reasons)
    client = as_(Person.objects.get(pk=officer.person_id))
    address = f"/proposals/{dossier.uid}/end-correction/"
    assert address in said(client.get(f"/proposals/{dossier.uid}/"))
    assert client.post(address, {"reason": "  "}).status_code == 422
    assert client.post(address, {"reason": "Trois mois d’attente."}).status_code == 302
    assert stands_as_filed(dossier)
    assert dossier.set_asides.get().content["answers"]["context"] == MINE
    row = timeline(dossier)[0]
    assert (row.act, row.reason.text, row.person_id) == ("end-correction", "Trois mois d’attente.", officer.person_id)
    told = mails("correction.ended")
    assert {mail.person for mail in told} == {dossier.carrier, friend}
    assert all("Trois mois d’attente." in mail.text and "set-aside/" in mail.text for mail in told)
    waived(dossier)
    perform(again(dossier), "admit", by=officer)
    # a second click
    assert client.post(address, {"reason": "Encore."}).status_code == 302
    assert mails("correction.ended").count() == 2


def test_where_a_closing_is_to_come_it_is_waited_for():
    dossier = taken_back()
    officer = the_officer(dossier)
    with pytest.raises(Refused):
        end_correction(dossier, reason="Vite.", at=NOW(), by=officer)
    client = as_(Person.objects.get(pk=officer.person_id))
    assert client.post(f"/proposals/{dossier.uid}/end-correction/", {"reason": "Vite."}).status_code == 409
    assert "end-correction" not in said(client.get(f"/proposals/{dossier.uid}/"))
    (admit,) = [one for one in offers(again(dossier), officer) if one.transition.name == "admit"]
    assert any("la clôture" in one or "the closing" in one for one in admit.reasons)
    assert again(dossier).taken_back_at is not None


def test_nobody_but_the_officer_of_its_institute_ends_a_correction():
    dossier = taken_back("irl")
    elsewhere = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, an_institute()).person)
    for standing in (by_carrier(dossier), the_director(dossier), elsewhere):
        with pytest.raises(Refused):
            end_correction(dossier, reason="Vite.", at=NOW(), by=standing)
        person = Person.objects.get(pk=standing.person_id)
        assert as_(person).post(f"/proposals/{dossier.uid}/end-correction/", {"reason": "x"}).status_code == 404
    assert again(dossier).taken_back_at is not None


# -- other ends ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_completion", [True, False])
def test_a_dossier_withdrawn_meanwhile_stays_as_filed_and_the_copy_is_kept(is_completion):
    dossier = to_complete(a_filed_dossier()) if is_completion else taken_back()
    write(dossier)
    perform(dossier, "withdraw", by=by_carrier(dossier), reason="Le partenaire renonce.")
    assert again(dossier).state == S.WITHDRAWN
    assert stands_as_filed(dossier)
    assert dossier.set_asides.get().content["answers"]["context"] == MINE
    client = as_(dossier.carrier)
    assert MINE.split("\n", maxsplit=1)[0] not in said(client.get(f"/proposals/{dossier.uid}/edit/science/"))
    assert MINE in client.get(f"/proposals/{dossier.uid}/set-aside/").content.decode()


def test_at_the_closing_the_mail_leads_to_what_is_kept():
    dossier = taken_back()
    write(dossier)
    clock.close_dossiers(dossier.closes)
    mail = mails("dossier.set-aside").get()
    assert f"/proposals/{dossier.uid}/set-aside/" in mail.text
    assert f"/proposals/{dossier.uid}/set-aside/" in mail.html
    assert stands_as_filed(dossier)


def test_at_the_closing_a_copy_like_the_filed_version_is_not_said_to_be_kept():
    dossier = a_filed_dossier()
    take_back(dossier, at=NOW(), by=by_carrier(dossier))
    write(dossier)
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    take_back(again(dossier), at=NOW(), by=by_carrier(dossier))
    clock.close_dossiers(dossier.closes)
    assert "set-aside" not in mails("dossier.set-aside").get().text
    assert dossier.set_asides.count() == 1


def test_countries_and_letters_are_those_of_the_filed_version_again():
    dossier = taken_back("irp")
    Dossier.objects.filter(pk=dossier.pk).update(countries=["BR"])
    partner = dossier.partners.get()
    Attachment.objects.filter(dossier=dossier).update(partner=partner)
    submit_dossier(dossier, at=NOW(), by=by_carrier(dossier))
    take_back(again(dossier), at=NOW(), by=by_carrier(dossier))
    again(dossier).partners.get().delete()
    keep_filed(dossier, at=NOW(), by=by_carrier(dossier))
    assert again(dossier).countries == ["JP"]
    assert stands_as_filed(dossier)


# -- sent back by another institute ----------------------------------------------------------------------
@pytest.mark.parametrize("is_admitted", [True, False])
def test_a_dossier_sent_back_is_as_far_as_it_was(is_admitted):
    dossier = a_filed_dossier()
    former, other = the_officer(dossier), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    waived(dossier)
    if is_admitted:
        perform(dossier, "admit", by=former)
    perform(again(dossier), "route", by=former, reason="Plutôt le vivant.", institute=other)
    asked = again(dossier)
    perform(asked, "send-back", by=new, reason="Non, c’est bien chez vous.")
    expected = S.ADMISSIBLE if is_admitted else S.FILED
    # whoever sent it back is told where it stands now
    assert asked.state == again(dossier).state == expected
    assert again(dossier).routed_to is None
    # admitted once, told once
    assert mails("dossier.admitted").count() == is_admitted
    assert list(verify()) == []


def test_admitted_then_passed_on_from_the_examination_it_comes_back_to_be_examined():
    dossier = a_filed_dossier()
    former, other = the_officer(dossier), an_institute()
    new = standing_of(an_office(a_person(), Role.INSTITUTE_OFFICER, other).person)
    waived(dossier)
    for _turn in range(2):
        perform(again(dossier), "admit", by=former)
        perform(again(dossier), "route", by=former, reason="x", institute=other)
        perform(again(dossier), "send-back", by=new, reason="x")
        perform(again(dossier), "reconsider", by=former, reason="x")
    perform(again(dossier), "route", by=former, reason="x", institute=other)
    perform(again(dossier), "send-back", by=new, reason="x")
    assert again(dossier).state == S.FILED
    # nobody says so by hand
    with pytest.raises(Refused):
        perform(again(dossier), "find-admissible-again", by=former)

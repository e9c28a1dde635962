"""What an act on several says before it is confirmed: who is written to, whether it can be undone; undoing after."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from directory.enums import Role
from directory.standing import standing_of
from notifications.delivery import send_due
from notifications.enums import MailState
from notifications.mails import mail_of
from notifications.models import OutboxMail
from proposals.actions.visas import give_visa
from proposals.board.bulk import REVERSE, WORKS
from proposals.enums import DossierState as S
from proposals.enums import VisaOpinion
from proposals.models import BulkAct, Dossier
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, mails, the_director, the_officer
from tests.routes.proposals import share
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
# where each act on several finds a dossier, of an instrument that has the act
FOUND_IN = {
    "admit": ("iea", S.FILED), "start-review": ("iea", S.ADMISSIBLE), "send-to-section": ("irl", S.IN_REVIEW),
    "remind": ("iea", S.FILED), "inform": ("iea", S.FILED),
}  # fmt: skip


def a_board(act):
    """A dossier that the act can change, and its officer signed in, who reads English."""
    slug, state = FOUND_IN[act]
    dossier = a_filed_dossier(slug)
    if act != "remind":
        give_visa(dossier.visas.get(), opinion=VisaOpinion.FAVOURABLE, at=timezone.now(), by=the_director(dossier))
    if state != S.FILED:
        perform(dossier, "admit", by=the_officer(dossier))
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    officer.language = "en"
    officer.save()
    client = Client()
    client.force_login(officer)
    return client, Dossier.objects.get(pk=dossier.pk), officer


def send(client, act, dossier, **more):
    return client.post("/triage/several/", {"act": act, "dossier": [str(dossier.uid)], "query": "all=1", **more})


def done(client, act, dossier):
    more = {"institute": str(an_institute_to_inform().pk)} if act == "inform" else {}
    answer = send(client, act, dossier, confirm="1", token=str(uuid4()), **more)
    return BulkAct.objects.get(uid=re.search(r"several/([0-9a-f-]+)/", answer.headers["Location"])[1])


def an_institute_to_inform():
    institute = an_institute()
    a_holder(Role.INSTITUTE_OFFICER, institute)
    return institute


def undone(client, bulk):
    return client.post(f"/triage/several/{bulk.uid}/undo/", follow=True)


# -- what is said before ---------------------------------------------------------------------------------
def test_every_act_that_an_institute_does_on_several_is_looked_at_here():
    # the start of an action: `tests/funding/test_starting.py`
    assert set(FOUND_IN) | {"notify"} == set(WORKS)


@pytest.mark.parametrize("act", FOUND_IN)
def test_who_is_written_to_is_said_before_and_is_what_is_posted(act):
    client, dossier, _officer = a_board(act)
    page = send(client, act, dossier)
    for key in WORKS[act].mails:
        with override("en"):
            audience = mail_of(key).audience()
        assert audience
        assert f"Will be told by e-mail: {audience}." in page.text
    assert ("Nobody is told by e-mail." in page.text) is (not WORKS[act].mails)
    last = OutboxMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    done(client, act, dossier)
    assert set(OutboxMail.objects.filter(pk__gt=last).values_list("key", flat=True)) == set(WORKS[act].mails)


def test_the_preview_of_an_admission_says_that_the_carriers_are_written_to():
    client, dossier, _officer = a_board("admit")
    page = send(client, "admit", dossier)
    assert (
        "Will be told by e-mail: the carriers and co-editors. Once done, it can be undone for 30 minutes" in page.text
    )
    assert "If you undo it, whoever was written to is told that it no longer holds." in page.text


@pytest.mark.parametrize("act", FOUND_IN)
def test_whether_it_can_be_undone_is_said_before_and_is_what_happens(act):
    client, dossier, _officer = a_board(act)
    page = send(client, act, dossier)
    with override("en"):
        assert WORKS[act].undoing in page.text
    assert ("can be undone for" in page.text) is (act in REVERSE)
    assert ("cannot be undone" in page.text) is (act not in REVERSE)
    bulk = done(client, act, dossier)
    after = client.get(f"/triage/several/{bulk.uid}/")
    assert after.context["can_undo"] is (act in REVERSE)
    assert ("cannot be undone" in after.text) is (act not in REVERSE)
    moved_to = Dossier.objects.get(pk=dossier.pk).state
    undone(client, bulk)
    assert Dossier.objects.get(pk=dossier.pk).state == (dossier.state if act in REVERSE else moved_to)


# -- what is said after ----------------------------------------------------------------------------------
def test_undoing_an_admission_tells_the_carrier_and_whoever_was_told_that_it_no_longer_holds():
    client, dossier, _officer = a_board("admit")
    coeditor = share(dossier, a_person())
    bulk = done(client, "admit", dossier)
    assert {mail.person for mail in mails("dossier.admitted")} == {dossier.carrier, coeditor.person}
    # one who was told writes it no more, another writes it since
    coeditor.removed_at = timezone.now()
    coeditor.save()
    newcomer = share(dossier, a_person(language="en"))
    page = undone(client, bulk)
    assert "1 dossier is as it was before." in page.text
    told = {mail.person: mail for mail in mails("dossier.reconsidered")}
    assert set(told) == {dossier.carrier, coeditor.person, newcomer.person}
    assert "n’est plus valable" in told[dossier.carrier].text
    assert "no longer holds" in told[newcomer.person].text
    assert all(mail.is_urgent and dossier.reference in mail.subject_line for mail in told.values())
    # undone again, nothing is said twice
    undone(client, bulk)
    assert mails("dossier.reconsidered").count() == 3


def test_why_it_is_examined_again_stays_inside():
    _client, dossier, officer = a_board("admit")
    perform(dossier, "admit", by=standing_of(officer))
    perform(Dossier.objects.get(pk=dossier.pk), "reconsider", by=standing_of(officer), reason="Jusquiame noire")
    mail = mails("dossier.reconsidered").get()
    assert "Jusquiame" not in mail.text + mail.html + mail.subject_line
    carrier = Client()
    carrier.force_login(dossier.carrier)
    page = carrier.get(f"/proposals/{dossier.uid}/")
    assert page.status_code == 200
    assert "Jusquiame" not in page.text


def test_who_was_told_of_an_earlier_admission_alone_is_not_told_of_the_last():
    _client, dossier, officer = a_board("admit")
    by, former = standing_of(officer), share(dossier, a_person())
    for _turn in range(2):
        perform(Dossier.objects.get(pk=dossier.pk), "admit", by=by)
        perform(Dossier.objects.get(pk=dossier.pk), "reconsider", by=by, reason="Encore")
        former.removed_at = timezone.now()
        former.save()
    assert mails("dossier.reconsidered").filter(person=former.person).count() == 1
    assert mails("dossier.reconsidered").filter(person=dossier.carrier).count() == 2


def test_a_word_of_admission_that_has_not_left_leaves_no_more(mailbox):
    client, dossier, officer = a_board("admit")
    bulk = done(client, "admit", dossier)
    undone(client, bulk)
    send_due()
    assert mails("dossier.admitted").get().state == MailState.STOPPED
    said = [mail["Subject"] for mail in mailbox.to(dossier.carrier.email)]
    assert any("Examiné de nouveau" in line for line in said)
    assert not any("Recevable" in line for line in said)
    # admissible after all: the second word does leave
    perform(Dossier.objects.get(pk=dossier.pk), "admit", by=standing_of(officer))
    send_due()
    assert "Recevable" in mailbox.to(dossier.carrier.email)[-1]["Subject"]

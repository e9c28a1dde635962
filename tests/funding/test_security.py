"""The security opinion: asked and given in confidence; it holds the formalisation up; nobody else learns of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Unit
from directory.standing import standing_of
from funding.actions.security import ask_security, keep_note
from funding.models import SecurityOpinion
from funding.workflow import SECURITY
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.factories import a_person, an_office
from tests.funding.awards import a_selected_dossier
from tests.funding.formal import as_role, browser_of, holder, person_of
from tests.proposals.dossiers import a_filed_dossier
from workflow.engine import Refused, perform

pytestmark = pytest.mark.django_db
SECRET = "Coopération à double usage"


def test_the_life_of_an_opinion_is_sound():
    assert SECURITY.defects() == []


def asked(dossier: Dossier) -> SecurityOpinion:
    return ask_security(dossier, note="Matériaux.", at=timezone.now(), by=as_role(dossier, Role.INSTITUTE_OFFICER))


@pytest.mark.both
def test_awaited_then_unfavourable_it_holds_the_formalisation_until_the_director_goes_on():
    dossier = a_selected_dossier("iea")
    derci, security = as_role(dossier, Role.DERCI_OFFICER), as_role(dossier, Role.SECURITY_OFFICER)
    opinion = asked(dossier)
    with pytest.raises(Refused):
        asked(dossier)
    with pytest.raises(Refused, match=r"sécurité|security"):
        perform(dossier, "notify", by=derci)
    with pytest.raises(Refused):
        perform(opinion, "give", by=security, outcome="unfavourable", text="")
    with pytest.raises(Refused):
        perform(opinion, "give", by=derci, outcome="favourable", text="")
    perform(opinion, "give", by=security, outcome="unfavourable", text=SECRET)
    with pytest.raises(Refused):
        perform(dossier, "notify", by=derci)
    with pytest.raises(Refused):
        perform(opinion, "override", by=derci, reason="Non.")
    perform(opinion, "override", by=as_role(dossier, Role.DERCI_DIRECTOR), reason="Des garanties sont données.")
    perform(dossier, "notify", by=derci)
    dossier.refresh_from_db()
    assert dossier.state == "started"
    with pytest.raises(Refused):
        ask_security(dossier, note="Trop tard.", at=timezone.now(), by=derci)


@pytest.mark.parametrize("outcome", ["favourable", "conditions"])
def test_a_favourable_opinion_lets_pass_and_can_be_taken_up_again(outcome: str):
    dossier = a_selected_dossier("irp")
    officer, security = as_role(dossier, Role.INSTITUTE_OFFICER), as_role(dossier, Role.SECURITY_OFFICER)
    opinion = asked(dossier)
    perform(opinion, "give", by=security, outcome=outcome, text="Sous réserve.")
    with pytest.raises(Refused):
        perform(opinion, "override", by=as_role(dossier, Role.DERCI_DIRECTOR), reason="Rien à écarter.")
    perform(opinion, "reopen", by=security, reason="Un fait nouveau.")
    with pytest.raises(Refused):
        perform(dossier, "open-letters", by=officer)
    perform(opinion, "withdraw", by=officer, reason="Ce n’est plus utile.")
    perform(dossier, "open-letters", by=officer)


def test_it_is_asked_from_admissible_on_and_no_longer_awaited_of_a_dossier_that_is_over():
    dossier = a_filed_dossier("irp")
    with pytest.raises(Refused):
        asked(dossier)
    Dossier.objects.filter(pk=dossier.pk).update(state="admissible")
    opinion = asked(Dossier.objects.get(pk=dossier.pk))
    perform(Dossier.objects.get(pk=dossier.pk), "withdraw", by=standing_of(dossier.carrier), reason="Je pars.")
    opinion.refresh_from_db()
    assert opinion.state == "withdrawn"


def test_mails_say_that_there_is_something_to_read_and_never_what():
    dossier = a_selected_dossier("irp")
    security = holder(dossier, Role.SECURITY_OFFICER)
    opinion = asked(dossier)
    perform(opinion, "give", by=standing_of(security), outcome="conditions", text=SECRET)
    mails = OutboxMail.objects.filter(key__startswith="security.")
    assert set(mails.values_list("person", flat=True)) == {security.pk, opinion.asked_by_id}
    assert not [mail for mail in mails if SECRET in mail.text + mail.html or "Matériaux" in mail.text]


def test_the_security_officer_reads_only_what_they_are_asked_about():
    dossier, other = a_selected_dossier("irp"), a_selected_dossier("irp")
    Unit.objects.filter(pk=dossier.unit_id).update(is_restricted=True)
    person = holder(dossier, Role.SECURITY_OFFICER)
    opinion, client = asked(dossier), browser_of(person)
    assert client.get(f"/proposals/{dossier.uid}/").status_code == 404
    page = client.get(f"/security/{opinion.uid}/").content.decode()
    assert "Matériaux." in page
    assert "ZRR" in page
    assert dossier.title in page
    listed = client.get("/security/").content.decode()
    assert dossier.reference in listed
    assert other.reference not in listed
    paper = dossier.filing.content["papers"][0]["file"]
    # its bytes are not there in this test: the page says so, and the other dossier's file does not exist here
    assert client.get(f"/security/{opinion.uid}/files/{paper}/").status_code in (200, 503)
    foreign = other.filing.content["papers"][0]["file"]
    assert client.get(f"/security/{opinion.uid}/files/{foreign}/").status_code == 404
    answer = client.post(f"/security/{opinion.uid}/", {"outcome": "favourable", "text": ""})
    assert answer.status_code == 302


def test_notes_on_countries_are_shown_to_those_who_examine_alone():
    dossier = a_selected_dossier("irp")
    at, security = timezone.now(), holder(dossier, Role.SECURITY_OFFICER)
    with pytest.raises(Refused):
        keep_note("JP", text="Non.", needs_opinion=False, at=at, by=as_role(dossier, Role.DERCI_OFFICER))
    client = browser_of(security)
    sent = client.post("/security/countries/new/", {"country": "JP", "text": SECRET, "needs_opinion": "on"})
    assert sent.status_code == 302
    officer = browser_of(holder(dossier, Role.INSTITUTE_OFFICER))
    assert SECRET in officer.get(f"/proposals/{dossier.uid}/").content.decode()
    for person in (dossier.carrier, dossier.holders(Role.UNIT_DIRECTOR)[0]):
        assert SECRET not in browser_of(person).get(f"/proposals/{dossier.uid}/").content.decode()
    client.post("/security/countries/JP/", {"country": "JP", "text": ""})
    assert SECRET not in officer.get(f"/proposals/{dossier.uid}/").content.decode()


def test_whoever_writes_the_dossier_learns_nothing_whatever_office_they_hold():
    dossier = a_selected_dossier("irp")
    carrier = an_office(dossier.carrier, Role.INSTITUTE_OFFICER, dossier.institute).person
    an_office(carrier, Role.SECURITY_OFFICER)
    opinion = asked(dossier)
    client = browser_of(carrier)
    assert client.get(f"/security/{opinion.uid}/").status_code == 404
    assert dossier.reference not in client.get("/security/").content.decode()
    assert "confidentiel" not in client.get(f"/proposals/{dossier.uid}/").content.decode()
    assert not OutboxMail.objects.filter(key="security.asked", person=carrier).exists()
    assert not SecurityOpinion.objects.visible_to(standing_of(carrier)).exists()
    # what refuses the act says nothing of the opinion
    with pytest.raises(Refused) as refused:
        perform(dossier, "open-letters", by=standing_of(carrier))
    alone = a_selected_dossier("irp", carrier=carrier)
    assert alone.institute_id == dossier.institute_id
    with pytest.raises(Refused) as without:
        perform(alone, "open-letters", by=standing_of(carrier))
    assert refused.value.reasons == without.value.reasons


def test_an_officer_of_another_institute_finds_nothing():
    dossier = a_selected_dossier("irp")
    opinion = asked(dossier)
    elsewhere = an_office(a_person(), Role.INSTITUTE_OFFICER).person
    assert browser_of(elsewhere).get(f"/security/{opinion.uid}/").status_code == 404
    assert browser_of(elsewhere).get("/security/").status_code == 404
    assert person_of(as_role(dossier, Role.DERCI_OFFICER))

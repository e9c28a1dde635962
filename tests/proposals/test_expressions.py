"""An expression of interest: the first stage of the same dossier and reference."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from directory.models import Office, Person
from directory.standing import standing_of
from documents.pdf import document
from notifications.models import OutboxMail
from notifications.reminding.sources import source_of
from proposals.actions.filing import submit_dossier
from proposals.actions.mandates import give_mandate
from proposals.actions.visas import hide_from_director, show_to_director
from proposals.actions.writing import save_answer
from proposals.content import fingerprint
from proposals.enums import DossierState as S
from proposals.enums import FilingKind
from proposals.models import Dossier
from tests.factories import a_holder
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_permanent_or_annual_call, the_officer
from workflow.engine import Refused, offers, perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def with_expression(**fields):
    now = timezone.now()
    return a_permanent_or_annual_call("irp", now, expression_closes=now + timedelta(days=5), **fields)


def an_expressed_dossier(**fields):
    dossier = a_complete_dossier("irp", call=with_expression(**fields))
    perform(dossier, "express", by=standing_of(dossier.carrier), at=timezone.now())
    return Dossier.objects.get(pk=dossier.pk)


def test_it_has_a_receipt_a_reference_and_no_request_to_the_director():
    dossier = an_expressed_dossier()
    assert (dossier.state, dossier.filing.kind) == (S.EXPRESSED, FilingKind.EXPRESSION)
    assert dossier.filing.code
    assert not dossier.visas.exists()
    assert OutboxMail.objects.filter(key="expression.received", person=dossier.carrier).count() == 1


def test_the_answer_keeps_dossier_and_reference_and_the_filing_follows():
    dossier = an_expressed_dossier()
    reference = dossier.reference
    perform(dossier, "invite", by=the_officer(dossier))
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.reference, dossier.state, dossier.filing.number) == (reference, S.FILED, 2)


def test_advice_against_says_why_and_stops_nobody():
    dossier = an_expressed_dossier()
    with pytest.raises(Refused):
        perform(dossier, "advise-against", by=the_officer(dossier))
    perform(dossier, "advise-against", by=the_officer(dossier), reason="Hors du champ de l’institut.")
    assert OutboxMail.objects.filter(key="expression.advised-against").exists()
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED


def test_only_a_call_that_says_so_needs_the_invitation():
    dossier = an_expressed_dossier(is_invitation_necessary=True)
    by = standing_of(dossier.carrier)
    with pytest.raises(Refused, match=r"invit"):
        submit_dossier(dossier, at=timezone.now(), by=by)
    perform(dossier, "invite", by=the_officer(dossier))
    submit_dossier(dossier, at=timezone.now(), by=by)


def test_it_asks_its_own_questions_alone():
    dossier = a_dossier("irp", call=with_expression())
    by, now = standing_of(dossier.carrier), timezone.now()
    with pytest.raises(Refused):
        perform(dossier, "express", by=by, at=now)
    whole = a_complete_dossier("irp", call=dossier.call)
    save_answer(whole, field="context", value="", revision=1, at=now, by=standing_of(whole.carrier))
    perform(whole, "express", by=standing_of(whole.carrier), at=now)


def test_what_is_expressed_goes_on_being_written_and_what_was_sent_stays():
    dossier = an_expressed_dossier()
    by = standing_of(dossier.carrier)
    save_answer(dossier, field="title", value="Plus tard", revision=1, at=timezone.now(), by=by)
    assert Dossier.objects.get(pk=dossier.pk).filing.content["title"] == "Fonds marins"


def test_after_its_own_closing_it_is_refused():
    call = with_expression()
    dossier = a_complete_dossier("irp", call=call)
    with pytest.raises(Refused):
        perform(dossier, "express", by=standing_of(dossier.carrier), at=call.expression_closes)


def test_a_call_without_this_stage_offers_no_such_act():
    dossier = a_complete_dossier("irp")
    assert "express" not in {o.transition.name for o in offers(dossier, standing_of(dossier.carrier))}


def test_what_is_sent_is_what_the_instrument_asks_of_an_expression_and_nothing_else():
    dossier = an_expressed_dossier()
    content, written = dossier.filing.content, Dossier.objects.for_content().get(pk=dossier.pk).working_content
    asked = {one.slug for section in dossier.rules.expression_sections for one in section.fields}
    assert "title" in asked
    assert "context" not in asked
    assert set(content["answers"]) == set(written["answers"]) & asked
    assert content["partners"] == written["partners"] != []
    assert content["participants"] == written["participants"] != []
    for part in ("budget", "cofundings", "publications", "papers"):
        assert content[part] == [], part
    assert written["budget"]
    assert written["papers"]
    assert (content["carrier"], content["unit"]) == (written["carrier"], written["unit"])
    assert content["months"] is None
    assert dossier.filing.sha256 == fingerprint(content)


def test_the_dossier_filed_afterwards_is_whole():
    dossier = an_expressed_dossier()
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    content = Dossier.objects.get(pk=dossier.pk).filing.content
    assert content["budget"]
    assert content["papers"]
    assert content["answers"]["context"]


def page(dossier, person, rest="", language="fr"):
    Person.objects.filter(pk=person.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/proposals/{dossier.uid}/{rest}")


def test_the_institute_finds_it_in_order_by_its_own_rules_and_reads_no_sum_that_it_does_not_ask():
    dossier = an_expressed_dossier()
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    said = page(dossier, officer).content.decode()
    assert "Toutes les règles de l’instrument sont respectées" in said
    assert "Contexte et objectifs" not in said
    assert "lettre.pdf" not in said
    assert (dossier.asked, dossier.blocks, dossier.warns) == (None, 0, 0)
    assert '<dd class="ci-num">–' in said
    stored = dossier.attachments.first().file
    assert page(dossier, officer, f"files/{stored.uid}/").status_code == 404


def test_the_director_of_the_unit_reads_it_only_when_the_carrier_shows_it():
    dossier = an_expressed_dossier()
    director, own = the_head(dossier), standing_of(dossier.carrier)
    assert page(dossier, director).status_code == 404
    visa = show_to_director(dossier, at=timezone.now(), by=own)
    client = Client()
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(f"/visas/{visa.uid}/", headers={"accept-language": "fr"}).content.decode()
    assert "Contexte et objectifs" in shown
    hide_from_director(dossier, at=timezone.now(), by=own)
    assert page(dossier, director).status_code == 404


def test_shown_before_it_was_sent_it_stays_shown_until_the_carrier_takes_it_away():
    dossier = a_complete_dossier("irp", call=with_expression())
    director, own = the_head(dossier), standing_of(dossier.carrier)
    show_to_director(dossier, at=timezone.now(), by=own)
    perform(dossier, "express", by=own, at=timezone.now())
    assert page(dossier, director).status_code == 200
    hide_from_director(dossier, at=timezone.now(), by=own)
    assert page(dossier, director).status_code == 404


def the_head(dossier):
    return Office.objects.get(role=Role.UNIT_DIRECTOR, unit=dossier.unit).person


def test_its_receipt_announces_no_rejection():
    dossier = an_expressed_dossier()
    assert "silence_on" not in dossier.filing.mentions
    assert dossier.filing.mentions["service"]
    page_said = page(dossier, dossier.carrier, "filed/").content.decode()
    printed = document("receipt").html(dossier.filing.code, "fr")
    mail = OutboxMail.objects.get(key="expression.received").text
    for said in (page_said, printed, mail):
        assert "rejetée" not in said
        assert "tribunal" not in said
    assert "n’est pas encore une demande" in page_said
    assert "rien n’est rejeté" in printed
    submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert "rejetée" in page(dossier, dossier.carrier, "filed/").content.decode()


REASON = "Hors du champ de l’institut."


@pytest.mark.parametrize(
    ("needed", "said"), [(False, "Vous pouvez le déposer malgré tout"), (True, "seules les équipes invitées déposent")]
)
def test_the_reason_of_an_advice_against_is_read_in_the_mail_and_where_its_carrier_arrives(needed, said):
    dossier = an_expressed_dossier(is_invitation_necessary=needed)
    Person.objects.filter(pk=dossier.carrier_id).update(language="fr")
    perform(dossier, "advise-against", by=the_officer(dossier), reason=REASON)
    mail = OutboxMail.objects.get(key="expression.advised-against", person=dossier.carrier)
    assert REASON in mail.text
    assert REASON in mail.html
    assert said in mail.text
    client = Client(headers={"accept-language": "fr"})
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    arrived = client.get(dossier.get_absolute_url(), follow=True).content.decode()
    assert REASON in arrived
    assert said in arrived
    # invited after all, the advice is no longer said
    perform(dossier, "invite", by=the_officer(dossier))
    assert REASON not in client.get(f"/proposals/{dossier.uid}/edit/").content.decode()


def posted(dossier, person, rest, **data):
    client = Client(headers={"accept-language": "fr"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(f"/proposals/{dossier.uid}/{rest}", data)


def test_expressing_by_its_page_sends_it_once_and_says_so():
    dossier = a_complete_dossier("irp", call=with_expression())
    Person.objects.filter(pk=dossier.carrier_id).update(language="fr")
    asked = page(dossier, dossier.carrier, "express/").content.decode()
    assert "L’institut ne lit que ces parties" in asked
    assert "Le projet en bref" in asked
    assert "Contexte et objectifs" not in asked
    answer = posted(dossier, dossier.carrier, "express/")
    assert (answer.status_code, answer.url) == (302, dossier.get_absolute_url())
    assert Dossier.objects.get(pk=dossier.pk).state == S.EXPRESSED
    # a double click
    assert posted(dossier, dossier.carrier, "express/").status_code == 302
    assert dossier.filings.count() == 1


def test_expressing_too_early_says_what_is_missing_and_sends_nothing():
    dossier = a_dossier("irp", call=with_expression())
    Person.objects.filter(pk=dossier.carrier_id).update(language="fr")
    answer = posted(dossier, dossier.carrier, "express/")
    assert answer.status_code == 409
    assert "réponse attendue" in answer.content.decode()
    assert not dossier.filings.exists()


FILE, EXPRESS = "Déposer le dossier</button>", "Manifester son intérêt</a>"


def test_where_the_invitation_is_necessary_only_what_can_be_done_is_offered():
    dossier = a_complete_dossier("irp", call=with_expression(is_invitation_necessary=True))
    own = dossier.carrier
    first = page(dossier, own, "submit/").content.decode()
    assert EXPRESS in first
    assert "seules les équipes invitées déposent" in first
    assert FILE not in first
    assert "au dernier instant" not in first
    assert "Avant de pouvoir le déposer" not in first
    preview = page(dossier, own, "preview/").content.decode()
    assert EXPRESS in preview
    assert "Continuer vers le dépôt" not in preview
    perform(dossier, "express", by=standing_of(own), at=timezone.now())
    assert f"/proposals/{dossier.uid}/edit/" in page(dossier, own).content.decode()
    waiting = page(dossier, own, "submit/").content.decode()
    assert "vous pourrez déposer quand l’institut vous y aura invité" in waiting
    assert FILE not in waiting
    perform(dossier, "advise-against", by=the_officer(dossier), reason=REASON)
    advised = page(dossier, own, "submit/").content.decode()
    assert "L’institut déconseille le dépôt" in advised
    assert FILE not in advised
    with pytest.raises(Refused):
        give_mandate(dossier, at=timezone.now(), by=standing_of(own))
    perform(dossier, "invite", by=the_officer(dossier))
    assert FILE in page(dossier, own, "submit/").content.decode()
    give_mandate(dossier, at=timezone.now(), by=standing_of(own))


def test_where_it_is_not_necessary_filing_is_offered_from_the_start():
    dossier = a_complete_dossier("irp", call=with_expression())
    assert FILE in page(dossier, dossier.carrier, "submit/").content.decode()


@pytest.mark.parametrize("needed", [True, False])
def test_too_late_it_promises_a_filing_only_where_the_dossier_itself_may_be_filed(needed):
    call = with_expression(is_invitation_necessary=needed)
    dossier = a_complete_dossier("irp", call=call)
    with pytest.raises(Refused) as refused:
        perform(dossier, "express", by=standing_of(dossier.carrier), at=call.expression_closes)
    said = " ".join(refused.value.reasons)
    assert ("You may file" in said or "Vous pouvez déposer" in said) is not needed


def due_of(key):
    found = source_of(key)
    return [one.pk for one in found.awaited(Dossier.objects.all(), timezone.now())]


@pytest.mark.parametrize("needed", [True, False])
def test_its_writers_are_reminded_before_its_own_date_and_of_the_filing_only_once_it_is_possible(needed):
    dossier = a_complete_dossier("irp", call=with_expression(is_invitation_necessary=needed))
    assert due_of("expression") == [dossier.pk]
    assert due_of("filing") == ([] if needed else [dossier.pk])
    (due,) = source_of("expression").read(source_of("expression").awaited(Dossier.objects.all(), timezone.now()))
    assert due.due == dossier.call.expression_closes
    assert str(due.path) == f"/proposals/{dossier.uid}/express/"
    perform(dossier, "express", by=standing_of(dossier.carrier), at=timezone.now())
    assert due_of("expression") == []
    perform(dossier, "invite", by=the_officer(dossier))
    assert due_of("filing") == [dossier.pk]


def test_a_call_without_this_stage_reminds_of_no_expression():
    a_complete_dossier("irp")
    assert due_of("expression") == []

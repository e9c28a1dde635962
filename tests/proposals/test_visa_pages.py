"""The pages of whoever gives the unit's opinion: what they read before they give it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.models import Office, Person
from directory.standing import standing_of
from documents.checks import check
from notifications.models import OutboxMail
from proposals.actions import visas as actions
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.papers import ANNEX, add_paper
from proposals.actions.writing import save_answer
from proposals.models import Dossier, Visa
from tests.clients import as_
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_holder, a_person
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier, the_officer
from workflow.engine import perform

pytestmark = pytest.mark.django_db
NOW = timezone.now
LINK = re.compile(r'href="(/proposals/[^"#]+(?:/files/[^"]+/|\.pdf))"')


def the_head(dossier):
    """The director of its unit, as a person."""
    return Office.objects.get(role=Role.UNIT_DIRECTOR, unit=dossier.unit).person


def the_visa(dossier):
    return Visa.objects.in_force().get(dossier=dossier)


def is_given_back(client, path):
    """Whether this address gives the document."""
    answer = client.get(path)
    return answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"%PDF")


def with_a_paper(dossier):
    """A document with its bytes, checked."""
    sent = add_paper(dossier, paper=ANNEX, file=an_upload(a_pdf(), name="plan.pdf"), at=NOW(),
                     by=standing_of(dossier.carrier))  # fmt: skip
    check(sent.file)
    return Dossier.objects.get(pk=dossier.pk)


def test_the_director_reads_every_document_the_print_and_the_verdicts_of_what_was_filed():
    dossier = with_a_paper(a_complete_dossier("iea"))
    submit_dossier(dossier, at=NOW(), by=standing_of(dossier.carrier))
    director = as_(the_head(dossier))
    said = director.get(f"/visas/{the_visa(dossier).uid}/").content.decode()
    links = set(LINK.findall(said))
    filed = Dossier.objects.get(pk=dossier.pk).filing.content["papers"]
    assert len(filed) == 2
    assert {f"/proposals/{dossier.uid}/files/{one['file']}/" for one in filed} < links
    (annex,) = [one for one in filed if one["name"] == "plan.pdf"]
    assert is_given_back(director, f"/proposals/{dossier.uid}/files/{annex['file']}/")
    (whole,) = [link for link in links if link.endswith(".pdf")]
    assert director.get(whole).status_code in (200, 202)
    assert "Ce que disent les règles" in said


def test_what_the_rules_found_is_said_in_words_where_the_opinion_is_given_and_on_the_dossier():
    dossier = a_complete_dossier("irp")
    dossier.attachments.update(removed_at=NOW())
    dossier.publications.all().delete()
    save_answer(dossier, field="other-proof", value="", revision=1, at=NOW(), by=standing_of(dossier.carrier))
    submit_dossier(dossier, at=NOW(), by=standing_of(dossier.carrier))
    director = as_(the_head(dossier))
    for path in (f"/visas/{the_visa(dossier).uid}/", f"/proposals/{dossier.uid}/"):
        said = director.get(path).content.decode()
        assert "Pièce attendue : preuve que les équipes savent travailler ensemble" in said.replace("\xa0", " "), path


def test_the_direction_that_gives_it_instead_of_the_director_reads_the_same():
    carrier = a_dossier().carrier
    Office.objects.filter(role=Role.UNIT_DIRECTOR, unit=carrier.unit).update(person=carrier)
    dossier = with_a_paper(a_complete_dossier(carrier=carrier))
    submit_dossier(dossier, at=NOW(), by=standing_of(carrier))
    direction = as_(a_holder(Role.INSTITUTE_DIRECTION, dossier.institute))
    links = LINK.findall(direction.get(f"/visas/{the_visa(dossier).uid}/").content.decode())
    assert len(links) == 3
    annex = dossier.attachments.get(paper=ANNEX).file
    assert is_given_back(direction, f"/proposals/{dossier.uid}/files/{annex.uid}/")


def test_a_draft_shown_early_is_read_with_its_documents():
    dossier = with_a_paper(a_complete_dossier())
    visa = actions.show_to_director(dossier, at=NOW(), by=standing_of(dossier.carrier))
    director = as_(the_head(dossier))
    said = director.get(f"/visas/{visa.uid}/").content.decode()
    files = [link for link in LINK.findall(said) if "/files/" in link]
    assert len(files) == 2
    annex = dossier.attachments.get(paper=ANNEX).file
    assert f"/proposals/{dossier.uid}/files/{annex.uid}/" in files
    assert is_given_back(director, f"/proposals/{dossier.uid}/files/{annex.uid}/")


def test_a_draft_no_longer_shown_is_read_at_none_of_its_former_addresses():
    dossier = with_a_paper(a_complete_dossier())
    own, director = standing_of(dossier.carrier), as_(the_head(dossier))
    visa = actions.show_to_director(dossier, at=NOW(), by=own)
    actions.hide_from_director(dossier, at=NOW(), by=own)
    answer = director.get(f"/visas/{visa.uid}/")
    assert (answer.status_code, answer.url) == (302, "/visas/")
    sent = director.post(f"/visas/{visa.uid}/", {"opinion": ""})
    assert (sent.status_code, sent.url) == (302, "/visas/")
    annex = dossier.attachments.get(paper=ANNEX).file
    assert director.get(f"/proposals/{dossier.uid}/files/{annex.uid}/").status_code == 404


def test_the_address_of_a_request_that_another_filing_replaced_leads_to_the_one_that_is_asked():
    dossier = a_filed_dossier()
    own, former = standing_of(dossier.carrier), the_visa(dossier)
    take_back(dossier, at=NOW(), by=own)
    submit_dossier(dossier, at=NOW(), by=own)
    director = as_(the_head(dossier))
    assert director.get(f"/visas/{former.uid}/").url == f"/visas/{the_visa(dossier).uid}/"
    sent = director.post(f"/visas/{former.uid}/", {"opinion": "favourable"}, follow=True)
    assert "votre avis n’a pas été enregistré" in sent.content.decode()
    assert the_visa(dossier).opinion == ""


def test_once_completed_the_page_says_that_another_version_stands():
    dossier = a_filed_dossier()
    own, visa = standing_of(dossier.carrier), the_visa(dossier)
    director, note = as_(the_head(dossier)), "version complétée"
    assert note not in director.get(f"/visas/{visa.uid}/").content.decode()
    perform(dossier, "ask-completion", by=the_officer(dossier), reason="Précisez.", parts=["context"],
            due=NOW() + timedelta(days=9))  # fmt: skip
    save_answer(dossier, field="context", value="Autrement.", revision=1, at=NOW(), by=own)
    perform(Dossier.objects.get(pk=dossier.pk), "complete", by=own)
    assert note in director.get(f"/visas/{visa.uid}/").content.decode()


def test_the_carriers_own_preview_shows_the_documents_that_its_readers_will_find():
    dossier = with_a_paper(a_complete_dossier())
    said = as_(dossier.carrier).get(f"/proposals/{dossier.uid}/preview/").content.decode()
    files = [link for link in LINK.findall(said) if "/files/" in link]
    assert len(files) == 2
    assert "plan.pdf" in said


SEVERAL = "/visas/several/"


def of_one_director(number):
    """As many dossiers that await the opinion of the same person, and that person's browser."""
    first = a_filed_dossier()
    head = the_head(first)
    dossiers = [first, *(a_filed_dossier(carrier=a_person(unit=first.unit)) for _ in range(number - 1))]
    return dossiers, head, as_(head)


def sent(dossiers, **more):
    return {"visa": [str(the_visa(one).uid) for one in dossiers], "opinion": "favourable", "comment": "", **more}


def opinions(dossiers):
    return [the_visa(one).opinion for one in dossiers]


def test_the_preview_of_several_opinions_writes_nothing():
    dossiers, _head, director = of_one_director(2)
    mails = OutboxMail.objects.count()
    answer = director.post(SEVERAL, sent(dossiers))
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "Avant de donner les avis" in said
    assert all(str(the_visa(one).uid) in said for one in dossiers)
    assert opinions(dossiers) == ["", ""]
    assert OutboxMail.objects.count() == mails


def test_confirmed_the_opinion_is_given_on_all_of_them_and_each_carrier_is_told():
    dossiers, head, director = of_one_director(3)
    given = sent(dossiers, opinion="reserved", comment="Trop de missions.", confirm="1")
    answer = director.post(SEVERAL, given)
    assert (answer.status_code, answer.url) == (302, "/visas/")
    assert opinions(dossiers) == ["reserved"] * 3
    assert {(the_visa(one).comment, the_visa(one).given_by_id) for one in dossiers} == {("Trop de missions.", head.pk)}
    told = set(OutboxMail.objects.filter(key="visa.given").values_list("person", flat=True))
    assert {one.carrier_id for one in dossiers} <= told


def test_sent_again_it_gives_nothing_twice():
    dossiers, _head, director = of_one_director(2)
    again = sent(dossiers, confirm="1")
    director.post(SEVERAL, again)
    given_at = [the_visa(one).given_at for one in dossiers]
    mails = OutboxMail.objects.count()
    answer = director.post(SEVERAL, {**again, "opinion": "unfavourable", "comment": "Non."}, follow=True)
    assert answer.status_code == 200
    assert opinions(dossiers) == ["favourable"] * 2
    assert [the_visa(one).given_at for one in dossiers] == given_at
    assert OutboxMail.objects.count() == mails


def test_a_reserved_opinion_without_a_word_is_refused_and_what_was_ticked_stays():
    dossiers, _head, director = of_one_director(2)
    answer = director.post(SEVERAL, sent(dossiers, opinion="reserved", confirm="1"))
    assert answer.status_code == 422
    assert all(str(the_visa(one).uid) in answer.content.decode() for one in dossiers)
    assert opinions(dossiers) == ["", ""]


@pytest.mark.parametrize("forged", ["", "n’importe quoi", "1", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_id_is_nobodys_and_holds_up_no_other(forged):
    (dossier,), _head, director = of_one_director(1)
    given = sent([dossier], confirm="1")
    director.post(SEVERAL, {**given, "visa": [forged, *given["visa"]]})
    assert opinions([dossier]) == ["favourable"]


def test_the_dossiers_of_another_unit_ones_own_and_a_draft_only_shown_are_left_as_they_are():
    (mine,), head, director = of_one_director(1)
    foreign = a_filed_dossier()
    # carried by the director themselves, and a draft that waits for nothing
    Person.objects.filter(pk=head.pk).update(unit=mine.unit)
    own = a_filed_dossier(carrier=Person.objects.get(pk=head.pk))
    shown = a_complete_dossier(carrier=a_person(unit=mine.unit))
    actions.show_to_director(shown, at=NOW(), by=standing_of(shown.carrier))
    said = director.post(SEVERAL, sent([mine, foreign, own, shown])).content.decode()
    assert str(the_visa(mine).uid) in said
    assert not any(str(the_visa(one).uid) in said for one in (foreign, own, shown))
    director.post(SEVERAL, sent([mine, foreign, own, shown], confirm="1"))
    assert opinions([mine, foreign, own, shown]) == ["favourable", "", "", ""]

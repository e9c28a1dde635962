"""Filing: one transaction, an immutable version, a reference, a receipt; the deadline decided by the reception."""

from datetime import timedelta

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions.filing import submit_dossier, take_back
from proposals.actions.writing import WrittenMeanwhile, save_answer
from proposals.content import fingerprint
from proposals.enums import DossierState as S
from proposals.enums import VisaState
from proposals.models import Dossier
from tests.factories import a_person, an_institute, an_office
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier
from workflow.engine import MovedOn, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]
INSTRUMENTS = ("iea", "irp", "irn", "irl")


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_a_complete_dossier_of_each_instrument_is_filed_with_reference_version_and_request(slug):
    dossier = a_filed_dossier(slug)
    assert dossier.state == S.FILED
    assert dossier.reference == f"{slug.upper()}-{dossier.call.year}-0001"
    filing = dossier.filing
    assert filing.sha256 == fingerprint(filing.content)
    assert filing.content["answers"]["context"]
    assert dossier.visas.in_force().get().state == VisaState.ASKED


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_an_empty_dossier_is_refused_with_what_is_missing_and_nothing_is_written(slug):
    dossier = a_dossier(slug)
    with pytest.raises(Refused) as refused:
        submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert len(refused.value.reasons) > 1
    assert Dossier.objects.get(pk=dossier.pk).reference is None


def test_the_reception_decides_to_the_last_instant():
    dossier = a_complete_dossier()
    by = standing_of(dossier.carrier)
    with pytest.raises(Refused, match=r"clos|ferm"):
        submit_dossier(dossier, at=dossier.closes, by=by)
    submit_dossier(dossier, at=dossier.closes - timedelta(microseconds=1), by=by)
    assert Dossier.objects.get(pk=dossier.pk).state == S.FILED


def test_a_double_click_files_once():
    dossier = a_filed_dossier()
    with pytest.raises(MovedOn):
        submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert dossier.filings.count() == 1


def test_a_dossier_taken_back_keeps_its_filed_version_until_it_is_filed_again():
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="title", value="Un autre titre", revision=1, at=now, by=by)
    again = Dossier.objects.get(pk=dossier.pk)
    assert again.state == S.FILED
    assert again.filing.content["title"] == "Fonds marins"
    submit_dossier(again, at=now, by=by)
    again = Dossier.objects.get(pk=dossier.pk)
    assert (again.filing.number, again.filing.content["title"]) == (2, "Un autre titre")
    assert again.reference == dossier.reference
    assert again.taken_back_at is None
    assert [visa.state for visa in again.visas.order_by("pk")] == [VisaState.SUPERSEDED, VisaState.ASKED]


def test_filed_again_it_tells_only_the_institutes_named_for_the_first_time():
    first, second = an_institute(code="PREMIER"), an_institute(code="SECOND")
    officers = [an_office(a_person(), Role.INSTITUTE_OFFICER, one).person for one in (first, second)]
    dossier = a_complete_dossier("irp")
    by, now = standing_of(dossier.carrier), timezone.now()
    save_answer(dossier, field="other-institutes", value=["PREMIER"], revision=0, at=now, by=by)
    submit_dossier(dossier, at=now, by=by)
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="other-institutes", value=["PREMIER", "SECOND"], revision=1, at=now, by=by)
    submit_dossier(dossier, at=now, by=by)
    told = OutboxMail.objects.filter(key="dossier.informed")
    assert [told.filter(person=one).count() for one in officers] == [1, 1]


def test_whoever_comes_second_is_shown_the_other_text():
    dossier = a_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    save_answer(dossier, field="context", value="le premier", revision=0, at=now, by=by)
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        save_answer(dossier, field="context", value="le second", revision=0, at=now, by=by)
    assert meanwhile.value.current.value == "le premier"
    kept = save_answer(dossier, field="context", value="les deux", revision=1, at=now, by=by)
    assert kept.revision == 2


def test_a_filed_dossier_is_no_longer_written():
    dossier = a_filed_dossier()
    with pytest.raises(Refused):
        save_answer(
            dossier, field="context", value="après", revision=1, at=timezone.now(), by=standing_of(dossier.carrier)
        )


def test_a_refused_filing_gives_its_number_back():
    refused, filed = a_dossier(), a_complete_dossier()
    with pytest.raises(Refused):
        submit_dossier(refused, at=timezone.now(), by=standing_of(refused.carrier))
    submit_dossier(filed, at=timezone.now(), by=standing_of(filed.carrier))
    assert Dossier.objects.get(pk=filed.pk).reference.endswith("-0001")

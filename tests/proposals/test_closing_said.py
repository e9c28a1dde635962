"""What the closing did is told with its reason; a document checked late is in the next print."""

import pytest
from django.utils import timezone

from directory.standing import standing_of
from documents.enums import IntakeState
from documents.models import StoredFile
from documents.pdf import document
from notifications.models import OutboxMail
from proposals.actions import clock
from proposals.actions.filing import take_back
from proposals.actions.mandates import give_mandate
from proposals.actions.writing import save_answer
from proposals.pdf import key_of
from tests.proposals.dossiers import a_complete_dossier, a_dossier, a_filed_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PREVENTED = "You had asked that it be filed at the closing"


def told(dossier, key):
    dossier.carrier.language = "en"
    dossier.carrier.save()
    clock.close_dossiers(dossier.closes)
    return OutboxMail.objects.get(key=key).text


def test_a_mandate_that_could_not_be_kept_tells_the_carrier_what_prevented_it():
    dossier = a_dossier()
    give_mandate(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    text = told(dossier, "dossier.lapsed")
    assert PREVENTED in text
    assert "- " in text.split(PREVENTED)[1]


def test_without_a_mandate_nothing_is_reproached():
    assert PREVENTED not in told(a_complete_dossier(), "dossier.lapsed")


def test_a_working_copy_that_the_mandate_could_not_file_tells_what_prevented_it():
    dossier = a_filed_dossier()
    by, now = standing_of(dossier.carrier), timezone.now()
    take_back(dossier, at=now, by=by)
    save_answer(dossier, field="context", value="", revision=1, at=now, by=by)
    give_mandate(dossier, at=now, by=by)
    text = told(dossier, "dossier.set-aside")
    assert "- " in text.split(PREVENTED)[1]


def test_a_document_accepted_after_the_first_print_makes_another_one():
    dossier = a_filed_dossier()
    file = dossier.attachments.get().file
    StoredFile.objects.filter(pk=file.pk).update(state=IntakeState.PENDING, checked_at=None)
    before = document("dossier").html(key_of(dossier), "en")
    assert "(Being checked)" in before
    StoredFile.objects.filter(pk=file.pk).update(state=IntakeState.ACCEPTED, checked_at=timezone.now())
    after = document("dossier").html(key_of(dossier), "en")
    assert "(Being checked)" not in after
    assert after != before

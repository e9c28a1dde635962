"""Whoever judges a filed version is told which of its documents were refused since, and is not offered them."""

import pytest
from django.utils import timezone

from directory.models import Person
from directory.standing import standing_of
from documents.enums import IntakeState
from documents.models import StoredFile
from funding.actions.security import ask_security
from proposals.actions.filing import submit_dossier
from proposals.actions.visas import give_visa
from proposals.models import Dossier
from tests.clients import as_
from tests.evaluation.reviews import a_filed_review, an_open_review
from tests.evaluation.seatings import a_live_session
from tests.proposals.dossiers import a_complete_dossier, the_director, the_officer
from workflow.engine import perform

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAID = "This document was refused by its check"
NOW = timezone.now


@pytest.fixture
def dossier():
    """Admissible, filed while its letter was still being checked."""
    made = a_complete_dossier("iea")
    StoredFile.objects.update(state=IntakeState.PENDING, checked_at=None)
    submit_dossier(made, at=NOW(), by=standing_of(made.carrier))
    made = Dossier.objects.get(pk=made.pk)
    give_visa(made.visas.get(), opinion="favourable", at=NOW(), by=the_director(made))
    perform(made, "admit", by=the_officer(made))
    return Dossier.objects.get(pk=made.pk)


def review(dossier):
    made = an_open_review(dossier)
    return f"/reviews/{made.uid}/", made.person


def session(dossier):
    a_filed_review(dossier)
    sat = a_live_session(Dossier.objects.get(pk=dossier.pk))
    return f"/sessions/{sat.session.uid}/dossiers/{sat.items[0].uid}/", sat.chair


def security(dossier):
    officer = the_officer(dossier)
    made = ask_security(dossier, note="Matériaux.", at=NOW(), by=officer)
    return f"/security/{made.uid}/", Person.objects.get(pk=officer.person_id)


@pytest.mark.parametrize("page_of", [review, session, security])
def test_a_document_refused_since_is_told_and_no_longer_offered(page_of, dossier):
    path, person = page_of(dossier)
    file = dossier.filing.content["papers"][0]["file"]
    waiting = as_(person, "en").get(path).content.decode()
    assert (SAID in waiting, f"files/{file}/" in waiting) == (False, True)
    StoredFile.objects.update(state=IntakeState.REFUSED, checked_at=NOW(), reason={"slug": "encrypted"})
    refused = as_(person, "en").get(path).content.decode()
    assert (SAID in refused, f"files/{file}/" in refused) == (True, False)

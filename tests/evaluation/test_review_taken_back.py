"""The peer review opened on several at once is taken back as long as nobody was asked for it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from evaluation.actions.answering import decline
from evaluation.enums import PinKind
from evaluation.models import Pin, RankEntry, Ranking
from proposals.board.bulk import WORKS
from proposals.enums import DossierState as S
from proposals.models import BulkAct, Dossier
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier, an_invited_review, the_reviewer
from tests.factories import a_holder
from workflow.history import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def opened(*, before=lambda dossier: None):
    """An admissible dossier put in review by an act on several; its officer, who may undo it, signed in."""
    dossier = an_admissible_dossier()
    before(dossier)
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    officer.language = "en"
    officer.save()
    client = Client()
    client.force_login(officer)
    asked = {"act": "start-review", "dossier": [str(dossier.uid)], "query": "all=1"}
    assert "on which no reviewer is asked" in client.post("/triage/several/", asked).text
    client.post("/triage/several/", {**asked, "confirm": "1", "token": str(uuid4())})
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.state == S.IN_REVIEW
    return dossier, client, BulkAct.objects.get()


def taken_back(client, bulk):
    return client.post(f"/triage/several/{bulk.uid}/undo/", follow=True).text


def test_nobody_was_asked_and_it_is_admissible_again_which_nobody_outside_hears_of():
    dossier, client, bulk = opened()
    assert "1 dossier is as it was before." in taken_back(client, bulk)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.state == S.ADMISSIBLE
    assert timeline(dossier).first().act == "close-review"
    # it may be opened again
    assert dossier.state in WORKS["start-review"].sources
    carrier = Client(headers={"accept-language": "en"})
    carrier.force_login(dossier.carrier)
    assert "by mistake" not in carrier.get(f"/proposals/{dossier.uid}/").text


def ask(dossier):
    an_invited_review(dossier)


def ask_in_vain(dossier):
    review = an_invited_review(dossier)
    decline(review, reason="Pas le temps.", at=timezone.now(), by=the_reviewer(review))


def assign(dossier):
    reviewer = a_reviewer()
    Pin.objects.create(dossier=dossier, reviewer=reviewer, kind=PinKind.ALWAYS, pinned_by=reviewer.person,
                       pinned_at=timezone.now())  # fmt: skip


def rank(dossier):
    now = timezone.now()
    ranking = Ranking.objects.create(call=dossier.call, institute=dossier.institute, state="open", state_since=now,
                                     created_at=now)  # fmt: skip
    RankEntry.objects.create(ranking=ranking, dossier=dossier, position=1)


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [(ask, "A reviewer has been asked already"), (ask_in_vain, "A reviewer has been asked already"),
     (assign, "A reviewer is assigned already"), (rank, "It stands in a ranking already")],
)  # fmt: skip
def test_once_somebody_is_asked_or_assigned_it_goes_on(meanwhile, why):
    dossier, client, bulk = opened()
    meanwhile(dossier)
    assert why in taken_back(client, bulk)
    assert Dossier.objects.get(pk=dossier.pk).state == S.IN_REVIEW


def test_one_that_should_never_be_reviewed_by_somebody_is_assigned_to_nobody():
    dossier, client, bulk = opened()
    reviewer = a_reviewer()
    Pin.objects.create(dossier=dossier, reviewer=reviewer, kind=PinKind.NEVER, pinned_by=reviewer.person,
                       pinned_at=timezone.now())  # fmt: skip
    taken_back(client, bulk)
    assert Dossier.objects.get(pk=dossier.pk).state == S.ADMISSIBLE


def test_no_page_offers_to_take_one_dossier_back():
    dossier, client, _bulk = opened()
    assert client.get(f"/proposals/{dossier.uid}/acts/close-review/").status_code == 404
    assert client.post(f"/proposals/{dossier.uid}/acts/close-review/", {"reason": "x"}).status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).state == S.IN_REVIEW

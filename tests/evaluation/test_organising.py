"""A review in hand, from its page: another date, another link; and what a publication given up leaves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from directory.standing import standing_of
from evaluation.actions.afterwards import call_from_reserve
from evaluation.actions.decisions import close_arbitration
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.links import link_for
from evaluation.loose import left
from evaluation.models import Decision, Release
from evaluation.waiting.decisions import waiting
from instruments.steps import Step
from notifications.models import OutboxMail
from tests.evaluation.campaigns import a_campaign, a_signed_ranking
from tests.evaluation.reviews import a_filed_review, an_invited_review, an_open_review
from tests.proposals.dossiers import the_officer
from workflow.engine import perform

pytestmark = pytest.mark.django_db


def logged(person_id):
    from directory.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def officer_of(review):
    return logged(the_officer(review.dossier).person_id)


@pytest.mark.parametrize("made", [an_invited_review, an_open_review])
def test_the_officer_postpones_and_the_reviewer_is_told(made):
    review = made()
    day = (timezone.now() + timedelta(days=60)).date()
    page = officer_of(review).post(f"/reviews/{review.uid}/date/", {"due": day.isoformat()}, follow=True)
    review.refresh_from_db()
    assert timezone.localtime(review.due - timedelta(seconds=1)).date() == day
    assert OutboxMail.objects.filter(key="review.postponed").count() == 1
    assert page.redirect_chain[-1][0] == f"/reviews/{review.uid}/"


@pytest.mark.parametrize(("typed", "said"), [
    ("", "jour"), ("demain", "jour"), ("2001-01-01", "est passée"), ("9999-12-31", "jour"),
])  # fmt: skip
def test_a_date_that_cannot_be_is_refused_in_words(typed, said):
    review = an_open_review()
    page = officer_of(review).post(f"/reviews/{review.uid}/date/", {"due": typed}, follow=True)
    assert said in page.content.decode()
    before = review.due
    review.refresh_from_db()
    assert review.due == before
    assert not OutboxMail.objects.filter(key="review.postponed").exists()


def test_a_filed_review_is_not_postponed_and_nobody_else_organises():
    filed, written = a_filed_review(), an_open_review()
    day = {"due": (timezone.now() + timedelta(days=60)).date().isoformat()}
    assert "Plus rien" in officer_of(filed).post(f"/reviews/{filed.uid}/date/", day, follow=True).content.decode()
    mine = logged(written.person_id)
    for rest, data in (("date/", day), ("links/", {"renew": "1"})):
        mine.post(f"/reviews/{written.uid}/{rest}", data)
    before = written.due
    written.refresh_from_db()
    assert written.due == before
    assert not OutboxMail.objects.filter(key__in=["review.postponed", "review.link"]).exists()


def test_a_link_that_went_astray_is_withdrawn_and_a_new_one_sent():
    review = an_open_review()
    client, path = officer_of(review), f"/reviews/by-link/{link_for(review).token}/"
    assert Client().get(path).status_code == 200
    client.post(f"/reviews/{review.uid}/links/", {"withdraw": "1"})
    assert Client().get(path).status_code == 410
    client.post(f"/reviews/{review.uid}/links/", {"renew": "1"})
    assert Client().get(path).status_code == 410
    mail = OutboxMail.objects.get(key="review.link")
    assert "/reviews/by-link/" in mail.text
    assert "/reviews/by-link/" not in client.get(f"/reviews/{review.uid}/").content.decode()


# -- what results leave to do ------------------------------------------------------------------------
def a_release(campaign, **cut):
    a_signed_ranking(campaign, **cut)
    decisions = close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    return prepare_release(campaign.call, decisions, title=campaign.call.title, step=Step.ARBITRATION,
                           at=timezone.now(), by=campaign.derci)  # fmt: skip


def urls(standing):
    return [one.url for one in waiting(standing, timezone.now())]


def test_a_publication_given_up_is_prepared_again_from_the_list():
    campaign = a_campaign(marks=("4", "3"))
    release, client = a_release(campaign, cut=1), logged(campaign.derci.person_id)
    perform(release, "cancel", by=campaign.derci, at=timezone.now(), reason="Une faute dans le titre.")
    assert (left(campaign.derci).loose, left(campaign.direction).loose) == (2, 2)
    assert "/results/#h-loose" in urls(campaign.derci)
    named = Decision.objects.order_by("pk").first()
    # a forged name gathers nothing; the institute does not publish what the directorate decides
    for by, decision in ((client, "x"), (client, str(release.uid)), (logged(campaign.direction.person_id), named.uid)):
        by.post("/results/gather/", {"decision": decision})
        assert Release.objects.count() == 1
    client.post("/results/gather/", {"decision": named.uid})
    made = Release.objects.exclude(pk=release.pk).get()
    assert (made.decisions.count(), made.title, left(campaign.derci).loose) == (2, campaign.call.title, 0)
    client.post("/results/gather/", {"decision": named.uid})
    assert Release.objects.count() == 2


def test_its_decisions_are_taken_back_with_a_reason():
    campaign = a_campaign(marks=("4", "3"))
    release, client = a_release(campaign, cut=1), logged(campaign.derci.person_id)
    perform(release, "cancel", by=campaign.derci, at=timezone.now(), reason="À revoir.")
    named = {"decision": Decision.objects.order_by("pk").first().uid, "back": "1"}
    said = client.post("/results/gather/", {**named, "reason": "  "}, follow=True).content.decode()
    assert "motif" in said
    assert Decision.objects.in_force().count() == 2
    client.post("/results/gather/", {**named, "reason": "L’enveloppe a changé."})
    assert not Decision.objects.in_force().exists()
    for dossier in campaign.dossiers:
        dossier.refresh_from_db()
        assert dossier.state == "ranked"


def test_a_reserve_list_may_be_called_when_a_selected_dossier_is_withdrawn_and_until_it_is():
    campaign = a_campaign(marks=("4.5", "4", "3.5"))
    sign_release(a_release(campaign, cut=1, reserve=2), planned_at=None, at=timezone.now(), by=campaign.head)
    release_due()
    assert not urls(campaign.derci)
    perform(fresh(campaign, 0), "withdraw", by=standing_of(campaign.dossiers[0].carrier), reason="Je pars.")
    assert urls(campaign.derci) == ["/results/#h-reserve"]
    page = logged(campaign.derci.person_id).get("/results/").content.decode()
    first, second = (fresh(campaign, place) for place in (1, 2))
    assert first.reference in page
    assert second.reference not in page
    decision = Decision.objects.released().get(dossier=first)
    call_from_reserve(decision, amount=Decimal(12000), at=timezone.now(), by=campaign.derci)
    assert "/results/#h-reserve" not in urls(campaign.derci)
    sign_release(Release.objects.latest("pk"), planned_at=None, at=timezone.now(), by=campaign.head)
    release_due()
    assert not urls(campaign.derci)
    perform(fresh(campaign, 1), "withdraw", by=standing_of(first.carrier), reason="Moi aussi.")
    assert urls(campaign.derci) == ["/results/#h-reserve"]


def fresh(campaign, place):
    from proposals.models import Dossier

    return Dossier.objects.get(pk=campaign.dossiers[place].pk)

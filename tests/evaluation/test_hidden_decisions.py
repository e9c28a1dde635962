"""Before results are published, what is decided moves nothing that others observe; afterwards, no name leaks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from documents.pdf import document
from evaluation.actions.decisions import close_arbitration
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.models import DecisionLetter, Ranking
from instruments.steps import Step
from notifications.models import OutboxMail
from tests.evaluation.campaigns import a_campaign, a_signed_ranking
from tests.proposals.test_hidden import _said
from workflow.history import timeline

pytestmark = pytest.mark.django_db
STATE = re.compile(r'class="ci-state[^>]*>[^<]*')


def _page(person: Person, path: str) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    with translation.override("fr"):
        return _said(client.get(path))


def test_until_the_publication_the_carrier_cannot_tell_that_a_decision_is_drawn():
    campaign = a_campaign(marks=("4", "3"))
    a_signed_ranking(campaign, cut=1)
    said = {}
    for turn in ("before", "drawn", "signed"):
        if turn == "drawn":
            made = close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
            release = prepare_release(campaign.call, made, title="R", step=Step.ARBITRATION, at=timezone.now(),
                                      by=campaign.derci)  # fmt: skip
        if turn == "signed":
            later = timezone.now() + timedelta(days=9)
            sign_release(release, planned_at=later, at=timezone.now(), by=campaign.head)
        for dossier in campaign.dossiers:
            said.setdefault(dossier.pk, {})[turn] = {
                path: _page(dossier.carrier, path) for path in (dossier.get_absolute_url(), "/proposals/")
            }
    for found in said.values():
        assert found["drawn"] == found["signed"]
        # the day on which the platform last did something is theirs to know; no state is
        assert [STATE.findall(text) for text in found["before"].values()] == [
            STATE.findall(text) for text in found["drawn"].values()
        ]
    assert not OutboxMail.objects.filter(event__in=[f"decision-{one.uid}" for one in made]).exists()


def test_what_the_carrier_reads_afterwards_names_no_reviewer_and_no_officer():
    campaign = a_campaign(marks=("4", "3"))
    a_signed_ranking(campaign, cut=1)
    made = close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    release = prepare_release(campaign.call, made, title="R", step=Step.ARBITRATION, at=timezone.now(),
                              by=campaign.derci)  # fmt: skip
    sign_release(release, planned_at=None, at=timezone.now(), by=campaign.head)
    assert release_due() == 2
    dossier = campaign.dossiers[1]
    reviewer = dossier.reviews.get().person
    letter = DecisionLetter.objects.get(decision__dossier=dossier)
    texts = [
        _page(dossier.carrier, dossier.get_absolute_url()),
        *(document("decision-letter").html(letter.code, language) for language in ("fr", "en")),
        *(f"{mail.text} {mail.html}" for mail in OutboxMail.objects.filter(key="decision.released")),
        " ".join(str(row.data) for row in timeline(dossier)),
    ]
    officer = Person.objects.get(pk=campaign.officer.person_id)
    for text in texts:
        for name in (reviewer.last_name, reviewer.email, officer.email):
            assert name not in text
    assert "Anne Direction" in texts[1]
    assert "Anne Direction" in texts[2]
    assert "Un projet clair" in texts[0]


def test_who_carries_a_dossier_of_the_list_reads_neither_the_list_nor_its_decisions():
    campaign = a_campaign(marks=("4", "3"))
    ranking = a_signed_ranking(campaign, cut=1)
    made = close_arbitration(campaign.call, at=timezone.now(), by=campaign.derci)
    release = prepare_release(campaign.call, made, title="R", step=Step.ARBITRATION, at=timezone.now(),
                              by=campaign.derci)  # fmt: skip
    from tests.factories import an_office

    carrier = campaign.dossiers[0].carrier
    for role, over in ((Role.DERCI_OFFICER, None), (Role.INSTITUTE_DIRECTION, campaign.institute)):
        an_office(carrier, role, *([over] if over else []))
    standing = standing_of(carrier)
    assert ranking.roles_of(standing) == release.roles_of(standing) == frozenset()
    assert not Ranking.objects.visible_to(standing).filter(pk=ranking.pk).exists()
    for path in (ranking.get_absolute_url(), f"/arbitration/{campaign.call.slug}/", release.get_absolute_url(),
                 f"/decisions/{made[0].uid}/"):  # fmt: skip
        assert _page(carrier, path).startswith("404"), path
    listed = _page(carrier, "/rankings/")
    assert ranking.get_absolute_url() not in listed
    assert f"/arbitration/{campaign.call.slug}/" not in listed

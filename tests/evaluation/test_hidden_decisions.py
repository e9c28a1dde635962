"""Before results are published, what is decided moves nothing that others observe; afterwards, no name leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from documents.pdf import document
from evaluation.actions.decisions import close_arbitration
from evaluation.actions.releasing import prepare_release, release_due, sign_release
from evaluation.models import Decision, DecisionLetter, Envelope, Ranking, Review
from instruments.steps import Step
from notifications.models import OutboxMail
from tests import isolation
from tests.evaluation.campaigns import a_campaign, a_signed_ranking
from tests.harness.world import ROLES, client_of, route_modules
from tests.proposals.test_hidden import _different, _said, _workbook
from tests.proposals.test_hidden import paths as paths_of_dossiers
from tests.routes import World
from workflow.history import timeline

pytestmark = pytest.mark.django_db
STAFF = {Role.INSTITUTE_OFFICER.value, Role.INSTITUTE_DIRECTION.value, Role.DERCI_OFFICER.value,
         Role.DERCI_DIRECTOR.value, Role.PRESIDENT.value}  # fmt: skip
OUTSIDERS = [role for role in ROLES if role not in STAFF]
SECRET = "Bergamote"
STATE = re.compile(r'class="ci-state[^>]*>[^<]*')


def paths(world: World, role: str) -> Iterator[str]:
    """Every address of dossiers and of the evaluation that this role opens, lists and letters where they would look."""
    yield from paths_of_dossiers(world, role)
    for module in route_modules():
        if not module.__name__.rpartition(".")[2].startswith("evaluation"):
            continue
        for route in module.ROUTES:
            if route.expected(role) in (200, 404) and route.post is None:
                yield route.path(world)
    for dossier in (world.ranking.entries.order_by("pk").first().dossier, world.release.decisions.get().dossier):
        yield from (f"/proposals/{dossier.uid}/", f"/proposals/{dossier.uid}/decision.fr.pdf")
    yield from ("/triage/?all=1&sort=-changed", "/triage/dossiers.csv?all=1", f"/triage/?all=1&q={SECRET}")


def seen(world: World, role: str) -> dict[str, str]:
    isolation.begin_test()
    client = client_of(world, role)
    found = {path: _said(client.get(path)) for path in dict.fromkeys(paths(world, role))}
    return {**found, "workbook": _workbook(client)}


def _decide_otherwise(world: World) -> None:
    """Everything that is prepared and not published: outcomes, amounts, reasons, order, cut, marks, envelopes."""
    changed = {"amount": None, "reasons_fr": SECRET, "reasons_en": SECRET, "revision": 3}
    Decision.objects.filter(release=world.release).update(outcome="not-selected", **changed)
    for place, entry in enumerate(reversed(world.ranking.entries.all()), start=1):
        entry.position, entry.rank, entry.amount, entry.comment = place, place, Decimal(10_001), SECRET
        entry.group, entry.tie_break, entry.total = "c", SECRET, Decimal(1)
        entry.save()
    Ranking.objects.filter(pk=world.cut.pk).update(cut=0, reserve=1, revision=9)
    for review in Review.objects.filter(dossier__in=world.ranking.entries.values("dossier")):
        review.marks.filter(mark__isnull=False).update(mark=Decimal("0.5"), text=SECRET)
        Review.objects.filter(pk=review.pk).update(comment=SECRET, confidential_note=SECRET)
    Envelope.objects.create(institute=world.institute, instrument_slug="iea", year=2031, amount=Decimal(77_777),
                            changed_at=timezone.now())  # fmt: skip


def test_an_unpublished_decision_moves_nothing_that_others_observe(world: World):
    first = {role: seen(world, role) for role in OUTSIDERS}
    mails = OutboxMail.objects.count()
    _decide_otherwise(world)
    second = {role: seen(world, role) for role in OUTSIDERS}
    changed = {role: _different(first[role], second[role]) for role in OUTSIDERS}
    assert {role: found for role, found in changed.items() if found} == {}
    assert OutboxMail.objects.count() == mails
    for role in OUTSIDERS:
        shown = [path for path, said in second[role].items() if SECRET in said and f"q={SECRET}" not in path]
        assert shown == [], role


def test_those_who_prepare_it_do_see_it_change(world: World):
    """The comparison above is worth something."""
    for role in STAFF - {Role.PRESIDENT.value}:
        isolation.begin_test()
        uid = world.release.decisions.get().uid
        assert client_of(world, role).get(f"/decisions/{uid}/").status_code == 200
    before = seen(world, Role.DERCI_OFFICER.value)
    _decide_otherwise(world)
    changed = _different(before, seen(world, Role.DERCI_OFFICER.value))
    assert {path.partition("/")[2].partition("/")[0] for path in changed} >= {"decisions", "rankings", "results"}


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

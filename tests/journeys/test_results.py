"""One dossier of each instrument, from « admissible » to its published result, by the people who decide."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from directory.enums import Role
from directory.models import Mandate, Person
from evaluation.models import DecisionLetter
from evaluation.runs import sweep
from evaluation.tasks import release_results
from instruments.steps import Step
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.evaluation.reviews import a_reviewer, an_admissible_dossier
from tests.factories import a_holder, a_section
from tests.journeys.steps import evaluating, others
from tests.journeys.steps.people import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRANTED = {"irl": "80 000"}
PATHS = [("iea", "fr"), ("irp", "en"), ("irn", "fr"), ("irl", "en")]
if os.environ.get("EVERY_LANGUAGE"):  # `make audit`: the suite takes each instrument in one of the two
    PATHS += [(slug, "en" if language == "fr" else "fr") for slug, language in PATHS]
# whose reviewers are all assigned at once; the others are invited by hand
ASSIGNED = {"irn"}


@pytest.fixture
def stage(settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    return Stage(chromium, live_server.url, mailbox, "fr")


@pytest.mark.parametrize(("slug", "language"), PATHS, ids=["-".join(path) for path in PATHS])
def test_from_admissible_to_the_published_result(stage, slug, language):
    stage.language = language
    dossier = an_admissible_dossier(slug)
    people = {role: a_holder(role, dossier.institute if role in INSTITUTE else None, last_name=name)
              for role, name in NAMES.items()}  # fmt: skip
    reviewers = [a_reviewer(last_name=f"Relectrice{turn}") for turn in range(dossier.rules.evaluation.reviews)]
    Person.objects.update(language=language)
    rules, at = dossier.rules, f"/proposals/{dossier.uid}"

    with (
        stage.playing(people[Role.INSTITUTE_OFFICER]) as officer,
        stage.playing(people[Role.INSTITUTE_DIRECTION]) as direction,
    ):
        names = [str(one) for one in reviewers]
        if slug in ASSIGNED:
            evaluating.assign(officer, sweep, names)
        else:
            evaluating.invite(officer, at, names)
        for turn, one in enumerate(reviewers):
            link = stage.link_received(one.person.email, "/reviews/by-link/")
            # the first by the link alone, the others in their account
            with stage.playing(one.person if turn else None) as reviewer:
                evaluating.write_review(reviewer, f"/reviews/{_review(one)}/" if turn else link)
        deciding = {
            Step.ARBITRATION: _arbitrated, Step.INSTITUTE_DECISION: _decided, Step.COLLEGE: _before_college,
        }  # fmt: skip
        step = next(one for one in deciding if one in rules.steps)
        deciding[step](stage, dossier, people, officer, direction)
        carrier = Person.objects.get(pk=dossier.carrier_id)
        with stage.playing(carrier) as hers:
            hers.go(f"{at}/")
            others.state_is(hers, "In evaluation")
            assert not DecisionLetter.objects.exists()
            release_results()
            stage.told(carrier.email, dossier.reference)
            hers.go(f"{at}/")
            others.state_is(hers, "Selected")
            expect(hers.page.locator("main")).not_to_contain_text("Relectrice")
            hers.seen(f"result-{slug}-{language}")
    letter = DecisionLetter.objects.get()
    signed = next(role for role in SIGNING if role.value == rules.decision.signed_by)
    assert letter.content["signatory"]["name"] == str(people[signed])
    assert Dossier.objects.get(pk=dossier.pk).state == S.SELECTED


INSTITUTE = (Role.INSTITUTE_OFFICER, Role.INSTITUTE_DIRECTION)
SIGNING = (Role.DERCI_DIRECTOR, Role.INSTITUTE_DIRECTION, Role.PRESIDENT)
NAMES = {
    Role.INSTITUTE_OFFICER: "Officière", Role.INSTITUTE_DIRECTION: "Directrice", Role.DERCI_OFFICER: "Derci",
    Role.DERCI_DIRECTOR: "Tête", Role.COLLEGE_SECRETARY: "Secrétaire", Role.PRESIDENT: "Présidente",
}  # fmt: skip


def _review(reviewer: Any) -> Any:
    return reviewer.reviews.get().uid


def _arbitrated(stage, dossier, people, officer, direction):
    ranking = evaluating.draw_up(officer)
    evaluating.act(direction, ranking, "Sign the ranking")
    with stage.playing(people[Role.DERCI_OFFICER]) as derci:
        evaluating.arbitrate(derci)
    with stage.playing(people[Role.DERCI_DIRECTOR]) as head:
        evaluating.sign_results(head)


def _decided(stage, dossier, people, officer, direction):
    ranking = evaluating.draw_up(officer)
    evaluating.act(direction, ranking, "Sign the ranking")
    evaluating.place_cut(direction, ranking)
    with stage.playing(people[Role.DERCI_OFFICER]) as derci:
        derci.go(ranking)
        derci.press("Give the agreement")
    direction.go(ranking)
    direction.press("Draw the decisions")
    direction.page.wait_for_url("**/results/**")
    evaluating.sign_results(direction)


def _before_college(stage, dossier, people, officer, direction):
    section = a_section(mandate=Mandate.objects.create(name="Présent", starts=date(2020, 1, 1)))
    chair = a_holder(Role.SECTION_CHAIR, section, last_name="Presidente")
    member = a_holder(Role.SECTION_MEMBER, section, last_name="Membre")
    Person.objects.update(language=stage.language)
    at = f"/proposals/{dossier.uid}/"
    evaluating.act(officer, at, "Send to the section")
    session = evaluating.prepare_session(officer, str(section))
    with stage.playing(member) as sits:
        evaluating.declare(sits, session)
    with stage.playing(chair) as presides:
        evaluating.declare(presides, session)
        evaluating.hold_session(presides, session)
    evaluating.act(direction, at, "Propose to the collège")
    with stage.playing(people[Role.COLLEGE_SECRETARY]) as secretary:
        evaluating.record_college(secretary, GRANTED["irl"])
    with stage.playing(people[Role.PRESIDENT]) as president:
        evaluating.sign_results(president)

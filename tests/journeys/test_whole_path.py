"""One dossier of each instrument, from the open call to « admissible », by the people who do it, in the browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from directory.enums import Role
from directory.models import Person
from documents import checks
from instruments.spec import FieldKind
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.factories import a_holder, a_person
from tests.journeys.steps import others, writing
from tests.journeys.steps.people import Stage
from tests.proposals.dossiers import a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# the instrument, the language of the people on the French side, whether the officer asks for a completion
PATHS = [("iea", "fr", True), ("irp", "en", False), ("irn", "fr", False), ("irl", "en", True)]
if os.environ.get("EVERY_LANGUAGE"):  # `make audit`: the suite takes each instrument in one of the two
    PATHS += [(slug, "en" if language == "fr" else "fr", not asks) for slug, language, asks in PATHS]
BY_COEDITOR, COMPLETED = "science", "context"


@pytest.fixture
def stage(settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    return Stage(chromium, live_server.url, mailbox, "fr")


@pytest.mark.parametrize(
    ("slug", "language", "is_completed"), PATHS, ids=[f"{slug}-{language}" for slug, language, _ in PATHS]
)
def test_from_the_open_call_to_admissible(stage, slug, language, is_completed):
    stage.language = language
    unit = a_unit_with_everything()
    carrier, colleague = a_person(unit=unit, first_name="Nora", last_name="Neuve"), a_person()
    officer, derci = a_holder(Role.INSTITUTE_OFFICER, unit.institute), a_holder(Role.DERCI_OFFICER)
    call = a_permanent_or_annual_call(slug)
    Person.objects.update(language=language)
    director = Person.objects.get(offices__role=Role.UNIT_DIRECTOR)
    rules = call.rules
    by_slug = {section.slug: section for section in rules.sections}
    openers = {Role.CARRIER.value: carrier, Role.INSTITUTE_OFFICER.value: officer}

    with stage.playing(openers[rules.entry.dossier_opened_by[0]]) as opener:
        at = writing.open_dossier(opener, call.slug, carrier)

    with stage.playing(carrier) as hers, stage.playing(officer) as office:
        others.invite(hers, at, colleague.email)
        with stage.playing(colleague) as theirs:
            others.accept(theirs, stage.link_received(colleague.email, "/coediting/"))
            writing.write_section(theirs, at, by_slug[BY_COEDITOR])
        for section in rules.sections:
            typed = {FieldKind.LINE, FieldKind.TEXT} & {asked.kind for asked in section.fields}
            if typed and section.slug != BY_COEDITOR:
                writing.write_section(hers, at, section)
        writing.write_lines(hers, at, rules)
        writing.send_papers(hers, at, rules)
        others.ask_partners(hers, at)
        for number in range(1, max(1, rules.partners.foreign_laboratories.minimum or 1) + 1):
            with stage.playing(language="en") as partner:
                others.confirm_part(partner, stage.link_received(f"akiko{number}@example.org", "/partner/"))
        checks.sweep()

        hers.go(f"{at}/preview/")
        hers.follow("Go on to filing")
        hers.press("File the dossier")
        hers.reads("Your dossier is filed")
        reference = Dossier.objects.get().reference
        stage.told(carrier.email, reference)

        with stage.playing(director) as direction:
            others.give_visa(direction, "Fonds marins")
        if is_completed:
            others.ask_completion(office, at, COMPLETED)
            others.complete(hers, at, BY_COEDITOR, COMPLETED)
        others.admit(office, at)
        office.seen(f"path-{slug}-admitted")
        with stage.playing(derci) as national:
            national.go("/triage/")
            national.page.get_by_role("link", name="Fonds marins").first.click()
            others.state_is(national, "Admissible")
        hers.go(f"{at}/")
        others.state_is(hers, "In evaluation")

    made = Dossier.objects.get()
    assert (made.state, made.carrier, made.filing.number) == (S.ADMISSIBLE, carrier, 2 if is_completed else 1)
    assert {partner.word for partner in made.partners.all()} == {"confirmed"}
    assert {partner.city for partner in made.partners.all()} == {"Kita-Umi"}

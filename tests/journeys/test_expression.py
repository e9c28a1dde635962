"""An expression of interest in the browser: written, sent, read by the institute, invited, then filed as a dossier."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from directory.enums import Role
from directory.models import Person
from documents import checks
from instruments.spec import FieldKind
from proposals.enums import DossierState as S
from proposals.enums import FilingKind
from proposals.models import Dossier
from tests.factories import a_holder, a_person
from tests.journeys.steps import others, writing
from tests.journeys.steps.people import Stage
from tests.proposals.dossiers import a_permanent_or_annual_call, a_unit_with_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UNSENT = "Ce qui n’est encore que dans le dossier."


@pytest.fixture
def stage(settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    return Stage(chromium, live_server.url, mailbox, "fr")


def test_an_interest_is_expressed_read_alone_invited_and_followed_by_the_dossier(stage: Stage) -> None:
    unit = a_unit_with_everything()
    carrier, officer = a_person(unit=unit), a_holder(Role.INSTITUTE_OFFICER, unit.institute)
    closes = timezone.now() + timedelta(days=5)
    call = a_permanent_or_annual_call("irp", expression_closes=closes, is_invitation_necessary=True)
    Person.objects.update(language="fr")
    director = Person.objects.get(offices__role=Role.UNIT_DIRECTOR)
    rules = call.rules
    asked = [section.slug for section in rules.expression_sections]

    with stage.playing(carrier) as hers, stage.playing(officer) as office, stage.playing(director) as direction:
        at = writing.open_dossier(hers, call.slug, carrier)
        for section in rules.sections:
            if section.slug in asked and _is_typed(section):
                writing.write_section(hers, at, section)
        writing.add_partners(hers, at, rules)
        writing.add_a_participant(hers, at)
        hers.go(f"{at}/edit/science/")
        hers.page.locator("#id_context").fill(UNSENT)
        writing.save(hers)
        hers.go(f"{at}/submit/")
        expect(hers.page.get_by_role("button", name=hers.word("File the dossier"))).to_have_count(0)
        hers.seen("express-submit")
        hers.follow("Express interest")
        hers.seen("express-ask")
        hers.press("Express interest")
        others.state_is(hers, "Interest expressed")
        hers.seen("express-sent")
        stage.told(officer.email, "Fonds marins")

        office.go("/")
        office.page.get_by_role("link", name="Manifestation d’intérêt").first.click()
        expect(office.page.locator("main")).to_contain_text("Laboratoire des abysses 1")
        expect(office.page.get_by_text(UNSENT)).to_have_count(0)
        office.seen("express-read")
        answer = direction.page.goto(f"{stage.base}{at}/")
        assert answer is not None
        assert answer.status == 404
        office.follow("Invite to file")
        office.press("Invite to file")
        others.state_is(office, "Invited to file")

        stage.told(carrier.email, "Vous êtes invité à déposer")
        hers.go(stage.link_received(carrier.email, f"{at}/"))
        for section in rules.sections:
            if section.slug not in asked and _is_typed(section):
                writing.write_section(hers, at, section)
        writing.add_a_publication(hers, at)
        writing.write_budget(hers, at, rules)
        writing.send_papers(hers, at, rules)
        checks.sweep()
        hers.go(f"{at}/preview/")
        hers.follow("Go on to filing")
        hers.press("File the dossier")
        hers.reads("Your dossier is filed")
        direction.go("/visas/")
        direction.page.get_by_role("link", name="Fonds marins").first.click()
        expect(direction.page.get_by_role("link", name="Télécharger").first).to_be_visible()
        direction.seen("visa-page")

    made = Dossier.objects.get()
    kinds = list(made.filings.order_by("number").values_list("kind", flat=True))
    assert (made.state, kinds) == (S.FILED, [FilingKind.EXPRESSION, FilingKind.DOSSIER])


def _is_typed(section: Any) -> bool:
    return bool({FieldKind.LINE, FieldKind.TEXT} & {asked.kind for asked in section.fields})

"""A dossier taken back is withdrawn from its editor, with a reason; each of those around it reads what is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from directory.enums import Role
from directory.models import Person
from directory.standing import standing_of
from notifications.models import OutboxMail
from proposals.actions.filing import take_back
from proposals.enums import DossierState as S
from proposals.models import Dossier
from tests.factories import a_holder, a_person
from tests.harness.browser import shot, sign_in
from tests.proposals.dossiers import a_filed_dossier, the_director
from tests.routes.proposals import share

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "Le partenaire n’a plus le navire."


def opened(page: Page, live_server: Any, person: Person, dossier: Dossier) -> None:
    sign_in(page, live_server.url, person)
    page.goto(f"{live_server.url}/proposals/{dossier.uid}/")


def seen(page: Page, name: str) -> None:
    for width in (360, 1280):
        shot(page, f"{name}-{width}", width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_dossier_taken_back_is_withdrawn_and_each_reads_what_is_theirs(live_server: Any, page: Page) -> None:
    dossier = a_filed_dossier()
    coeditor, officer = a_person(), a_holder(Role.INSTITUTE_OFFICER, dossier.institute)
    director = Person.objects.get(pk=the_director(dossier).person_id)
    share(dossier, coeditor)
    take_back(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    Person.objects.update(language="fr")
    opened(page, live_server, dossier.carrier, dossier)
    page.get_by_role("link", name="Relire et déposer").first.click()
    seen(page, "withdraw-editor")
    page.get_by_role("link", name="Retirer le dossier").click()
    expect(page.get_by_text("On ne peut pas revenir en arrière.")).to_be_visible()
    seen(page, "withdraw-act")
    page.get_by_role("button", name="Retirer le dossier").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    page.get_by_label("Motif").fill(WHY)
    page.get_by_role("button", name="Retirer le dossier").click()
    expect(page.locator(".ci-head .ci-state")).to_have_text("Retiré")
    seen(page, "withdrawn")
    assert Dossier.objects.get(pk=dossier.pk).state == S.WITHDRAWN
    for reader in (coeditor, officer):
        opened(page, live_server, reader, dossier)
        expect(page.locator(".ci-timeline").get_by_text(WHY)).to_be_visible()
        assert WHY in OutboxMail.objects.get(key="dossier.withdrawn", person=reader).text
    opened(page, live_server, director, dossier)
    expect(page.locator(".ci-timeline").get_by_text("Retiré")).to_be_visible()
    expect(page.get_by_text(WHY)).to_have_count(0)
    assert not OutboxMail.objects.filter(key="dossier.withdrawn", person=director).exists()

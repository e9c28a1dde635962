"""One dossier of each way to begin, from « selected » to a running action and its money, by the people who do it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from directory.enums import Role
from directory.models import Person, RegionalDelegation
from directory.standing import paris_today
from documents import checks
from funding.models import Award, Commitment, ConventionVersion, Spending
from instruments.models import Call
from proposals.models import Dossier
from tests.documents.files import a_pdf
from tests.factories import a_holder
from tests.funding.awards import a_selected_dossier
from tests.journeys.steps import running
from tests.journeys.steps.evaluating import act
from tests.journeys.steps.people import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(settings: Any, tmp_path: Path, chromium: Any, live_server: Any, mailbox: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path / "media"
    return Stage(chromium, live_server.url, mailbox, "fr")


def selected(slug: str, **given: Any) -> tuple[Dossier, Person, Person]:
    """A selected dossier, its carrier, the officer of its institute."""
    dossier = a_selected_dossier(slug, **given)
    officer = a_holder(Role.INSTITUTE_OFFICER, dossier.institute, last_name="Officière")
    return dossier, Person.objects.get(pk=dossier.carrier_id), officer


def test_a_notified_action_from_its_first_tranche_to_its_reports_its_money_and_more_months(stage, tmp_path):
    dossier, carrier, officer = selected("iea")
    year = paris_today().year
    Call.objects.filter(pk=dossier.call_id).update(year=year - 1)
    derci = a_holder(Role.DERCI_OFFICER, last_name="Derci")
    finance = a_holder(Role.FINANCE_OFFICER, RegionalDelegation.objects.get(pk=dossier.delegation_id))
    (director,) = dossier.holders(Role.UNIT_DIRECTOR)
    with stage.playing(derci) as directorate:
        directorate.go("/actions/notify/")
        directorate.page.locator("#id_starts_on").fill(f"{year}-01-01")
        directorate.press("Preview the notification")
        directorate.page.locator("main form .btn-primary").click()
        directorate.page.wait_for_url("**/actions/notify/")
        award = Award.objects.get()
        stage.told(carrier.email, award.reference)
        with stage.playing(finance) as payer:
            running.pay(payer, award, tmp_path)
            stage.told(carrier.email, "5")
            with stage.playing(carrier) as hers, stage.playing(officer) as office:
                for kind, reader in (("scientific", office), ("financial", payer)):
                    report = award.reports.get(kind=kind, year=1)
                    running.submit(hers, report)
                    running.accept(reader, report)
                hers.go(award.get_absolute_url())
                hers.seen("award-iea")
                running.ask_prolongation(hers, award, "6")
                running.decide_change(directorate, "Approve the change")
                stage.told(carrier.email, award.reference)
            running.import_spent(payer, award, year, "9 999,50", tmp_path)
        with stage.playing(director) as direction:
            direction.go("/actions/")
            expect(direction.page.locator("main tbody")).to_contain_text(award.reference)
            direction.page.locator("main tbody a").first.click()
            expect(direction.page.locator("main")).to_contain_text("Tranche 2")
    award.refresh_from_db()
    assert award.prolonged_months == 6
    assert {one.state for one in award.reports.filter(year=1)} == {"accepted"}
    assert award.paid_net == award.tranches.get(number=1).amount
    assert str(Spending.objects.get().amount) == "9999.50"


def test_letters_asked_by_mail_signed_by_link_in_english_and_the_action_begins(stage, tmp_path):
    stage.language = "en"
    dossier, carrier, officer = selected("irn")
    Person.objects.update(language="en")
    at = f"/proposals/{dossier.uid}/"
    letter = tmp_path / "letter.pdf"
    with stage.playing(officer) as office:
        act(office, at, "Ask for the commitment letters")
        office.go(f"{at}letters/ask/")
        office.press("Ask for the letters")
        office.page.wait_for_url(f"**{at}**")
        lines = list(Commitment.objects.order_by("pk"))
        office.go(f"{at}start/")
        expect(office.page.locator("main [role=alert]")).to_contain_text("are not signed")
        for number, line in enumerate(lines):
            letter.write_bytes(a_pdf(words=f"Lettre {number}"))
            with stage.playing(language="fr") as partner:
                partner.go(stage.link_received(line.email, "/commitment/"))
                assert partner.page.locator("html").get_attribute("lang") == "en"
                partner.page.locator("[name=amount]").fill("12,500" if number else "0")
                partner.page.get_by_role("button", name="Note the credits").click()
                expect(partner.page.locator("main, .ci-messages").first).to_be_visible()
                partner.page.locator("#id_letter").set_input_files(letter)
                partner.page.get_by_role("button", name="Send the letter").click()
                partner.page.get_by_text("your letter is received").first.wait_for()
                if not number:
                    partner.seen("commitment-link")
        checks.sweep()
        office.go(at)
        expect(office.page.locator("[aria-labelledby=h-commitments]")).to_contain_text("€12,500")
        office.go(f"{at}start/")
        office.page.locator("main form .btn-primary").click()
        office.page.wait_for_url(f"**{at}")
        award = Award.objects.get()
        office.go(award.get_absolute_url())
        expect(office.page.locator("main")).to_contain_text("Tranche 5")
        office.seen("award-irn")
    stage.told(carrier.email, award.reference)
    assert set(Commitment.objects.values_list("state", flat=True)) == {"signed"}


def test_a_five_year_project_from_letters_received_otherwise_to_the_dossier_that_renews_it(stage, tmp_path):
    dossier, carrier, officer = selected("irp")
    at, letter = f"/proposals/{dossier.uid}/", tmp_path / "lettre.pdf"
    with stage.playing(officer) as office:
        act(office, at, "Ask for the commitment letters")
        lines = list(Commitment.objects.order_by("pk"))
        # the partners of one or two countries, and the house that carries
        assert 1 <= len({one.country for one in lines if one.side == "foreign"}) <= 2
        for line in lines:
            letter.write_bytes(a_pdf(words=f"Lettre {line.pk}"))
            office.go(line.get_absolute_url())
            office.page.locator("#id_letter").set_input_files(letter)
            office.press("Add the letter")
            office.page.get_by_text(letter.name).first.wait_for()
        checks.sweep()
        office.go(f"{at}start/")
        office.page.locator("main form .btn-primary").click()
        office.page.wait_for_url(f"**{at}")
        award = Award.objects.get()
        assert [one.number for one in award.tranches.order_by("number")] == [1, 2, 3, 4, 5]
        # its thirty-seventh month, as the clock would bring it
        for days in (1_060, 1_130):
            starts = paris_today() - timedelta(days=days)
            Award.objects.update(starts_on=starts, ends_on=starts + timedelta(days=5 * 365))
            with stage.playing(carrier) as hers:
                hers.go(award.get_absolute_url())
                opening = hers.page.locator(f"form[action$='/actions/{award.uid}/renew/'] button")
                assert opening.count() == (days > 1_100)
                if not opening.count():
                    continue
                opening.click()
                hers.page.wait_for_url("**/proposals/**")
                renewal = award.renewals.get()
                expect(hers.page.locator("main h1")).to_have_text(award.title)
                hers.go(f"/proposals/{renewal.dossier.uid}/edit/teams/")
                expect(hers.page.locator("main")).to_contain_text(award.partners.get(side="foreign").institution)
                hers.seen("renewal-irp")
    assert renewal.is_same_instrument
    assert renewal.dossier.partners.count() == dossier.partners.count()


def test_a_set_up_year_from_its_opening_through_its_extension_to_the_signed_convention(stage, tmp_path):
    dossier, carrier, officer = selected("irl")
    derci = a_holder(Role.DERCI_OFFICER, last_name="Derci")
    at, today = f"/proposals/{dossier.uid}/", paris_today().isoformat()
    draft = tmp_path / "convention.pdf"
    draft.write_bytes(a_pdf(words="Convention"))
    with stage.playing(officer) as office, stage.playing(carrier) as hers:
        act(office, at, "Open the set-up year")
        office.go(f"{at}set-up/parties/new/")
        office.page.locator("[name=side][value=french], [name=side] option[value=french]").first.evaluate(
            "one => one.tagName === 'OPTION' ? (one.parentElement.value = 'french') : one.click()"
        )
        for name, value in (("institution", "CNRS"), ("email", "conventions@example.org")):
            office.page.locator(f"[name={name}]").fill(value)
        office.page.locator("main form .btn-primary").click()
        office.page.wait_for_url("**/set-up/**")
        office.go(f"{at}set-up/")
        office.page.locator("[name=party]").select_option(label="CNRS")
        office.press("Hand the pen over")
        stage.told("conventions@example.org", dossier.title)

        hers.go(f"{at}set-up/versions/new/")
        hers.page.locator("#id_file").set_input_files(draft)
        hers.page.locator("main form .btn-primary").click()
        hers.page.wait_for_url(f"**{at}set-up/**")
        hers.page.locator("main textarea").first.fill("L’article 7 reste à trancher.")
        hers.press("Add the comment")
        expect(hers.page.locator("main")).to_contain_text("L’article 7 reste à trancher.")
        checks.sweep()
        with stage.playing(derci) as directorate:
            directorate.go(f"{at}extend-set-up/")
            directorate.page.locator("[name=months]").fill("6")
            directorate.page.locator("[name=reason]").fill("La traduction demande du temps.")
            directorate.page.locator("main form .btn-primary").click()
            directorate.page.wait_for_url(f"**{at}")
        for party in dossier.set_up.parties.order_by("pk"):
            office.go(f"{at}set-up/parties/{party.pk}/")
            office.page.locator("[name=signed_on]").fill(today)
            office.page.locator("main form .btn-primary").click()
            office.page.wait_for_url(lambda url: "/parties/" not in url)
        office.go(f"{at}set-up/convention/")
        office.page.locator("[name=convention_on]").fill(today)
        office.page.locator("[name=unit_kind][value=dedicated]").check()
        office.page.locator("[name=unit_name]").fill("Laboratoire des fjords")
        office.page.locator("main form .btn-primary").click()
        office.page.wait_for_url(f"**{at}set-up/**")
        office.seen("set-up")
        office.go(f"{at}sign-convention/")
        office.page.locator("main form .btn-primary").click()
        office.page.wait_for_url(f"**{at}")
        award = Award.objects.get()
        office.go(award.get_absolute_url())
        expect(office.page.locator("#h-own")).to_be_visible()
        expect(office.page.locator("main")).to_contain_text("Laboratoire des fjords")
    stage.told(carrier.email, award.reference)
    assert award.starts_on.isoformat() == today
    assert ConventionVersion.objects.get().sent_by_id == carrier.pk
    assert award.dossier.set_up.extended_until > paris_today() + timedelta(days=360)

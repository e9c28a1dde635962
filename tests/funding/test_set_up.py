"""The set-up year: its clock warns, extends once, returns; parties sign, the convention starts the action."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from directory.enums import Role
from directory.standing import PARIS
from documents import checks
from funding.actions import set_up as acts
from funding.actions.set_up_clock import follow_set_ups
from funding.enums import UnitKind
from funding.models import Award, ConventionVersion, Party, SetUp, SetUpComment
from notifications.models import OutboxMail
from proposals.models import Dossier
from tests.documents.files import a_pdf, an_upload
from tests.factories import a_unit
from tests.funding.formal import a_set_up, as_role, browser_of, person_of, signed
from workflow.engine import SYSTEM, Refused, offers, perform

pytestmark = pytest.mark.django_db
OPENED = datetime(2027, 2, 28, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=PARIS)


def state(made: SetUp) -> str:
    return Dossier.objects.values_list("state", flat=True).get(pk=made.dossier_id)


@pytest.mark.both
def test_the_clock_returns_to_the_college_the_day_after_the_last_one_however_often_it_turns():
    made, officer = a_set_up(OPENED)
    assert made.due_on == date(2028, 2, 28)
    for away in (-1, 0):
        assert follow_set_ups(noon(made.due_on + timedelta(days=away))) == 0
    assert state(made) == "set-up"
    assert follow_set_ups(noon(made.due_on + timedelta(days=1))) == 1
    assert follow_set_ups(noon(made.due_on + timedelta(days=2))) == 0
    assert state(made) == "before-college"
    assert OutboxMail.objects.filter(key="set-up.returned", person=officer.person_id).count() == 1
    assert OutboxMail.objects.filter(key="set-up.returned", person=made.dossier.carrier_id).count() == 1


@pytest.mark.both
def test_one_extension_of_at_most_twelve_months_by_the_directorate_then_the_return():
    made, officer = a_set_up(OPENED)
    derci = as_role(made.dossier, Role.DERCI_OFFICER)
    with pytest.raises(Refused):
        perform(made.dossier, "extend-set-up", by=officer, reason="Trop court.", months=6)
    with pytest.raises(Refused, match=r"12"):
        perform(made.dossier, "extend-set-up", by=derci, reason="Trop court.", months=13, at=noon(made.due_on))
    perform(made.dossier, "extend-set-up", by=derci, reason="Trop court.", months=6, at=noon(made.due_on))
    made.refresh_from_db()
    assert made.ends_on == date(2028, 8, 28)
    assert "extend-set-up" not in {one.transition.name for one in offers(made.dossier, derci)}
    with pytest.raises(Refused):
        perform(made.dossier, "extend-set-up", by=derci, reason="Encore.", months=6)
    assert follow_set_ups(noon(date(2028, 8, 28))) == 0
    assert follow_set_ups(noon(date(2028, 8, 29))) == 1
    assert state(made) == "before-college"


def test_past_its_day_the_year_is_not_extended_though_the_clock_is_late():
    made, _officer = a_set_up(OPENED)
    derci = as_role(made.dossier, Role.DERCI_OFFICER)
    with pytest.raises(Refused, match=r"2028"):
        perform(made.dossier, "extend-set-up", by=derci, reason="Trop court.", months=6,
                at=noon(made.due_on + timedelta(days=1)))  # fmt: skip


def test_opened_again_by_the_college_the_clock_starts_again():
    made, officer = a_set_up(OPENED)
    perform(made.dossier, "return-to-college", by=officer, reason="Pas d’accord.", at=noon(date(2027, 6, 1)))
    Dossier.objects.filter(pk=made.dossier_id).update(state="selected")
    perform(made.dossier, "open-set-up", by=officer, at=noon(date(2027, 9, 1)))
    made.refresh_from_db()
    assert (made.due_on, made.extended_until) == (date(2028, 9, 1), None)
    assert made.parties.count() == 2


@pytest.mark.both
def test_the_convention_starts_the_action_when_every_signature_is_dated():
    made, officer = a_set_up(OPENED)
    day = date(2027, 10, 4)
    with pytest.raises(Refused) as refused:
        perform(made.dossier, "sign-convention", by=officer, at=noon(day))
    assert len(refused.value.reasons) == 3
    signed(made, officer, day, at=noon(day))
    unit = a_unit(institute=made.dossier.institute)
    acts.settle_convention(made, convention_on=day, unit_kind=UnitKind.DEDICATED, unit=unit, unit_name="",
                           at=noon(day), by=officer)  # fmt: skip
    line = made.dossier.rules.dedicated_unit.lines[0].slug
    acts.plan_resources(made, cells={(1, line): Decimal("12000.50"), (2, line): Decimal(0)}, at=noon(day), by=officer)
    fields = {"name": "Nora Neuve", "status": "DR2", "employer": "CNRS", "starts_on": day, "ends_on": None}
    acts.keep_assignment(made, fields=fields, at=noon(day), by=officer)
    perform(made.dossier, "sign-convention", by=officer, at=noon(day), starts_on=day)
    award = Award.objects.get(dossier=made.dossier)
    assert (award.starts_on, award.dedicated_unit) == (day, unit)
    assert [one.euros for one in made.resources.all()] == [Decimal("12000.50")]
    assert award.dossier.set_up.staff.get().name == "Nora Neuve"
    with pytest.raises(Refused):
        acts.keep_assignment(made, fields=fields, at=noon(day), by=officer)


def test_the_page_starts_the_action_on_the_day_of_the_convention():
    made, officer = a_set_up(timezone.now() - timedelta(days=30))
    client = browser_of(person_of(officer))
    path = f"/proposals/{made.dossier.uid}/sign-convention/"
    refused = client.get(path)
    assert "signatures ne sont pas datées" in refused.content.decode()
    assert client.post(path).status_code == 409
    day = timezone.now().astimezone(PARIS).date() - timedelta(days=2)
    signed(made, officer, day)
    assert client.get(path).status_code == 200
    assert client.post(path, {"starts_on": "2031-01-01"}).status_code == 302
    assert Award.objects.get(dossier=made.dossier).starts_on == day


def test_the_pen_passes_and_the_party_is_told_in_its_language():
    made, officer = a_set_up()
    party = made.parties.get(side="foreign")
    for _turn in range(2):
        acts.hand_pen(made, party=party, at=timezone.now(), by=officer)
    mail = OutboxMail.objects.get(key="set-up.pen")
    assert (mail.email, mail.language) == (party.email, "en")
    acts.remove_party(party, at=timezone.now(), reason="Elle se retire.", by=officer)
    made.refresh_from_db()
    assert (made.pen, made.pen_since) == (None, None)
    other = Party.objects.create(set_up=a_set_up()[0], institution="Ailleurs")
    with pytest.raises(Refused):
        acts.hand_pen(made, party=other, at=timezone.now(), by=officer)


def test_versions_are_numbered_kept_once_and_downloaded_by_those_who_read():
    made, officer = a_set_up()
    client = browser_of(person_of(officer))
    path = f"/proposals/{made.dossier.uid}/set-up/versions/new/"
    for _turn in range(2):
        file = an_upload(a_pdf(), "convention-v1.pdf")
        assert client.post(path, {"file": file, "note": "Première"}).status_code == 302
    carrier = browser_of(made.dossier.carrier)
    assert carrier.post(path, {"file": an_upload(a_pdf(2), "v2.pdf")}).status_code == 302
    checks.sweep()
    assert [one.number for one in ConventionVersion.objects.filter(set_up=made)] == [2, 1]
    kept = ConventionVersion.objects.get(number=1)
    got = carrier.get(f"/proposals/{made.dossier.uid}/set-up/versions/{kept.file.uid}/")
    assert got.status_code == 200
    assert b"".join(got.streaming_content) == a_pdf()
    token = str(uuid4())
    for _turn in range(2):
        carrier.post(f"/proposals/{made.dossier.uid}/set-up/comments/", {"text": "Article 4 à revoir.", "token": token})
    assert SetUpComment.objects.get().text == "Article 4 à revoir."
    # what the carrier reads has no act of those who follow it
    assert carrier.get(f"/proposals/{made.dossier.uid}/set-up/parties/new/").status_code == 404
    assert "Passer la rédaction" not in carrier.get(f"/proposals/{made.dossier.uid}/set-up/").content.decode()


def test_the_house_alone_returns_no_dossier_that_is_signed_meanwhile():
    made, officer = a_set_up(OPENED)
    day = date(2027, 10, 4)
    signed(made, officer, day, at=noon(day))
    perform(made.dossier, "sign-convention", by=officer, at=noon(day), starts_on=day)
    assert follow_set_ups(noon(date(2030, 1, 1))) == 0
    with pytest.raises(Refused):
        perform(made.dossier, "return-to-college", by=SYSTEM, reason="Trop tard.")

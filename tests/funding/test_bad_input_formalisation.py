"""Formalisation: what is refused, with which sentence in both languages; what was typed stays, nothing is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from documents.links import make_link, revoke_links
from documents.models import StoredFile
from funding.formal_effects import PURPOSE
from funding.models import Award, Commitment, Party, PlannedResource
from tests.documents import files
from tests.documents.files import an_upload
from tests.funding.awards import a_selected_dossier
from tests.funding.formal import a_dossier_at_letters, a_set_up, as_role, browser_of, link_to, person_of
from workflow.engine import Refused, perform

pytestmark = pytest.mark.django_db
NARROW = ("\u202f", "\u00a0")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def said(answer: Any) -> str:
    """The page with plain spaces and apostrophes."""
    page = answer.content.decode().replace("&#x27;", "'")
    for one in NARROW:
        page = page.replace(one, " ")
    return page


CREDITS: list[tuple[dict[str, str], str, str]] = [
    ({"amount": "-5"}, "ne peut pas être négatif", "cannot be negative"),
    ({"amount": "NaN"}, "n’est pas compris", "is not understood"),
    ({"amount": "1e9"}, "n’est pas compris", "is not understood"),
    ({"amount": "99999999999"}, "trop grand", "too large"),
    ({"amount": ""}, "Écrivez les crédits par an", "Write the credits per year"),
    ({"amount": "10", "currency": "XXY"}, "Choisissez une devise", "Choose a currency"),
    ({"amount": "10", "currency": "USD", "rate": "0,9"}, "quelle date ce taux", "which day this rate"),
    ({"amount": "10", "currency": "USD", "rate": "abc"}, "taux n’est pas compris", "rate is not understood"),
    ({"amount": "10", "currency": "USD", "rate": "0,9", "rate_on": "2999-01-01"}, "jour à venir", "day to come"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_credits_that_cannot_be_read_are_refused_and_stay_typed(language: str):
    dossier, _officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    Commitment.objects.filter(pk=letter.pk).update(language=language)
    token, client = link_to(letter), Client(headers={"accept-language": language})
    for typed, french, english in CREDITS:
        answer = client.post(f"/commitment/{token}/", {"credits": "1", "currency": "EUR", **typed})
        page = said(answer)
        assert answer.status_code == 422, typed
        assert (french if language == "fr" else english) in page, typed
        assert f'value="{typed["amount"]}"' in page or not typed["amount"]
    letter.refresh_from_db()
    assert (letter.amount, letter.state) == (None, "to-ask")


def test_amounts_with_a_comma_and_spaces_are_read():
    dossier, _officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    client = Client()
    client.post(f"/commitment/{link_to(letter)}/", {"credits": "1", "amount": "12 500,50 €", "currency": "EUR"})
    letter.refresh_from_db()
    assert str(letter.euros) == "12500.50"


def test_links_forged_expired_or_withdrawn_give_a_sentence_and_no_more():
    dossier, _officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    now = timezone.now()
    gone = link_to(letter)
    revoke_links(letter, PURPOSE)
    old = make_link(PURPOSE, letter, email=letter.email, expires_at=now - timedelta(seconds=1)).token
    other = make_link("partner", letter, email=letter.email, expires_at=now + timedelta(days=1)).token
    client = Client(headers={"accept-language": "en"})
    for token, words in ((old, "expired"), (gone, "withdrawn"), (other, "not known"), ("x" * 300, "not known")):
        for answer in (client.get(f"/commitment/{token}/"), client.post(f"/commitment/{token}/send/")):
            assert answer.status_code == 410
            assert words in said(answer)


@pytest.mark.parametrize(("content", "status"), [(None, 422), (b"", 422), (files.PROGRAM, 422)])
def test_what_is_no_letter_is_refused_by_link_and_by_the_officer(content: bytes | None, status: int):
    dossier, officer = a_dossier_at_letters()
    letter = Commitment.objects.get(dossier=dossier)
    for client, path in (
        (Client(), f"/commitment/{link_to(letter)}/send/"),
        (browser_of(person_of(officer)), f"/commitments/{letter.uid}/send/"),
    ):
        answer = client.post(path, {} if content is None else {"file": an_upload(content, "lettre.pdf")})
        assert answer.status_code == status
        assert "invalid-feedback" in said(answer)
    assert not StoredFile.objects.filter(name="lettre.pdf", sent_by=person_of(officer)).exists()
    letter.refresh_from_db()
    assert letter.state == "to-ask"


def test_addresses_that_are_forged_or_of_another_find_nothing():
    dossier, officer = a_dossier_at_letters()
    made, other = a_set_up()
    client = browser_of(person_of(officer))
    party = made.parties.first()
    for path in (
        f"/commitments/{uuid4()}/", f"/proposals/{made.dossier.uid}/set-up/", f"/security/{uuid4()}/",
        f"/proposals/{made.dossier.uid}/set-up/parties/{party.pk}/", f"/proposals/{dossier.uid}/set-up/",
        f"/proposals/{dossier.uid}/notify/", "/security/countries/XX/", "/actions/notify/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    # a party of another convention
    foreign = Party.objects.create(set_up=a_set_up()[0], institution="Ailleurs")
    mine = browser_of(person_of(other))
    assert mine.get(f"/proposals/{made.dossier.uid}/set-up/parties/{foreign.pk}/").status_code == 404
    assert mine.post(f"/proposals/{made.dossier.uid}/set-up/pen/", {"party": foreign.pk}).status_code == 422


def test_the_set_up_refuses_days_to_come_and_keeps_what_was_typed():
    made, officer = a_set_up()
    client, base = browser_of(person_of(officer)), f"/proposals/{made.dossier.uid}/set-up"
    party = made.parties.filter(side="foreign").get()
    fields = {"side": "foreign", "institution": "Une autre", "language": "en", "country": "JP"}
    answer = client.post(f"{base}/parties/{party.pk}/", {**fields, "signed_on": "2999-01-01"})
    assert answer.status_code == 409
    assert "encore à venir" in said(answer)
    assert "Une autre" in said(answer)
    answer = client.post(f"{base}/parties/{party.pk}/", {**fields, "signed_on": "31/31/2027"})
    assert answer.status_code == 422
    for typed, words in (
        ({"convention_on": "2999-01-01"}, "encore à venir"),
        ({"convention_on": "1999-01-01"}, "antérieure à l’ouverture"),
        ({"unit_kind": "host"}, "Choisissez l’unité"),
    ):
        answer = client.post(f"{base}/convention/", typed)
        assert (answer.status_code, words in said(answer)) == (409, True), typed
    assert client.get(f"{base}/resources/").status_code == 404
    assert client.post(f"{base}/comments/", {"text": "  "}).status_code == 422
    client.post(f"{base}/convention/", {"unit_kind": "dedicated", "unit_name": "IRL à venir"})
    line = made.dossier.rules.dedicated_unit.lines[0].slug
    answer = client.post(f"{base}/resources/", {f"y1-{line}": "-3"})
    assert answer.status_code == 422
    assert 'value="-3"' in said(answer)
    assert not PlannedResource.objects.exists()
    answer = client.post(f"{base}/staff/new/", {"name": "Nora", "status": "CR", "employer": "CNRS",
                                                "starts_on": "2028-05-01", "ends_on": "2028-04-01"})  # fmt: skip
    assert (answer.status_code, "vient avant" in said(answer)) == (422, True)
    party.refresh_from_db()
    assert party.signed_on is None


def test_a_start_outside_the_limits_or_without_a_day_is_refused_one_by_one_and_together():
    dossier = a_selected_dossier("iea")
    client = browser_of(person_of(as_role(dossier, Role.DERCI_OFFICER)))
    for typed in ("", "2011-01-01", "demain"):
        for path, more in ((f"/proposals/{dossier.uid}/notify/", {}), ("/actions/notify/", {"dossier": dossier.uid})):
            answer = client.post(path, {"starts_on": typed, **more})
            assert answer.status_code == 422, (typed, path)
            assert "invalid-feedback" in said(answer)
    assert client.post("/actions/notify/", {"starts_on": "2028-01-01"}).status_code == 422
    assert not Award.objects.exists()


def test_a_campaign_is_previewed_then_notified_once():
    first, second = a_selected_dossier("iea"), a_selected_dossier("iea")
    client = browser_of(person_of(as_role(first, Role.DERCI_OFFICER)))
    page = client.get("/actions/notify/").content.decode()
    day = page.split('id="id_starts_on" value="')[1].split('"')[0]
    chosen = {"dossier": [first.uid, second.uid], "starts_on": day}
    preview = said(client.post("/actions/notify/", chosen))
    assert "2 actions commenceront" in preview
    assert not Award.objects.exists()
    client.post("/actions/notify/", {**chosen, "confirm": "1"})
    client.post("/actions/notify/", {**chosen, "confirm": "1"})
    assert sorted(str(one.starts_on) for one in Award.objects.all()) == [day, day]


def test_of_two_officers_who_start_at_once_one_starts_and_the_other_reads_so():
    dossier, officer = a_dossier_at_letters()
    from tests.funding.formal import a_signed_letter

    a_signed_letter(Commitment.objects.get(dossier=dossier), officer)
    perform(dossier, "start", by=officer)
    stale = type(dossier).objects.get(pk=dossier.pk)
    stale.state = "letters"
    with pytest.raises(Refused, match=r"Action|commenc"):
        perform(stale, "start", by=as_role(dossier, Role.INSTITUTE_OFFICER))
    assert Award.objects.filter(dossier=dossier).count() == 1

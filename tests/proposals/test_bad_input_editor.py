"""What people send by mistake or by malice while writing: a sentence in their language, nothing written, nothing lost.

Each row is one cause: what was sent, where, the sentence in French and in English.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from directory.enums import Role
from directory.models import Office
from documents.links import token_of
from documents.models import SignedLink
from instruments import registry
from proposals.models import Answer, Coeditor, Dossier
from tests.clients import as_
from tests.factories import a_person
from tests.instruments.fifth import INSTRUMENT as FIFTH
from tests.proposals.dossiers import a_dossier
from tests.routes.proposals import invited, share

pytestmark = pytest.mark.django_db
CHOOSE = ("Choisissez dans la liste.", "Choose among the list.")
NO_DATE = ("Ce n’est pas une date.", "This is no date.")
NO_YEAR = ("Cette année n’est pas possible ici", "This year is not possible here")
NO_NUMBER = ("Écrivez un nombre en chiffres", "Write a number in figures")
NO_FORM = ("Cette réponse n’a pas la forme attendue", "This answer has not the form expected")
TOO_LONG = ("au plus peuvent être gardés ici", "at most can be kept here")

# question, what is sent, (sentence in French, in English)
UNREADABLE = [
    pytest.param("anchoring", "x" * 1_000_000, TOO_LONG, id="a million characters pasted"),
    pytest.param("harbour", "x" * 321, TOO_LONG, id="a line four times its limit"),
    pytest.param("season", "winter", ("Choisissez", "Choose one of the list"), id="a choice nobody offers"),
    pytest.param("season", ["yes"], NO_FORM, id="a list where one choice is asked"),
    pytest.param("bodies", ["nowhere"], CHOOSE, id="an institute that does not exist"),
    pytest.param("bodies", "INSU", CHOOSE, id="a text where several choices are asked"),
    pytest.param("bodies", [1], CHOOSE, id="a number among the choices"),
    pytest.param("at-sea", "maybe", ("Répondez oui ou non", "Answer yes or no"), id="neither yes nor no"),
    pytest.param("sailing", "31 of March", NO_DATE, id="a date in words"),
    pytest.param("sailing", "2028-02-30", NO_DATE, id="a day that does not exist"),
    pytest.param("sailing", "1/2/3/4", NO_DATE, id="a date of four parts"),
    pytest.param("sailing", "1969-12-31", NO_YEAR, id="a year before this century"),
    pytest.param("sailing", "9999-12-31", NO_YEAR, id="the year 9999"),
    pytest.param("berths", "-3", NO_NUMBER, id="a negative number"),
    pytest.param("berths", "1e9", NO_NUMBER, id="a number with an exponent"),
    pytest.param("berths", "NaN", NO_NUMBER, id="not a number"),
    pytest.param("berths", "1,2,3", NO_NUMBER, id="two commas"),
    pytest.param("berths", "٣", NO_NUMBER, id="figures of another script"),
    pytest.param("berths", "9" * 40, NO_NUMBER, id="forty figures"),
    pytest.param("berths", 12, NO_FORM, id="a JSON number"),
    pytest.param("harbour", {"a": 1}, NO_FORM, id="an object"),
    pytest.param("words", ", ".join(f"mot{n}" for n in range(21)), ("vingt mots-clés", "twenty keywords"),
                 id="twenty-one keywords"),
    pytest.param("words", "un mot-clé qui est une phrase entière " * 3, ("une phrase", "a sentence"),
                 id="a sentence as a keyword"),
]  # fmt: skip


@pytest.fixture
def fifth() -> Any:
    """A dossier of an instrument with every kind of question."""
    entry = replace(FIFTH.entry, opened_by=(Role.DERCI_OFFICER.value,))
    one = replace(FIFTH, entry=entry, steps=FIFTH.steps[1:])
    with patch.object(registry, "_registered", lambda: {FIFTH.slug: one}):
        yield a_dossier(FIFTH.slug)


def send(client: Client, dossier: Dossier, field: str, value: Any) -> Any:
    url = f"/proposals/{dossier.uid}/answers/{field}/"
    return client.post(url, json.dumps({"value": value, "revision": 0}), content_type="application/json")


@pytest.mark.parametrize(("field", "typed", "sentences"), UNREADABLE)
def test_an_answer_that_cannot_be_read_is_refused_with_a_sentence(fifth, field, typed, sentences):
    for language, sentence in zip(("fr", "en"), sentences, strict=True):
        answer = send(as_(fifth.carrier, language), fifth, field, typed)
        assert answer.status_code == 422
        assert sentence in answer.json()["said"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"), [(one.values[0], one.values[1]) for one in UNREADABLE if isinstance(one.values[1], str)]
)
def test_without_script_the_page_shows_again_what_was_typed_and_keeps_the_rest(fifth, field, typed):
    sent = {field: typed, f"revision-{field}": "0"}
    other = "berths" if field != "berths" else "anchoring"
    sent |= {other: "12", f"revision-{other}": "0"}
    page = as_(fifth.carrier).post(f"/proposals/{fifth.uid}/edit/every-kind/", sent)
    assert page.status_code == 422
    if field not in ("season", "bodies", "at-sea"):
        assert escape(typed) in page.content.decode()
    assert list(Answer.objects.values_list("field", flat=True)) == [other]


BROKEN = [
    pytest.param("{", 400, id="half a JSON"),
    pytest.param("[1]", 400, id="JSON that is no object"),
    pytest.param("{}", 400, id="no value"),
    pytest.param('{"value": "a", "revision": -1}', 400, id="a negative revision"),
    pytest.param('{"value": "a", "revision": 1e3}', 400, id="a revision with an exponent"),
    pytest.param('{"value": "a", "revision": true}', 400, id="a revision that is true"),
    pytest.param('{"value": "a", "revision": 99999999999999999999}', 400, id="a revision without end"),
    pytest.param('{"value": "a", "person": "me"}', 400, id="a person in words"),
    pytest.param("[" * 100_000, 400, id="a hundred thousand brackets"),
    pytest.param(b"\xff\xfe", 400, id="bytes that are no text"),
    pytest.param('{"value": "' + "x" * 3_000_000 + '"}', 413, id="three million characters"),
    pytest.param('{"value": "a", "revision": 7}', 200, id="a revision never given, nothing kept yet"),
]


@pytest.mark.parametrize(("body", "status"), BROKEN)
def test_a_request_that_did_not_arrive_whole_is_told_so(body, status):
    dossier = a_dossier()
    answer = as_(dossier.carrier).post(
        f"/proposals/{dossier.uid}/answers/context/", body, content_type="application/json"
    )
    assert answer.status_code == (409 if status == 200 else status)
    assert answer.json()["said"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("field", ["partners", "nothing-called-so", "budget"])
def test_a_question_that_is_not_typed_is_not_found(field):
    dossier = a_dossier()
    assert send(as_(dossier.carrier), dossier, field, "a").status_code == 404


INVITATIONS = [
    ("", "Écrivez l’adresse", "Write the e-mail address"),
    ("nora.neuve", "Ce n’est pas une adresse", "This is no e-mail address"),
    ("a@" + "b" * 300 + ".org", "trop longue", "too long"),
    ("<script>@example.org", "Ce n’est pas une adresse", "This is no e-mail address"),
]


@pytest.mark.parametrize(("typed", "french", "english"), INVITATIONS)
def test_an_address_that_is_none_is_refused_and_stays_typed(typed, french, english):
    dossier = a_dossier()
    for language, sentence in (("fr", french), ("en", english)):
        page = as_(dossier.carrier, language).post(f"/proposals/{dossier.uid}/coeditors/", {"email": typed})
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert escape(typed) in page.content.decode()
    assert not Coeditor.objects.exists()


def test_links_that_are_forged_expired_withdrawn_or_used_open_nothing_and_say_why():
    dossier = a_dossier()
    expired, withdrawn, used = (invited(dossier, f"nora{number}@example.org") for number in range(3))
    SignedLink.objects.filter(pk=expired.link.pk).update(expires_at=timezone.now())
    SignedLink.objects.filter(pk=withdrawn.link.pk).update(revoked_at=timezone.now())
    Coeditor.objects.filter(pk=used.pk).update(person=a_person())
    client = as_(a_person())
    expected = {
        "nothing": (410, "n’est pas connu"), "x" * 300: (410, "n’est pas connu"),
        token_of(expired.link): (410, "expiré"), token_of(withdrawn.link): (410, "retiré"),
        token_of(used.link): (409, "un autre compte"),
    }  # fmt: skip
    for token, (status, sentence) in expected.items():
        page = client.post(f"/coediting/{token}/")
        assert (page.status_code, sentence in page.content.decode()) == (status, True)
    assert Coeditor.objects.filter(person__isnull=False).count() == 1


FRAMES = [
    ({"unit": "Laboratoire de nulle part"}, "Rien dans l’annuaire", "Nothing in the directory"),
    ({"director_email": "la direction"}, "Ce n’est pas une adresse", "This is no e-mail address"),
    ({"director_name": "x" * 201}, "200 caractères au plus", "200 characters at most"),
    ({"director_name": "12345"}, "au moins une lettre", "at least one letter"),
]


@pytest.mark.parametrize(("typed", "french", "english"), FRAMES)
def test_a_frame_that_cannot_be_read_stays_typed_and_nothing_is_written(typed, french, english):
    dossier = a_dossier()
    Office.objects.all().delete()
    sent = {"unit": "", "unit-id": str(dossier.unit_id), "revision": "0", **typed}
    for language, sentence in (("fr", french), ("en", english)):
        page = as_(dossier.carrier, language).post(f"/proposals/{dossier.uid}/edit/", sent)
        assert page.status_code == 422
        assert sentence in page.content.decode()
        assert all(value in page.content.decode() for value in typed.values())
    assert Dossier.objects.get(pk=dossier.pk).frame_revision == 0


def test_forged_choices_of_a_conflict_write_nothing_else():
    dossier = a_dossier()
    share(dossier, a_person())
    sent = {"choice-context": "neither", "revision-context": "99", "context": "a", "choice-nothing": "theirs"}
    page = as_(dossier.carrier).post(f"/proposals/{dossier.uid}/edit/science/", sent)
    assert page.status_code == 409
    assert not Answer.objects.exists()


def test_a_token_that_is_none_opens_nothing():
    dossier = a_dossier()
    page = as_(dossier.carrier).post(f"/proposals/new/{dossier.call.slug}/", {"token": "twice"})
    assert page.status_code == 422
    assert Dossier.objects.count() == 1
    assert as_(dossier.carrier).post(f"/proposals/new/{uuid4().hex}/", {}).status_code == 404

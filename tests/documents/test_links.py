"""Signed links: one thing for one person, several times, until they expire or are revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from documents.links import LinkRefused, make_link, read_link, revoke_links
from documents.models import SignedLink
from tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
NOT_KNOWN = {
    "fr": "Ce lien n’est pas connu ici. Vérifiez que l’adresse est entière, jusqu’à son dernier caractère.",
    "en": "This link is not known here. Check that the address is whole, to its last character.",
}
EXPIRED = {
    "fr": "Ce lien a expiré. Demandez-en un nouveau à la personne qui vous l’a envoyé.",
    "en": "This link has expired. Ask whoever sent it for a new one.",
}
REVOKED = {
    "fr": "Ce lien a été retiré. Si cela vous surprend, écrivez à la personne qui vous l’a envoyé.",
    "en": "This link was withdrawn. If that surprises you, write to whoever sent it.",
}


def a_link(**fields: Any) -> SignedLink:
    return make_link("letter", a_unit(), **{"expires_at": NOON, "email": "Y@U-Tokyo.example", **fields})


def test_a_link_gives_its_one_thing_several_times() -> None:
    link = a_link()
    for _ in range(3):
        read = read_link(link.token, "letter", NOON - timedelta(seconds=1))
        assert (read.subject_type, read.subject_id) == (link.subject_type, link.subject_id)
        assert read.email == "y@u-tokyo.example"


def test_a_link_may_be_for_a_person() -> None:
    person = a_person()
    assert read_link(a_link(person=person, email="").token, "letter", NOON - timedelta(days=1)).person == person


def after(link: SignedLink, act: Callable[[], object]) -> str:
    """The token of the link, before the act."""
    token = link.token
    act()
    return token


Bent = Callable[[SignedLink], str]
BAD: dict[str, tuple[Bent, dict[str, str]]] = {
    "empty": (lambda link: "", NOT_KNOWN),
    "cut at its end": (lambda link: link.token[:-1], NOT_KNOWN),
    "without signature": (lambda link: link.pk.hex, NOT_KNOWN),
    "of another id": (lambda link: "0" * 32 + link.token[32:], NOT_KNOWN),
    "signed for another purpose": (lambda link: SignedLink(pk=link.pk, purpose="visa").token, NOT_KNOWN),
    "of a row that is gone": (lambda link: after(link, link.delete), NOT_KNOWN),
    "not hexadecimal": (lambda link: "z" * 32 + link.token[32:], NOT_KNOWN),
    "with a null byte": (lambda link: link.token + "\x00", NOT_KNOWN),
    "in another alphabet": (lambda link: "é漢字." + link.token, NOT_KNOWN),
    "very long": (lambda link: "a" * 10_000_000, NOT_KNOWN),
    "expired this very instant": (lambda link: link.token, EXPIRED),
    "withdrawn": (lambda link: after(link, lambda: SignedLink.objects.update(revoked_at=NOON)), REVOKED),
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("how", BAD)
def test_a_bad_token_gives_a_sentence_and_nothing_else(how: str, language: str) -> None:
    bend, sentences = BAD[how]
    token = bend(a_link())
    with translation.override(language), pytest.raises(LinkRefused) as refused:
        read_link(token, "letter", NOON)
    assert str(refused.value) == sentences[language]


def test_links_of_a_subject_are_withdrawn_together_or_by_address() -> None:
    unit, later = a_unit(), timezone.now() + timedelta(days=1)
    links = [make_link("letter", unit, expires_at=later, email=f"{name}@example.org") for name in "abc"]
    other = make_link("visa", unit, expires_at=later, email="a@example.org")
    assert revoke_links(unit, "letter", email="A@example.org") == 1
    assert revoke_links(unit, "letter") == 2
    assert revoke_links(unit, "letter") == 0
    assert {link.pk for link in SignedLink.objects.filter(revoked_at=None)} == {other.pk}
    for link in links:
        with pytest.raises(LinkRefused):
            read_link(link.token, "letter")
    assert read_link(other.token, "visa") == other

"""The International Research Centers: loaded once, edited freely, read by everybody."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from instruments.actions.centres import load_centres
from instruments.models import Centre
from tests.factories import a_centre

pytestmark = pytest.mark.django_db
PARTNERS = ["University of Arizona", "Imperial College London", "University of Tokyo", "University of Chicago"]


def test_the_four_centres_come_with_the_project_and_are_valid() -> None:
    assert load_centres().created == 4
    assert [centre.partner for centre in Centre.objects.all()] == PARTNERS
    for centre in Centre.objects.all():
        centre.full_clean()


def test_loading_again_changes_nothing_and_keeps_what_was_edited(capsys: pytest.CaptureFixture[str]) -> None:
    load_centres()
    Centre.objects.filter(slug="tokyo").update(text_fr="Un texte de la Direction.")
    call_command("load_centres")
    assert "0 created, 0 updated, 4 unchanged" in capsys.readouterr().out
    assert Centre.objects.get(slug="tokyo").text_fr == "Un texte de la Direction."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Centres de recherche internationaux", "Londres", "Royaume-Uni", "Stockage sur ADN"]),
        ("en", ["International Research Centers", "London", "United Kingdom", "DNA storage"]),
    ],
)
def test_the_list_speaks_the_language_of_the_page(client: Client, language: str, words: list[str]) -> None:
    load_centres()
    page = client.get("/centres/", headers={"accept-language": language}).content.decode()
    assert [word for word in [*words, *PARTNERS] if word not in page] == []


def test_a_centre_has_its_page_with_what_leans_on_it(client: Client) -> None:
    load_centres()
    page = client.get("/centres/arizona/").content.decode()
    for word in ("France-Arizona Institute for Global Grand Challenges", "Tucson", "États-Unis", "iGLOBES", "OHMI"):
        assert word in page


def test_a_centre_without_text_or_themes_shows_no_empty_part(client: Client) -> None:
    page = client.get(a_centre().get_absolute_url()).content.decode()
    assert "h-themes" not in page
    assert "h-leaning" not in page
    assert "h-text" not in page


def test_without_any_centre_the_list_says_so(client: Client) -> None:
    assert "Aucun centre n’est encore décrit" in client.get("/centres/").content.decode()


def test_the_list_asks_the_same_queries_for_one_centre_and_for_three(client: Client, django_assert_num_queries) -> None:
    for count in (1, 3):
        while Centre.objects.count() < count:
            a_centre()
        with django_assert_num_queries(1):
            client.get("/centres/")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("country", "jp", "Un pays se donne par ses deux lettres majuscules, comme JP."),
        ("partner_ror", "057zh3y9", "Un identifiant ROR a neuf caractères, comme 057zh3y96."),
    ],
)
def test_a_wrong_code_is_refused_with_a_sentence(field: str, value: str, sentence: str) -> None:
    centre = a_centre()
    setattr(centre, field, value)
    with pytest.raises(ValidationError) as refused:
        centre.full_clean()
    assert refused.value.message_dict[field] == [sentence]

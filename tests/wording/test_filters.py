"""The filters of templates speak the language of the page, and say nothing of what is not there."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch
from django.utils import translation

from wording.templatetags.markup import markup

CLOSING = datetime(2027, 9, 30, 14, tzinfo=UTC)
NOW = datetime(2027, 9, 20, 14, tzinfo=UTC)
# a table of addresses in which nothing is found
urlpatterns: list[object] = []


def shown(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return Template("{% load wording %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "french", "english"),
    [
        ("{{ value|amount }}", Decimal("7800"), "7\u202f800\u202f€", "€7,800"),
        ("{{ value|amount }}", None, "", ""),
        ("{{ value|figure }}", 1234, "1\u202f234", "1,234"),
        ("{{ value|words:'feminine'|capfirst }}", 21, "Vingt et une", "Twenty-one"),
        ("{{ value|clock }}", CLOSING, "16\u00a0h\u00a000", "16:00"),
        ("{{ value|moment }}", CLOSING, "jeudi 30 septembre 2027 à 16\u00a0h\u00a000, heure de Paris",
         "Thursday 30 September 2027 at 16:00, Paris time"),
        ("{{ value|moment }}", None, "", ""),
        ("{{ value|in_zone:'Asia/Tokyo' }}", CLOSING, "à Tokyo, le même jour à 23\u00a0h\u00a000",
         "in Tokyo, the same day at 23:00"),
        ("{{ value|in_zone:'Europe/Madrid' }}", CLOSING, "", ""),
        ("{{ value|remaining:now }}", CLOSING, "dans 10\u00a0jours", "in 10\u00a0days"),
        ("{{ value|country }}", "CL", "Chili", "Chile"),
        ("{{ value|colon }}", "Titre", "Titre\u00a0:", "Titre:"),
        ("{{ value|spaced }}", "Pourquoi?", "Pourquoi?", "Pourquoi?"),
        ("{{ value|spaced }}", "Pourquoi ?", "Pourquoi\u202f?", "Pourquoi\u202f?"),
        ("{{ value|said }}", "plain", "plain", "plain"),
    ],
)  # fmt: skip
def test_a_filter_speaks_the_language_of_the_page(source, value, french, english):
    assert shown(source, "fr", value=value, now=NOW) == french
    assert shown(source, "en", value=value, now=NOW) == english


@pytest.mark.parametrize(("days", "near"), [(11, False), (10, True), (0, True), (-1, False)])
def test_a_deadline_is_near_from_ten_days_on_until_it_is_past(days, near):
    source = "{% if value|is_near:now %}near{% endif %}"
    assert bool(shown(source, "fr", value=NOW + timedelta(days=days), now=NOW)) is near


def test_long_texts_are_markdown_without_any_danger():
    source = "{% load markup %}{{ value|markup }}"
    html = shown(source, "fr", value="# Thème\n\nUn <script>alert(1)</script> [lien](javascript:alert(1)) : *oui* ?")
    assert "<h3>Thème</h3>" in html
    assert "<em>oui</em>\u202f?" in html
    assert "<script" not in html
    assert "href" not in html


@pytest.mark.parametrize(
    ("typed", "top", "levels"),
    [("# a\n## b\n# c", 3, "343"), ("## a\n#### b\n### c\n# d", 3, "3443"), ("### a\n# b", 2, "22"),
     ("# a\n## b\n### c\n#### d\n##### e", 4, "45666")],
)  # fmt: skip
def test_titles_of_a_typed_text_leave_no_level_out(typed: str, top: int, levels: str) -> None:
    assert "".join(re.findall(r"<h(\d)>", markup(typed, top))) == levels


def test_a_sentence_or_an_address_kept_is_that_of_the_language_and_the_table_of_addresses():
    source = Template(
        "{% translate 'Log in' %} {% translate 'Close' context 'menu' %} {% translate value %} {% url 'legal_notice' %}"
    )
    said = []
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            said.append(source.render(Context({"value": "Log in"})))
    french, english = "Se connecter Fermer Se connecter /legal-notice/", "Log in Close Log in /legal-notice/"
    assert said == [french, english, french]
    with override_settings(ROOT_URLCONF=__name__), pytest.raises(NoReverseMatch):
        source.render(Context({"value": ""}))

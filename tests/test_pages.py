"""Every page of the table of routes, in its fullest role: accessible, valid, in one language, at every width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.harness.accessibility import axe_violations, overflow
from tests.harness.browser import Watch
from tests.harness.language import texts_of_no_language, texts_of_other_language
from tests.harness.nu import html_errors
from tests.harness.served import Served
from tests.harness.world import client_of, pages
from tests.routes import Route, World

PAGES = list(pages())
with_each_page = pytest.mark.parametrize(("route", "role"), PAGES, ids=[route.name for route, _ in PAGES])
LANGUAGES = ("fr", "en")
# templates already seen dark, narrow and wide: each is looked at once
_seen: set[str] = set()


def none(problems: list[str]) -> None:
    """Fail with one line per problem."""
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@with_each_page
def test_a_page_is_accessible_and_calls_nobody(route: Route, role: str, language: str, world: World, served: Served):
    watch = Watch(served.page)
    answer = served.open(client_of(world, role, language), route.path(world))
    problems = axe_violations(served.page)
    template = answer.templates[0].name if answer.templates else route.name
    if template not in _seen:
        _seen.add(template)
        problems += [line for width in (320, 1600) for line in overflow(served.page, width)]
        problems += [f"at 320 px: {line}" for line in _narrow(served)]
        served.page.emulate_media(color_scheme="dark")
        problems += [f"dark: {line}" for line in axe_violations(served.page, "color-contrast")]
    none(problems + watch.problems)


def _narrow(served: Served) -> list[str]:
    served.page.set_viewport_size({"width": 320, "height": 900})
    return axe_violations(served.page)


@pytest.mark.django_db
@with_each_page
def test_a_page_is_in_one_language(route: Route, role: str, world: World):
    html = {
        language: client_of(world, role, language).get(route.path(world)).content.decode() for language in LANGUAGES
    }
    for language, text in html.items():
        assert f'<html lang="{language}"' in text
        none([f"on the {language} page: {found}" for found in texts_of_other_language(text, language)])
    none([f"the same in both languages: {found}" for found in texts_of_no_language(html["fr"], html["en"])])


@pytest.mark.django_db
@with_each_page
def test_a_page_allows_no_inline_code(route: Route, role: str, world: World):
    answer = client_of(world, role).get(route.path(world))
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    inline = re.compile(r"""<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|\sstyle=|\son[a-z]+=["']""")
    none([found.group() for found in inline.finditer(answer.content.decode())])


@pytest.mark.django_db
def test_the_html_of_every_page_is_valid(world: World, tmp_path: Path):
    for route, role in PAGES:
        for language in LANGUAGES:
            name = re.sub(r"\W+", "-", route.name) + f"-{language}.html"
            (tmp_path / name).write_bytes(client_of(world, role, language).get(route.path(world)).content)
    none(html_errors(tmp_path))

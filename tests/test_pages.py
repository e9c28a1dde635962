"""Every page of the table of routes, in its fullest role: accessible, valid, in one language, at every width."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.harness.accessibility import overflow
from tests.harness.language import texts_of_no_language, texts_of_other_language, written_data
from tests.harness.nu import html_errors
from tests.harness.served import Served
from tests.harness.world import client_of, pages, read
from tests.routes import Route, World

PAGES = list(pages())
with_each_page = pytest.mark.parametrize(("route", "role"), PAGES, ids=[route.name for route, _ in PAGES])
LANGUAGES = ("fr", "en")
# a document of this world has a row, and no file on the disk
NO_FILE = 503
# templates already seen dark, narrow and wide: each is looked at once
_seen: set[str] = set()


@dataclass(frozen=True)
class Seen:
    """What was answered for one page in one language."""

    html: str
    policy: str

    @classmethod
    def of(cls, answer: Any) -> Seen:
        return cls(answer.content.decode(), answer.headers["Content-Security-Policy"])


@pytest.fixture(scope="module")
def pages_seen() -> dict[tuple[str, str, str], Seen]:
    """The pages by path, role and language: the world stands still between these tests, each is asked for once."""
    return {}


@pytest.fixture
def seen(world: World, pages_seen: dict[tuple[str, str, str], Seen]) -> Callable[[Route, str, str], Seen]:
    """The page of a route in a role and a language, as it was answered to the browser if it has been."""

    def look(route: Route, role: str, language: str) -> Seen:
        key = (route.path(world), role, language)
        if key not in pages_seen:
            pages_seen[key] = Seen.of(client_of(world, role, language).get(route.path(world)))
        return pages_seen[key]

    return look


@pytest.fixture(scope="module")
def data(world: World, django_db_blocker: Any) -> set[str]:
    """Every text people typed in this world, read once."""
    with django_db_blocker.unblock():
        return written_data()


def none(problems: list[str]) -> None:
    """Fail with one line per problem."""
    assert not problems, "\n" + "\n".join(problems)


@pytest.mark.browser
@pytest.mark.django_db
@with_each_page
def test_a_page_is_accessible_and_calls_nobody(
    route: Route, role: str, world: World, served: Served, pages_seen: dict[tuple[str, str, str], Seen]
):
    """One page in French, the next in English; the first of each template in both (`make audit`: each in both)."""
    turn = PAGES.index((route, role)) % 2
    problems: list[str] = []
    for language in (LANGUAGES[turn], LANGUAGES[1 - turn]):
        answer = served.open(client_of(world, role, language), route.path(world))
        pages_seen[route.path(world), role, language] = Seen.of(answer)
        problems += [f"{language}: {line}" for line in served.axe()]
        template = answer.templates[0].name if answer.templates else route.name
        if template in _seen:
            break
    else:
        _seen.add(template)
        problems += _in_every_light(served)
    none(problems + served.watch.problems)


def _in_every_light(served: Served) -> list[str]:
    problems = [line for width in (320, 1600) for line in overflow(served.page, width)]
    problems += [f"at 320 px: {line}" for line in _narrow(served)]
    served.page.emulate_media(color_scheme="dark")
    return problems + [f"dark: {line}" for line in served.axe("color-contrast")]


def _narrow(served: Served) -> list[str]:
    served.page.set_viewport_size({"width": 320, "height": 900})
    return served.axe()


@pytest.mark.django_db
@with_each_page
def test_a_page_is_in_one_language(route: Route, role: str, seen: Callable[..., Seen], data: set[str]):
    html = {language: seen(route, role, language).html for language in LANGUAGES}
    for language, text in html.items():
        assert f'<html lang="{language}"' in text
        none([f"on the {language} page: {found}" for found in texts_of_other_language(text, language)])
    none([f"the same in both languages: {found}" for found in texts_of_no_language(html["fr"], html["en"], data)])


@pytest.mark.django_db
@with_each_page
def test_a_page_allows_no_inline_code(route: Route, role: str, seen: Callable[..., Seen]):
    page = seen(route, role, "fr")
    assert "unsafe" not in page.policy
    inline = re.compile(r"""<script(?![^>]*\ssrc=)(?![^>]*type="application/json")|\sstyle=|\son[a-z]+=["']""")
    none([found.group() for found in inline.finditer(page.html)])


@pytest.mark.django_db
def test_every_link_of_every_page_leads_to_a_page(world: World, seen: Callable[..., Seen]):
    led = {(role, path): route.name for route, role in PAGES for path in _pages_led_to(seen(route, role, "fr").html)}
    clients = {role: client_of(world, role, "fr") for _, role in PAGES}
    status = {one: read(clients[one[0]].get(one[1], follow=True)) for one in led}
    assert led
    none([f"{role} finds on {page} a link to {path}: {status[role, path]}" for (role, path), page in led.items()
          if status[role, path] >= 400 and status[role, path] != NO_FILE])  # fmt: skip


def _pages_led_to(html: str) -> set[str]:
    """The paths that a page leads to by a link, prints left out: no worker has made any in this world."""
    return {path for path in re.findall(r'<a [^>]*href="(/[^"#?]*)', html) if path.endswith("/")}


@pytest.mark.django_db
def test_the_html_of_every_page_is_valid(seen: Callable[..., Seen], tmp_path: Path):
    for route, role in PAGES:
        for language in LANGUAGES:
            name = re.sub(r"\W+", "-", route.name) + f"-{language}.html"
            (tmp_path / name).write_text(seen(route, role, language).html, encoding="utf-8")
    none(html_errors(tmp_path))

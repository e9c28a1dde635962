"""Pages outside the table of routes, error pages and components: as accessible and valid as the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from cnrs_coop import urls
from tests.harness.accessibility import overflow
from tests.harness.language import texts_of_no_language, texts_of_other_language
from tests.harness.nu import html_errors
from tests.harness.served import Served

ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")


def error_page(request, name: str) -> HttpResponse:
    """The page itself, without the fault that brings it."""
    return render(request, f"{name}.html")


# the links of the pages must resolve here too
handler400 = urls.handler400
urlpatterns = [*urls.urlpatterns, path("error/<slug:name>/", error_page)]
ADDRESSES = [*(f"/error/{name}/" for name in ERRORS), "/styleguide/"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def html(address: str, language: str) -> str:
    return Client().get(address, headers={"accept-language": language}).content.decode()


@pytest.mark.browser
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_rare_page_is_accessible_at_every_width_light_and_dark(address, served: Served):
    with override_settings(IS_DEMONSTRATION=True):
        served.open(Client(), address)
    page = served.page
    problems = served.axe()
    problems += [line for width in (320, 1600) for line in overflow(page, width)]
    page.emulate_media(color_scheme="dark")
    problems += served.axe("color-contrast")
    assert problems == []


def test_the_html_of_rare_pages_is_valid(tmp_path: Path):
    with override_settings(IS_DEMONSTRATION=True):
        for address in ADDRESSES:
            for language in ("fr", "en"):
                name = address.strip("/").replace("/", "-")
                (tmp_path / f"{name}-{language}.html").write_text(html(address, language), encoding="utf-8")
    assert html_errors(tmp_path) == []


@pytest.mark.parametrize("name", [name for name in ERRORS if name not in ("500", "503")])
def test_an_error_page_is_in_one_language(name):
    pages = {language: html(f"/error/{name}/", language) for language in ("fr", "en")}
    assert [texts_of_other_language(text, language) for language, text in pages.items()] == [[], []]
    assert texts_of_no_language(pages["fr"], pages["en"]) == []


def test_an_error_page_needs_no_request_of_its_own_to_be_written():
    request = RequestFactory().get("/")
    assert "Quelque chose s’est arrêté" in render(request, "500.html").content.decode()

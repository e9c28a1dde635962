"""The field in which an organisation or a unit is chosen, with and without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import override_settings
from django.urls import include, path
from django.utils import translation
from playwright.sync_api import Page, expect

from directory.actions.reference import load_reference
from directory.forms.choosing import OrganisationChoice, UnitChoice
from directory.models import Organisation, Unit
from directory.registry.importing import import_file
from tests.directory import registry as small
from tests.factories import a_person, a_unit
from tests.harness.accessibility import axe_violations
from tests.harness.browser import shot, sign_in


class ChoiceForm(forms.Form):
    partner = OrganisationChoice(label="Organisme")
    unit = UnitChoice(label="Unité", required=False)


@pytest.fixture
def directory(db: None, tmp_path: Path) -> None:
    load_reference(with_invented_contacts=False)
    import_file(small.write(tmp_path, small.records()))


def _clean(**data: str) -> forms.Form:
    return ChoiceForm(data)


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("typed", ["The University of Tokyo (UT)", "the university of tokyo", "todai", "057zh3y96"])
def test_without_script_the_whole_name_an_acronym_or_the_ror_chooses(typed: str) -> None:
    form = _clean(partner=typed)
    assert form.is_valid()
    assert form.cleaned_data["partner"].ror_id == small.TOKYO
    assert form.cleaned_data["unit"] is None


@pytest.mark.usefixtures("directory")
def test_the_id_chosen_counts_only_while_the_text_is_that_of_the_choice() -> None:
    tokyo = Organisation.objects.get(ror_id=small.TOKYO)
    chosen = {"partner": "The University of Tokyo (UT)", "partner-id": str(tokyo.pk)}
    assert _clean(**chosen).is_valid()
    changed = _clean(**{**chosen, "partner": "Aix-Marseille Université"})
    assert changed.is_valid()
    assert changed.cleaned_data["partner"].name == "Aix-Marseille Université"


@pytest.mark.django_db
def test_a_label_that_comes_back_as_it_was_shown_is_the_choice_although_it_has_a_no_break_space() -> None:
    unit = a_unit()
    shown, pk = UnitChoice(label="Unité").prepare_value(unit)
    assert "\u00a0" in shown
    # no index answers here: the id chosen does
    for sent in (shown, shown.replace("\u00a0", " ")):
        assert UnitChoice(label="Unité").clean((sent, str(pk))) == unit


REFUSALS = [
    ("", "Écrivez un nom, un sigle ou une ville", "Type a name, an acronym or a city"),
    ("Nulle part", "Rien dans l’annuaire ne porte ce nom", "Nothing in the directory is called so"),
    ("institut", "Plusieurs répondent\u00a0:", "Several answer: "),
]


@pytest.mark.usefixtures("directory")
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("typed", "french", "english"), REFUSALS)
@pytest.mark.parametrize("forged", ["", "999999999", "x", "9" * 40, "-1", "1 OR 1"])
def test_what_names_nothing_or_several_is_refused_and_stays_typed(
    typed: str, french: str, english: str, forged: str, language: str
) -> None:
    with translation.override(language):
        form = _clean(**{"partner": typed, "partner-id": forged})
        assert not form.is_valid()
        assert (french if language == "fr" else english) in form.errors["partner"][0]
        assert f'value="{typed}"' in str(form["partner"]) or not typed


@pytest.mark.usefixtures("directory")
def test_what_the_search_page_gave_back_is_shown_by_its_name() -> None:
    ipgp = Unit.objects.get(code="UMR 7154")
    for initial in (ipgp.pk, str(ipgp.pk), ipgp):
        shown = str(ChoiceForm(initial={"unit": initial})["unit"])
        assert "Institut de physique du globe de Paris" in shown
        assert f'name="unit-id" value="{ipgp.pk}"' in shown


def _page(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(request.POST or None)
    is_good = request.method == "POST" and form.is_valid()
    return render(request, "tests/choice.html", {"form": form, "chosen": form.cleaned_data if is_good else {}})


urlpatterns = [path("choice/", _page), path("", include("cnrs_coop.urls"))]
TEMPLATE = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}Choix{% endblock %}
{% block head %}<h1>Choix</h1>{% endblock %}
{% block content %}{{ form.media }}<form method="post" novalidate>{% csrf_token %}{{ form|crispy }}
<button class="btn btn-primary" type="submit">Garder</button></form>
{% for name, row in chosen.items %}<p id="chosen-{{ name }}">{{ row }}</p>{% endfor %}{% endblock %}"""


@pytest.fixture
def choice_page(settings) -> Iterator[None]:
    from copy import deepcopy

    templates = deepcopy(settings.TEMPLATES)
    loaders = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"tests/choice.html": TEMPLATE}), *loaders
    ]  # fmt: skip
    with override_settings(ROOT_URLCONF=__name__, TEMPLATES=templates):
        yield


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("directory", "choice_page")
def test_the_keyboard_alone_finds_and_chooses_and_the_form_keeps_it(page: Page, live_server) -> None:
    sign_in(page, live_server.url, a_person())
    page.goto(f"{live_server.url}/choice/")
    field = page.get_by_role("combobox", name="Organisme")
    field.focus()
    page.keyboard.type("tok")
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="1 proposition")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    shot(page, "directory-combobox-open")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page) == []
    page.keyboard.press("Enter")
    expect(field).to_have_value("The University of Tokyo (UT)")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Garder").click()
    expect(page.locator("#chosen-partner")).to_have_text("The University of Tokyo")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("directory", "choice_page")
def test_escape_closes_the_mouse_chooses_and_typing_again_forgets_the_choice(page: Page, live_server) -> None:
    sign_in(page, live_server.url, a_person())
    page.goto(f"{live_server.url}/choice/")
    field = page.get_by_role("combobox", name="Unité")
    field.press_sequentially("umr 7")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.click()
    hidden = page.locator("input[name=unit-id]")
    expect(hidden).to_have_value(str(Unit.objects.get(code="UMR 7154").pk))
    field.press_sequentially("x")
    expect(hidden).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="Rien ne répond")).to_be_visible()

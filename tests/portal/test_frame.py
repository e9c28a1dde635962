"""What stands around every page: menus by role, error pages, the weight of a first visit, what comes from elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import path

from directory.enums import Role
from directory.models import Person
from portal import navigation
from tests.factories import a_holder, a_person, an_institute
from tests.proposals.dossiers import a_filed_dossier, the_officer

STATIC = Path(settings.BASE_DIR) / "static"


def menu(client: Client, url: str = "/help/") -> list[str]:
    html = client.get(url).content.decode()
    return re.findall(r"<li><a href=\"([^\"]+)\"", html[html.index('id="menu"') : html.index("</nav>")])


@pytest.mark.django_db
def test_the_menu_of_the_public_holds_only_what_the_public_may_open(client):
    addresses = menu(client)
    assert "/instruments/" in addresses
    assert "/directory/units/to-confirm/" not in addresses
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.INSTITUTE_OFFICER, Role.DERCI_OFFICER, Role.ADMINISTRATOR, Role.FINANCE_OFFICER])
def test_every_entry_of_the_menu_of_a_role_opens(client, role):
    client.force_login(a_holder(role, an_institute()) if role == Role.INSTITUTE_OFFICER else a_holder(role))
    addresses = menu(client)
    assert "/" in addresses
    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.django_db
def test_everybody_finds_their_actions_and_their_reports_in_the_menu_once(client):
    words = {}
    for who in (a_person(), a_holder(Role.UNIT_DIRECTOR), a_holder(Role.FINANCE_OFFICER)):
        client.force_login(who)
        html = client.get("/help/").content.decode()
        html = html[html.index('id="menu"') : html.index("</nav>")]
        assert [menu(client).count(one) for one in ("/actions/", "/reports/")] == [1, 1]
        words[who] = re.findall(r'<a href="/(?:actions|reports)/">([^<]+)</a>', html)
    mine, *others = words.values()
    assert mine == ["Mes actions", "Mes comptes rendus"]
    assert others == [["Actions en cours", "Comptes rendus"]] * 2


@pytest.mark.django_db
def test_the_entry_of_the_page_and_of_the_pages_within_is_marked(client):
    assert 'href="/instruments/" aria-current="page"' in client.get("/instruments/").content.decode()
    assert 'href="/instruments/" aria-current="true"' in client.get("/instruments/iea/").content.decode()


@pytest.mark.django_db
def test_an_entry_whose_address_does_not_exist_yet_is_absent(rf):
    request = rf.get("/")
    request.user = a_person()
    assert navigation.entries([navigation.Item("not_built_yet", "Later")], request) == []


@pytest.mark.django_db
def test_the_demonstration_says_so_on_every_page_and_production_never(client):
    with override_settings(IS_DEMONSTRATION=True):
        assert "rien ici n’est officiel" in client.get("/help/").content.decode()
        assert client.get("/styleguide/").status_code == 200
    with override_settings(IS_DEMONSTRATION=False):
        assert "rien ici n’est officiel" not in client.get("/help/").content.decode()
        assert client.get("/styleguide/").status_code == 404


@pytest.mark.django_db
@override_settings(PLATFORM_NAME="Noa", DIRECTORATE_NAME="DEI", ORGANISATION_NAME="Établissement")
def test_the_names_of_the_house_are_settings(client):
    html = client.get("/").content.decode()
    assert "– Noa</title>" in html
    assert "Établissement · DEI" in html
    assert "CoopIntEer" not in html


# -- errors ------------------------------------------------------------------------------------------
def _fails(request):
    raise RuntimeError("a fault of ours")


class _Urls:
    from cnrs_coop.urls import handler400
    from cnrs_coop.urls import urlpatterns as _patterns

    urlpatterns = [*_patterns, path("fails/", _fails)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Cette page n’existe pas ici"), ("en", "There is no such page here")]
)
def test_an_unknown_address_is_answered_in_the_look_and_in_the_language(client, language, sentence):
    answer = client.get("/nowhere/", headers={"accept-language": language})
    assert answer.status_code == 404
    assert sentence in answer.content.decode()
    assert 'id="menu"' in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do():
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "Revenez en arrière" in answer.content.decode()


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=_Urls)
def test_a_fault_of_ours_shows_a_page_that_needs_nothing():
    client = Client(raise_request_exception=False)
    answer = client.get("/fails/")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert "Quelque chose s’est arrêté chez nous" in html
    assert "Something stopped on our side" in html
    assert "RuntimeError" not in html


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_pages_of_the_worst_moments_read_no_database_and_speak_both_languages(name):
    html = render_to_string(name)
    assert '<html lang="fr">' in html
    assert 'lang="en"' in html


# -- weight and origin ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_first_visit_weighs_less_than_250_kilobytes_with_its_fonts(client):
    html = client.get("/").content
    sheets = [STATIC / name for name in ("vendor/bootstrap/bootstrap.min.css", "css/tokens.css", "css/look.css",
                                         "css/house.css")]  # fmt: skip
    fonts = [font for font in (STATIC / "fonts").glob("*.woff2") if "-ext-" not in font.name]
    packed = sum(len(gzip.compress(sheet.read_bytes(), 6)) for sheet in sheets) + len(gzip.compress(html, 6))
    assert packed + sum(font.stat().st_size for font in fonts) < 250_000


def test_what_others_wrote_is_recorded_with_its_version_licence_and_sum():
    recorded = tomllib.loads((STATIC / "vendor" / "versions.toml").read_text(encoding="utf-8"))
    listed = {name: one["sha256"] for part in recorded.values() for name, one in part["files"].items()}
    kept = {path for folder in ("vendor", "fonts") for path in (STATIC / folder).rglob("*") if path.is_file()}
    ours = {"versions.toml", "espace-fine.woff2"}
    names = {str(path.relative_to(STATIC)) for path in kept if path.name not in ours and "LICENSE" not in path.name}
    assert set(listed) == names
    for name, digest in listed.items():
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest
    for part in recorded.values():
        assert (STATIC / part["licence_file"]).exists()


def test_no_sheet_names_a_source_map_or_another_site():
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", text)


@pytest.mark.django_db
def test_the_menu_shows_a_dossier_where_its_reader_came_from():
    dossier = a_filed_dossier()
    people = {"/proposals/": dossier.carrier, "/triage/": Person.objects.get(pk=the_officer(dossier).person_id)}
    for address, person in people.items():
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        menu = client.get(f"/proposals/{dossier.uid}/").text.partition('id="menu"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]*)" aria-current="true"', menu) == [address]


@pytest.mark.django_db
def test_a_page_beneath_a_list_is_shown_within_it():
    derci, call = a_holder(Role.DERCI_OFFICER), a_filed_dossier().call
    client = Client()
    client.force_login(derci, backend="django.contrib.auth.backends.ModelBackend")
    for where, address in (("/commitments/", "/actions/"), (f"/arbitration/{call.slug}/", "/rankings/")):
        menu = client.get(where).text.partition('id="menu"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]*)" aria-current="true"', menu) == [address], where

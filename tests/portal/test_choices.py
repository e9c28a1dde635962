"""Language and display: kept with the person, else in a cookie; the way back never leaves the house."""

from __future__ import annotations

import pytest

from tests.factories import a_person

pytestmark = pytest.mark.django_db


def test_the_language_chosen_without_an_account_is_kept_in_a_cookie(client):
    assert '<html lang="fr"' in client.get("/help/").content.decode()
    answer = client.post("/language/", {"language": "en", "next": "/help/?a=1&b=2"})
    assert answer.headers["Location"] == "/help/?a=1&b=2"
    assert '<html lang="en"' in client.get("/help/").content.decode()


def test_the_language_chosen_by_a_person_is_theirs_on_every_machine(client):
    person = a_person(language="fr")
    client.force_login(person)
    client.post("/language/", {"language": "en", "next": "/"})
    person.refresh_from_db()
    assert person.language == "en"
    client.cookies.pop("django_language")
    assert '<html lang="en"' in client.get("/help/").content.decode()


@pytest.mark.parametrize("language", ["", "de", "fr-CA", "../../etc", "e\u0000n"])
def test_a_language_that_is_not_offered_changes_nothing(client, language):
    answer = client.post("/language/", {"language": language, "next": "/help/"})
    assert answer.status_code == 302
    assert "django_language" not in answer.cookies
    assert '<html lang="fr"' in client.get("/help/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example", "//elsewhere.example/x", "javascript:alert(1)", ""])
@pytest.mark.parametrize("url", ["/language/", "/theme/"])
def test_the_way_back_never_leaves_the_house(client, url, target):
    answer = client.post(url, {"language": "en", "theme": "dark", "next": target})
    assert answer.headers["Location"] == "/"


def test_the_display_chosen_is_set_by_the_server_and_follows_the_system_by_default(client):
    assert "data-bs-theme" not in client.get("/help/").content.decode()
    client.post("/theme/", {"theme": "dark", "next": "/"})
    assert '<html lang="fr" data-bs-theme="dark">' in client.get("/help/").content.decode()
    client.post("/theme/", {"theme": "", "next": "/"})
    assert "data-bs-theme" not in client.get("/help/").content.decode()


def test_the_display_of_a_person_is_theirs_on_every_machine(client):
    person = a_person()
    client.force_login(person)
    client.post("/theme/", {"theme": "light", "next": "/"})
    client.cookies.pop("theme")
    assert 'data-bs-theme="light"' in client.get("/help/").content.decode()


@pytest.mark.parametrize("theme", ["blue", 'dark" onload="x', "DARK"])
def test_a_display_that_is_not_offered_changes_nothing(client, theme):
    client.post("/theme/", {"theme": theme, "next": "/"})
    client.cookies["theme"] = theme.replace('"', "")
    assert "data-bs-theme" not in client.get("/help/").content.decode()

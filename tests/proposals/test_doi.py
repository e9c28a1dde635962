"""A publication looked up by its DOI, at a real server on loopback; without one, or without its answer, by hand."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proposals.actions.lookups import look_up
from proposals.doi import CSL, looked_up, read_csl
from proposals.models import Publication
from tests.proposals.dossiers import a_dossier, a_filed_dossier

NOW = timezone.now

SAID = {
    "title": "Slow slip\u202e under the trench", "container-title": ["Journal of the Sea"],
    "author": [{"given": "Akiko", "family": "Mori"}, {"literal": "The Sanriku team"}],
    "issued": {"date-parts": [[2024, 5]]},
}  # fmt: skip


@pytest.fixture
def registry(settings: Any) -> Iterator[dict[str, Any]]:
    """A registry that answers `body` with `status`, and remembers what it was asked."""
    state: dict[str, Any] = {"body": json.dumps(SAID).encode(), "status": 200, "asked": []}

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state["asked"].append((self.path, self.headers["Accept"]))
            self.send_response(state["status"])
            self.end_headers()
            self.wfile.write(state["body"])

        def log_message(self, *_args: Any) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.DOI_RESOLVER = f"http://127.0.0.1:{server.server_port}/"
        yield state
        server.shutdown()


def test_the_registry_is_asked_for_the_description_of_the_doi(registry):
    assert looked_up("10.1000/a b") == {
        "title": "Slow slip under the trench", "journal": "Journal of the Sea", "year": 2024,
        "authors": "Akiko Mori, The Sanriku team",
    }  # fmt: skip
    assert registry["asked"] == [("/10.1000/a%20b", CSL)]


@pytest.mark.parametrize(("status", "body"), [(404, b"{}"), (500, b""), (200, b"<html>"), (200, b"[1]")])
def test_a_registry_that_says_nothing_useful_gives_nothing(registry, status, body):
    registry.update(status=status, body=body)
    assert looked_up("10.1000/182") == {}


@pytest.mark.parametrize("said", [None, 3, {"title": 4, "author": "x", "issued": {"date-parts": [[]]}}, {"issued": 1}])
def test_an_answer_of_another_form_is_left_out(said):
    assert read_csl(said) == {}


def test_nobody_is_asked_unless_the_installation_says_whom(settings, registry):
    settings.DOI_RESOLVER = ""
    assert looked_up("10.1000/182") == {}
    assert registry["asked"] == []


def test_a_registry_that_is_not_there_blocks_nobody(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.DOI_RESOLVER = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert looked_up("10.1000/182") == {}


def added(dossier, **given):
    client = Client()
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    here = f"/proposals/{dossier.uid}/publications/new/"
    assert client.post(here, {"revision": "0", **given}).status_code == 302
    page = client.get(f"/proposals/{dossier.uid}/edit/history/").content.decode()
    return Publication.objects.get(dossier=dossier), page


@pytest.mark.django_db
def test_a_publication_given_by_its_doi_alone_gets_its_title_from_the_worker_and_keeps_what_was_typed(registry):
    dossier = a_dossier("irp")
    found, page = added(dossier, doi="https://doi.org/10.1000/182", year="2023")
    # the person goes on: nothing was asked during their request
    assert (found.title, registry["asked"]) == ("", [])
    assert "Sa description est recherchée" in page
    assert look_up(NOW()) == 1
    found.refresh_from_db()
    assert (found.title, found.year, found.lookup_asked_at) == ("Slow slip under the trench", 2023, None)
    assert found.looked_up_at is not None
    assert look_up(NOW()) == 0


@pytest.mark.django_db
def test_a_silent_registry_is_asked_three_times_then_the_page_asks_for_the_title(registry):
    registry["status"] = 500
    dossier = a_dossier("irp")
    found, _page = added(dossier, doi="10.1000/183")
    assert [look_up(NOW()) for _time in range(5)] == [0] * 5
    assert len(registry["asked"]) == 3
    client = Client()
    client.force_login(dossier.carrier, backend="django.contrib.auth.backends.ModelBackend")
    assert "ne l’a pas décrite" in client.get(f"/proposals/{dossier.uid}/edit/history/").content.decode()
    assert Publication.objects.get(pk=found.pk).title == ""


@pytest.mark.django_db
def test_what_somebody_wrote_or_filed_meanwhile_is_not_written_over(registry):
    dossier = a_dossier("irp")
    found, _page = added(dossier, doi="10.1000/184")
    Publication.objects.filter(pk=found.pk).update(title="Le mien", revision=2)
    assert look_up(NOW()) == 0
    filed = a_filed_dossier("irp")
    late = Publication.objects.create(dossier=filed, doi="10.1000/185", lookup_asked_at=NOW())
    assert look_up(NOW()) == 0
    late.refresh_from_db()
    assert (late.title, late.lookup_asked_at) == ("", None)
    found.refresh_from_db()
    assert (found.title, found.lookup_asked_at) == ("Le mien", None)


@pytest.mark.django_db
def test_without_a_registry_nothing_is_awaited(settings):
    settings.DOI_RESOLVER = ""
    found, page = added(a_dossier("irp"), doi="10.1000/186")
    assert found.lookup_asked_at is None
    assert "recherchée" not in page

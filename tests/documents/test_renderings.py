"""PDFs are asked by rows and made by the worker: once per content, again after a kill, never holding up others."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone
from pypdf import PdfReader

from documents import renderings
from documents.models import Rendering
from documents.querysets import LEASE, MOST_ATTEMPTS
from tests.documents.builders import Leaflet

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class WithoutPango(ModuleType):
    """The renderer on a machine without its libraries."""

    def __getattr__(self, name: str) -> Any:
        raise OSError("cannot load library 'libpango-1.0-0'")


def fail(*arguments: Any) -> bytes:
    raise RuntimeError("the page cannot be drawn")


def test_a_content_is_asked_once_and_made_once(leaflet: Leaflet) -> None:
    first, again = renderings.latest("leaflet", "a", "fr"), renderings.latest("leaflet", "a", "fr")
    assert first == again
    assert first.state == "pending"
    assert renderings.sweep() == 1
    assert renderings.sweep() == 0
    made = renderings.latest("leaflet", "a", "fr")
    assert (made.pk, made.state) == (first.pk, "ready")
    with made.file.open("rb") as file:
        reader: Any = PdfReader(file)
        assert reader.metadata.title == "Fiche d’essai"


def test_another_content_or_language_is_another_file(leaflet: Leaflet) -> None:
    before = renderings.latest("leaflet", "a", "fr")
    english = renderings.latest("leaflet", "a", "en")
    leaflet.titles["a"] = "Fiche changée"
    assert len({before.pk, english.pk, renderings.latest("leaflet", "a", "fr").pk}) == 3


def test_nothing_of_the_subject_shows_in_the_name_of_the_file(leaflet: Leaflet) -> None:
    leaflet.titles["secret-name"] = "Titre"
    rendering = renderings.latest("leaflet", "secret-name", "fr")
    renderings.sweep()
    rendering.refresh_from_db()
    assert rendering.file.name == f"renderings/{rendering.fingerprint}-{rendering.pk}.pdf"


def test_a_content_that_changed_before_it_was_made_is_asked_anew(leaflet: Leaflet) -> None:
    renderings.latest("leaflet", "a", "fr")
    leaflet.titles["a"] = "Fiche changée"
    assert renderings.sweep() == 0
    assert not Rendering.objects.exists()


def test_what_a_killed_worker_was_making_is_made_after_its_lease(leaflet: Leaflet) -> None:
    rendering = renderings.latest("leaflet", "a", "fr")
    Rendering.objects.update(claimed_at=timezone.now(), attempts=1)
    assert renderings.sweep() == 0, "a living worker holds it"
    Rendering.objects.update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    assert renderings.sweep() == 1
    rendering.refresh_from_db()
    assert rendering.state == "ready"


def test_a_page_that_kills_its_workers_is_given_up(leaflet: Leaflet) -> None:
    rendering = renderings.latest("leaflet", "a", "fr")
    Rendering.objects.update(claimed_at=timezone.now() - 2 * LEASE, attempts=MOST_ATTEMPTS)
    assert renderings.sweep() == 0
    rendering.refresh_from_db()
    assert rendering.state == "failed"


def test_a_page_that_fails_is_tried_three_times_and_holds_up_no_other(
    leaflet: Leaflet, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaflet.titles["b"] = "Autre fiche"
    wrong, right = renderings.latest("leaflet", "a", "fr"), renderings.latest("leaflet", "b", "fr")
    draw = leaflet.html
    monkeypatch.setattr(leaflet, "html", lambda key, language: fail() if key == "a" else draw(key, language))
    assert [renderings.sweep() for _ in range(MOST_ATTEMPTS + 1)] == [1, 0, 0, 0]
    wrong.refresh_from_db()
    right.refresh_from_db()
    assert (wrong.state, wrong.attempts, right.state) == ("failed", MOST_ATTEMPTS, "ready")


def test_without_the_libraries_a_page_fails_and_is_made_once_they_are_there(
    leaflet: Leaflet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rendering = renderings.latest("leaflet", "a", "fr")
    with monkeypatch.context() as machine:
        machine.setitem(sys.modules, "documents.weasy", WithoutPango("documents.weasy"))
        assert renderings.sweep() == 0
    rendering.refresh_from_db()
    assert (rendering.state, rendering.attempts, caplog.records) == ("failed", 0, [])
    assert renderings.take_back() == 1
    assert renderings.sweep() == 1
    assert renderings.latest("leaflet", "a", "fr").state == "ready"


def test_a_page_given_up_after_three_attempts_is_not_taken_back(leaflet: Leaflet) -> None:
    renderings.latest("leaflet", "a", "fr")
    Rendering.objects.update(state="failed", attempts=MOST_ATTEMPTS)
    assert renderings.take_back() == 0


def test_two_workers_never_make_the_same_file(leaflet: Leaflet) -> None:
    rendering = renderings.latest("leaflet", "a", "fr")
    same = Rendering.objects.get(pk=rendering.pk)
    assert renderings.make(rendering)
    assert not renderings.make(same)


def test_what_a_newer_content_replaced_a_month_ago_is_deleted_with_its_file(leaflet: Leaflet, tmp_path: Path) -> None:
    renderings.latest("leaflet", "a", "fr")
    renderings.sweep()
    Rendering.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert renderings.purge() == 0, "it is still the latest"
    leaflet.titles["a"] = "Fiche changée"
    newer = renderings.latest("leaflet", "a", "fr")
    renderings.sweep()
    assert renderings.purge() == 1
    assert [row.pk for row in Rendering.objects.all()] == [newer.pk]
    assert len(list(tmp_path.rglob("*.pdf"))) == 1

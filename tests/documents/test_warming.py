"""A worker makes its printer ready at its start; one that cannot print works all the same."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from celery.signals import worker_process_init

from cnrs_coop import celery
from documents import warming, weasy
from tests.services import wait_until


def test_the_page_drawn_for_nobody_reads_every_face_of_the_style_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    class Watching(weasy.StaticFiles):
        def fetch(self, url: str, headers: Any = None) -> Any:
            read.append(url.rpartition("/")[2])
            return super().fetch(url, headers)

    monkeypatch.setattr(weasy, "StaticFiles", Watching)
    assert warming.warm()
    assert "print.css" in read
    assert "newsreader-latin-wght-normal.woff2" in read


def test_a_worker_that_cannot_draw_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def without_pango(*arguments: Any) -> bytes:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(weasy, "pdf_bytes", without_pango)
    with caplog.at_level(logging.WARNING):
        assert not warming.warm()
    assert "libpango" in caplog.text


def test_each_process_of_a_worker_draws_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bool] = []
    monkeypatch.setattr(warming, "warm", lambda: drawn.append(True))
    assert celery.warm_printer in worker_process_init._live_receivers(None)
    celery.warm_printer()
    wait_until(lambda: drawn, "the printer is warm")

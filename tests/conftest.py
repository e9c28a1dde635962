"""What every test shares; the servers are started by `tests/plugin.py`, before Django's settings are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as house
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import isolation
from tests.harness import template
from tests.harness.browser import Watch, launch
from tests.harness.emptying import empty_only_what_was_written
from tests.harness.mailbox import Mailbox
from tests.harness.one_connection import keep_one_connection_per_thread
from tests.harness.served import Served, static_files
from tests.harness.shared import undone_at_last
from tests.harness.world import build_world
from tests.hostile.ordering import shuffle_unordered
from tests.routes import World
from tests.services import PATIENCE

# a loaded machine draws slowly: that is no fault of a property
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

keep_one_connection_per_thread()
shuffle_unordered()
empty_only_what_was_written()


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    isolation.begin_test()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django's: how the database of this process is made."""
    template.use_for_this_process()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """pytest-django's: a file just copied from the template is not made anew."""
    return bool(request.config.getvalue("reuse_db")) or (template.folder() is not None and house.IS_EMBEDDED)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the run."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        # what a page will show is waited for as long as anything else: the five seconds of the library are a figure
        expect.set_options(timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile that reads French."""
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    context.set_default_timeout(1000 * PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in a fresh profile; the test fails if the page logs an error or calls another host."""
    page = context.new_page()
    watch = Watch(page)
    yield page
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server on loopback, to which the house sends during the test."""
    box = Mailbox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    box.stop()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of the table of routes: built once per run where processes share databases, else once per module.

    What a module changes is undone after it.
    """
    if template.folder() is None or house.IS_EMBEDDED:
        with undone_at_last(django_db_blocker):
            yield build_world()
        return
    with django_db_blocker.unblock(), template.world_beside(build_world) as world, undone_at_last(django_db_blocker):
        yield world


@pytest.fixture(scope="module")
def shared_served(chromium: Browser) -> Iterator[Served]:
    """One page for many visits: opening a profile for each would double the time."""
    page = chromium.new_page(reduced_motion="reduce")
    page.set_default_timeout(1000 * PATIENCE)
    with static_files() as origin:
        yield Served(page, origin)
        page.close()


@pytest.fixture
def served(shared_served: Served) -> Served:
    """That page, wide and light again, answered by Django's test client."""
    shared_served.begin()
    return shared_served

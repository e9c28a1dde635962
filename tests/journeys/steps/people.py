"""One person at their browser, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect

from directory.models import Person
from notifications import delivery
from tests.harness.browser import Watch, shot, sign_in
from tests.harness.mailbox import Mailbox, links_in
from tests.services import PATIENCE

LOCALES = {"fr": "fr-FR", "en": "en-GB"}


@dataclass
class Player:
    """A page in which somebody acts; `word` is what the house says in their language."""

    page: Page
    base: str
    language: str

    def word(self, source: str) -> str:
        with override(self.language):
            return gettext(source)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def press(self, source: str) -> None:
        self.page.locator("main").get_by_role("button", name=self.word(source)).first.click()

    def follow(self, source: str) -> None:
        self.page.locator("main").get_by_role("link", name=self.word(source)).first.click()

    def reads(self, source: str) -> None:
        """A heading or a sentence of the house stands on the page, in this person's language."""
        expect(self.page.locator("main, .ci-head").get_by_text(self.word(source)).first).to_be_visible()

    def seen(self, name: str) -> None:
        """Pictures at both widths, of which neither scrolls sideways."""
        for width in (360, 1280):
            shot(self.page, f"{name}-{width}", width)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width


@dataclass
class Stage:
    """Where the people of a journey come from: the browser, the house's address, the mails received."""

    chromium: Browser
    base: str
    mailbox: Mailbox
    language: str

    @contextmanager
    def playing(self, person: Person | None = None, language: str = "", **options: Any) -> Iterator[Player]:
        """`person` at a browser of their own; somebody without account when None."""
        language = language or self.language
        context = self.chromium.new_context(locale=LOCALES[language], reduced_motion="reduce", **options)
        context.set_default_timeout(1000 * PATIENCE)
        page = context.new_page()
        watch = Watch(page)
        if person is not None:
            sign_in(page, self.base, person)
        try:
            yield Player(page, self.base, language)
        finally:
            context.close()
        assert not watch.problems, "\n".join(watch.problems)

    def link_received(self, email: str, beginning: str) -> str:
        """The path of the link that begins with `beginning`, in the mails received by `email`."""
        delivery.send_due()
        self.mailbox.wait_for(email)
        paths = [urlsplit(link).path for mail in self.mailbox.to(email) for link in links_in(mail)]
        return next(path for path in paths if path.startswith(beginning))

    def told(self, email: str, word: str) -> None:
        """One of the mails received by `email` has `word` in its subject or text."""
        delivery.send_due()
        self.mailbox.wait_for(email)
        texts = [str(mail["subject"]) + str(mail.get_body(("plain",))) for mail in self.mailbox.to(email)]
        assert any(word in text for text in texts), f"no mail to {email} says {word}"

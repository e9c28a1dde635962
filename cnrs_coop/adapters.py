"""Accounts joined to the outbox: here because only the top layer knows both people and mails."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import adapters
from directory.models import Person
from notifications.mails import post_text


class AccountAdapter(adapters.AccountAdapter):
    """Mails of accounts are rows of the outbox: they survive a mail server or a broker that is away."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post the mail in the reader's language; it leaves at once, and its secret words are forgotten once sent."""
        language = reader_language(email)
        with translation.override(language):
            words = {**self._house(language), **context, "email": email}
            line = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
            words["subject_line"] = line
            text = render_to_string(f"{template_prefix}_message.txt", words)
            html = render_to_string("mails/account.html", {**words, "lines": _paragraphs(text)})
        key = template_prefix.replace("/email/", ".").replace("/", ".")[:60]
        event = f"account:{secrets.token_hex(16)}"
        post_text(key, to=email, subject=line, text=text.strip() + "\n", html=html, event=event, language=language)

    def _house(self, language: str) -> dict[str, Any]:
        return {
            "language": language,
            "platform_name": settings.PLATFORM_NAME,
            "directorate_name": settings.DIRECTORATE_NAME,
            "organisation_name": settings.ORGANISATION_NAME,
            "is_demonstration": settings.IS_DEMONSTRATION,
            "why": _why(),
            "stops": "",
        }


def reader_language(email: str) -> str:
    """The language of whoever has this address, else of the page."""
    known = Person.objects.filter(email=email.lower()).values_list("language", flat=True).first()
    return known or (get_language() or settings.LANGUAGE_CODE)[:2]


def _why() -> str:
    return _("somebody used this address on the platform, or changed the security of its account.")


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of the text before its signature, for the HTML part."""
    body = text.partition("\n--\n")[0]
    return [part.strip() for part in body.split("\n\n") if part.strip()]

"""Every mail of every app can be written in both languages."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from directory.models import Person
from notifications.mails import Mail, all_mails
from workflow.table import Table

TABLES = ["instruments.workflow.CALL"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("mail", all_mails(), ids=lambda mail: mail.key)
def test_a_mail_is_whole_in_its_language(mail: Mail, language: str) -> None:
    person = Person(email="x@example.org", first_name="Hélène", last_name="Carradec", language=language)
    written = mail.written(mail.sample(), person)
    assert written.subject_line
    assert f'<html lang="{language}">' in written.html
    assert ("Pourquoi ce message" if language == "fr" else "Why this mail") in written.text
    # the text says as much as the page: every address of one stands in the other
    assert set(re.findall(r'href="([^"]+)"', written.html)) == set(re.findall(r"https?://\S+", written.text))
    assert all(link.startswith(settings.SITE_URL) for link in re.findall(r'href="([^"]+)"', written.html))
    assert "&" not in re.sub(r"https?://\S+", "", written.text), "the text is not HTML"


@pytest.mark.parametrize("path", TABLES)
def test_every_mail_named_by_a_transition_exists(path: str) -> None:
    table: Table = import_string(path)
    keys = {mail.key for mail in all_mails()}
    assert {key for transition in table.transitions for key in transition.messages} <= keys

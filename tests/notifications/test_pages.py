"""The outbox as the administrator reads it, and the mails that the demonstration keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.utils import timezone

from directory.enums import Role
from notifications import folder
from notifications.models import OutboxMail
from tests.factories import a_holder
from tests.notifications.builders import a_mail
from workflow.history import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(a_holder(Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_administrator_sees_to_whom_and_in_what_state_but_not_the_words(administrator: Client) -> None:
    a_mail(email="x@example.org", person=None, text="le lien secret", state="failed", problem="550 no such user")
    page = administrator.get("/outbox/").content.decode()
    assert "x@example.org" in page
    assert "550 no such user" in page
    assert "le lien secret" not in page


@pytest.mark.parametrize("asked", ["sent", "nonsense", "' OR 1=1", "\x00"])
def test_a_state_in_the_address_filters_or_is_ignored(administrator: Client, asked: str) -> None:
    a_mail(subject_line="En attente")
    a_mail(subject_line="Déjà parti", state="sent", sent_at=timezone.now())
    page = administrator.get("/outbox/", {"state": asked, "page": "-1"}).content.decode()
    assert "Déjà parti" in page
    assert ("En attente" in page) == (asked != "sent")


def test_a_mail_given_up_is_sent_again_and_the_history_says_by_whom(administrator: Client) -> None:
    mail = a_mail(state="failed", attempts=3, problem="550 no")
    answer = administrator.post(f"/outbox/{mail.pk}/again/", follow=True)
    assert "Le message repart dans la minute." in answer.content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.problem) == ("pending", 0, "")
    assert [(row.act, row.person_id) for row in timeline(mail)] == [
        ("send-again", int(administrator.session["_auth_user_id"]))
    ]


@pytest.mark.parametrize("state", ["pending", "held"])
def test_only_what_was_given_up_is_sent_again(administrator: Client, state: str) -> None:
    mail = a_mail(state=state)
    answer = administrator.post(f"/outbox/{mail.pk}/again/", follow=True)
    assert "rien n’a été fait" in answer.content.decode()
    assert OutboxMail.objects.get().state == state
    assert not timeline(mail).exists()


@pytest.mark.parametrize("number", [0, 999_999, 2**63, 10**40])
def test_a_mail_that_does_not_exist_is_not_found(administrator: Client, number: int) -> None:
    assert administrator.post(f"/outbox/{number}/again/").status_code == 404


@pytest.fixture
def demonstration(settings: Any, tmp_path: Path) -> Path:
    settings.IS_DEMONSTRATION = True
    settings.MAIL_FOLDER = tmp_path / "mails"
    settings.EMAIL_BACKEND = "notifications.folder.FolderBackend"
    return settings.MAIL_FOLDER


def test_the_demonstration_shows_its_mails_with_their_links(client: Client, demonstration: Path) -> None:
    for number in (1, 2):
        text = f"Vérifiez : http://localhost:8000/verify/{number}/"
        EmailMessage(f"Mail {number}", text, to=["x@example.org"], connection=get_connection()).send()
    newest, oldest = folder.kept()
    assert (newest.subject_line, oldest.subject_line) == ("Mail 2", "Mail 1")
    page = client.get("/mails/").content.decode()
    assert page.index("Mail 2") < page.index("Mail 1")
    assert 'href="http://localhost:8000/verify/2/"' in client.get(f"/mails/{newest.instant}/").content.decode()


def test_the_demonstration_has_no_mail_at_first(client: Client, demonstration: Path) -> None:
    assert "Aucun message pour l’instant" in client.get("/mails/").content.decode()


@pytest.mark.parametrize("instant", ["0", "12", "9" * 300])
def test_a_kept_mail_that_does_not_exist_is_not_found(client: Client, demonstration: Path, instant: str) -> None:
    assert client.get(f"/mails/{instant}/").status_code == 404


@pytest.mark.parametrize("missing", ["IS_DEMONSTRATION", "MAIL_FOLDER"])
def test_elsewhere_than_in_the_demonstration_no_mail_is_shown(
    client: Client, demonstration: Path, settings: Any, missing: str
) -> None:
    EmailMessage("Mail", "Texte", to=["x@example.org"], connection=get_connection()).send()
    instant = folder.kept()[0].instant
    setattr(settings, missing, None)
    assert client.get("/mails/").status_code == 404
    assert client.get(f"/mails/{instant}/").status_code == 404

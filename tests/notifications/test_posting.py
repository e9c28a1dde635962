"""Posting mails: in the transaction of the act, once per event and person, in the person's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from notifications import mails
from notifications.mails import Addressee, Mail, all_mails, mail_of, post, post_text, register, release
from notifications.models import OutboxMail
from tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Tried(Mail):
    """A mail of the tests alone, about a unit."""

    key = "test.tried"

    @property
    def template(self) -> str:
        return "mails/call_opened"

    def recipients(self, subject: Any) -> Any:
        return subject.readers

    def subject_line(self, subject: Any) -> str:
        return f"À propos\nde {subject.name}"

    def why(self, subject: Any) -> str:
        return "why"

    def context(self, subject: Any, person: Any) -> dict[str, Any]:
        return mail_of("call.opened").context(mail_of("call.opened").sample(), person)


@pytest.fixture(autouse=True)
def tried(monkeypatch: pytest.MonkeyPatch) -> Mail:
    mail = Tried()
    monkeypatch.setitem(mails._registered, Tried.key, mail)
    return mail


def test_the_same_event_never_reaches_the_same_person_twice() -> None:
    unit, person = a_unit(), a_person()
    for _ in range(2):
        post("test.tried", unit, event="visa asked 1", people=[person, Addressee("y@example.org")])
    post("test.tried", unit, event="visa asked 2", people=[person])
    assert set(OutboxMail.objects.values_list("event", "person", "email")) == {
        ("visa asked 1", person.pk, ""),
        ("visa asked 1", None, "y@example.org"),
        ("visa asked 2", person.pk, ""),
    }
    assert OutboxMail.objects.count() == 3


def test_an_event_posted_again_keeps_the_words_and_the_message_id_of_the_first() -> None:
    unit, person = a_unit(), a_person()
    post("test.tried", unit, event="e", people=[person])
    before = OutboxMail.objects.get()
    unit.name = "Autre nom"
    post("test.tried", unit, event="e", people=[person])
    after = OutboxMail.objects.get()
    assert (after.message_id, after.subject_line) == (before.message_id, before.subject_line)


def test_a_mail_of_an_act_that_is_rolled_back_does_not_exist() -> None:
    with transaction.atomic():
        post("test.tried", a_unit(), event="e", people=[a_person()])
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()


def test_each_person_is_written_to_in_their_own_language() -> None:
    people = [a_person(language="fr"), a_person(language="en")]
    post("test.tried", a_unit(), event="e", people=people)
    texts = {mail.language: mail.text for mail in OutboxMail.objects.all()}
    assert "Pourquoi ce message" in texts["fr"]
    assert "Why this mail" in texts["en"]


def test_a_subject_line_is_one_line() -> None:
    post("test.tried", a_unit(name="Laboratoire"), event="e", people=[a_person()])
    assert OutboxMail.objects.get().subject_line == "À propos de Laboratoire"


def test_a_held_mail_waits_for_its_release() -> None:
    post("test.tried", a_unit(), event="decision 7", people=[a_person()], held=True)
    assert OutboxMail.objects.get().state == "held"
    assert release("decision 7") == 1
    assert OutboxMail.objects.get().state == "pending"
    assert release("decision 7") == 0


def test_posting_to_many_costs_as_many_queries_as_to_one(django_assert_num_queries: Any) -> None:
    unit, people = a_unit(), [a_person() for _ in range(3)]
    for number, some in enumerate((people[:1], people)):
        with django_assert_num_queries(1):
            post("test.tried", unit, event=f"e{number}", people=some)


def test_the_database_itself_refuses_a_second_mail_of_an_event_to_a_person() -> None:
    post("test.tried", a_unit(), event="e", people=[a_person()])
    again = OutboxMail.objects.get()
    again.pk, again.message_id = None, "<other@example.org>"
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_words_given_as_they_are_leave_as_they_are() -> None:
    post_text("account.verify", to="x@example.org", subject="Vérifiez\nvotre adresse", text="Lien", event="e 1")
    mail = OutboxMail.objects.get()
    assert (mail.subject_line, mail.text, mail.is_secret, mail.address) == (
        "Vérifiez votre adresse", "Lien", True, "x@example.org",
    )  # fmt: skip


def test_two_mails_cannot_share_a_key() -> None:
    taken = all_mails()[0].key
    with pytest.raises(ValueError, match="two mails are called"):
        register(type("Other", (Mail,), {"key": taken}))

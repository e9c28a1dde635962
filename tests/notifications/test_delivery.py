"""The postman: one mail in flight, a stable Message-ID, retries that get later, giving up that is seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications import delivery
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.upkeep import forget_old_words
from tests.factories import a_person
from tests.harness.mailbox import Mailbox
from tests.notifications.builders import a_mail
from tests.services import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def claimed(**fields: Any) -> OutboxMail:
    """A mail in the hands of a postman since two minutes."""
    since = timezone.now() - timedelta(minutes=2)
    return a_mail(**{"state": MailState.CLAIMED, "claim": uuid4(), "claimed_at": since, **fields})


def test_a_mail_leaves_whole_and_is_marked_sent(mailbox: Mailbox) -> None:
    mail = a_mail()
    assert delivery.send_due() == 1
    (received,) = mailbox.to(mail.address)
    assert received["Message-ID"] == mail.message_id
    assert received["Subject"] == mail.subject_line
    assert received["Content-Language"] == "fr"
    assert [part.get_content_type() for part in received.iter_parts()] == ["text/plain", "text/html"]
    mail.refresh_from_db()
    assert (mail.state, mail.claim, mail.problem) == ("sent", None, "")
    assert delivery.send_due() == 0


def test_the_urgent_leave_first_then_the_oldest(mailbox: Mailbox) -> None:
    past = timezone.now() - timedelta(hours=1)
    a_mail(email="late@example.org", person=None)
    a_mail(email="early@example.org", person=None, due_at=past)
    a_mail(email="news@example.org", person=None, due_at=past, is_urgent=False)
    delivery.send_due()
    assert [to for (to,) in mailbox.recipients] == ["early@example.org", "late@example.org", "news@example.org"]


def test_held_and_future_mails_stay(mailbox: Mailbox) -> None:
    a_mail(state=MailState.HELD)
    a_mail(due_at=timezone.now() + timedelta(hours=1))
    assert delivery.send_due() == 0
    assert mailbox.mails == []


def test_a_mail_goes_to_the_address_the_person_has_today(mailbox: Mailbox) -> None:
    person = a_person()
    a_mail(person=person)
    person.email = "new@example.org"
    person.save()
    delivery.send_due()
    assert mailbox.recipients == [["new@example.org"]]


def test_while_a_mail_is_in_flight_no_other_postman_sends(mailbox: Mailbox) -> None:
    claimed(claimed_at=timezone.now())
    a_mail()
    assert delivery.send_due() == 0
    assert mailbox.mails == []


def test_the_database_itself_allows_one_mail_in_flight() -> None:
    claimed()
    with pytest.raises(IntegrityError), transaction.atomic():
        claimed()


def test_a_mail_of_a_killed_postman_is_taken_up_after_its_lease_with_the_same_message_id(
    mailbox: Mailbox, settings: Any
) -> None:
    settings.MAIL_LEASE_SECONDS = 110
    mail = claimed()
    assert delivery.send_due() == 1
    assert [received["Message-ID"] for received in mailbox.mails] == [mail.message_id]


def test_a_mail_is_left_alone_before_the_lease_ends(mailbox: Mailbox, settings: Any) -> None:
    settings.MAIL_LEASE_SECONDS = 130
    claimed()
    assert delivery.send_due() == 0


def test_a_postman_who_comes_back_late_overwrites_nothing() -> None:
    mail = claimed()
    delivery.take_back_all()
    delivery._settle(mail, state=MailState.FAILED)
    mail.refresh_from_db()
    assert mail.state == "pending"


def test_a_refusal_for_ever_is_given_up_and_says_why(mailbox: Mailbox) -> None:
    mailbox.refuse = "550 no such user"
    refused = a_mail()
    delivery.send_due()
    refused.refresh_from_db()
    assert (refused.state, refused.problem, refused.attempts) == ("failed", "550 no such user", 1)


def test_one_refused_mail_does_not_stop_the_next(mailbox: Mailbox) -> None:
    first, second = a_mail(text="", subject_line="refused"), a_mail()
    mailbox.refuse_if = lambda content: b"Subject: refused" in content
    assert delivery.send_due() == 1
    assert [OutboxMail.objects.get(pk=mail.pk).state for mail in (first, second)] == ["failed", "sent"]


def test_a_refusal_for_now_is_tried_again_each_time_twice_as_late_and_at_last_given_up(mailbox: Mailbox) -> None:
    mailbox.refuse = "451 greylisted"
    mail = a_mail()
    delays = []
    for _ in range(delivery.MOST_ATTEMPTS):
        now = timezone.now()
        OutboxMail.objects.update(due_at=now)
        delivery.send_due()
        mail.refresh_from_db()
        delays.append(round((mail.due_at - now).total_seconds() / 30))
    assert delays[:4] == [1, 2, 4, 8]
    assert max(delays) == 6 * 3600 / 30
    assert mail.state == "failed"


def test_a_server_that_is_away_costs_a_mail_none_of_its_attempts(settings: Any, mailbox: Mailbox) -> None:
    settings.EMAIL_PORT = free_port()
    mails = [a_mail(), a_mail()]
    assert delivery.send_due() == 0
    for mail in mails:
        mail.refresh_from_db()
    assert [(mail.state, mail.attempts) for mail in mails] == [("pending", 0)] * 2
    assert [bool(mail.problem) for mail in mails] == [True, False], "the round ends with the first"
    settings.EMAIL_PORT = mailbox.port
    OutboxMail.objects.update(due_at=timezone.now())
    assert delivery.send_due() == 2


def test_an_address_no_mail_can_carry_is_given_up(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = a_mail()
    monkeypatch.setattr(EmailMessage, "send", lambda self: (_ for _ in ()).throw(ValueError("bad header")))
    delivery.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == ("failed", "ValueError: bad header")


def test_secret_words_are_forgotten_once_sent(mailbox: Mailbox) -> None:
    mail = a_mail(is_secret=True)
    delivery.send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_words_are_forgotten_after_their_time_and_the_row_stays() -> None:
    then = timezone.now() - timedelta(days=401)
    old, recent = a_mail(state="sent", sent_at=then), a_mail(state="sent", sent_at=timezone.now())
    assert forget_old_words() == 1
    old.refresh_from_db()
    recent.refresh_from_db()
    assert old.text == ""
    assert recent.text

"""Mails: the outbox is the administrator's alone; the mails of the demonstration exist nowhere else."""

from __future__ import annotations

from django.utils import timezone

from notifications.enums import MailState
from tests.notifications.builders import a_mail
from tests.routes import ANONYMOUS, ANYONE_ELSE, SIGNED_IN, Route, World, only

NOWHERE = {ANYONE_ELSE: 404}


def build(world: World) -> None:
    world.failed_mail = a_mail(state=MailState.FAILED, problem="550 no such user")


def some_mails(world: World, number: int) -> None:
    for _ in range(number):
        a_mail(state=MailState.SENT, sent_at=timezone.now())
        a_mail(state=MailState.FAILED, problem="550 no such user")


ROUTES = [
    Route("outbox", "/outbox/", only("administrator"), rows=some_mails),
    Route(
        "outbox_again", lambda world: f"/outbox/{world.failed_mail.pk}/again/",
        {ANONYMOUS: 302, ANYONE_ELSE: 405}, post=only("administrator", status=302), is_page=False,
    ),
    Route("kept_mails", "/mails/", NOWHERE),
    Route("kept_mail", "/mails/1/", NOWHERE),
    Route(
        "reminder_preferences", "/reminders/mine/", SIGNED_IN, fullest="unit-director", post=SIGNED_IN,
        data={"visa": "hourly"},
    ),
]  # fmt: skip

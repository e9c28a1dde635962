"""Mails: the outbox is the administrator's alone; the mails of the demonstration exist nowhere else."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from notifications.enums import MailState
from tests.notifications.builders import a_mail
from tests.proposals.dossiers import a_filed_dossier
from tests.routes import ANONYMOUS, ANYONE_ELSE, CARRIER, SIGNED_IN, Route, World, only

DERCI = ("derci-officer", "derci-director")
STAFF = (*DERCI, "institute-officer", "institute-officer-elsewhere", "institute-direction")
NOWHERE = {ANYONE_ELSE: 404}


def build(world: World) -> None:
    world.failed_mail = a_mail(state=MailState.FAILED, problem="550 no such user")


def some_mails(world: World, number: int) -> None:
    for _ in range(number):
        a_mail(state=MailState.SENT, sent_at=timezone.now())
        a_mail(state=MailState.FAILED, problem="550 no such user")


def some_things(world: World, number: int) -> None:
    """Opinions awaited, and the rows that say what was said of one."""
    due = timezone.now() + timedelta(days=20)
    carrier = world.people[CARRIER]
    for _ in range(number):
        dossier = a_filed_dossier(carrier=carrier, call=world.call)
        dossier.visas.update(due=due)


ROUTES = [
    Route("outbox", "/outbox/", only("administrator"), rows=some_mails),
    Route(
        "outbox_again", lambda world: f"/outbox/{world.failed_mail.pk}/again/",
        {ANONYMOUS: 302, ANYONE_ELSE: 405}, post=only("administrator", status=302), is_page=False,
    ),
    Route("kept_mails", "/mails/", NOWHERE),
    Route("kept_mail", "/mails/1/", NOWHERE),
    Route("reminder_preview", "/reminders/", only(*STAFF), rows=some_things),
    Route(
        "reminder_preferences", "/reminders/mine/", SIGNED_IN, fullest="unit-director", post=SIGNED_IN,
        data={"visa": "hourly"}, rows=some_things,
    ),
    Route("reminder_rules", "/reminders/rules/", only(*DERCI)),
    Route("reminder_rule", "/reminders/rules/visa/iea/", only(*DERCI), post=only(*DERCI),
          data={"heads-before": "tomorrow", "revision": "0"}),
    Route("reminder_rule_restore", "/reminders/rules/visa/iea/restore/", {ANONYMOUS: 302, ANYONE_ELSE: 405},
          post=only(*DERCI, status=302), is_page=False),
]  # fmt: skip

"""The days that `life_killed` lives twice: how each is prepared, who acts on it, and what is read of it afterwards.

Code that runs in the house, in a process of its own. On a day of running actions, reports are accepted, batches sent
and payments recorded; on a day of formalisation, security opinions are given, actions notified, letters asked and
chased, set-up years opened and prolonged. Acts of different people touch different subjects: their order is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Slice:
    """One day: its instant, the months of life before it, how the cast is placed, who does what."""

    start: datetime
    months: int
    cast: str
    acts: str

    def prepared(self, seed: int, actions: int) -> str:
        """The code that lives until that day and prints the acts as JSON."""
        given = {"seed": seed, "actions": actions, "months": self.months, "day": self.start.date()}
        return (BEFORE + AFTER.replace("CAST", self.cast) + self.acts + "\nprint(json.dumps(acts))\n").format(**given)


BEFORE = """
import json
from dataclasses import replace
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from directory.models import Person
from notifications.models import OutboxMail
from tests.funding.life.script import invented
from tests.funding.life.stage import Life
"""
AFTER = """
life = Life(invented({seed}, actions={actions}, months={months}))
life.script = replace(life.script, cast=tuple(CAST for place, one in enumerate(life.script.cast)))
life.live()
OutboxMail.objects.filter(state="pending").update(state="sent", sent_at=timezone.now())
def session(pk):
    person, made = Person.objects.get(pk=pk), SessionStore()
    made[SESSION_KEY] = str(person.pk)
    made[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return made.session_key
acts = []
"""
RUNNING = "replace(one, month=one.month % 12, slow=one.slow % 4)"
RUNNING_ACTS = """
from funding.models import PaymentBatch, Report
for one in Report.objects.filter(state="submitted").select_related("award").order_by("pk"):
    acts.append([f"/reports/{{one.uid}}/acts/accept/", session(life.people.officer(one.award).person_id), {{}}])
for one in PaymentBatch.objects.filter(state__in=("prepared", "sent")).order_by("pk"):
    who = session(life.people.finance(one.delegation_id).person_id)
    ticked = [str(uid) for uid in one.tranches.order_by("pk").values_list("uid", flat=True)]
    form = ({{"send": "1"}} if one.state == "prepared" else
            {{"pay": "1", "dated_on": "{day}", "accounting_reference": "M-1", "tranche": ticked}})
    acts.append([f"/finance/batches/{{one.uid}}/", who, form])
"""
# of each instrument: one whose opinion is awaited, one whose opinion is given, two that are under way
FORMAL = "replace(one, month={months} - 1 - place // 4 % 4, is_sensitive=place // 4 % 4 < 2, slow=12)"
FORMAL_ACTS = """
from datetime import datetime, UTC
from funding.actions.starting import default_start
from funding.models import SecurityOpinion
from instruments.steps import Step
from proposals.models import Dossier
from tests.funding.life.formal import GRANTED
derci, security = session(life.people.derci.person_id), session(life.people.security.person_id)
for one in SecurityOpinion.objects.filter(state="asked").order_by("pk"):
    acts.append([f"/security/{{one.uid}}/", security, {{"outcome": "favourable", "text": ""}}])
waiting = SecurityOpinion.objects.filter(state="asked").values("dossier")
free = Dossier.objects.filter(state__in=GRANTED).exclude(pk__in=waiting).for_rules()
for place, one in enumerate(free.order_by("pk")):
    path, officer = f"/proposals/{{one.uid}}", session(life.people.officer(one).person_id)
    if one.state == "letters":
        acts.append([f"{{path}}/letters/{{('ask', 'chase')[place % 2]}}/", officer, {{}}])
    elif one.state != "selected":
        acts.append([f"{{path}}/extend-set-up/", derci, {{"months": "3", "reason": "Presque prête."}}])
    elif Step.NOTIFICATION in one.rules.steps:
        first = default_start(one, datetime.fromisoformat("{day}").replace(tzinfo=UTC))
        acts.append([f"{{path}}/notify/", derci, {{"starts_on": first.isoformat()}}])
    else:
        act = "open-letters" if Step.LETTERS in one.rules.steps else "open-set-up"
        acts.append([f"{{path}}/acts/{{act}}/", officer, {{}}])
"""
# days on which reports are a month and a week from their day; a day of the first winter, before anything runs
SLICES = (
    Slice(datetime(2029, 10, 17, tzinfo=UTC), 33, RUNNING, RUNNING_ACTS),
    Slice(datetime(2029, 11, 9, tzinfo=UTC), 33, RUNNING, RUNNING_ACTS),
    Slice(datetime(2027, 11, 16, tzinfo=UTC), 10, FORMAL, FORMAL_ACTS),
)

# what is born on the day has another number on each of the two: it is named by the dossier and by its place
DIGEST = """
import json
from funding.models import (Amendment, Award, Commitment, LedgerEntry, PaymentBatch, Report, SecurityOpinion, SetUp,
                            Tranche)
from notifications.models import OutboxMail, Reminded
from proposals.models import Dossier
from workflow.models import HistoryRow
from workflow.verification import verify
from tests.funding.life.laws import EVERY_LAW, NEVER
from tests.funding.life.oracle import fetched
names = {}
def name(rows, said):
    for one in rows:
        label = said(one)
        names[one._meta.label_lower, str(one.pk)] = label
        names[str(one.uid)] = label
name(Award.objects.order_by("pk"), lambda one: f"award of {one.dossier_id}")
name(Tranche.objects.select_related("award").order_by("pk"),
     lambda one: f"tranche {one.number} of {one.award.dossier_id}")
name(Report.objects.select_related("award").order_by("pk"),
     lambda one: f"report {one.kind} {one.year} of {one.award.dossier_id}")
name(Commitment.objects.order_by("pk"), lambda one: f"letter {one.institution} of {one.dossier_id}")
def plain(rows):
    return sorted((list(map(str, row)) for row in rows), key=str)
def of(kind, pk):
    return names.get((kind, str(pk)), str(pk))
def event(text):
    kind, _, rest = text.partition(":")
    pk, _, rest = rest.partition(":")
    if (kind, pk) in names:
        return f"{names[kind, pk]}:{rest}"
    for place in range(max(0, len(text) - 35)):
        if text[place : place + 36] in names:
            return text[:place] + names[text[place : place + 36]] + text[place + 36 :]
    return text
LIVES = (Award, Tranche, PaymentBatch, Report, Amendment, Commitment, SecurityOpinion, Dossier)
print(json.dumps({
    "states": plain([m.__name__, of(m._meta.label_lower, pk), state] for m in LIVES
                    for pk, state in m.objects.order_by("pk").values_list("pk", "state")),
    "ledger": plain([of("funding.tranche", t), k, str(a)]
                    for t, k, a in LedgerEntry.objects.values_list("tranche", "kind", "amount")),
    "set-ups": plain(map(list, SetUp.objects.order_by("pk").values_list("dossier", "due_on"))),
    "history": plain([kind, of(kind, pk), *rest] for kind, pk, *rest in
                     HistoryRow.objects.values_list("subject_type", "subject_id", "seq", "act", "target")),
    "reminders": plain([event(e), s, str(p), m] for e, s, p, m in
                        Reminded.objects.values_list("event", "step", "person", "email")),
    "mails": plain([k, "" if k == "reminder.urgent" else event(e), str(p), m] for k, e, p, m in
                    OutboxMail.objects.values_list("key", "event", "person", "email")),
    "broken laws": [[NEVER[place][0], which] for place, which in fetched(EVERY_LAW)],
    "broken chains": [str(one) for one in verify([Award, Tranche, PaymentBatch, Report, Commitment, SecurityOpinion,
                                                  Dossier])],
}))
"""

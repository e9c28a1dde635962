"""The run: what is ready and still awaited is said once, one mail at most per person and morning.

It reads every source in batches and keeps ids alone, then goes from person to person, a hundred in one transaction:
there the rows are read again, locked, so that an act done a minute ago has stopped its reminder; the mail and the rows
that say what it said are written together. Killed anywhere, or run twice at once, the rows say what is left.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Person
from notifications.mails import Addressee, mail_of, row_of, wake_postman
from notifications.models import OutboxMail, Reminded, ReminderTurn
from notifications.reminding.digest import DIGEST, URGENT, Digest
from notifications.reminding.lines import Line, latest_ready, lines_of, said_of, was_said
from notifications.reminding.people import People, Somebody
from notifications.reminding.rules import Rules
from notifications.reminding.sources import Due, all_sources, pk_of, source_of, window
from notifications.reminding.steps import digest_day, is_urgent

logger = logging.getLogger(__name__)
TOGETHER = 100

# what to look at again, by person: (source, id of the row)
Wanted = dict[Somebody, set[tuple[str, int]]]


def remind(now: datetime) -> int:
    """Say everything that is ready at `now` (aware UTC). Returns how many mails were posted."""
    rules, people = Rules(), People(now)
    wanted = _wanted(now, rules, people)
    posted = 0
    everybody = sorted(wanted, key=_order)
    for first in range(0, len(everybody), TOGETHER):
        try:
            posted += _say({one: wanted[one] for one in everybody[first : first + TOGETHER]}, now, rules, people)
        except IntegrityError:
            # another run was quicker: what it said is said
            logger.exception("Reminders were said by another run.")
    ReminderTurn.objects.filter(pk=1).update(ended_at=timezone.now())
    return posted


def is_all_done(mail: OutboxMail, now: datetime) -> bool:
    """Whether nothing of what this mail reminds of is awaited any more: asked by the postman, as it leaves."""
    wanted: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, event in mail.reminders.order_by("pk").values_list("source", "event"):
        wanted[source][pk_of(event)].add(event)
    with transaction.atomic():
        for key, events in wanted.items():
            found = source_of(key).find(events, now)
            if found.busy or any(due.event in events[due.pk] for due in found.dues):
                return False
    return bool(wanted)


def _order(somebody: Somebody) -> tuple[int, str]:
    return (somebody, "") if isinstance(somebody, int) else (0, somebody.email)


def _wanted(now: datetime, rules: Rules, people: People) -> Wanted:
    """Who may have to be told of what: ids alone, whatever the number of dossiers."""
    found: Wanted = defaultdict(set)
    for source in all_sources():
        start, end = window(rules.every_step(source), now)
        for dues in source.batches(start, end, now):
            for line in _unsaid(latest_ready(lines_of(dues, rules, people, now), now)):
                if is_urgent(line.due.due, now) or _day(line.to, now, people):
                    found[line.to].add((source.key, line.due.pk))
    return found


def _unsaid(lines: list[Line]) -> list[Line]:
    said = said_of(line.due.event for line in lines) if lines else {}
    return [line for line in lines if not was_said(line, said)]


def _day(somebody: Somebody, now: datetime, people: People) -> object:
    profile = people.profile(somebody)
    return digest_day(now, profile.zone) if profile else None


@transaction.atomic
def _say(wanted: Wanted, now: datetime, rules: Rules, people: People) -> int:
    """Post the mails of these people, with the rows that say what each said."""
    ReminderTurn.objects.get_or_create(pk=1)
    ReminderTurn.objects.select_for_update().get(pk=1)
    lines, busy = _still_ready(wanted, now, rules, people)
    by_person: dict[Somebody, list[Line]] = defaultdict(list)
    for line in lines:
        if line.to in wanted and (line.due.source, line.due.pk) in wanted[line.to]:
            by_person[line.to].append(line)
    # whoever has something being acted on this very moment is left to the next run, with all they are told
    waiting = {somebody for somebody, things in wanted.items() if things & busy}
    digests = _digests({one: lines for one, lines in by_person.items() if one not in waiting}, now, people)
    mails = _all_written(list(digests))
    OutboxMail.objects.bulk_create([row for _digest, row in mails])
    if mails:
        transaction.on_commit(wake_postman, robust=True)
    Reminded.objects.bulk_create(
        [_said(line, row, now) for digest, row in mails for line in digest.lines], batch_size=500
    )
    _note([line.due for digest, _row in mails for line in digest.lines], now)
    return len(mails)


def _note(dues: list[Due], now: datetime) -> None:
    by_source: dict[str, list[Due]] = defaultdict(list)
    for due in dues:
        by_source[due.source].append(due)
    for key, said in by_source.items():
        source_of(key).note(said, now)


def _still_ready(
    wanted: Wanted, now: datetime, rules: Rules, people: People
) -> tuple[list[Line], frozenset[tuple[str, int]]]:
    """The lines to say, read again from rows that are now locked; and what somebody is acting on."""
    by_source: dict[str, set[int]] = defaultdict(set)
    for things in wanted.values():
        for key, pk in things:
            by_source[key].add(pk)
    dues, busy = [], set()
    for source in all_sources():
        if source.key in by_source:
            found = source.find(by_source[source.key], now)
            dues += found.dues
            busy |= {(source.key, pk) for pk in found.busy}
    return _unsaid(latest_ready(lines_of(dues, rules, people, now), now)), frozenset(busy)


def _digests(by_person: dict[Somebody, list[Line]], now: datetime, people: People) -> Iterator[Digest]:
    """One mail per person: the digest of their morning, else what is urgent alone."""
    persons = Person.objects.in_bulk([one for one in by_person if isinstance(one, int)])
    days = {one: _day(one, now, people) for one in by_person}
    events = {f"digest:{day}" for day in days.values() if day}
    told = OutboxMail.objects.filter(key=DIGEST, event__in=events).order_by("pk")
    have = {(event, person or email) for event, person, email in told.values_list("event", "person", "email")}
    for somebody, lines in by_person.items():
        to = somebody if isinstance(somebody, Addressee) else persons.get(somebody)
        if to is None:
            continue
        key = somebody.email if isinstance(somebody, Addressee) else somebody
        event = f"digest:{days[somebody]}"
        if days[somebody] and (event, key) not in have:
            yield Digest(DIGEST, event, to, tuple(lines), now)
        elif urgent := tuple(line for line in lines if is_urgent(line.due.due, now)):
            yield Digest(URGENT, f"urgent:{now:%Y%m%d%H%M%S%f}", to, urgent, now)


def _all_written(digests: list[Digest]) -> list[tuple[Digest, OutboxMail]]:
    """Each with its mail, those left out whose words cannot be made: nobody else waits for that."""
    try:
        # one savepoint for all of them: each costs two journeys to the database
        with transaction.atomic():
            return [(digest, _row(digest)) for digest in _with_paths(digests)]
    except Exception:
        logger.exception("These reminders cannot be written together: each is, for itself.")
        return [(digest, row) for digest in digests if (row := _written(digest))]


def _with_paths(digests: list[Digest]) -> list[Digest]:
    """Copies, with the pages that a source makes for many lines at once."""
    told: dict[str, list[tuple[Due, Person | Addressee]]] = defaultdict(list)
    for digest in digests:
        for line in digest.listed:
            told[line.due.source].append((line.due, digest.to))
    made = {key: source_of(key).paths_for(lines) for key, lines in told.items()}
    return [replace(digest, paths=_own(digest, made)) for digest in digests]


def _own(digest: Digest, made: Mapping[str, Mapping[tuple[int, Somebody], str]]) -> dict[tuple[str, int], str]:
    keys = {(line.due.source, line.due.pk): made[line.due.source].get((line.due.pk, line.to)) for line in digest.listed}
    return {key: path for key, path in keys.items() if path}


def _written(digest: Digest) -> OutboxMail | None:
    """The mail; None, and nothing of it, when its words cannot be made."""
    try:
        with transaction.atomic():
            return _row(digest)
    except Exception:
        logger.exception("The reminders of %s cannot be written.", digest.to)
        return None


def _row(digest: Digest) -> OutboxMail:
    return row_of(mail_of(digest.key), digest, digest.event, digest.to, is_urgent=digest.is_urgent)


def _said(line: Line, mail: OutboxMail, now: datetime) -> Reminded:
    email = line.to.email if isinstance(line.to, Addressee) else ""
    person_id = None if isinstance(line.to, Addressee) else line.to
    return Reminded(
        source=line.due.source, event=line.due.event, step=line.step.code, position=line.step.position, at=now,
        mail=mail, person_id=person_id, email=email,
    )  # fmt: skip

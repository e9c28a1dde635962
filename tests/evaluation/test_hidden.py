"""What the evaluation keeps to itself moves nothing that others observe: pages, rows, counts, search, files, mails.

Who reviews, what they write and note, how they mark, how many they are, what a session concludes, what is decided and
not published: each is changed, and whoever has not the right to it gets the same answers, byte by byte. Reviewers are
outsiders to each other until their own review is filed; whoever carries a dossier and sits in the session that hears it
is an outsider to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from directory.enums import Role
from directory.models import Office, Person
from directory.standing import standing_of
from documents.pdf import document
from evaluation.models import AgendaItem, Decision, Envelope, RankEntry, Ranking, Review, Reviewer, ReviewMark
from notifications.models import OutboxMail
from proposals.models import Dossier
from proposals.pdf import key_of
from tests import isolation
from tests.evaluation.reviews import a_filed_review, a_reviewer, an_invited_review
from tests.harness.world import ROLES, client_of, route_modules
from tests.proposals.test_hidden import _different, _said, _workbook
from tests.proposals.test_hidden import paths as paths_of_dossiers
from tests.routes import CARRIER, COEDITOR, OFFICER_ELSEWHERE, REVIEWER, World
from workflow.models import HistoryRow

pytestmark = pytest.mark.django_db
OFFICER, DERCI, PRESIDENT = Role.INSTITUTE_OFFICER.value, Role.DERCI_OFFICER.value, Role.PRESIDENT.value
STAFF = frozenset({OFFICER, Role.INSTITUTE_DIRECTION.value, DERCI, Role.DERCI_DIRECTOR.value})
SEATED = frozenset({Role.SECTION_CHAIR.value, Role.SECTION_MEMBER.value})
SECRET = "Bergamote"


def _hidden(world: World, role: str) -> Any:
    """The reviews this role may not read: all but one's own, and those beside one's own once it is filed."""
    found = Review.objects.all()
    if role == REVIEWER:
        return found.exclude(person=world.people[REVIEWER].pk).exclude(dossier=world.reviewed.dossier_id)
    return found


def _marked(world: World, role: str) -> Any:
    """The marks this role may not read; members of a session read those of its dossiers."""
    marks = ReviewMark.objects.filter(review__in=_hidden(world, role))
    if role in SEATED:
        heard = AgendaItem.objects.filter(session__in=(world.sat.session, world.signed.session))
        return marks.exclude(review__dossier__in=heard.values("dossier"))
    return marks


def _rename(world: World, role: str) -> None:
    """Whoever reviews is called otherwise, writes from elsewhere, knows other things."""
    people = Person.objects.filter(pk__in=Review.objects.values("person"))
    if role == REVIEWER:
        people = people.exclude(pk=world.people[role].pk)
    people.update(last_name=SECRET, first_name=SECRET, email=Concat(Value(SECRET.lower()), "email"))
    Reviewer.objects.filter(person__in=people).update(institution=SECRET, country="BR", keywords=[SECRET])


def _reword(world: World, role: str) -> None:
    _marked(world, role).update(text=SECRET)
    _hidden(world, role).update(comment=SECRET, comment_revision=F("comment_revision") + 1, declined_because=SECRET)


def _note(world: World, role: str) -> None:
    """A confidential note is never another reviewer's, even once theirs is filed."""
    others = Review.objects.exclude(person=world.people[REVIEWER].pk) if role == REVIEWER else Review.objects.all()
    others.update(confidential_note=SECRET)


def _remark(world: World, role: str) -> None:
    _marked(world, role).filter(mark__isnull=False).update(mark=Decimal("0.5"))
    _marked(world, role).filter(word__isnull=False).update(word=2)


def _multiply(world: World, role: str) -> None:
    """More are asked, more have filed, of dossiers already in review."""
    officer = standing_of(world.people[OFFICER])
    for dossier in (world.written.dossier, world.release.decisions.get().dossier):
        dossier = Dossier.objects.get(pk=dossier.pk)
        if dossier.state == "in-review":
            an_invited_review(dossier, a_reviewer(), by=officer)
            a_filed_review(dossier, by=officer)


def _conclude(world: World, role: str) -> None:
    """What sessions recommend: texts, group, opinion, rank, marks of the session."""
    AgendaItem.objects.update(report=SECRET, synthesis=SECRET, group="c", opinion="reserved", rank=7, revision=9,
                              tie_break=SECRET, scores={"quality": "0.5"})  # fmt: skip


def _decide(world: World, role: str) -> None:
    """Everything that is prepared and not published: outcomes, amounts, reasons, order, cut, envelopes."""
    changed = {"amount": None, "reasons_fr": SECRET, "reasons_en": SECRET, "revision": 3}
    Decision.objects.filter(release=world.release).update(outcome="not-selected", **changed)
    for place, entry in enumerate(reversed(world.ranking.entries.all()), start=1):
        RankEntry.objects.filter(pk=entry.pk).update(position=place, rank=place, amount=Decimal(10_001), comment=SECRET,
                                                     group="c", tie_break=SECRET, total=Decimal(1))  # fmt: skip
    Ranking.objects.filter(pk=world.cut.pk).update(cut=0, reserve=1, revision=9)
    Envelope.objects.create(institute=world.institute, instrument_slug="iea", year=2031, amount=Decimal(77_777),
                            changed_at=timezone.now())  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """What is changed, and who may see it change."""

    name: str
    readers: frozenset[str]
    change: Callable[[World, str], None]


SECRETS = (
    Secret("who reviews", STAFF, _rename),
    Secret("what reviews say", STAFF, _reword),
    Secret("confidential notes", STAFF, _note),
    Secret("marks", STAFF, _remark),
    Secret("how many review", STAFF, _multiply),
    Secret("what a session recommends", STAFF | SEATED, _conclude),
    Secret("what is decided and not published", STAFF | {PRESIDENT}, _decide),
)
OUTSIDERS = [role for role in ROLES if role not in STAFF]


def paths(world: World, role: str) -> Iterator[str]:
    """Every address of dossiers and of the evaluation that this role opens; pages and letters where they would look.

    That the other addresses answer 404 is `tests/test_routes.py`'s to say.
    """
    # the outbox is the administrators' own: they see that a mail left and to whom, not a word of it
    yield from (path for path in paths_of_dossiers(world, role) if path != "/outbox/")
    for module in route_modules():
        if not module.__name__.rpartition(".")[2].startswith("evaluation"):
            continue
        for route in module.ROUTES:
            path = route.path(world)
            # a signed link is its reviewer's own; the pool of reviewers is common to all institutes
            is_own = path.startswith("/reviews/by-link/") and role != REVIEWER
            is_pool = path.startswith("/reviewers/") and role == OFFICER_ELSEWHERE
            if route.expected(role) == 200 and route.post is None and not is_own and not is_pool:
                yield path
    reviewed = (world.reviewed, world.written, world.to_rule)
    for dossier in (world.ranking.entries.order_by("pk").first().dossier, world.release.decisions.get().dossier,
                    world.sat.items[0].dossier, *(one.dossier for one in reviewed)):  # fmt: skip
        yield from (f"/proposals/{dossier.uid}/", f"/proposals/{dossier.uid}/decision.fr.pdf")
    yield from (f"/reviews/{one.uid}/" for one in Review.objects.filter(dossier=world.written.dossier_id))
    yield from ("/triage/dossiers.csv?all=1", f"/triage/?all=1&q={SECRET}")


def seen(world: World, role: str, asked: list[str] | None = None) -> dict[str, str]:
    """What these addresses (all of `paths` by default) answer to this role."""
    isolation.begin_test()
    client = client_of(world, role)
    found = {path: _said(client.get(path)) for path in dict.fromkeys(asked or paths(world, role))}
    return found if asked else {**found, "workbook": _workbook(client)}


def _after(world: World, role: str, secrets: list[Secret], asked: list[str] | None = None) -> dict[str, str]:
    """What this role observes once these are changed; undone afterwards."""
    with transaction.atomic():
        for secret in secrets:
            secret.change(world, role)
        found = seen(world, role, asked)
        transaction.set_rollback(True)
    return found


def test_what_the_evaluation_keeps_to_itself_moves_nothing_that_others_observe(world: World):
    # somebody else has filed beside the one who still writes
    a_filed_review(Dossier.objects.get(pk=world.written.dossier_id), by=standing_of(world.people[OFFICER]))
    faults = {}
    for role in OUTSIDERS:
        hidden = [secret for secret in SECRETS if role not in secret.readers]
        before = seen(world, role)
        after = _after(world, role, hidden)
        shown = [path for path, said in after.items() if SECRET in said and f"q={SECRET}" not in path]
        if moved := {*_different(before, after), *shown}:
            guilty = [one.name for one in hidden if _different(before, _after(world, role, [one]))]
            faults[role] = (guilty, sorted(moved))
    assert faults == {}


def test_those_who_may_do_see_each_of_them_change(world: World):
    """The comparison above is worth something."""
    other = Review.objects.filter(dossier=world.reviewed.dossier_id).exclude(pk=world.reviewed.pk).get()
    asked = [f"/reviews/{other.uid}/", f"/proposals/{world.written.dossier.uid}/", f"/rankings/{world.ranking.uid}/",
             f"/sessions/{world.signed.session.uid}/dossiers/{world.signed.items[0].uid}/",
             f"/decisions/{world.release.decisions.get().uid}/"]  # fmt: skip
    before = seen(world, OFFICER, asked)
    assert all(said.startswith("200 ") for said in before.values())
    for secret in SECRETS:
        assert _different(before, _after(world, OFFICER, [secret], asked)), secret.name
    for reader in STAFF:
        isolation.begin_test()
        assert client_of(world, reader).get(asked[-1]).status_code == 200


def test_a_reviewer_who_has_filed_reads_the_others_and_no_name_nor_note(world: World):
    path = world.reviewed.get_absolute_url()
    before = seen(world, REVIEWER, [path])[path]
    with transaction.atomic():
        Review.objects.filter(dossier=world.reviewed.dossier_id).exclude(pk=world.reviewed.pk).update(comment=SECRET)
        assert seen(world, REVIEWER, [path])[path] != before
        transaction.set_rollback(True)
    for secret in SECRETS:
        assert _after(world, REVIEWER, [secret], [path])[path] == before, secret.name


def test_mails_prints_and_history_name_no_reviewer_and_quote_no_review(world: World):
    people = Person.objects.filter(pk__in=Review.objects.values("person"))
    names = {name for one in people for name in (one.email, one.last_name)}
    # all the dossiers reviewed are of this world's institute: its other officers are told as the one with a session is
    officers = Office.objects.filter(role=OFFICER, institute=world.institute).values_list("person", flat=True)
    staff = {world.people[role].pk for role in STAFF} | set(officers)
    told = OutboxMail.objects.exclude(person__in=staff).exclude(person__in=people)
    assert told.filter(person__in=[world.people[role].pk for role in (CARRIER, COEDITOR)]).exists()
    for mail in told:
        assert not any(name in f"{mail.subject_line} {mail.text} {mail.html}" for name in names), mail.key
    with transaction.atomic():
        dossier = Dossier.objects.get(pk=world.reviewed.dossier_id)
        before = document("dossier").html(key_of(dossier), "fr")
        for secret in SECRETS:
            secret.change(world, OFFICER)
        assert document("dossier").html(key_of(dossier), "fr") == before
        assert not any(SECRET in str(row.data) for row in HistoryRow.objects.all())
        transaction.set_rollback(True)
    for row in HistoryRow.objects.filter(subject_type=Dossier._meta.label_lower):
        assert not any(name in str(row.data) for name in names), row.act

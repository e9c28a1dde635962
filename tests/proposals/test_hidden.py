"""A value that somebody may not read changes nothing that they can observe: pages, rows, counts, search, files, mails.

Each secret is written with one word, then changed into another. Whoever has not the part it belongs to gets the same
answers, byte by byte, before and after; where even its existence is hidden, also before it was there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from directory.enums import Role
from directory.models import RegionalDelegation
from directory.standing import standing_of
from documents.exports import sweep
from documents.models import StoredFile
from documents.pdf import document
from notifications.models import OutboxMail
from proposals.actions import informing, talk
from proposals.actions.filing import take_back
from proposals.actions.writing import save_answer
from proposals.board.columns import SORTS
from proposals.models import (
    Answer,
    BudgetCell,
    CompletionRequest,
    Dossier,
    Message,
    Note,
    Opinion,
    Partner,
    WorkingPlace,
)
from proposals.pdf import key_of
from proposals.querysets.board import on_board
from tests import isolation
from tests.factories import a_person, a_unit, an_institute
from tests.harness.world import ROLES, client_of, route_modules
from tests.routes import CARRIER, COEDITOR, OFFICER_ELSEWHERE, World
from tests.routes.proposals_board import EXAMINERS
from workflow.engine import perform
from workflow.history import record, timeline
from workflow.models import HistoryRow, Reason

pytestmark = pytest.mark.django_db
OFFICER, ADMINISTRATOR = Role.INSTITUTE_OFFICER.value, Role.ADMINISTRATOR.value
STAFF = frozenset({OFFICER, Role.INSTITUTE_DIRECTION.value, Role.DERCI_OFFICER.value, Role.DERCI_DIRECTOR.value})
WRITERS = frozenset({CARRIER, COEDITOR})
# the whole of the first text is typed in no search: a search shows again what was typed
# one before the titles of the other dossiers, one after them: an order by what is hidden would show
FIRST, SECOND = "Amarante et jusquiame", "Zinnia"
SEARCHES = [f"/triage/{page}?all=1&q={word}" for page in ("", "dossiers.csv") for word in ("Amarante", "Zinnia")]
# every order the board has, both ways round, of one's own dossiers and of those one is informed of
ORDERS = [f"/triage/?{place}&sort={way}{sort}" for place in ("all=1", "place=informed") for sort in SORTS
          for way in ("", "-")]  # fmt: skip
ALSO = ["/", "/proposals/", "/visas/", *SEARCHES]
# what differs from one answer to the next whatever is hidden: tokens of forms, and who has a page open
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="token" value="[^"]*"|<div id="readers".*?</div>', re.DOTALL
)


def _now() -> Any:
    return timezone.now()


def _as(world: World, role: str) -> Any:
    return standing_of(world.people[role])


def _note(world: World) -> None:
    talk.add_note(world.busy, text=FIRST, at=_now(), by=_as(world, OFFICER))


def _message(world: World) -> None:
    talk.send_message(world.busy, text=FIRST, at=_now(), by=_as(world, OFFICER))


def _opinion(world: World) -> None:
    somebody = a_person()
    asked = informing.ask_opinion(world.busy, person=somebody, question=FIRST, at=_now(), by=_as(world, OFFICER))
    informing.give_opinion(asked, text=FIRST, at=_now(), by=standing_of(somebody))


def _unasked_opinion(world: World) -> None:
    informing.volunteer_opinion(world.told, institute=world.elsewhere, text=FIRST, at=_now(),
                                by=_as(world, OFFICER_ELSEWHERE))  # fmt: skip


def _request(world: World) -> None:
    _change_request(world, FIRST)


def _change_request(world: World, words: str = SECOND) -> None:
    """Other words; then other parts and another date too."""
    given = {} if words == FIRST else {"parts": ["work-plan", "partners"], "due": _now() + timedelta(days=40)}
    CompletionRequest.objects.filter(dossier=world.incomplete).update(text=words, **given)
    row = timeline(world.incomplete).filter(act="ask-completion").get()
    Reason.objects.filter(pk=row.reason_id).update(text=words)


def _inner_reason(world: World) -> None:
    record(world.busy, "undo", by=_as(world, OFFICER), reason=FIRST)


def _write(dossier: Dossier, words: str) -> None:
    for field in ("title", "context"):
        kept = dossier.answers.filter(field=field).first()
        save_answer(dossier, field=field, value=words, revision=kept.revision if kept else 0, at=_now(),
                    by=standing_of(dossier.carrier))  # fmt: skip


def _working_copy(world: World) -> None:
    """Of a dossier that staff examine, and of one that another institute is informed of."""
    first = RegionalDelegation.objects.get_or_create(number="00", defaults={"name": "Essais"})[0]
    first_unit = a_unit(name="Abysses", code="UMR 1", institute=an_institute(name="Abysses"))
    last_unit = a_unit(name="Zones", code="UMR 99999", institute=an_institute(name="Zones"))
    world.places = (first_unit, first), (last_unit, RegionalDelegation.objects.order_by("number").last())
    for dossier in (world.dossier, world.told):
        take_back(dossier, at=_now(), by=standing_of(dossier.carrier))
        _type_everywhere(dossier, FIRST, world.places[0], country="AR", euros=1, at=_now() - timedelta(days=900))
        Answer.objects.create(dossier=dossier, field="beside", value="De plus", changed_at=_now())


def _change_working_copy(world: World) -> None:
    """Every order of the board that could read what is typed would be another one: from first to last."""
    for dossier in (world.dossier, world.told):
        _type_everywhere(dossier, SECOND, world.places[1], country="ZA", euros=987654, at=_now() + timedelta(days=900))
        dossier.answers.filter(field__in=("beside", "work-plan")).delete()


def _type_everywhere(dossier: Dossier, words: str, place: tuple[Any, Any], *, country: str, euros: int,
                     at: Any) -> None:  # fmt: skip
    _write(dossier, words)
    dossier.partners.update(country=country, institution=words, laboratory=words)
    dossier.budget.update(euros=euros)
    unit, delegation = place
    WorkingPlace.objects.update_or_create(dossier=dossier, defaults={"unit": unit, "delegation": delegation})
    Dossier.objects.filter(pk=dossier.pk).update(months=17, changed_at=at)


def _set_aside(world: World) -> None:
    """The words of a copy that its carrier gave up; that there is one is told in the history."""
    _say_in_copies(world, FIRST)


def _say_in_copies(world: World, words: str) -> None:
    for one in world.kept.set_asides.all():
        one.content["answers"] |= {"context": words, "title": words}
        one.content["title"] = words
        one.save()


def _expression(world: World) -> None:
    """Sent with more written than it asks for."""
    dossier = world.expressible
    _write_unasked(dossier, FIRST)
    # the least of all sums on the board, then the most
    dossier.budget.update(euros=1)
    perform(Dossier.objects.get(pk=dossier.pk), "express", by=standing_of(dossier.carrier), at=_now())


def _write_unasked(dossier: Dossier, words: str) -> None:
    kept = dossier.answers.get(field="context")
    save_answer(dossier, field="context", value=words, revision=kept.revision, at=_now(),
                by=standing_of(dossier.carrier))  # fmt: skip
    dossier.publications.update(title=words)
    StoredFile.objects.filter(pk__in=dossier.attachments.values("file")).update(name=f"{words}.pdf")


def _change_unasked(world: World) -> None:
    dossier = world.expressible
    _write_unasked(dossier, SECOND)
    dossier.budget.update(euros=61234)
    Dossier.objects.filter(pk=dossier.pk).update(months=17)


@dataclass(frozen=True)
class Secret:
    """What is written first, how it is changed, who reads it, and whether even its existence is hidden."""

    name: str
    readers: frozenset[str]
    write: Callable[[World], Any]
    change: Callable[[World], Any]
    is_existence_hidden: bool = True


SECRETS = (
    Secret("an internal note", STAFF, _note, lambda world: Note.objects.filter(text=FIRST).update(text=SECOND)),
    Secret("a message", STAFF | WRITERS, _message,
           lambda world: Message.objects.filter(text=FIRST).update(text=SECOND)),
    Secret("an opinion", STAFF, _opinion,
           lambda world: Opinion.objects.filter(text=FIRST).update(text=SECOND, question=SECOND)),
    Secret("an opinion given unasked", STAFF | {OFFICER_ELSEWHERE}, _unasked_opinion,
           lambda world: Opinion.objects.filter(text=FIRST).update(text=SECOND)),
    Secret("the words of a completion", STAFF | WRITERS, _request, _change_request),
    Secret("an inner reason", STAFF, _inner_reason,
           lambda world: Reason.objects.filter(text=FIRST).update(text=SECOND)),
    Secret("somebody else’s draft", WRITERS, lambda world: _write(world.draft, FIRST),
           lambda world: _write(world.draft, SECOND)),
    Secret("a working copy", WRITERS, _working_copy, _change_working_copy,
           is_existence_hidden=False),
    Secret("a working copy set aside", WRITERS, _set_aside, lambda world: _say_in_copies(world, SECOND)),
    Secret("what an expression of interest does not ask", WRITERS, _expression, _change_unasked,
           is_existence_hidden=False),
)  # fmt: skip


def paths(world: World, role: str) -> Iterator[str]:
    """Every address around dossiers that this role opens, and those where they would look for more."""
    for module in route_modules():
        name = module.__name__.rpartition(".")[2]
        if name.partition("_")[0] not in ("proposals", "portal", "calls", "notifications"):
            continue
        for route in module.ROUTES:
            path = route.path(world)
            # a signed link is one person's own: whoever has it reads what it gives
            is_link = path.startswith(("/coediting/", "/partner/"))
            if route.expected(role) == 200 and not path.endswith(".xlsx") and not is_link:
                yield path
    expressed = world.expressible.get_absolute_url()
    papers = world.expressible.attachments.values_list("file__uid", flat=True)
    yield from (expressed, f"{expressed}versions/1/", *(f"{expressed}files/{uid}/" for uid in papers))
    yield from ALSO
    # whoever finds no board finds none in another order: `tests/test_routes.py` says who does
    if role in EXAMINERS:
        yield from ORDERS


def seen(world: World, role: str, asked: list[str] | None = None) -> dict[str, str]:
    """What these addresses (all of `paths` and the workbook by default) answer to this role."""
    isolation.begin_test()  # limits of rate count from the start again
    client = client_of(world, role)
    found = {path: _said(client.get(path)) for path in dict.fromkeys(asked or paths(world, role))}
    return found if asked else {**found, "workbook": _workbook(client)}


def _said(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = raw.decode("utf-8", "replace")
    return f"{answer.status_code} {' '.join(CHANGING.sub('', text).split())}"


def _workbook(client: Any) -> str:
    """Every sheet of the workbook of the board, made by the worker for this person."""
    asked = client.get("/triage/dossiers.xlsx")
    address = asked.headers.get("Location", "")
    if not address.startswith("/triage/files/"):
        return f"{asked.status_code} {address}"
    sweep()
    raw = b"".join(client.get(address).streaming_content)
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return "\n".join(book.read(name).decode() for name in sorted(book.namelist()) if "sheet" in name)


def hidden_from(role: str) -> tuple[Secret, ...]:
    return tuple(secret for secret in SECRETS if role not in secret.readers)


# whoever may not read the same secrets is asked in one go
TOGETHER: dict[tuple[Secret, ...], list[str]] = {}
for _role in ROLES:
    TOGETHER.setdefault(hidden_from(_role), []).append(_role)


@pytest.mark.parametrize("hidden", [one for one in TOGETHER if one], ids=lambda hidden: f"{len(hidden)} secrets")
def test_what_one_may_not_read_changes_nothing_one_can_observe(world: World, hidden: tuple[Secret, ...]):
    roles = TOGETHER[hidden]
    with transaction.atomic():
        # that some are there is no secret: what they say is
        _write_all(world, [secret for secret in hidden if not secret.is_existence_hidden])
        before = {role: seen(world, role) for role in roles}
        _write_all(world, [secret for secret in hidden if secret.is_existence_hidden])
        first = {role: seen(world, role) for role in roles}
        for secret in hidden:
            secret.change(world)
        second = {role: seen(world, role) for role in roles}
        transaction.set_rollback(True)
    changed = {role: _different(first[role], second[role]) for role in roles}
    assert {role: found for role, found in changed.items() if found} == {}
    for role in roles:
        # the outbox is the administrators' own: they see that a mail left, not a word of it
        assert _different({**before[role], "/outbox/": ""}, {**first[role], "/outbox/": ""}) == [], role
        assert not any(FIRST in said for said in first[role].values()), role


def _write_all(world: World, secrets: list[Secret]) -> None:
    for secret in secrets:
        secret.write(world)


def _different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    return [path for path in one if one[path] != other[path]]


@pytest.mark.parametrize("secret", SECRETS, ids=[secret.name for secret in SECRETS])
def test_mails_history_and_the_printed_dossier_say_nothing_of_it(world: World, secret: Secret):
    printed = document("dossier")
    with transaction.atomic():
        busy = Dossier.objects.get(pk=world.busy.pk)
        before = printed.html(key_of(busy), "fr")
        last = OutboxMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        secret.write(world)
        told = OutboxMail.objects.filter(pk__gt=last, text__contains=FIRST)
        readers = {world.people[role].pk for role in secret.readers}
        asked = set(Opinion.objects.filter(question=FIRST).values_list("person", flat=True))
        assert {mail.person_id for mail in told} <= readers | asked
        assert not any(FIRST in str(row.data) for row in HistoryRow.objects.all())
        assert printed.html(key_of(busy), "fr") == before
        transaction.set_rollback(True)


def test_every_order_that_is_probed_is_one_of_the_board(world: World):
    """The probes above are worth something: each is understood, and orders several dossiers."""
    own = [path for path in ORDERS if "place=informed" not in path]
    assert len(own) == 2 * len(SORTS)
    assert client_of(world, OFFICER_ELSEWHERE).get("/triage/?place=informed").context["page"].total == 3
    for path in own:
        page = client_of(world, OFFICER).get(path).context
        assert page["criteria"].sort == path.rpartition("=")[2]
        assert page["page"].total > 2
        assert not page["said"], path


def _typed(model: Any, column: str) -> Subquery:
    return Subquery(model.objects.filter(dossier=OuterRef("pk")).order_by("pk").values(column)[:1])


# what each order would read if it read what is typed, not what was filed
LEAKS = {
    "title": Subquery(Answer.objects.filter(dossier=OuterRef("pk"), field="title").values("value")[:1]),
    "unit": Coalesce("place_typed__unit__code", "unit__code"),
    "partner": _typed(Partner, "institution"), "country": _typed(Partner, "country"),
    "asked": _typed(BudgetCell, "euros"), "rules": Count("answers"),
    "institute": Coalesce("place_typed__unit__institute__name", "institute__name"),
    "delegation": Coalesce("place_typed__delegation__number", "delegation__number"),
    "filed": F("changed_at"), "age": F("changed_at"),
}  # fmt: skip
# what no writer types: given at filing or by the institute, or the carrier's own name
UNTYPED = {"reference", "carrier", "visa", "state", "call", "instrument"}


@pytest.mark.parametrize("role", EXAMINERS)
def test_an_order_that_read_what_is_typed_would_be_seen_to_move(world: World, role: str):
    """The probes of orders are worth something: what changes in the working copies would change each of them."""
    assert {*LEAKS, *UNTYPED} == set(SORTS)
    rows = on_board(_as(world, role), is_informed=role == OFFICER_ELSEWHERE)

    def orders() -> dict[str, list[int]]:
        return {
            f"{way}{name}": [one.pk for one in rows.annotate(leak=leak).order_by(f"{way}leak", f"{way}pk")]
            for name, leak in LEAKS.items() for way in ("", "-")
        }  # fmt: skip

    with transaction.atomic():
        _working_copy(world)
        first = orders()
        _change_working_copy(world)
        second = orders()
        transaction.set_rollback(True)
    assert [name for name, found in first.items() if found == second[name]] == []


def test_the_sum_of_an_expression_of_interest_would_be_seen_to_move_an_order(world: World):
    with transaction.atomic():
        _expression(world)
        rows = on_board(_as(world, OFFICER)).annotate(leak=LEAKS["asked"]).order_by("leak", "pk")
        first = list(rows.values_list("pk", flat=True))
        _change_unasked(world)
        assert first != list(rows.values_list("pk", flat=True))
        transaction.set_rollback(True)


def test_whoever_reads_a_secret_sees_it_change(world: World):
    """The comparison above is worth something: readers do see a difference."""
    asked = [one.get_absolute_url() for one in (world.busy, world.incomplete, world.told, world.dossier)]
    written = [str(one.uid) for one in (world.draft, world.dossier, world.kept)]
    asked.append(f"/proposals/{world.expressible.uid}/edit/science/")
    asked += [path for path in paths(world, CARRIER) if any(uid in path for uid in written)]
    for secret in SECRETS:
        with transaction.atomic():
            role = sorted(secret.readers & {OFFICER, CARRIER})[0]
            secret.write(world)
            first = seen(world, role, asked)
            secret.change(world)
            changed = _different(first, seen(world, role, asked))
            transaction.set_rollback(True)
        assert changed, secret.name

"""Two at the same time: exactly one succeeds, on PostgreSQL and on SQLite."""

import threading

import pytest
from django.db import connections

from tests.factories import a_person
from tests.workflow.models import Somebody, Walked
from tests.workflow.table import PORTER
from workflow.engine import MovedOn, perform
from workflow.history import record, timeline, verify

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
THREADS = 6


def at_once(act, count=THREADS):
    """Run `act(number)` in `count` threads that start together; their results or exceptions, in order."""
    gate = threading.Barrier(count)
    results = [None] * count

    def run(number):
        try:
            gate.wait(timeout=30)
            results[number] = act(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture
def porters(_walked_table):
    yield [Somebody(a_person().pk, PORTER) for _ in range(THREADS)]
    Walked.objects.all().delete()


def test_of_several_who_do_the_same_exactly_one_succeeds(porters):
    for _ in range(5):
        door = Walked.objects.create()
        results = at_once(lambda number, door=door: perform(Walked.objects.get(pk=door.pk), "open", by=porters[number]))
        done = [result for result in results if not isinstance(result, Exception)]
        late = [result for result in results if isinstance(result, MovedOn)]
        assert (len(done), len(late)) == (1, THREADS - 1), results
        assert timeline(door).get() == done[0]


def test_of_several_who_do_otherwise_exactly_one_leaves_the_state(porters):
    acts = ["open", "wall", "loosen"] * 2
    door = Walked.objects.create()
    results = at_once(
        lambda number: perform(Walked.objects.get(pk=door.pk), acts[number], by=porters[number], reason="x")
    )
    leaving = [row for row in timeline(door) if row.source == "closed"]
    assert len(leaving) == 1
    assert list(verify([Walked])) == []
    assert all(isinstance(result, MovedOn) for result in results if isinstance(result, Exception)), results


def test_writers_of_one_chain_take_turns_even_without_moving(porters):
    door = Walked.objects.create()
    results = at_once(lambda number: [record(door, "knock", by=porters[number], times=n) for n in range(5)])
    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(timeline(door).values_list("seq", flat=True)) == list(range(1, 5 * THREADS + 1))
    assert list(verify([Walked])) == []

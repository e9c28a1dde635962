"""Two at the same time: exactly one succeeds, on PostgreSQL and on SQLite."""

import threading

import pytest
from django.db import connection, connections, transaction

from tests.factories import a_person
from tests.services import wait_until
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


# the transaction of the connection that asks holds up another one; `pg_locks` is as it is now, in a transaction too
IS_WAITED_FOR = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)


def meanwhile(first, second):
    """Run `first` in a transaction held open until `second`, on a connection of its own, waits for it or is over.

    What `second` reads without waiting is what stood before `first`: a lock that is missing shows each time, not by
    luck. SQLite lets one transaction write at a time: there `second` just begins. Their results or exceptions.
    """
    has_acted, has_begun, is_over = threading.Event(), threading.Event(), threading.Event()
    results = [None, None]

    def is_waited_for():
        if connection.vendor != "postgresql":
            return has_begun.is_set()
        with connection.cursor() as cursor:
            cursor.execute(IS_WAITED_FOR)
            return cursor.fetchone()[0]

    def held():
        try:
            with transaction.atomic():
                results[0] = first()
                has_acted.set()
                wait_until(
                    lambda: is_over.is_set() or is_waited_for(), "the second waits for the first, or is over", 60
                )
        except Exception as error:
            results[0] = error
        finally:
            has_acted.set()
            connections.close_all()

    def other():
        try:
            has_acted.wait(60)
            has_begun.set()
            results[1] = second()
        except Exception as error:
            results[1] = error
        finally:
            is_over.set()
            connections.close_all()

    threads = [threading.Thread(target=held), threading.Thread(target=other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
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

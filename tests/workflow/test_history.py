"""The history: chained, append-only in the database too, erasable reasons, verified to the first broken link."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.workflow.models import Walked
from workflow.engine import SYSTEM, perform
from workflow.history import erase_reason, record, timeline, verify
from workflow.models import HistoryRow, Reason
from workflow.seal import seal, unseal

pytestmark = pytest.mark.both


@pytest.fixture
def chain(door, porter):
    """Four rows: opened, knocked with a reason, closed, walled up with a reason."""
    perform(door, "open", by=porter, key="brass")
    record(door, "knock", by=porter, reason="To be let in", times=3)
    perform(door, "close", by=porter)
    perform(door, "wall", by=porter, reason="Draughts")
    return list(timeline(door))[::-1]


def tampered(statement, *values):
    """Run SQL behind the back of the seal, as somebody with the keys of the database could."""
    unseal(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    seal(connection)


def broken():
    return [str(link) for link in verify([Walked])]


def test_what_was_written_is_as_it_was_written(chain):
    assert [row.seq for row in chain] == [1, 2, 3, 4]
    assert [row.previous_hash for row in chain[1:]] == [row.hash for row in chain[:-1]]
    assert broken() == []


def test_chains_are_verified_each_for_itself_whatever_the_chunk(chain, porter):
    other = Walked.objects.create()
    for _ in range(5):
        perform(other, "open", by=porter)
        perform(other, "close", by=porter)
    for chunk in (1, 2, 3, 4000):
        assert list(verify([Walked], chunk)) == []


@pytest.mark.parametrize("act", ["UPDATE workflow_historyrow SET act = 'x'", "DELETE FROM workflow_historyrow"])
def test_the_database_refuses_to_change_or_delete_a_row(chain, act):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)
    assert broken() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "'shut'"),
        ("target", "'open'"),
        ("source", "'ajar'"),
        ("person_id", "NULL"),
        ("at", "'2001-01-01 00:00:00+00:00'"),
        ("data", "'{\"times\": 4}'"),
        ("reason_hash", "''"),
    ],
)
def test_a_changed_row_is_named(door, chain, column, value):
    tampered(f"UPDATE workflow_historyrow SET {column} = {value} WHERE seq = 2 AND subject_id = %s", str(door.pk))
    found = broken()
    assert len(found) == 1
    assert found[0].startswith(f"walks.walked {door.pk}, row 2: what it says was changed")


def test_a_row_hashed_anew_breaks_the_next_one(door, chain):
    tampered("UPDATE workflow_historyrow SET hash = 'f00' WHERE seq = 2 AND subject_id = %s", str(door.pk))
    assert f"walks.walked {door.pk}, row 2: what it says was changed" in broken()[0]
    tampered("UPDATE workflow_historyrow SET previous_hash = 'f00' WHERE seq = 2 AND subject_id = %s", str(door.pk))
    assert broken()[0] == f"walks.walked {door.pk}, row 2: the hash it keeps of the row before it is not that row’s"


def test_rows_taken_out_of_the_middle_are_named(door, chain):
    tampered("DELETE FROM workflow_historyrow WHERE seq IN (2, 3) AND subject_id = %s", str(door.pk))
    assert broken() == [f"walks.walked {door.pk}, row 4: the rows 2 to 3 are missing"]


def test_rows_cut_from_the_end_are_seen_by_the_state(door, chain):
    tampered("DELETE FROM workflow_historyrow WHERE seq = 4 AND subject_id = %s", str(door.pk))
    assert broken() == [f"walks.walked {door.pk}, row 0: it is walled, and its history says closed"]


def test_a_state_moved_by_hand_is_seen(door):
    Walked.objects.filter(pk=door.pk).update(state="open")
    assert broken() == [f"walks.walked {door.pk}, row 0: it is open, and its history says closed"]


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE workflow_reason SET text = 'For fun' WHERE text = 'To be let in'", "its reason was changed"),
        ("UPDATE workflow_historyrow SET reason_id = NULL WHERE seq = 2", "its reason was removed"),
        ("UPDATE workflow_historyrow SET reason_id = (SELECT max(id) FROM workflow_reason) WHERE seq = 1",
         "a reason was added"),
    ],
)  # fmt: skip
def test_a_reason_touched_is_named(door, chain, statement, problem):
    tampered(statement)
    assert broken()[0].endswith(problem)


def test_an_erased_reason_leaves_the_chain_whole(door, chain):
    erase_reason(chain[1].reason)
    reason = Reason.objects.get(pk=chain[1].reason_id)
    assert (reason.text, reason.salt) == ("", "")
    assert reason.erased_at is not None
    assert broken() == []


def test_a_reason_is_salted_so_that_a_short_one_is_not_guessed(door, porter):
    first, second = (record(door, "knock", by=porter, reason="no") for _ in range(2))
    assert first.reason_hash != second.reason_hash


def test_an_instant_is_hashed_in_utc_whatever_its_zone(door, porter):
    from wording.formats import PARIS

    record(door, "knock", by=porter, at=datetime(2027, 9, 30, 16, 0, tzinfo=PARIS))
    assert timeline(door).get().at == datetime(2027, 9, 30, 14, 0, tzinfo=UTC)
    assert broken() == []


@pytest.mark.parametrize(
    "data", [{"a": "é\u202f€ 🚪", "b": [1, None, True, {"c": -(10**15)}]}, {}, {"état": ["a", "b"]}, {"t": (1, 2)}]
)
def test_plain_data_comes_back_as_it_went(door, porter, data):
    record(door, "knock", by=porter, **data)
    assert broken() == []


@pytest.mark.parametrize("value", [1.5, Decimal("1"), date(2027, 1, 1), {1: "a"}, [{"x": 0.1}]])
def test_what_would_not_come_back_is_refused(door, porter, value):
    with pytest.raises(TypeError):
        record(door, "knock", by=porter, value=value)
    assert not HistoryRow.objects.exists()


def test_the_command_says_how_many_rows_are_as_written(chain, capsys):
    call_command("verify_history")
    assert capsys.readouterr().out == "The history is as it was written: 4 rows verified.\n"


def test_the_command_names_the_first_broken_link_of_each_chain_and_fails(chain, porter, capsys):
    other = Walked.objects.create()
    perform(other, "open", by=porter)
    tampered("UPDATE workflow_historyrow SET act = 'x'")
    with pytest.raises(CommandError, match=r"2 chains are broken\."):
        call_command("verify_history")
    assert [line.split(":")[0].split(", ")[1] for line in capsys.readouterr().err.splitlines()] == ["row 1", "row 1"]
    tampered("DELETE FROM workflow_historyrow WHERE subject_id = %s", str(other.pk))
    with pytest.raises(CommandError, match=r"One chain is broken\."):
        call_command("verify_history")


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_history_and_leaves_it_sealed(door, porter):
    perform(door, "open", by=porter)
    call_command("flush", interactive=False, verbosity=0)
    assert not HistoryRow.objects.exists()
    Walked.objects.all().delete()
    again = Walked.objects.create()
    record(again, "knock", by=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"):
        HistoryRow.objects.update(act="x")


def test_the_seal_can_be_taken_off_and_set_twice(door):
    unseal(connection)
    seal(connection)
    seal(connection)
    record(door, "knock", by=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        HistoryRow.objects.all().delete()

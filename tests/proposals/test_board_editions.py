"""The edition of the board, written by PostgreSQL: for all connections, and nobody waits for it."""

from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext

from proposals.board.editions import COUNTED, MOST_NAMED, MOST_TOLD, OPINION
from proposals.enums import DossierState as S
from proposals.enums import VisaState
from proposals.models import BoardEdition, Dossier, Visa
from proposals.querysets.board import counted_by_state
from tests.proposals.dossiers import a_complete_dossier, a_filed_dossier
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WAIVED = Q(pk__in=Visa.objects.filter(state=VisaState.WAIVED).values("dossier"))


def kept(condition, key):
    """What the board keeps, and how it came to know it: nothing asked, "counts" or "places"."""
    with CaptureQueriesContext(connection) as asked:
        counts = counted_by_state(lambda: [Dossier.objects.filter(condition, filing__isnull=False)], key)
    told = [one["sql"] for one in asked.captured_queries]
    assert counts == counted_by_state(lambda: [Dossier.objects.filter(condition, filing__isnull=False)], None)
    ways = [way for sql in told for way in ("COUNT(", "ANY(", "ARRAY_AGG(") if way in sql]
    return dict(counts), {"COUNT(": "all", "ARRAY_AGG(": "places", "ANY(": "changed"}[ways[0]] if ways else ""


def test_what_is_kept_follows_every_kind_of_change():
    first, second = a_filed_dossier(), a_filed_dossier()
    mine, more = Dossier.objects.filter(pk=first.pk), Dossier.objects.filter(pk__in=[first.pk, second.pk])

    def look():
        return kept(Q(blocks__lt=90), "rules"), kept(WAIVED, "opinions")

    assert look() == (({S.FILED: 2}, "all"), ({}, "all"))
    assert look() == (({S.FILED: 2}, ""), ({}, ""))
    mine.update(state=S.ADMISSIBLE)
    assert look() == (({S.FILED: 1, S.ADMISSIBLE: 1}, "places"), ({}, "places"))
    # an act, what takes one away and back, an opinion: those that changed alone are looked at
    first.visas.update(state=VisaState.WAIVED)
    assert look() == (({S.FILED: 1, S.ADMISSIBLE: 1}, "changed"), ({S.ADMISSIBLE: 1}, "changed"))
    mine.update(blocks=99)
    assert look() == (({S.FILED: 1}, "changed"), ({S.ADMISSIBLE: 1}, "changed"))
    mine.update(blocks=0, state=S.FILED)
    third = a_filed_dossier()
    assert look() == (({S.FILED: 3}, "changed"), ({S.FILED: 1}, "changed"))
    third.visas.all().delete()
    Visa.objects.filter(dossier=first).update(dossier=third)
    assert look() == (({S.FILED: 3}, "changed"), ({S.FILED: 1}, "changed"))
    # one that is gone; and what was seen of a change that is rolled back is forgotten
    with transaction.atomic():
        Dossier.objects.filter(pk=third.pk)._raw_delete("default")
        assert look() == (({S.FILED: 2}, "changed"), ({}, "changed"))
        transaction.set_rollback(True)
    mine.update(blocks=1)
    assert look() == (({S.FILED: 3}, "all"), ({S.FILED: 1}, "all"))
    # what changes nothing that is counted, and what is not on the board
    more.update(title="x", state=F("state"))
    a_complete_dossier()
    Visa.objects.update(state=F("state"))
    assert look() == (({S.FILED: 3}, ""), ({S.FILED: 1}, ""))
    # more than the edition tells: of one change, of several
    look()
    with connection.cursor() as cursor:
        cursor.execute("SELECT board_changed(ARRAY(SELECT generate_series(1, %s)))", [MOST_NAMED + 1])
    assert look() == (({S.FILED: 3}, "all"), ({S.FILED: 1}, "all"))
    for number in range(MOST_TOLD + 1):
        mine.update(asked=number)
    assert look() == (({S.FILED: 3}, "all"), ({S.FILED: 1}, "all"))
    told = BoardEdition.objects.get().changes.split(" ")
    assert len(told) == MOST_TOLD == len({one.partition(":")[0] for one in told})


def test_each_column_that_a_filter_of_the_board_reads_makes_a_new_edition():
    dossier = a_filed_dossier()
    values = {"asked": "12", "state": "'admissible'", "instrument_slug": "'irp'", "state_since": "now()",
              "taken_back_at": "now()", "listed_countries": "' XX '", "unit_key": "'x'", "search_text": "' x'",
              "opinion": "'reserved'"}  # fmt: skip
    # whether it is with an institute cannot change alone
    columns = [("proposals_dossier", one, dossier.pk) for one in COUNTED if one != "is_with_institute"]
    columns += [("proposals_visa", one, dossier.visas.get().pk) for one in OPINION]
    for table, column, pk in columns:
        before = edition()
        with transaction.atomic(), connection.cursor() as cursor:
            value = "'waived'" if (table, column) == ("proposals_visa", "state") else values.get(column, "77")
            cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE id = %s", [pk])
            assert edition() != before, (table, column)
            transaction.set_rollback(True)


def edition():
    return list(BoardEdition.objects.values_list("pk", "changes"))


def test_a_change_is_seen_once_it_is_committed_and_two_at_once_wait_for_nobody():
    dossiers, written, committed = [a_filed_dossier() for _ in range(3)], Event(), Event()
    asked = Q(asked=1)
    # kept by its places, so that only the dossiers that are told are looked at from here on
    for number in (None, 1):
        Dossier.objects.filter(pk=dossiers[2].pk).update(asked=number)
        kept(asked, "asked")

    def counted():
        return kept(asked, "asked")

    assert counted() == ({S.FILED: 1}, "")

    def write(number):
        with transaction.atomic():
            Dossier.objects.filter(pk=dossiers[number].pk).update(asked=Decimal(1))
            if number == 0:
                # the other one writes its dossier, and is counted, while this transaction is still open
                written.set()
                return committed.wait(10)
        told = [counted(), counted()]
        committed.set()
        return told

    def act(number):
        return write(number) if number == 0 or written.wait(10) else None

    # a second row of the edition: once it is there, changes at once are told one by one
    assert at_once(act, 2) == [True, [({S.FILED: 2}, "all"), ({S.FILED: 2}, "")]]
    assert counted() == ({S.FILED: 3}, "places")
    Dossier.objects.update(asked=None)
    assert counted() == ({}, "changed")
    Dossier.objects.filter(pk=dossiers[2].pk).update(asked=1)
    written.clear()
    committed.clear()
    assert at_once(act, 2) == [True, [({S.FILED: 2}, "changed"), ({S.FILED: 2}, "")]]
    # it began first and is committed last
    assert counted() == ({S.FILED: 3}, "changed")

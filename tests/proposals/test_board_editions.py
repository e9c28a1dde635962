"""The edition of the board, written by PostgreSQL: for all connections, and nobody waits for it."""

from decimal import Decimal
from threading import Event

import pytest
from django.db import transaction

from proposals.board.editions import of_edition
from proposals.models import Dossier
from tests.proposals.dossiers import a_filed_dossier
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_change_is_seen_once_it_is_committed_and_two_at_once_wait_for_nobody():
    dossiers, written, committed = [a_filed_dossier(), a_filed_dossier()], Event(), Event()
    asked = Dossier.objects.filter(asked=1).order_by()

    def counted():
        return of_edition("asked", asked.count)

    assert counted() == 0

    def write(number):
        with transaction.atomic():
            Dossier.objects.filter(pk=dossiers[number].pk).update(asked=Decimal(1))
            if number == 0:
                # the other one writes its dossier, and is counted, while this transaction is still open
                written.set()
                return committed.wait(10)
        told = counted()
        committed.set()
        return told

    def act(number):
        return write(number) if number == 0 or written.wait(10) else None

    assert at_once(act, 2) == [True, 1]
    assert counted() == 2

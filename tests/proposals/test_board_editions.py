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
    dossiers, changed = [a_filed_dossier(), a_filed_dossier()], Event()
    asked = Dossier.objects.filter(asked=1).order_by()

    def counted():
        return of_edition("asked", asked.count)

    assert counted() == 0

    def change(number):
        with transaction.atomic():
            Dossier.objects.filter(pk=dossiers[number].pk).update(asked=Decimal(1))
            if number == 0:
                # the other one has written its dossier while this transaction is still open
                return changed.wait(20), at_once(lambda _number: counted(), 1)
            changed.set()
        return True, []

    (has_changed, told), (_done, _told) = at_once(change, 2)
    assert has_changed
    # whether the other had committed or not: this one had not
    assert told[0] in (0, 1)
    assert counted() == 2

"""References: a filing that is still being written keeps nobody waiting for the next number (PostgreSQL)."""

import pytest
from django.db import connection
from django.utils import timezone

from directory.standing import standing_of
from proposals.actions import filing
from proposals.models import Dossier
from proposals.references import next_reference
from tests.proposals.dossiers import a_complete_dossier
from tests.workflow.test_races import at_once


@pytest.mark.django_db(transaction=True)
def test_a_filing_still_being_written_does_not_hold_the_counter(monkeypatch):
    dossier, other = a_complete_dossier(), a_complete_dossier()
    taken = []

    def take(_number):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return next_reference(Dossier.objects.get(pk=other.pk))

    def meanwhile(written):
        taken.extend(at_once(take, 1))
        return written.filings.get()

    monkeypatch.setattr(filing, "_standing_filing", meanwhile)
    filing.submit_dossier(dossier, at=timezone.now(), by=standing_of(dossier.carrier))
    assert [str(one)[-4:] for one in taken] == ["0002"]
    assert Dossier.objects.get(pk=dossier.pk).reference.endswith("-0001")

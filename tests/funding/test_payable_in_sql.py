"""What a list says in SQL is what `payable.blocks` says of one ground, whatever the ground."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.utils import timezone

from funding.enums import ReportState
from funding.grounds import grounds_of
from funding.models import Award, Derogation, Report, Tranche
from funding.payable import Block, blocks, is_derogated
from funding.querysets.payable import is_payable
from tests.funding.awards import an_award

pytestmark = pytest.mark.django_db
FLAGS = {Block.NOT_YET: "is_shut", Block.NOT_RUNNING: "is_not_running", Block.SCIENTIFIC: "lacks_scientific",
         Block.FINANCIAL: "lacks_financial"}  # fmt: skip
SEED = 7


def shuffle(rng: Random, awards: list[Award]) -> None:
    """States of actions and reports, and derogations, drawn at random."""
    now = timezone.now()
    for award in awards:
        Award.objects.filter(pk=award.pk).update(state=rng.choice(["running", "running", "suspended", "closing"]))
    for report in Report.objects.all():
        state = rng.choice(list(ReportState))
        instants = {"submitted_at": now, "accepted_at": now, "accepted_by": awards[0].carrier_id}
        Report.objects.filter(pk=report.pk).update(state=state, **instants)
    Derogation.objects.all().delete()
    for tranche in Tranche.objects.all():
        if rng.random() < 0.4:
            Derogation.objects.create(
                tranche=tranche, reason="Retard.", given_by=awards[0].carrier, given_at=now,
                ends_on=date(2030, 1, 1) + timedelta(rng.randrange(-400, 400)), ended_at=rng.choice([None, None, now]),
            )  # fmt: skip


@pytest.mark.both
def test_sql_and_python_say_the_same_of_every_ground():
    rng = Random(SEED)
    awards = [an_award("irp", starts_on=day) for day in (date(2028, 1, 1), date(2028, 2, 29), date(2029, 6, 15))]
    seen: set[tuple[bool, ...]] = set()
    for _turn in range(12):
        shuffle(rng, awards)
        day = date(2029, 12, 1) + timedelta(rng.randrange(-300, 900))
        found = list(Tranche.objects.for_list().with_blocks(day))
        grounds = grounds_of(found)
        for one in found:
            expected = set(blocks(grounds[one.pk], day))
            assert {block for block, flag in FLAGS.items() if getattr(one, flag)} == expected
            assert is_payable(one) == (not expected)
            assert one.is_derogated == is_derogated(grounds[one.pk], day)
            seen.add(tuple(getattr(one, flag) for flag in FLAGS.values()))
        counted = {row[:-2]: row[-2] for row in Tranche.objects.with_blocks(day).counted_by_block()}
        assert sum(counted.values()) == len(found)
    assert len(seen) > 9


def test_nobody_but_the_database_says_what_stands_beside_a_tranche():
    award = an_award("irp", starts_on=date(2028, 1, 1))
    facts = ("runs", "awaits_scientific", "awaits_financial", "derogated_until", "institute", "reference")
    before = list(award.tranches.order_by("number").values_list(*facts))
    assert before[0] == (True, False, False, None, award.institute_id, award.reference)
    assert before[1][1:3] == (True, True)
    Tranche.objects.update(runs=False, awaits_scientific=False, derogated_until=date(2040, 1, 1), reference="IEA-1")
    assert list(award.tranches.order_by("number").values_list(*facts)) == before
    old = Tranche.objects.get(award=award, number=2)
    Report.objects.filter(award=award, year=1, kind="scientific").update(state=ReportState.NOT_NEEDED)
    old.save()  # an instance read before
    assert not Tranche.objects.get(pk=old.pk).awaits_scientific

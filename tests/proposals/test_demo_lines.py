"""The demonstration's draft has lines: made once through the acts, a budget a little over its bound."""

from decimal import Decimal

import pytest

from proposals.demo import lines
from proposals.facts import asked_of_cnrs, verdicts
from proposals.models import Dossier, Partner
from tests.proposals.dossiers import a_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("slug", ["iea", "irp"])
def test_the_draft_has_a_partner_asked_people_and_a_budget_over_its_bound_once(slug):
    dossier = a_dossier(slug)
    people = {"carrier": dossier.carrier}
    for _start in range(2):
        lines.build(people)
    assert [partner.word for partner in Partner.objects.all()] == ["asked"]
    assert dossier.participants.count() == 3
    found = Dossier.objects.get(pk=dossier.pk)
    assert found.countries == ["JP"]
    assert asked_of_cnrs(found.working_content) == Decimal(dossier.rules.credits.maximum) + lines.MARGIN
    assert any(
        one.link == "budget" and one.level.value == "block" for one in verdicts(found.rules, found.working_content)
    )


def test_without_a_draft_nothing_is_made():
    dossier = a_dossier()
    Dossier.objects.filter(pk=dossier.pk).delete()
    lines.build({"carrier": dossier.carrier})
    assert not Partner.objects.exists()

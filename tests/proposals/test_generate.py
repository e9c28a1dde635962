"""Invented dossiers: the same for the same seed, in every state, and each within all rules."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import Person
from proposals.content import fingerprint
from proposals.enums import DossierState as S
from proposals.facts import verdicts_of
from proposals.models import Dossier, Filing, Visa
from proposals.rules import table_for
from workflow.history import verify

pytestmark = [pytest.mark.django_db]
NUMBER = 150


@pytest.fixture
def reference():
    call_command("load_reference", verbosity=0)


def generate(number=NUMBER, seed=1):
    call_command("generate", proposals=number, reviewers=5, seed=seed, year=2027, verbosity=0)


def written():
    return list(
        Dossier.objects.order_by("pk").values_list("uid", "title", "state", "reference", "carrier__last_name",
                                                   "filing__sha256", "filing__code")
    )  # fmt: skip


@pytest.mark.both
@pytest.mark.usefixtures("reference")
def test_every_dossier_keeps_the_rules_the_constraints_and_its_history():
    generate()
    assert Dossier.objects.count() == NUMBER
    assert list(verify()) == []
    for filing in Filing.objects.select_related("dossier__version"):
        assert filing.sha256 == fingerprint(filing.content)
        found = verdicts_of(filing.dossier.rules, filing.content, filing.kind)
        assert [one.sentence.en for one in found if one.level.value == "block"] == []
    for dossier in Dossier.objects.for_rules().filter(filing__isnull=False):
        assert dossier.first_filed_at < (dossier.call.closes or dossier.first_filed_at.replace(year=2100))
        assert dossier.first_filed_at > dossier.call.opens


@pytest.mark.usefixtures("reference")
def test_every_state_of_every_instrument_is_there():
    generate()
    there = {(one.instrument_slug, one.state) for one in Dossier.objects.all()}
    for slug in {slug for slug, _state in there}:
        mine = Dossier.objects.for_rules().filter(instrument_slug=slug)
        expected = {state.slug for one in mine for state in table_for(one.rules.steps).states}
        # a permanent entry never closes: nothing lapses there
        lacking = expected - {state for other, state in there if other == slug}
        assert lacking <= {S.LAPSED}, slug


@pytest.mark.usefixtures("reference")
def test_about_one_in_ten_lacks_something():
    generate()
    lacking = 0
    for filing in Filing.objects.select_related("dossier__version"):
        lacking += bool(verdicts_of(filing.dossier.rules, filing.content, filing.kind))
    assert 0.02 <= lacking / Filing.objects.count() <= 0.4
    assert Visa.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_writes_the_same_dossiers():
    from django.db import connection

    seen = []
    for _turn in range(2):
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        generate(40)
        seen.append(written())
    assert seen[0] == seen[1]
    assert connection.vendor


@pytest.mark.usefixtures("reference")
def test_never_in_production(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        generate(1)
    assert not Person.objects.filter(email__endswith="@generated.example").exists()

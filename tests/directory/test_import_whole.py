"""The whole registry, imported once: what goes in, what makes a unit, what a second import changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from directory.actions.reference import load_reference
from directory.enums import OrganisationStatus
from directory.models import Institute, Organisation, Unit
from directory.registry.importing import Outcome, import_file
from tests.directory import registry as small
from tests.directory.test_import import _everything
from tests.harness.shared import undone_at_last

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Imported:
    path: Path
    outcome: Outcome


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Imported]:
    """The file that ROR_FILE names, else a small one: thirty thousand records take a minute, and go in once."""
    with undone_at_last(django_db_blocker):
        load_reference(with_invented_contacts=False)
        path = small.real_or_small(tmp_path_factory.mktemp("registry"))
        yield Imported(path, import_file(path))


def test_every_record_goes_in_with_its_names_place_status_and_successors(imported: Imported) -> None:
    assert imported.outcome.left_aside == []
    assert imported.outcome.created == Organisation.objects.count()
    tokyo = Organisation.objects.get(ror_id=small.TOKYO)
    assert (tokyo.name, tokyo.acronym, tokyo.city, tokyo.country) == ("The University of Tokyo", "UT", "Tokyo", "JP")
    assert tokyo.latitude is not None
    assert set(tokyo.names.values_list("value", "language", "kind")) >= {
        ("東京大学", "ja", "label"), ("UT", "", "acronym"), ("Todai", "", "alias")
    }  # fmt: skip
    withdrawn = Organisation.objects.get(ror_id=small.WITHDRAWN)
    assert withdrawn.status == OrganisationStatus.WITHDRAWN
    assert [one.ror_id for one in withdrawn.successors.all()] == [small.BUNDANG]


def test_records_under_the_cnrs_or_an_institute_become_units_found_by_their_parents_ids(imported: Imported) -> None:
    rows = Unit.objects.select_related("organisation", "institute")
    units = {unit.organisation.ror_id: unit for unit in rows if unit.organisation}
    ipgp = units[small.IPGP]
    assert (ipgp.code, ipgp.acronym, ipgp.name) == ("UMR 7154", "IPGP", "Institut de physique du globe de Paris")
    assert ipgp.institute == Institute.objects.get(code="INSU")
    assert small.CNRS in set(ipgp.supervisors.values_list("ror_id", flat=True))
    assert units[small.NECKER].code == "UMR 8253"
    assert units[small.NAMELESS].code == ""
    # neither the institutes, nor an organisation with no such parent
    assert not {small.CNRS, small.PHYSICS, small.EARTH, small.TOKYO} & set(units)
    # another INP, whose acronym alone is that of an institute
    same_acronym = units.get("00w2q5j98")
    assert same_acronym is None or same_acronym.institute != Institute.objects.get(code="INP")


def test_importing_again_changes_nothing_and_writes_nothing_twice(imported: Imported) -> None:
    before = _everything()
    outcome = import_file(imported.path)
    assert (outcome.created, outcome.updated, outcome.units_created, outcome.units_updated) == (0, 0, 0, 0)
    assert _everything() == before

"""Importing the registry: what goes in, what stays when it is imported again, what makes a unit."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command

from directory.actions.reference import load_reference
from directory.actions.units import confirm_unit, enter_unit
from directory.enums import OrganisationStatus, Role
from directory.models import Institute, Organisation, OrganisationName, SearchTerm, Unit
from directory.registry import importing
from directory.registry.importing import import_file
from directory.search.subjects import rebuild
from tests.directory import registry as small
from tests.factories import a_standing
from workflow.engine import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def institutes(db: None) -> None:
    load_reference(with_invented_contacts=False)


def test_a_unit_with_two_institutes_names_none_and_both_may_claim_it(tmp_path: Path) -> None:
    import_file(small.write(tmp_path, small.records()))
    unit = Unit.objects.get(organisation__ror_id=small.NAMELESS)
    assert unit.institute is None
    physics = Institute.objects.get(code="INP")
    assert list(Unit.objects.claimed_by(physics)) == [unit]


def test_a_later_file_updates_keeps_withdrawn_records_and_what_an_officer_confirmed(tmp_path: Path) -> None:
    import_file(small.write(tmp_path, small.records()))
    unit = Unit.objects.get(organisation__ror_id=small.IPGP)
    physics = Institute.objects.get(code="INP")
    confirm_unit(unit, code="umr 9999", institute=physics, by=a_standing(Role.ADMINISTRATOR))
    later = small.records()
    later[3]["status"] = "withdrawn"
    later[3]["relationships"] = [{"type": "successor", "id": small.address(small.BUNDANG), "label": "…"}]
    next(one for one in later[3]["names"] if one["value"] == "Todai")["value"] = "Daigaku"
    later[4]["names"].append(small.name("UMR 1111", "alias"))
    later[4]["locations"][0]["geonames_details"]["name"] = "Lyon"
    del later[-1]
    outcome = import_file(small.write(tmp_path, later))
    assert (outcome.created, outcome.updated, outcome.units_updated) == (0, 2, 1)
    tokyo = Organisation.objects.get(ror_id=small.TOKYO)
    assert tokyo.status == OrganisationStatus.WITHDRAWN
    assert [one.ror_id for one in tokyo.successors.all()] == [small.BUNDANG]
    unit.refresh_from_db()
    assert (unit.code, unit.institute, unit.city) == ("UMR 9999", physics, "Lyon")
    assert Organisation.objects.filter(ror_id=small.BUNDANG).exists()
    # of the index only what differs was written: it is the one that would be built from nothing
    kept = _index()
    SearchTerm.objects.all().delete()
    rebuild()
    assert _index() == kept


def _index() -> set[tuple]:
    rows = SearchTerm.objects.values_list("kind", "match", "term", "head", "ids")
    return {(kind, match, *map(bytes, texts)) for kind, match, *texts in rows}


def test_what_the_registry_no_longer_knows_of_a_unit_is_not_forgotten(tmp_path: Path) -> None:
    import_file(small.write(tmp_path, small.records()))
    later = small.records()
    later[4]["names"] = later[4]["names"][:2]
    later[4]["relationships"] = later[4]["relationships"][:1]
    import_file(small.write(tmp_path, later))
    unit = Unit.objects.get(organisation__ror_id=small.IPGP)
    assert (unit.code, unit.institute) == ("UMR 7154", Institute.objects.get(code="INSU"))
    assert list(unit.supervisors.values_list("ror_id", flat=True)) == [small.CNRS]


def test_a_unit_typed_before_the_registry_came_is_the_same_one_after(tmp_path: Path) -> None:
    typed = enter_unit(name="Physique du globe", code="umr7154", by=SYSTEM)
    import_file(small.write(tmp_path, small.records()))
    unit = Unit.objects.get(code="UMR 7154")
    assert (unit.pk, unit.name) == (typed.pk, "Institut de physique du globe de Paris")
    assert unit.organisation == Organisation.objects.get(ror_id=small.IPGP)


def test_an_interrupted_import_is_run_again_and_ends_as_if_it_had_not_been(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    path = small.write(tmp_path, small.records())
    write, calls = importing._write, []

    def interrupted(batch, outcome):
        calls.append(batch)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(batch, outcome)

    monkeypatch.setattr(importing, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        import_file(path)
    assert Organisation.objects.count() == 6
    monkeypatch.setattr(importing, "_write", write)
    outcome = import_file(path)
    assert (outcome.unchanged, outcome.created) == (6, len(small.records()) - 6)
    assert Unit.objects.count() == 3


def test_a_malformed_record_is_told_by_its_id_and_the_others_go_in(tmp_path: Path) -> None:
    items = small.records()
    items.insert(2, small.record("02nwvxz07", [small.name("x" * 10_000_000)]))
    items.insert(5, small.record("03xjwb503", [small.name("Nulle part", shown=True)], status="open"))
    items.append({"names": []})
    err = io.StringIO()
    call_command("import_ror", str(small.write(tmp_path, items)), stderr=err, stdout=io.StringIO())
    told = err.getvalue()
    assert "02nwvxz07" in told
    assert "03xjwb503" in told
    assert str(len(items)) in told
    assert len(told) < 2000
    assert Organisation.objects.count() == len(small.records())


def _array(items: list) -> bytes:
    return json.dumps(items, ensure_ascii=False, indent=2).encode()


def _zip(items: list) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("v2.7-ror-data/", "")
        out.writestr("v2.7-ror-data/v2.7-ror-data.json", _array(items))
        out.writestr("v2.7-ror-data/v2.7-ror-data.csv", "id,name\n")
    return archive.getvalue()


@pytest.mark.parametrize(
    "form",
    [_array, small.lines, _zip, lambda x: gzip.compress(_array(x)), lambda x: b"\xef\xbb\xbf" + _array(x)],
    ids=["array", "lines", "zip", "gzip of an array", "byte order mark"],
)  # fmt: skip
def test_the_form_is_told_by_the_content_whatever_the_name(form, tmp_path: Path) -> None:
    path = tmp_path / "registry.docx"
    path.write_bytes(form(small.records()))
    assert import_file(path).created == len(small.records())


def test_a_record_longer_than_one_reading_is_read_whole(tmp_path: Path) -> None:
    items = small.records()
    items[1]["links"] = [{"type": "wikipedia", "value": "é" * 3_000_000}]
    path = tmp_path / "registry"
    path.write_bytes(_array(items))
    assert import_file(path).created == len(items)


def test_a_bad_line_among_good_ones_is_told_by_its_number(tmp_path: Path) -> None:
    items = [json.dumps(item) for item in small.records()]
    items.insert(4, '{"id": oops}')
    path = tmp_path / "registry"
    path.write_text("\n".join(items), encoding="utf-8")
    outcome = import_file(path)
    assert outcome.created == len(small.records())
    assert "5" in outcome.left_aside[0].name


def test_progress_is_told_for_each_step(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    import_file(small.write(tmp_path, small.records()), lambda step, done: told.append((step, done)))
    assert [step for step in ("read", "write", "index") if (step, 1.0) in told] == ["read", "write", "index"]


def _everything() -> tuple:
    organisations = Organisation.objects.order_by("pk").values_list()
    names = OrganisationName.objects.order_by("pk").values_list("pk", "value")
    units = Unit.objects.order_by("pk").values_list()
    terms = SearchTerm.objects.order_by("pk").values_list("pk", "kind", "match", "term", "ids")
    return list(organisations), list(names), list(units), [(*row[:3], bytes(row[3]), bytes(row[4])) for row in terms]

"""Reference data: loaded at each start, edited in the administration, never overwritten."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from directory.actions.reference import load_reference
from directory.enums import Role
from directory.models import Institute, Mandate, RegionalDelegation, Section, Unit
from directory.registry.records import ROR_ID
from tests.factories import a_holder, a_person, a_unit
from workflow.history import timeline

pytestmark = pytest.mark.django_db


@pytest.mark.both
def test_institutes_delegations_and_sections_are_there_once_however_often_they_are_loaded() -> None:
    for _time in range(2):
        call_command("load_reference", stdout=io.StringIO())
    assert Institute.objects.count() == 10
    assert all(ROR_ID.fullmatch(one.ror_id or "") for one in Institute.objects.all())
    assert RegionalDelegation.objects.count() == 18
    older, present = (Mandate.objects.get(name=name) for name in ("2021–2025", "2025"))
    assert [one.number for one in older.sections.all()] == list(range(1, 42))
    assert all(one.title for one in older.sections.all())
    assert [one.number for one in present.sections.all()] == [*range(1, 44), *range(50, 55)]
    assert not any(one.title for one in present.sections.all())


def test_contacts_are_empty_outside_the_demonstration_and_invented_inside_it() -> None:
    load_reference(with_invented_contacts=False)
    assert not any(one.has_contacts for one in Institute.objects.all())
    load_reference(with_invented_contacts=True)
    for one in Institute.objects.all():
        assert one.has_contacts
        assert one.email.endswith("@example.org")
        assert re.fullmatch(r"01 99 00 \d\d \d\d", one.telephone)
    load_reference(with_invented_contacts=False)
    assert not any(one.has_contacts for one in Institute.objects.all())


@pytest.mark.both
def test_what_was_edited_in_the_administration_stays_and_the_rest_follows_the_files(client: Client) -> None:
    load_reference(with_invented_contacts=False)
    physics = Institute.objects.get(code="INP")
    client.force_login(a_holder(Role.ADMINISTRATOR))
    edited = {"code": "INP", "name": "CNRS Physique fondamentale", "legal_name": physics.legal_name,
              "ror_id": physics.ror_id, "email": "inp@example.org"}  # fmt: skip
    assert client.post(f"/admin/directory/institute/{physics.pk}/change/", edited).status_code == 302
    load_reference(with_invented_contacts=True)
    physics.refresh_from_db()
    assert (physics.name, physics.email) == ("CNRS Physique fondamentale", "inp@example.org")
    assert physics.telephone.startswith("01 99 00")
    row = timeline(physics)[0]
    assert (row.act, row.data["fields"]["name"]) == ("edit", "CNRS Physique fondamentale")


def test_titles_of_sections_are_loaded_from_a_table_and_stay(tmp_path: Path) -> None:
    load_reference(with_invented_contacts=False)
    table = tmp_path / "sections.csv"
    table.write_text(
        "numéro;titre\n1;Physique de la matière complexe\n\n50;Gestion de la recherche\n", encoding="utf-8-sig"
    )
    call_command("load_sections", str(table), stdout=io.StringIO())
    load_reference(with_invented_contacts=False)
    titles = dict(Section.objects.filter(mandate__name="2025").exclude(title="").values_list("number", "title"))
    assert titles == {1: "Physique de la matière complexe", 50: "Gestion de la recherche"}


BAD_TABLES = [
    (b"", "aucune ligne", "no line with a number"),
    (b"number,title\n", "aucune ligne", "no line with a number"),
    (b"1,Un\nxx,Deux\n", "Ligne 2\u00a0: écrivez un numéro", "Line 2: write a number"),
    (b"1\n", "Ligne 1\u00a0: écrivez un numéro", "Line 1: write a number"),
    (b"1,Un\n1,Deux\n", "la section 1 y figure deux fois", "section 1 is there twice"),
    (b"0,Un\n", "n’est pas entre 1 et 99", "not between 1 and 99"),
    (b"99999999999999999999,Un\n", "n’est pas entre 1 et 99", "not between 1 and 99"),
    (b"1, \n", "vide ou trop long", "empty or too long"),
    (b"1," + b"x" * 301, "vide ou trop long", "empty or too long"),
    (b"1,\xe9t\xe9\n", "pas écrit en UTF-8", "not written in UTF-8"),
    (b"PK\x03\x04\0\0", "petit tableau CSV", "small table in CSV"),
    (b"1,x" * 600_000, "petit tableau CSV", "small table in CSV"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("content", "french", "english"), BAD_TABLES)
def test_a_bad_table_is_refused_with_a_sentence_and_changes_nothing(
    content: bytes, french: str, english: str, language: str, tmp_path: Path
) -> None:
    load_reference(with_invented_contacts=False)
    table = tmp_path / "sections.csv"
    table.write_bytes(content)
    with translation.override(language), pytest.raises(CommandError) as refusal:
        call_command("load_sections", str(table))
    assert (french if language == "fr" else english) in str(refusal.value)
    assert not Section.objects.filter(mandate__name="2025").exclude(title="").exists()


def test_an_unknown_mandate_and_a_missing_table_are_told(tmp_path: Path) -> None:
    load_reference(with_invented_contacts=False)
    with pytest.raises(CommandError, match="Mandats connus"):
        call_command("load_sections", str(tmp_path / "x.csv"), mandate="1789")
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("load_sections", str(tmp_path / "x.csv"))


def test_the_administration_holds_reference_data_alone_and_opens_to_administrators_alone(client: Client) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(a_person(is_staff=True))
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 404
    client.force_login(a_holder(Role.ADMINISTRATOR))
    page = client.get("/admin/").content.decode()
    assert all(
        f"/admin/directory/{name}/" in page for name in ("institute", "regionaldelegation", "section", "mandate")
    )
    assert not any(
        f"/admin/{name}/" in page for name in ("directory/person", "directory/office", "auth/group", "account")
    )


def test_a_unit_mended_in_the_administration_is_found_under_its_new_code(client: Client) -> None:
    unit = a_unit(code="UMR 1111")
    client.force_login(a_holder(Role.ADMINISTRATOR))
    fields = {"code": "UMR 2222", "name": unit.name, "city": "Lyon", "country": "FR", "is_active": "on"}
    assert client.post(f"/admin/directory/unit/{unit.pk}/change/", fields).status_code == 302
    assert Unit.objects.get(pk=unit.pk).code == "UMR 2222"
    found = client.get("/directory/units/suggestions/?q=umr 22").json()["results"]
    assert [one["id"] for one in found] == [unit.pk]


def test_nothing_is_deleted_in_the_administration(client: Client) -> None:
    unit = a_unit()
    client.force_login(a_holder(Role.ADMINISTRATOR))
    assert client.post(f"/admin/directory/unit/{unit.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Unit.objects.filter(pk=unit.pk).exists()

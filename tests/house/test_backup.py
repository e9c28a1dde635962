"""Backup and restore: what comes back is what was there, on both databases; a bad archive changes nothing."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cnrs_coop.backup.tables import NOT_COPIED
from directory.actions.offices import grant_office
from directory.enums import Role
from directory.models import Office, Person
from directory.standing import paris_today
from tests.factories import a_person
from workflow.engine import SYSTEM
from workflow.models import HistoryRow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"
    settings.STATIC_ROOT = tmp_path / "static"


def content() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {
        model._meta.db_table: sorted(model._base_manager.values_list(), key=lambda row: str(row[0]))
        for model in models
        # what a probe of the restore itself writes
        if model._meta.app_label not in ("contenttypes", "auth") and model._meta.db_table not in NOT_COPIED
    }


def build_something() -> Person:
    call_command("prepare", stdout=io.StringIO())
    person = a_person(first_name="Zoë", last_name="O’Brien \\ tab\there", orcid=None)
    grant_office(person=person, role=Role.DERCI_OFFICER, scope=None, starts=paris_today(), by=SYSTEM, reason="Arrivée")
    folder = Path(settings.MEDIA_ROOT) / "letters"
    folder.mkdir(parents=True)
    (folder / "lettre.pdf").write_bytes(b"%PDF-1.7 one")
    return person


def restored(path: Path, *options: str) -> str:
    output = io.StringIO()
    call_command("restore", str(path), *options, stdout=output)
    return output.getvalue()


def test_what_is_restored_is_what_was_backed_up(tmp_path: Path):
    person = build_something()
    before = content()
    archive = tmp_path / "house.tar.gz"
    call_command("backup", str(archive), stdout=io.StringIO())
    assert archive.stat().st_mode & 0o077 == 0, "others on this machine could read it"

    Person.objects.filter(pk=person.pk).update(first_name="Changed")
    later = a_person()
    grant_office(person=later, role=Role.PRESIDENT, scope=None, starts=paris_today(), by=SYSTEM)
    (settings.MEDIA_ROOT / "letters" / "lettre.pdf").write_bytes(b"another")
    (settings.MEDIA_ROOT / "later.pdf").write_bytes(b"later")

    assert "rows verified" in restored(archive, "--replace")
    assert content() == before
    assert (settings.MEDIA_ROOT / "letters" / "lettre.pdf").read_bytes() == b"%PDF-1.7 one"
    assert not (settings.MEDIA_ROOT / "later.pdf").exists()
    assert {path.name for path in settings.DATA_DIR.iterdir()} == {"files", "serving.lock"}


def test_the_house_goes_on_after_a_restore(tmp_path: Path):
    person = build_something()
    archive = tmp_path / "house.tar.gz"
    call_command("backup", str(archive), stdout=io.StringIO())
    restored(archive, "--replace")
    rows = HistoryRow.objects.count()
    grant_office(person=person, role=Role.PRESIDENT, scope=None, starts=paris_today(), by=SYSTEM)
    assert Office.objects.filter(person=person).count() == 2
    assert HistoryRow.objects.count() > rows
    with pytest.raises(Exception, match="append-only"):
        HistoryRow.objects.update(act="other")


def test_a_house_with_people_is_not_replaced_unless_told(tmp_path: Path):
    build_something()
    archive = tmp_path / "house.tar.gz"
    call_command("backup", str(archive), stdout=io.StringIO())
    a_person(email="later@example.org")
    with pytest.raises(CommandError, match="To lose what is here, say so: --replace"):
        restored(archive)
    assert Person.objects.filter(email="later@example.org").exists()


def cut(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-2000])


def not_an_archive(archive: Path) -> None:
    archive.write_text("hello")


def rewritten(archive: Path, **changes: Any) -> None:
    """The same archive with another manifest."""
    with tarfile.open(archive) as old:
        members = [(member, old.extractfile(member).read()) for member in old if member.isreg()]
    with tarfile.open(archive, "w:gz") as new:
        for member, data in members:
            if member.name == "manifest.json":
                data = json.dumps({**json.loads(data), **changes}).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))


def with_a_way_out(archive: Path) -> None:
    with tarfile.open(archive, "w:gz") as new:
        member = tarfile.TarInfo("../outside")
        new.addfile(member, io.BytesIO(b""))


def with_a_link(archive: Path) -> None:
    with tarfile.open(archive, "w:gz") as new:
        member = tarfile.TarInfo("files")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        new.addfile(member)


BAD = [
    (cut, "is not a whole archive of this house"),
    (not_an_archive, "is not a whole archive of this house"),
    (lambda path: path.unlink(), "is not a whole archive of this house"),
    (with_a_way_out, "holds “../outside”, which no backup of this house holds"),
    (with_a_link, "holds “files”, which no backup of this house holds"),
    (lambda path: rewritten(path, format=9), "another version of the backup"),
    (lambda path: rewritten(path, mode="production"), "of the mode “production” and this house of “test”"),
    (lambda path: rewritten(path, database="oracle"), "is of oracle and this house uses"),
]


@pytest.mark.parametrize(("spoil", "sentence"), BAD)
def test_an_archive_that_does_not_suit_is_refused_and_nothing_changes(tmp_path: Path, spoil: Any, sentence: str):
    build_something()
    archive = tmp_path / "house.tar.gz"
    call_command("backup", str(archive), stdout=io.StringIO())
    spoil(archive)
    before = content()
    with pytest.raises(CommandError, match=sentence):
        restored(archive, "--replace")
    assert content() == before
    assert (settings.MEDIA_ROOT / "letters" / "lettre.pdf").read_bytes() == b"%PDF-1.7 one"


def test_tables_of_another_version_are_refused_on_postgresql(tmp_path: Path):
    build_something()
    archive = tmp_path / "house.tar.gz"
    call_command("backup", str(archive), stdout=io.StringIO())
    rewritten(archive, migrations=["directory.0001_initial"])
    if connection.vendor == "sqlite":
        restored(archive, "--replace")
    else:
        with pytest.raises(CommandError, match="restore there, then upgrade"):
            restored(archive, "--replace")


def test_a_backup_never_writes_over_a_file(tmp_path: Path):
    archive = tmp_path / "house.tar.gz"
    archive.write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(archive), stdout=io.StringIO())
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "no" / "house.tar.gz"), stdout=io.StringIO())
    assert archive.read_text() == "precious"

"""The archive of a backup: a tar.gz of `manifest.json`, the database, and the files people sent."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cnrs_coop.backup import tables
from directory.models import Person

FORMAT = 1
SQLITE_FILE = "database.sqlite3"


class BadArchive(Exception):
    """The archive cannot be made or put back; the sentence says why."""


def write_archive(path: Path) -> None:
    """Write the whole house to `path`, which appears only once it is complete. Pages may be served meanwhile."""
    with _work_folder(path.parent) as work:
        (work / "tables").mkdir()
        if connection.vendor == "sqlite":
            _copy_sqlite(_sqlite_handle(), work / SQLITE_FILE)
        else:
            tables.copy_out(work / "tables")
        (work / "manifest.json").write_text(json.dumps(_manifest(), indent=1), encoding="utf-8")
        unfinished = work / "archive"
        with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
            archive.add(work / "manifest.json", "manifest.json")
            archive.add(work / SQLITE_FILE if connection.vendor == "sqlite" else work / "tables", "database")
            # after the database: a file without a row is waste, a row without its file is a loss
            if settings.MEDIA_ROOT.exists():
                archive.add(settings.MEDIA_ROOT, "files")
        os.chmod(unfinished, 0o600)
        os.replace(unfinished, path)


def read_archive(path: Path, *, replace: bool) -> None:
    """Put the house back as `path` holds it. Raises BadArchive, having changed nothing, when it does not suit."""
    with _work_folder(settings.DATA_DIR) as work:
        manifest = _unpack(path, work)
        _refuse_unfit(manifest)
        if not replace and _has_people():
            raise BadArchive("This house has people already. To lose what is here, say so: --replace")
        if manifest["database"] == "sqlite":
            connection.close()
            source = sqlite3.connect(work / "database")
            _copy_sqlite(source, Path(connection.settings_dict["NAME"]))
        else:
            tables.copy_in(work / "database")
        _put_files(work / "files")


def _manifest() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "mode": settings.MODE,
        "database": connection.vendor,
        "migrations": _migrations(),
    }


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _refuse_unfit(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise BadArchive("This archive was made by another version of the backup: restore it with that version.")
    if manifest["mode"] != settings.MODE:
        raise BadArchive(f"This archive is of the mode “{manifest['mode']}” and this house of “{settings.MODE}”.")
    if manifest["database"] != connection.vendor:
        raise BadArchive(f"This archive is of {manifest['database']} and this house uses {connection.vendor}.")
    # SQLite brings its own tables, which `prepare` then brings up to date
    if connection.vendor != "sqlite" and manifest["migrations"] != _migrations():
        raise BadArchive(
            "The tables of this archive are not those of this version: run `manage.py migrate` with the version "
            "that made it, restore there, then upgrade."
        )


def _has_people() -> bool:
    return Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists()


def _unpack(path: Path, work: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                _unpack_one(archive, member, work)
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BadArchive(f"{path} is not a whole archive of this house ({error}). Nothing was changed.") from error
    return manifest


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, work: Path) -> None:
    """Only folders and plain files, only inside `work` (tarfile's own filter is not in every Python 3.11)."""
    if member.isdir():
        return
    target = (work / member.name).resolve()
    content = archive.extractfile(member) if member.isreg() and target.is_relative_to(work.resolve()) else None
    if content is None:
        raise BadArchive(
            f"The archive holds “{member.name}”, which no backup of this house holds. Nothing was changed."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        shutil.copyfileobj(content, file)


def _sqlite_handle() -> sqlite3.Connection:
    connection.ensure_connection()
    handle: sqlite3.Connection = connection.connection
    return handle


def _copy_sqlite(source: sqlite3.Connection, target: Path) -> None:
    """SQLite's own copy: consistent while others write, and it replaces the target in one transaction."""
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()


def _put_files(files: Path) -> None:
    """The archive's files in the place of ours; ours stay beside until the new ones are there."""
    target, aside = settings.MEDIA_ROOT, settings.MEDIA_ROOT.with_name("files.before-restore")
    shutil.rmtree(aside, ignore_errors=True)
    if target.exists():
        target.rename(aside)
    if files.exists():
        shutil.move(files, target)
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _work_folder(beside: Path) -> Iterator[Path]:
    """A folder on the same disk, so that the last step is a rename."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".backup-") as name:
        yield Path(name)

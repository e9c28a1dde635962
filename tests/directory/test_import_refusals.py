"""Files that are refused whole: a sentence in both languages, and nothing written."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from directory.models import Organisation, OrganisationName, SearchTerm, Unit
from tests.directory import registry as small

pytestmark = pytest.mark.django_db

V1 = {"id": "https://ror.org/02feahw73", "name": "CNRS", "acronyms": ["CNRS"], "country": {"country_code": "FR"}}


def _array(items: list) -> bytes:
    return json.dumps(items).encode()


def _zip(*members: tuple[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for name, content in members:
            out.writestr(name, content)
    return archive.getvalue()


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


GOOD = small.records()
REFUSALS: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("empty", lambda: b"", "Le fichier est vide.", "The file is empty."),
    ("only spaces", lambda: b" \n\t\n", "Le fichier est vide.", "The file is empty."),
    ("no JSON", lambda: b"id,name\n1,CNRS\n", "Le fichier n’est pas du JSON.", "The file is not JSON."),
    ("truncated gzip", lambda: _cut(gzip.compress(small.lines(GOOD))), "coupé ou abîmé", "cut in the middle or"),
    ("damaged gzip", lambda: gzip.compress(small.lines(GOOD))[:60] + b"\0" * 400, "coupé ou abîmé", "damaged"),
    ("array cut in a record", lambda: _cut(_array(GOOD)), "Le fichier est coupé après 6 fiches",
     "The file is cut in the middle, after 6 complete records"),
    ("array cut between records", lambda: _array(GOOD[:4])[:-1], "coupé après 4 fiches", "after 4 complete records"),
    ("array broken", lambda: _array(GOOD[:2])[:-1] + b" oops " + _array(GOOD[2:])[1:],
     "plus du JSON valable après 2 fiches", "not valid JSON after 2 records"),
    ("two arrays", lambda: _array(GOOD[:2]) + _array(GOOD[2:]), "suit la fin de la liste", "follows the end of the"),
    ("lines cut", lambda: small.lines(GOOD)[:-20], "coupé après 10 fiches", "after 10 complete records"),
    ("indented object", lambda: json.dumps(GOOD[0], indent=1).encode(), "ni un tableau JSON", "neither a JSON array"),
    ("deep nesting", lambda: b"[" + b"[" * 200_000, "plus du JSON valable après 0", "not valid JSON after 0"),
    ("schema v1", lambda: _array([V1]), "schéma v1", "schema v1"),
    ("schema v1 further on", lambda: _array([*GOOD, V1]), "schéma v1", "schema v1"),
    ("same id twice", lambda: _array([*GOOD, GOOD[0]]), "La fiche 02feahw73 y figure deux fois",
     "The record 02feahw73 is there twice"),
    ("no record", lambda: b"[]", "aucune fiche du registre", "no record of the registry"),
    ("other JSON", lambda: b'[1, "two", null]', "aucune fiche du registre", "no record of the registry"),
    ("latin-1", lambda: json.dumps(GOOD, ensure_ascii=False).encode("utf-8").replace("é".encode(), b"\xe9"),
     "n’est pas écrit en UTF-8", "not written in UTF-8"),
    ("utf-16", lambda: json.dumps(GOOD).encode("utf-16"), "n’est pas écrit en UTF-8", "not written in UTF-8"),
    ("zip with two", lambda: _zip(("v1.json", _array([V1])), ("v2.json", _array(GOOD))),
     "plusieurs fichiers JSON\u00a0: v1.json, v2.json", "several JSON files: v1.json, v2.json"),
    ("zip with none", lambda: _zip(("read.me", b"nothing")), "aucun fichier JSON", "no JSON file"),
    ("damaged zip", lambda: _cut(_zip(("v2.json", _array(GOOD)))), "coupé ou abîmé", "damaged"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("content", "french", "english"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_written(
    content: Callable[[], bytes], french: str, english: str, language: str, tmp_path: Path
) -> None:
    path = tmp_path / "registry.json.gz"
    path.write_bytes(content())
    with translation.override(language), pytest.raises(CommandError) as refusal:
        call_command("import_ror", str(path), stderr=io.StringIO())
    assert (french if language == "fr" else english) in str(refusal.value)
    assert ("Rien n’a été importé" if language == "fr" else "Nothing was imported") in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not any(model.objects.exists() for model in (Organisation, OrganisationName, Unit, SearchTerm))


@pytest.mark.parametrize(("language", "sentence"), [("fr", "ne peut pas être lu"), ("en", "cannot be read")])
def test_a_file_that_is_not_there_and_a_folder_are_told(language: str, sentence: str, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with translation.override(language), pytest.raises(CommandError, match=sentence):
            call_command("import_ror", str(path), stderr=io.StringIO())


def test_an_interruption_says_to_run_it_again(tmp_path: Path, monkeypatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("directory.management.commands.import_ror.import_file", interrupted)
    with pytest.raises(CommandError, match="Relancez-le") as told:
        call_command("import_ror", str(tmp_path), stderr=io.StringIO())
    assert told.value.returncode == 130

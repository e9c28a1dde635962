"""The pages of docs/ that derive from the tables are fresh."""

import pytest
from django.core.management import CommandError, call_command

from cnrs_coop import lifecycles


def test_the_committed_pages_say_what_the_tables_say():
    assert lifecycles.stale() == [], "run manage.py lifecycles and commit docs/"


def test_a_page_that_is_not_fresh_is_named(monkeypatch, tmp_path, settings, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"lifecycles\.md, rights\.md"):
        call_command("lifecycles", check=True)
    call_command("lifecycles")
    assert capsys.readouterr().out == "docs/lifecycles.md\ndocs/rights.md\n"
    call_command("lifecycles", check=True)
    (tmp_path / "docs" / "rights.md").write_text("older")
    with pytest.raises(CommandError, match=r"Not fresh: rights\.md"):
        call_command("lifecycles", check=True)


def test_each_instrument_has_its_diagram_in_both_languages():
    text = next(text for path, text in lifecycles.documents().items() if path.name == "lifecycles.md")
    for acronym in ("IEA", "IRP", "IRN", "IRL"):
        diagrams = text.split(f"### Dossier, {acronym}\n")[1].split("\n#")[0]
        assert diagrams.count("```mermaid") == 2
        assert 'state "Draft" as draft' in diagrams
        assert 'state "Brouillon" as draft' in diagrams

"""Static files as they are collected: a browser that kept those of a former release never mixes both."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.house.test_environment import PRODUCTION, start

IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["']\./([^"']+)["']""")
MODES = {"production": PRODUCTION, "demonstration": {"MODE": "demonstration"}}


@pytest.mark.parametrize("mode", MODES)
def test_a_module_imports_others_under_the_name_of_what_they_hold(tmp_path: Path, mode: str):
    done = start(tmp_path, "collectstatic", "--no-input", "--verbosity=0", **MODES[mode])
    assert done.returncode == 0, done.stderr
    files = tmp_path / "static"
    named = json.loads((files / "staticfiles.json").read_text())["paths"]
    served = {name: (files / kept).read_text() for name, kept in named.items() if re.fullmatch(r"js/.+\.js", name)}
    imports = {name: set(IMPORTED.findall(text)) for name, text in served.items()}
    assert Path(named["js/shelf.js"]).name in imports["js/keeping.js"]
    kept = {Path(named[name]).name for name in served}
    assert {name: found - kept for name, found in imports.items() if found - kept} == {}

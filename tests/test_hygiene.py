"""Habits of the house which no tool checks: layers that are whole, no instrument by name, a light web process."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

HOUSE = Path(settings.BASE_DIR)
INSTRUMENT_SLUGS = {"iea", "irp", "irn", "irl"}
HEAVY = ("weasyprint", "pikepdf", "scipy", "numpy")
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
FORBIDDEN = {
    "a script in the page": re.compile(r"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")"""),
    "a style in an element": re.compile(r"<[a-z][^>]*\sstyle="),
    "a style sheet in the page": re.compile(r"<style"),
    "an event handler": re.compile(r"<[a-z][^>]*\son[a-z]+="),
    "a file of another site": re.compile(r"""(?:\ssrc|<link[^>]*\shref)="(?:https?:)?//"""),
    "a text marked as safe": re.compile(r"\|\s*safe\b"),
}
# mails are no pages: no Content-Security-Policy applies; those of crispy mark its own labels as safe
NOT_PAGES = ("mails/", "bootstrap5/")


def sources(*left_out: str) -> Iterator[Path]:
    """The Python files of the apps."""
    for app in settings.LOCAL_APPS:
        yield from (
            path for path in sorted((HOUSE / app).rglob("*.py")) if not any(part in str(path) for part in left_out)
        )


def test_every_app_stands_in_the_layers():
    contract = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert contract["contracts"][0]["layers"] == settings.LOCAL_APPS
    assert contract["root_packages"] == settings.LOCAL_APPS
    apps = {path.parent.name for path in HOUSE.glob("*/apps.py")}
    assert apps == set(settings.LOCAL_APPS)


def test_no_instrument_is_named_outside_its_definition():
    # in the directory IRL is a kind of unit; the demonstration tells a story with real instruments
    found = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in sources("instruments/definitions/", "/migrations/", "/demo", f"{HOUSE}/directory/")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lower() in INSTRUMENT_SLUGS
    ]
    assert found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=[str(path.relative_to(HOUSE / "templates")) for path in TEMPLATES])
def test_a_template_holds_no_inline_code_and_no_other_site(template: Path):
    name = str(template.relative_to(HOUSE / "templates"))
    if name.startswith(NOT_PAGES):
        return
    code = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(code)] == []


def test_whoever_is_refused_finds_themselves_at_the_reasons():
    # these two say something of what is shown, not of what was sent
    shown = {"instruments/call_preview.html", "proposals/editor/accept.html"}
    summary = re.compile(r'<div class="ci-sum[^>]*role="alert"[^>]*>')
    summaries = {str(path.relative_to(HOUSE / "templates")): summary.findall(path.read_text()) for path in TEMPLATES}
    assert len([name for name, found in summaries.items() if found]) > 20
    assert [name for name, found in summaries.items() if name not in shown for one in found
            if 'tabindex="-1" autofocus' not in one] == []  # fmt: skip


def test_the_web_process_loads_nothing_heavy():
    program = (
        "import sys; from cnrs_coop.wsgi import application; from django.urls import get_resolver;"
        "[getattr(entry, 'url_patterns', None) for entry in get_resolver().url_patterns];"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_modules_say_what_they_are():
    silent = [str(path.relative_to(HOUSE)) for path in sources("/migrations/", "/apps.py") if _is_silent(path)]
    assert silent == []


def _is_silent(path: Path) -> bool:
    code = path.read_text()
    return bool(code.strip()) and ast.get_docstring(ast.parse(code)) is None

